"""Earned value of one project in depth, as the page shows it."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

import polars as pl
import streamlit as st

from pmo_core.analysis.earned_value import indices
from pmo_core.analysis.time_forecasts import time_forecasts
from pmo_core.errors import NotFound
from pmo_core.jobs.measured_project import OneProject, accounts, doubts, elements_on, tree
from pmo_core.ui import data, facts
from pmo_core.ui.chart import chart
from pmo_core.ui.grid import grid
from pmo_core.ui.measured import measured, measured_against
from pmo_core.ui.order import by_code
from pmo_core.ui.page import as_of, empty, page, side_by_side
from pmo_core.ui.project import choose
from pmo_core.ui.related import related
from pmo_core.ui.text import counted, iso, plain
from pmo_core.ui.track import earned, earned_forms, earned_says, earned_show
from pmo_core.ui.trust import badge, trust_of, warn

HEADLINE = ("bac", "pv", "ev", "ac", "cpi", "spi", "spi_t", "sv_t_days", "eac", "vac")
PARTS = ("By status date", "By element", "Formulas")
LEVELS = ("Work breakdown", "Control accounts", "Tasks")


class Day(NamedTuple):
    """The day that figures speak of, and the day until which reports and plans are taken."""

    on: date
    known: date


def show(code: str) -> None:
    """Draw the page of one project.

    Raises
    ------
    NotFound
        There is no such project.
    """
    everything = facts.portfolio(as_of())
    found = everything.filter(pl.col("code") == code)
    if found.is_empty():
        raise NotFound(f"There is no project {code}.", "Choose one on the Overview.")
    project = found.row(0, named=True)
    _head(project, everything)
    with st.container(horizontal=True, vertical_alignment="bottom", key="earned_choice"):
        own = measured(as_of()).filter(pl.col("project") == code)
        dates = own.filter(pl.col("data_date") < as_of())["data_date"].sort(descending=True)
        latest = earned.reported(own)["data_date"].to_list() or [as_of()]
        chosen = earned.data_date(tuple(dates.cast(pl.String)))
        day = Day(chosen or latest[0], chosen or as_of())
        in_hours = earned.unit()
    history = _history(code, day, in_hours=in_hours)
    if history.is_empty():
        empty(
            "This project was not measured by then.",
            "Report a status or progress of its work, or give it a plan and a start.",
        )
        return
    row = history.row(-1, named=True)
    unit = "hours" if in_hours else data.settings().base_currency
    if _has_remaining(code):
        row |= earned_forms.bottom_up(_work(code, day, in_hours=in_hours), row)
    forms = earned_forms.forms(row, None if in_hours else _managers(code, day.known))
    if not _is_open(code, day.known):
        forms = forms.clear()
    warn(code, as_of())
    said, is_fine = earned_says.told(row, forms, project["planned_finish"], unit)
    earned_says.tell(said, is_fine=is_fine)
    _figures(row, unit)
    _doubts(code, day, in_hours=in_hours)
    left, right = side_by_side()
    with left:
        drawn = earned_forms.curve(
            code, row["data_date"], history, forms, unit=unit, known=day.known, in_hours=in_hours
        )
        if drawn.is_empty:
            empty("Nothing of it is known in time.", "Give it planned dates and a cost.")
        else:
            chart(drawn, f"curve {day.on}")
    with right:
        if forms.is_empty():
            _nothing_to_estimate(row)
        else:
            earned_forms.table(code, forms, unit)
    _parts(code, day, history, row, in_hours=in_hours)
    earned_show.formulas()


def warn_of(project: Mapping[str, Any]) -> None:
    """Warn on another page of figures too poor to decide on, and of cost or date not fine.

    Parameters
    ----------
    project : mapping
        Row of `facts.portfolio`.
    """
    code, today = project["code"], as_of()
    warn(code, today)
    said, is_fine = data.derived(
        "verdict of earned value", lambda: _verdict(project, today), project=code, as_of=today
    )
    if not is_fine:
        earned_says.tell(said, is_fine=False)


def _verdict(project: Mapping[str, Any], today: date) -> tuple[str, bool]:
    """Return what `earned_says.told` says of a project on the day of its latest report."""
    own = measured(today).filter(pl.col("project") == project["code"])
    if own.is_empty() or not project["is_open"]:
        return "", True
    row = time_forecasts(indices(earned.reported(own))).row(0, named=True)
    forms = earned_forms.forms(row, None)
    return earned_says.told(
        row, forms, project["planned_finish"], data.settings().base_currency
    )  # fmt: skip


def _head(project: dict[str, Any], everything: pl.DataFrame) -> None:
    names = ("portfolio_name", "program_name", "department_name", "stage", "manager")
    page(f"Earned value of {project['name']}", "", from_user=True)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.text(" · ".join([project["code"], *filter(None, (project[one] for one in names))]))
        told = trust_of(project["code"], as_of())
        badge(told["trust"], told["trust_reason"])
        with st.popover("Other project", icon=":material/search:", on_change="rerun") as other:
            if other.open:
                choose(everything)
        st.page_link(
            earned_show.PAGE, label="All projects", icon=":material/arrow_back:",
            query_params={},
        )  # fmt: skip
    related(project["code"], here="track/earned")


def _history(code: str, day: Day, *, in_hours: bool) -> pl.DataFrame:
    """Return the figures of a project on all its data dates until one."""
    rows = measured(day.known, in_hours=in_hours)
    rows = rows.filter(pl.col("project") == code, pl.col("data_date") <= day.on)
    return time_forecasts(indices(rows))


def _work(code: str, day: Day, *, in_hours: bool) -> pl.DataFrame:
    return data.derived(
        "elements on a date",
        lambda: elements_on(
            data, measured_against(day.known, in_hours=in_hours), code, day.on, in_hours=in_hours
        ),
        project=code, day=day, in_hours=in_hours,
    )  # fmt: skip


def _has_remaining(code: str) -> bool:
    """Return whether an estimate of what is left was ever given for an element."""
    given = data.table("progress").filter(pl.col("project") == code)
    return bool(
        given.select((pl.col("remaining_cost", "remaining_hours")).count()).sum_horizontal().item()
    )


def _is_open(code: str, on: date) -> bool:
    return bool(facts.portfolio(on).filter(pl.col("code") == code)["is_open"].item())


def _managers(code: str, on: date) -> tuple[float | None, date | None]:
    """Return what the manager expects: cost and finish, as of a day."""
    found = facts.portfolio(on).filter(pl.col("code") == code)
    return found.select("forecast_cost", "forecast_finish").row(0)


def _figures(row: dict[str, Any], unit: str) -> None:
    """Show the figures, and from what they were worked out."""
    earned_show.figures(row, HEADLINE, unit)
    told = []
    if row["pv_source"]:
        told.append(f"PV from {row['pv_source']}.")
    if row["ev_source"]:
        age = (row["data_date"] - row["ev_on"]).days
        old = f", {counted(age, 'day')} before the data date" if age else ""
        told.append(f"EV from {row['ev_source']}, reported on {iso(row['ev_on'])}{old}.")
    else:
        told.append("EV is not known: no progress and no percent complete was ever reported.")
    if row["ac"] is None:
        told.append("AC is not known: nothing is posted.")
    st.caption(plain(" ".join(told)))


def _nothing_to_estimate(row: dict[str, Any]) -> None:
    """Say why there is no estimate at completion."""
    if row["ev"] is None:
        empty("What it will cost cannot be estimated yet.", "Report a status, or progress of its "
              "work: what is earned by now is not known.")  # fmt: skip
    else:
        empty("There is nothing left to estimate.", "The work has ended, or no cost is known.")


def _doubts(code: str, day: Day, *, in_hours: bool) -> None:
    """List what is doubtful about the elements that the project is measured by."""

    def find() -> pl.DataFrame:
        against = measured_against(day.known, in_hours=in_hours)
        found = doubts(data, against, code, day.on, in_hours=in_hours)
        rows = [(one.severity, one.message.removeprefix(f"{code} ")) for one in found]
        return pl.DataFrame(rows, schema=["severity", "message"], orient="row")

    found = data.derived("doubts about elements", find, project=code, day=day, in_hours=in_hours)
    if found.is_empty():
        return
    label = f"Doubtful about the elements: {found.height:,}"
    with st.expander(label, icon=":material/warning:", key="earned_doubts"):
        grid(
            found, "earned_doubts", alt="What is doubtful about the elements of the work",
            file_name=f"{code}-elements-in-doubt",
        )  # fmt: skip


def _parts(
    code: str, day: Day, history: pl.DataFrame, row: dict[str, Any], *, in_hours: bool
) -> None:
    for name, tab in zip(PARTS, st.tabs(PARTS, on_change="rerun"), strict=True):
        if tab.open:
            with tab:
                if name == PARTS[0]:
                    _dates(code, history)
                elif name == PARTS[1]:
                    _elements(code, _work(code, day, in_hours=in_hours))
                else:
                    earned_show.working_table(row)


def _dates(code: str, history: pl.DataFrame) -> None:
    """Show the figures of each data date, the latest first."""
    columns = [
        "data_date", "bac", "pv", "ev", "ac", "cpi", "spi", "spi_t", "sv_t_days", "eac", "vac",
        "cv", "sv", "es_days", "at_days", "tcpi_bac", "ev_on", "ev_source", "pv_source",
    ]  # fmt: skip
    grid(
        history.select(columns).reverse(), "earned_dates",
        alt="Earned value by status date, the latest first", file_name=f"{code}-earned-value",
    )  # fmt: skip


def _elements(code: str, work: pl.DataFrame) -> None:
    """Show the work by element, control account or task."""
    if work.is_empty():
        empty(
            "No element of its work has a budget.",
            "Import a work breakdown with planned cost, or freeze a baseline.",
        )
        return
    if work["ev"].count() == 0:
        st.caption(
            "Nothing is reported by element: EV of the project is its percent complete x BAC. What "
            "the elements earn shows as soon as the status round reports on them."
        )
    level = st.segmented_control(
        "Show", LEVELS, default=LEVELS[0], required=True, label_visibility="collapsed",
        key="wbs_level", bind="query-params",
    )  # fmt: skip
    register = OneProject(data, code).table("wbs_element")
    if level == LEVELS[1]:
        rows, first = accounts(work), ["account"]
    else:
        rows = by_code(tree(work, register), "wbs")
        if level == LEVELS[2]:
            rows = rows.filter(pl.col("wbs").is_in(work["wbs"].drop_nulls().implode()))
        else:
            indent = pl.lit("\u2003").repeat_by(pl.col("depth").fill_null(0)).list.join("")
            rows = rows.with_columns(name=pl.concat_str(indent, pl.col("name").fill_null("")))
        first = ["wbs", "name", "department", "technique"]
    earned_show.elements(rows, first, f"{code}-earned-value-{level.lower()}")


__all__ = ["show", "warn_of"]
