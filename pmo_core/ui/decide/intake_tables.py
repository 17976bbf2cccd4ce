"""The tables of a request that are filled in: goals, money by year, hours by role and year."""

from collections.abc import Sequence
from typing import Any

import polars as pl
import streamlit as st
from pydantic import ValidationError

from pmo_core.analysis import request_figures as figures
from pmo_core.analysis.calendar import fiscal_year
from pmo_core.analysis.request_plan import Span, finish_of
from pmo_core.errors import Refused
from pmo_core.jobs import requests
from pmo_core.model import Request
from pmo_core.model.intake import Figures
from pmo_core.ui import data
from pmo_core.ui.decide.intake_state import prefix
from pmo_core.ui.page import as_of, side_by_side
from pmo_core.ui.text import counted, plain

_NUMBER = st.column_config.NumberColumn
_TEXT = st.column_config.TextColumn


def given(was: Request) -> Figures:
    """Return the figures of a request; what cannot be read is said, and begins anew."""
    try:
        return requests.figures_of(was)
    except Refused as refused:
        st.warning(plain(str(refused)), title="The figures of this request cannot be read")
        return Figures()


def goals(was: Request) -> tuple[dict[str, Any], list[str]]:
    """Draw the goals with the part of the idea that serves each."""
    kept = data.table("goal").select("code", "name")
    st.markdown("**Which goals does it serve, and by how much?**")
    if kept.is_empty():
        st.caption("No strategic goals are registered yet; go on without them.")
        return {}, []
    st.caption(
        "Type a percentage beside the goals that it helps to reach; 100 = it exists for this goal "
        "alone. Leave the others empty. Example: 60 beside one goal, 20 beside another."
    )
    parts = given(was)
    rows = pl.DataFrame(st.data_editor(
        figures.shares(parts.goals, dict(kept.iter_rows())), key=prefix() + "goals",
        alt="Goals, and the percentage of the idea that serves each", hide_index=True,
        disabled=["goal", "name"], height="content", placeholder="",
        column_order=["name", "share_pct"],
        column_config={
            "name": _TEXT("Goal", width="large"),
            "share_pct": _NUMBER("Serves it by", min_value=0, max_value=100, format="%d %%"),
        },
    ))  # fmt: skip
    return _figures(was, {"goals": figures.shares_of(rows)})


def money(was: Request) -> tuple[dict[str, Any], list[str]]:
    """Draw cost and benefits by fiscal year, each with low, likely and high."""
    parts, currency = given(was), data.settings().base_currency
    years = _years(was, parts)
    left, right = side_by_side()
    with left:
        st.markdown("**Cost**")
        st.caption(
            f"What will be spent in each year, in {currency}: licenses, equipment, services, and "
            "the work of your own people at its hourly cost. Likely is your best guess; low and "
            "high are what it costs if all goes well or badly. Example: low 70,000, likely 80,000, "
            "high 110,000."
        )
        costs, wrong = _amounts("costs", parts.costs, years, currency)
    with right:
        st.markdown("**Benefits**")
        st.caption(
            f"What it saves or earns in each year, in {currency}, mostly in the years after it is "
            "finished. Low is what you would promise, high what it brings if all goes well. "
            "Example: 900 calls less a month at 8 each are 86,400 a year."
        )
        benefits, also = _amounts("benefits", parts.benefits, years, currency)
    values, unreadable = _figures(was, {"costs": costs, "benefits": benefits})
    return values, [*wrong, *also, *unreadable]


def effort(was: Request) -> tuple[dict[str, Any], list[str]]:
    """Draw the hours of each role in each fiscal year."""
    parts, roles = given(was), dict(data.table("role").select("code", "name").iter_rows())
    per_month = data.settings().fte_hours_per_month
    st.markdown("**Hours by role and year**")
    if not roles and not parts.effort:
        st.caption("No roles are registered yet; go on without them.")
        return {}, []
    st.caption(
        "How many hours of whose work it needs. One person full time is about "
        f"{per_month:,.0f} hours a month. Example: half a developer for six months is "
        f"{per_month * 3:,.0f} hours. Leave what is not needed empty."
    )
    years = _years(was, parts)
    columns = {str(year): _NUMBER(label(year), min_value=0, format="%,.0f") for year in years}
    rows = pl.DataFrame(st.data_editor(
        figures.efforts(parts.effort, roles, years), key=prefix() + "effort",
        alt="Hours of each role in each fiscal year", hide_index=True, placeholder="",
        disabled=["role", "name"], height="content", column_order=["name", *columns],
        column_config={"name": _TEXT("Role", width="medium", pinned=True), **columns},
    ))  # fmt: skip
    told = figures.efforts_of(rows)
    hours = sum(one["hours"] for one in told)
    if hours:
        months = hours / per_month
        st.caption(f"In all {hours:,.0f} hours, about {months:,.1f} months of one person.")
    return _figures(was, {"effort": told})


def label(year: int) -> str:
    """Return how a fiscal year is written: FY2027, or 2027 where it is the calendar year."""
    return f"FY{year}" if data.settings().fiscal_year_start_month > 1 else str(year)


def span_of(was: Request) -> Span | None:
    """Return the days from earliest start to the end of a request, where both are known."""
    if was.earliest_start is None or was.duration_months is None:
        return None
    finish = finish_of(was.earliest_start, was.duration_months)
    return Span(was.earliest_start, finish, data.settings().fiscal_year_start_month)


def _years(was: Request, parts: Figures) -> list[int]:
    start_month = data.settings().fiscal_year_start_month
    this = int(pl.select(fiscal_year(pl.lit(as_of()), start_month)).item())
    span = span_of(was)
    return figures.years_of(parts, this, span.years() if span else ())


def _amounts(
    name: str, ranges: Sequence[Any], years: Sequence[int], currency: str
) -> tuple[list[dict[str, Any]], list[str]]:
    """Draw a table of amounts by year; return the years filled in, and what is wrong."""
    empty = figures.amounts(ranges, years).with_columns(
        name=pl.Series([label(year) for year in years], dtype=pl.String)
    )
    columns = {
        field: _NUMBER(field.capitalize(), min_value=0, format="%,.0f", help=meaning)
        for field, meaning in (
            ("low", "The lowest amount that you expect."),
            ("likely", "Your best guess."),
            ("high", "The highest amount that you expect."),
        )
    }
    rows = pl.DataFrame(st.data_editor(
        empty, key=prefix() + name, hide_index=True, disabled=["year", "name"], placeholder="",
        alt=f"{name.capitalize()} by fiscal year: low, likely, high", height="content",
        column_order=["name", *columns],
        column_config={"name": _TEXT("Fiscal year", width="small"), **columns},
    ))  # fmt: skip
    told, wrong = figures.ranges_of(rows)
    if told:
        low, likely, high = figures.totals(told)
        bounds = f", between {low:,.0f} and {high:,.0f}" if low < high else ""
        over = counted(len(told), "year")
        st.caption(f"In all {likely:,.0f} {currency} over {over}{bounds}.")
    return told, [f"{name.capitalize()} {one}" for one in wrong]


def _figures(was: Request, parts: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """Return the figures with some parts replaced, as the request keeps them.

    Where the parts say what is kept, its text stays as it is, so that nothing is saved anew.
    """
    try:
        kept = requests.figures_of(was)
    except Refused:
        kept = Figures()
    try:
        text = figures.as_json({**kept.model_dump(), **parts})
    except ValidationError as error:
        return {}, [f"{one['loc'][0]}: {one['msg']}" for one in error.errors()]
    is_same = Figures.model_validate_json(text or "{}") == kept
    return {} if is_same else {"figures": text}, []


__all__ = ["effort", "given", "goals", "label", "money", "span_of"]
