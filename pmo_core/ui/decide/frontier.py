"""What more or less money would be worth: asking for the frontier, and what is shown of it."""

from collections.abc import Callable
from typing import Any

import polars as pl
import streamlit as st

from pmo_core import charts
from pmo_core.analysis.selection.case import Case
from pmo_core.analysis.selection.formulation import Formulation
from pmo_core.analysis.selection.frontier import LEVELS, By, at_level, level_of
from pmo_core.charts.frontier import BEST, COMMITTED, CURRENT
from pmo_core.jobs.solver_run import Ticket
from pmo_core.model.what_if import WhatIf
from pmo_core.ui.chart import chart
from pmo_core.ui.decide import solving, state
from pmo_core.ui.decide.show import WORTH
from pmo_core.ui.grid import grid
from pmo_core.ui.text import plain

SECONDS = 60.0
"""Seconds in all for the points of a frontier."""
LABELS: dict[By, str] = {"budget": "Money", "capacity": "Capacity"}
_EVERY = 0.6
_TAKEN = "frontier_taken"


def ask(case: Case, formulation: Formulation, what_if: WhatIf, by: By) -> Ticket:
    """Ask for the frontier around a what-if.

    The question holds the registered level, so that taking another point asks nothing new.
    """
    levels = sorted({*LEVELS, level_of(what_if, by)})
    options = {
        "by": by, "levels": levels, "seconds": SECONDS, "committed": approved(formulation)
    }  # fmt: skip
    base = at_level(what_if, by, 100.0)
    return solving.ask("frontier", case, base, options, lane="long", seconds=SECONDS + 10)


def approved(formulation: Formulation) -> list[list[Any]]:
    """Return the candidates that are approved today, with no delay."""
    return [
        [project, 0] for project in formulation.projects.filter(stage="approved")["project"]
    ]  # fmt: skip


def points(found: dict[str, Any], level: float) -> pl.DataFrame:
    """Return what the chart draws: the points found, this what-if's, and what is approved.

    Parameters
    ----------
    found : dict
        As the task "frontier" gives it.
    level : float
        Percent at which the what-if stands.
    """
    rows = [
        (
            one["level_pct"], one["value"], one["bound"], len(one["chosen"]),
            CURRENT if one["level_pct"] == level else BEST,
        )
        for one in found["points"]
    ]  # fmt: skip
    placed = found.get("committed")
    if placed:
        rows.append((placed["level_pct"], placed["value"], None, placed["n_chosen"], COMMITTED))
    schema = {
        "level_pct": pl.Float64, "worth": pl.Float64, "bound": pl.Float64, "n_chosen": pl.Int64,
        "point": pl.String,
    }  # fmt: skip
    return pl.DataFrame(rows, schema, orient="row")


def levels(found: dict[str, Any], names: dict[str, str]) -> pl.DataFrame:
    """Return one row per level; see the columns' meanings."""

    def named(pairs: list[list[Any]]) -> str:
        return ", ".join(sorted(names.get(project, project) for project, _ in pairs))

    rows = [
        {
            "level_pct": one["level_pct"], "available": one["amount"], "worth": one["value"],
            "gap_share": one["gap"],
            "n_chosen": None if one["value"] is None else len(one["chosen"]),
            "cost": None if one["value"] is None else one["cost"],
            "entered": named(one["entered"]) if number else "", "left_out": named(one["left"]),
            "status": one["status"],
        }
        for number, one in enumerate(found["points"])
    ]  # fmt: skip
    return pl.DataFrame(rows, infer_schema_length=None)


def take(by: By, key: str) -> None:
    """Make the level of a point that of the what-if."""
    name = "budget_pct" if by == "budget" else "capacity_pct"
    state.put(at_level(state.current(), by, float(key)))
    st.session_state[_TAKEN] = f"{LABELS[by]} is now at {getattr(state.current(), name):.0f} %."


def tell_taken(link: Any) -> None:
    """Say once that a point was taken, with the way to it."""
    told = st.session_state.pop(_TAKEN, "")
    if told:
        with st.container(horizontal=True, vertical_alignment="center", key="frontier_taken_note"):
            st.caption(f":material/check_circle: {told} All else stays.", width="content")
            st.page_link(link, label="See it in What-if", icon=":material/tune:")


def follow(ticket: Ticket, draw: Callable[[dict[str, Any]], None]) -> None:
    """Draw points as they are found; when all are there, the page is drawn anew."""
    st.fragment(_follow, run_every=_EVERY)(ticket, draw)


def _follow(ticket: Ticket, draw: Callable[[dict[str, Any]], None]) -> None:
    if ticket.failed:  # drawn here: a whole run of the page would ask again
        failed(ticket)
        return
    if ticket.is_done:
        st.rerun()
    found = ticket.latest()
    n_found = len(found["points"]) if found else 0
    with st.container(horizontal=True, vertical_alignment="center", key="frontier_progress"):
        words = "Waiting for a free solver" if ticket.waiting else f"{n_found} points found"
        st.progress(min(1.0, n_found / len(LEVELS)), text=f"{words}, {ticket.seconds:.0f} s ...")
        st.button("Stop", icon=":material/stop_circle:", type="tertiary", on_click=ticket.stop)
    if found and n_found:
        draw(found)


def draw_chart(
    found: dict[str, Any], by: By, objective: str, currency: str, *, is_clickable: bool
) -> None:  # fmt: skip
    """Draw worth over level; a click takes a point."""
    unit = currency if objective == "npv" else ""
    worth = WORTH[objective][0]
    drawn = charts.frontier(
        points(found, level_of(state.current(), by)),
        title=f"{worth} of the best selection at each level",
        unit=f"{worth}, {unit}" if unit else worth,
        level_title=f"{LABELS[by]}, percent of what is registered",
    )
    if drawn.is_empty:
        st.info("No selection keeps all rules and limits at any of these levels.")
    elif is_clickable:
        key = f"frontier_{by}_{state.turn()}"
        chart(drawn, key, on_pick=lambda level: take(by, level))
    else:
        chart(drawn, "frontier_growing")


def notes(found: dict[str, Any]) -> None:
    """Say what is proven, where nothing is possible, and whether what is approved fits."""
    known = [one for one in found["points"] if one["value"] is not None]
    proven = [one for one in known if one["status"] == "optimal"]
    said = [f"{len(proven)} of {len(known)} points are proven optimal."]
    none = [f"{one['level_pct']:.0f} %" for one in found["points"] if one["status"] == "infeasible"]
    if none:
        said.append(f"No selection keeps all rules and limits at {', '.join(none)}.")
    placed = found.get("committed")
    if placed and not placed["keeps_all"]:
        said.append("What is approved today does not keep all rules and limits.")
    st.caption(" ".join(said))


def table(found: dict[str, Any], names: dict[str, str], by: By, currency: str) -> None:
    """Draw one row per level."""
    unit = currency if by == "budget" else "hours"
    grid(
        levels(found, names), "frontier_levels",
        alt="Levels with worth, gap, and who enters or leaves",
        labels={
            "level_pct": LABELS[by], "available": f"{LABELS[by]} available, {unit}",
            "n_chosen": "Projects in", "cost": f"Cost, {currency}",
        },
        pinned=("level_pct",), file_name="efficient_frontier",
    )  # fmt: skip


def names_of(formulation: Formulation) -> dict[str, str]:
    """Return the name of each candidate by its code."""
    rows = formulation.projects.select("project", pl.coalesce("name", "project"))
    return dict(rows.iter_rows())


def failed(ticket: Ticket) -> None:
    """Say why there are no points."""
    st.warning(plain(ticket.failed or "The search was stopped before the first point."))
