"""A new estimate against closed projects like it: what it may become."""

from collections.abc import Mapping

import polars as pl
import streamlit as st

from pmo_core.analysis import overruns
from pmo_core.analysis.reference_class import size_band
from pmo_core.charts import short
from pmo_core.ui import data
from pmo_core.ui.grid import grid
from pmo_core.ui.learn.performance import MEASURES
from pmo_core.ui.text import listed, plain

_ANY = "any"
_UNITS = {"Cost": "", "Time": "calendar days", "Effort": "h"}
_TOOK = {"Cost": "cost", "Time": "took", "Effort": "needed"}


def calculator(closed: pl.DataFrame) -> None:
    """Draw the estimate and its class, and what closed projects like it say about it."""
    st.caption(
        "Enter what you estimate and which projects it is like. What stays empty narrows nothing."
    )
    currency = data.settings().base_currency
    cells = st.columns(3)
    estimates = {
        what: cell.number_input(
            f"{what}, {_UNITS[what] or currency}", value=None, min_value=0.0, step=None,
            key=f"estimate_{what}",
        )
        for what, cell in zip(MEASURES, cells, strict=True)
    }  # fmt: skip
    wanted = _class(closed, estimates["Cost"])
    likes = overruns.like(closed, wanted)
    for what, measure in MEASURES.items():
        _answer(closed, wanted, what, likes[measure], estimates[what])
    st.caption(
        "P10 to P90 by conformal order statistics: of ten further projects like these at least "
        "eight are expected inside, whatever the distribution. Closed projects are all that is "
        "known; one of another kind may go beyond."
    )
    if likes.height:
        grid(
            likes.select("name", *MEASURES.values(), "finished_on", *overruns.FACTORS, "code")
            .head(150),
            "estimate_rows", alt="Closed projects like the new one", export=lambda: likes,
            file_name="projects-like-this-one", labels={"name": "Project like this one"},
        )  # fmt: skip


def _class(closed: pl.DataFrame, cost: float | None) -> dict[str, str | None]:
    """Draw what the new project is like; its size follows from its cost."""
    band = pl.select(size_band(pl.lit(cost, pl.Float64))).item() if cost else None
    names = [name for name in overruns.FACTORS if name != "size_band"]
    cells = st.columns(len(names))
    wanted: dict[str, str | None] = {}
    for name, cell in zip(names, cells, strict=True):
        known = closed[name].drop_nulls().unique().sort().to_list()
        wanted[name] = cell.selectbox(
            overruns.FACTORS[name], known, index=None, placeholder=_ANY, key=f"estimate_{name}"
        )
    is_sized = st.checkbox(
        f"Only projects of its size ({band})" if band else "Only projects of its size",
        key="estimate_size", disabled=band is None,
        help="Sizes are bands of the estimated cost; enter the cost first.",
    )  # fmt: skip
    wanted["size_band"] = band if is_sized else None
    return wanted


def _answer(
    closed: pl.DataFrame, wanted: Mapping[str, str | None], what: str, ratios: pl.Series,
    estimate: float | None,
) -> None:  # fmt: skip
    """Draw what closed projects say about one estimate, or why they say nothing."""
    found = overruns.expected(ratios)
    unit = _UNITS[what] or data.settings().base_currency
    if found.low is None or found.high is None or found.median is None:
        more = [
            f"{n} without {overruns.FACTORS[name].lower()}"
            for name, n in overruns.wider(closed, wanted, MEASURES[what]) if n > found.n
        ]  # fmt: skip
        hint = f" Widen the class: {listed(more)}." if more else ""
        st.warning(plain(found.reason + hint), title=f"{what}: no range", icon=":material/block:")
        return
    said = (
        f"{what}: projects like this one {_TOOK[what]} {found.low:.2f} to {found.high:.2f} "
        f"times the estimate, half of them at most {found.median:.2f}, n = {found.n}"
    )
    if found.n_unknown:
        said += f"; {found.n_unknown} more not known"
    if estimate:
        ends = " to ".join(short(estimate * one) for one in (found.low, found.high))
        said += f". That is {ends} {unit}, {short(estimate * found.median, unit)} in the middle"
    st.info(plain(f"{said}."), icon=":material/straighten:")


__all__ = ["calculator"]
