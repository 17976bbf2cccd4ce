"""What the pages of earned value show: figures with their formulas, and tables that open theirs."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl
import streamlit as st

from pmo_core.analysis.earned_value import workings
from pmo_core.charts import short
from pmo_core.ui.grid import grid
from pmo_core.ui.page import Figure, headline
from pmo_core.ui.paging import paged
from pmo_core.ui.paths import PAGES
from pmo_core.ui.text import iso, plain
from pmo_core.ui.track.earned import FOLLOWED, MARKS, SETTLED_PCT
from pmo_core.ui.track.earned_says import LATE

PAGE = PAGES / "track" / "earned.py"
SUMS = ("bac", "pv", "ev", "ac")
RATIOS = ("cpi", "spi")
ENDS = ("eac", "vac")
MORE = ("cv", "sv", "earned_pct", "tcpi_bac")
"""Columns of every table, the ones that people decide by first."""
READ = (
    f"Orange: the {FOLLOWED} that stand worst by CPI x SPI(t) of those that have earned "
    f"{SETTLED_PCT:.0f} % or more, with the way of their last reports. Green: within 5 % of the "
    f"plan. What lies beyond an axis is drawn on its edge; of more than {MARKS} projects those of "
    "the largest budgets. A click opens the project."
)
"""How the bullseye is read."""
_AMOUNTS = {
    "bac": "Budget at completion of the work that is measured.",
    "pv": "Budget of the work planned to be done by the data date.",
    "ev": "Budget of the work done by the data date.",
    "ac": "What was posted until the data date.",
}
_LABELS = {"cpi": "CPI", "spi": "SPI", "spi_t": "SPI(t)", "sv_t_days": "SV(t)", "eac": "EAC",
           "vac": "VAC", "cv": "CV", "sv": "SV"}  # fmt: skip
RATIO_NAMES = ("cpi", "spi", "spi_t", "tcpi_bac", "tcpi_eac", "tspi")
_WIDTHS = {8: 200, 10: 170}
"""Pixels of a figure by their number, so that none stands alone."""
_IN_TIME = ("sv_t_days", "spi_t", "eac_spi_t", "eac_sci_t", "eac_weighted_t", "eac_bottom_up")
"""What is known of projects alone: time does not add up."""
_DEFAULT_EAC = "eac_cpi"


def figures(row: Mapping[str, Any], names: tuple[str, ...], unit: str) -> None:
    """Show figures of one row, each with its formula and the numbers put in.

    Parameters
    ----------
    row : mapping
        As `analysis.earned_value.indices` gives it.
    names : tuple of str
        Which, in this order.
    unit : str
        Of the amounts.
    """
    told = {one.figure: one for one in workings(row)}
    told["eac"] = told[_DEFAULT_EAC]
    found = []
    for name in names:
        if name in _AMOUNTS:
            meaning = f"{_AMOUNTS[name]} In {unit}."
        else:
            one = told[name]
            meaning = f"{one.formula} = {one.numbers or one.reason}"
        label = _LABELS.get(name, name.upper())
        found.append(Figure(label, _value(name, row[name]), plain(meaning)))
    headline(found, "figures", width=_WIDTHS.get(len(found), 0))


def _value(name: str, value: float | None) -> str:
    """Return a figure as people say it: ratios with two digits, days with one.

    Examples
    --------
    >>> _value("cpi", 0.8571), _value("sv_t_days", -12.04), _value("ac", 1_234_567)
    ('0.86', '-12 d', '1.23 M')
    """
    if value is None:
        return "N/A"
    if name in RATIO_NAMES:
        return f"{value:.2f}"
    if name.endswith("_days"):
        return f"{value:.1f}".removesuffix(".0") + " d"
    return f"{value:.1f} %" if name.endswith("_pct") else short(value)


def _exact(name: str, value: float | None) -> str:
    """Return a figure with the digits that a reader needs to check it by hand.

    Examples
    --------
    >>> _exact("cpi", 0.85714), _exact("cv", -1234.5), _exact("spi", None)
    ('0.8571', '-1,234.50', 'N/A')
    """
    if value is None:
        return "N/A"
    is_ratio = name in RATIO_NAMES
    return f"{value:.4f}" if is_ratio else f"{value:,.2f}"


def groups(rows: pl.DataFrame, title: str) -> None:
    """Show one row per group with its sums and indices; a button opens the formulas.

    Parameters
    ----------
    rows : polars.DataFrame
        What `earned.by_level` gave.
    title : str
        What the groups are.
    """
    names = ("group", "group_name", *RATIOS, *ENDS, *SUMS, "n_projects", "n_unknown", *MORE)
    hidden = ("group",) if rows["n_unknown"].max() else ("group", "n_unknown")
    grid(
        rows.select(names), f"earned_{title}", alt=f"Earned value by {title.lower()}",
        hidden=hidden, labels={"group_name": title, "n_unknown": "Left out"},
        on_row=lambda row: _opened(rows.row(row, named=True), "group_name"), action="Formulas",
        file_name=f"earned-value-{title.lower()}",
    )  # fmt: skip


PROJECT_COLUMNS = (
    "code", "name", "standing_ev", "trust", "cpi", "spi_t", "sv_t_days", "vac", *SUMS, "eac", "spi",
    *MORE, "data_date", "ev_on", "pv_source", "ev_source", "trust_reason",
)  # fmt: skip


def projects(rows: pl.DataFrame) -> None:
    """Show one row per project with its figures; a button opens the formulas."""
    orders = {
        "Expected overrun": [(pl.col("vac"), False)],
        "Late though cost is fine": [
            (pl.col("standing_ev") == LATE, True),
            (pl.col("spi_t"), False),
        ],
        "CPI": [(pl.col("cpi"), False)],
        "SPI(t)": [(pl.col("spi_t"), False)],
        "Largest budget": [(pl.col("bac"), True)],
        "Code": [],
    }
    page = paged(rows, orders, "project", "Formulas opens a project's own numbers.", key="earned_")
    grid(
        page.select(PROJECT_COLUMNS), "earned_projects", alt="Earned value by project",
        pinned=("code",), on_row=lambda row: _opened(page.row(row, named=True), "name"),
        action="Formulas", export=lambda: rows.select(PROJECT_COLUMNS),
        file_name="earned-value-projects",
    )  # fmt: skip


def elements(rows: pl.DataFrame, first: list[str], file_name: str) -> None:
    """Show one row per element or control account of a project; a button opens the formulas.

    Parameters
    ----------
    rows : polars.DataFrame
        What `jobs.measured_project.tree` or `accounts` gave.
    first : list of str
        Columns that name the row; its last but those of the register is shown in the dialog.
    file_name : str
        Name of the file.
    """
    why = [name for name in ("ev_reason",) if name in rows.columns]
    table = rows.select(*first, *SUMS, *RATIOS, *ENDS, "n_unknown", *MORE, *why)
    empty = tuple(one.name for one in table if one.null_count() == table.height)
    if not table["n_unknown"].max():
        empty += ("n_unknown",)
    name = "name" if "name" in first else first[0]
    grid(
        table, "earned_elements", alt="Earned value by element of the work",
        labels={"n_unknown": "Without progress"}, pinned=(first[0],),
        hidden=empty,
        on_row=lambda row: _opened(rows.row(row, named=True), name), action="Formulas",
        file_name=file_name,
    )  # fmt: skip


def about(rows: pl.DataFrame, on: date | None, unit: str) -> None:
    """Show from what the figures of the projects were worked out, and how old these are."""
    age = (pl.col("data_date") - pl.col("ev_on")).dt.total_days()
    sources = (
        rows.group_by("ev_source", "pv_source")
        .agg(
            pl.len().cast(pl.Int64).alias("n_projects"), pl.col("bac").sum(),
            age.median().round(0).cast(pl.Int64).alias("ev_age_days"),
        )
        .sort("n_projects", descending=True)
    )  # fmt: skip
    st.markdown("**What the figures rest on**")
    grid(
        sources.select("ev_source", "pv_source", "n_projects", "bac", "ev_age_days"),
        "earned_sources", alt="Projects by the source of EV and PV",
        file_name="earned-value-sources",
    )  # fmt: skip
    st.caption(
        f"In {unit}. Each project on the day that its EV was last reported; one that never "
        "reported, today."
        if on is None
        else f"As of {iso(on)}, in {unit}. EV that was reported earlier is set against PV and AC "
        "of that day: the older it is, the worse the project looks."
    )


def _opened(row: Mapping[str, Any], name: str) -> None:
    """Remember whose formulas are asked for: a dialog opens on the run after the press."""
    st.session_state["earned_opened"] = (str(row[name]).strip(), dict(row))


def formulas() -> None:
    """Open the formulas that were asked for, if any were."""
    if opened := st.session_state.pop("earned_opened", None):
        _formulas(*opened)


@st.dialog("How the figures came about", width="large", position="right")
def _formulas(name: str, row: Mapping[str, Any]) -> None:
    st.text(name)
    if row.get("code"):
        st.page_link(
            PAGE, label="Earned value of the project", icon=":material/arrow_forward:",
            query_params={"project": row["code"]},
        )  # fmt: skip
    working_table(row)


def working_table(row: Mapping[str, Any]) -> None:
    """Show each figure of a row with its formula, the numbers put in, and the result or reason."""
    in_time = "es_days" in row
    held = {name: row[name] for name in row if in_time or name not in _IN_TIME}
    found = workings(held)
    frame = pl.DataFrame({
        "figure": [one.label for one in found],
        "result": [_exact(one.figure, one.value) for one in found],
        "formula": [one.formula for one in found],
        "numbers": [one.numbers or one.reason for one in found],
    })  # fmt: skip
    grid(frame, "workings", alt="Formulas with their numbers", file_name="formulas")


__all__ = [
    "PAGE", "READ", "about", "elements", "figures", "formulas", "groups", "projects",
    "working_table",
]  # fmt: skip
