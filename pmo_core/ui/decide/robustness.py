"""How sure the selection is: asking with ranges instead of numbers, and what comes out."""

from typing import Any

import polars as pl
import streamlit as st

from pmo_core import charts
from pmo_core.analysis.selection.case import Case
from pmo_core.analysis.selection.formulation import Formulation
from pmo_core.charts.acceptability import CLASSES
from pmo_core.jobs.solver_run import Ticket
from pmo_core.model.what_if import WhatIf
from pmo_core.ui.chart import chart
from pmo_core.ui.decide import solving
from pmo_core.ui.grid import grid
from pmo_core.ui.page import Figure, headline
from pmo_core.ui.text import counted, plain

SECONDS = 120.0
"""Seconds after which a run ends with the draws done."""
SETTLING = 5.0
"""Seconds that a run waits for the search of the selection that it looks at."""
DRAWS = (500, 2000)
SPREADS = {
    "weight_pct": ("Weights", 30, "Percent by which each weight moves up or down."),
    "score_pct": ("Scores", 10, "Percent of the scale, where a score has no range of its own."),
    "cost_pct": ("Costs", 10, "Percent by which each project's cost moves up or down."),
    "benefit_pct": ("Benefits", 15, "Percent, where a benefit has no range of its own."),
}
_EVERY = 0.6
_ASKED = "robustness_asked"
_FIRST = ("borderline", "always in", "always out")


def options() -> dict[str, Any] | None:
    """Draw what is uncertain and by how much; return the options when a run is wanted."""
    with st.form("robustness_options"):
        cells = st.grid(6, min_column_width=130)
        with cells.cell():
            n_draws = st.selectbox(
                "Draws", DRAWS, format_func=lambda n: f"{n:,}", key="robustness_draws",
                help="How often all numbers are drawn from their ranges and the selection is "
                "made again. More draws, surer shares.",
            )  # fmt: skip
        spread = {}
        for name, (label, default, meaning) in SPREADS.items():
            with cells.cell():
                spread[name] = st.number_input(
                    f"{label} ± %", 0, 90, default, 5, key=f"robustness_{name}", help=meaning
                )
        with cells.cell():
            seed = st.number_input(
                "Seed", 0, 999_999, 0, key="robustness_seed",
                help="The same seed on the same data gives the same result.",
            )  # fmt: skip
        if not st.form_submit_button("Run", type="primary", icon=":material/casino:"):
            return None
    return {"n_draws": n_draws, "seed": seed, **spread}


def ask(case: Case, what_if: WhatIf, wanted: dict[str, Any] | None) -> tuple[Ticket | None, str]:
    """Ask for a wanted run, or for the one that was wanted last.

    Returns
    -------
    tuple of (Ticket or None, str)
        None when there is no run of this what-if; and why, in one sentence.
    """
    if wanted:
        solved = solving.solve(case, what_if)
        if not solved.result or not solved.result["chosen"]:
            st.session_state.pop(_ASKED, None)
            return None, solved.failed or "No selection keeps all rules and limits of the what-if."
        better = solved.search.wait(SETTLING) if solved.search else None
        wanted["proposed"] = (better or {}).get("chosen") or solved.result["chosen"]
        st.session_state[_ASKED] = (case.content_hash, what_if, wanted)
    asked = st.session_state.get(_ASKED)
    if asked is None:
        return None, "Nothing was run yet."
    if asked[:2] != (case.content_hash, what_if):
        return None, "The what-if or the data has changed since the last run."
    ticket = solving.ask("robustness", case, what_if, asked[2], lane="long", seconds=SECONDS)
    return ticket, ""


def follow(ticket: Ticket) -> None:
    """Draw how far a run is; when it is over, the page is drawn anew."""
    st.fragment(_follow, run_every=_EVERY)(ticket)


def _follow(ticket: Ticket) -> None:
    if ticket.failed:  # drawn here: a whole run of the page would ask again
        failed(ticket)
        return
    if ticket.is_done:
        st.rerun()
    latest = ticket.latest() or {}
    done, n_draws = latest.get("n_done", 0), latest.get("n_draws", 0)
    with st.container(horizontal=True, vertical_alignment="center", key="robustness_progress"):
        words = f"{done:,} of {n_draws:,} draws" if n_draws else "Starting"
        words = "Waiting for a free solver" if ticket.waiting else words
        st.progress(done / n_draws if n_draws else 0.0, text=f"{words}, {ticket.seconds:.0f} s ...")
        st.button("Stop", icon=":material/stop_circle:", type="tertiary", on_click=ticket.stop)


def rows(found: dict[str, Any], formulation: Formulation) -> pl.DataFrame:
    """Return one row per candidate, the borderline ones first, each class by core index."""
    order = {name: place for place, name in enumerate(_FIRST)}
    names = formulation.projects.select("project", name=pl.coalesce("name", "project"))
    told = (
        pl.when(pl.col("name").is_duplicated())
        .then(pl.format("{} ({})", "name", "project"))
        .otherwise("name")
    )
    columns = (
        "project", "core_pct", "robustness", "is_proposed", "mean_rank", "rank_low", "rank_high",
        "first_pct", "confidence_pct",
    )  # fmt: skip
    return (
        pl.DataFrame(found["projects"], infer_schema_length=None)
        .select(columns)
        .join(names.with_columns(name=told), on="project", how="left")
        .sort(
            pl.col("robustness").replace_strict(order, return_dtype=pl.Int8), -pl.col("core_pct"),
            "project",
        )
    )  # fmt: skip


def weights(found: dict[str, Any], case: Case, formulation: Formulation) -> pl.DataFrame:
    """Return one row per criterion: how far its weight may move, and what changes beyond."""
    names = dict(formulation.projects.select("project", "name").iter_rows())
    criteria = dict(case.criteria.select("criterion", "name").iter_rows())

    def change(one: dict[str, Any], side: str) -> str:
        parts = [
            f"{', '.join(names.get(code) or code for code in codes)} {way}"
            for codes, way in ((one[f"joined_{side}"], "in"), (one[f"left_{side}"], "out"))
            if codes
        ]
        return "; ".join(parts)

    return pl.DataFrame(
        [
            {
                "criterion": criteria.get(one["criterion"]) or one["criterion"],
                "weight_pct": one["weight_pct"], "low_pct": one["low_pct"],
                "high_pct": one["high_pct"], "beyond_low": change(one, "below"),
                "beyond_high": change(one, "above"),
            }
            for one in found["weights"]
        ],
        infer_schema_length=None,
    )  # fmt: skip


def figures(found: dict[str, Any], table: pl.DataFrame) -> None:
    """Say what to argue about, and draw the figures that are read first."""
    n_in, n_open, n_out = (table.filter(robustness=name).height for name in CLASSES)
    st.subheader(
        f"Argue about these {n_open:,}: the other {n_in + n_out:,} are settled."
        if n_open
        else f"Nothing to argue about: all {n_in + n_out:,} are settled.",
        anchor=False,
    )  # fmt: skip
    regret = found["regret"] or {}
    headline(
        [
            Figure(
                "Always in", f"{n_in:,}",
                f"In the best selection of at least {found['in_pct']:.0f} % of the draws.",
            ),
            Figure("Borderline", f"{n_open:,}", "In the best selection of some of the draws."),
            Figure(
                "Always out", f"{n_out:,}",
                f"In the best selection of at most {found['out_pct']:.0f} % of the draws.",
            ),
            Figure(
                "Mean regret", _pct(regret.get("mean_pct")),
                "Worth that the proposed selection loses against the best one found in each draw, "
                "over the draws whose budgets it keeps.",
                f"at worst {_pct(regret.get('max_pct'))}",
            ),
            Figure(
                "Budget kept", _pct(regret.get("fits_pct")),
                "Share of the draws, as costs are drawn, whose budgets the proposed selection "
                "keeps.",
            ),
            Figure(
                "Mean gap", _pct(found["mean_gap_pct"]),
                "How much better than the best found a selection of a draw could be at most, as "
                "proven; draws are not searched to the end.",
                f"at most {_pct(found['max_gap_pct'])}",
            ),
        ],
        "robustness_figures",
    )  # fmt: skip
    stopped = " Stopped early." if found["is_stopped"] else ""
    without = f" No selection in {found['n_without']:,} draws." if found["n_without"] else ""
    st.caption(
        f"{counted(found['n_draws'], 'draw')}, seed {found['seed']}, "
        f"{found['seconds']:.1f} s.{stopped}{without}"
    )


def draw_core(table: pl.DataFrame) -> None:
    """Draw the core index of each project, borderline first."""
    chart(charts.core_index(table, title="Core index by project"), "robustness_core")


def draw_table(table: pl.DataFrame) -> None:
    """Draw one row per candidate."""
    unknown = tuple(name for name in ("confidence_pct",) if not table[name].count())
    order = (
        "name", "robustness", "core_pct", "is_proposed", "rank_low", "rank_high", "mean_rank",
        "first_pct", "confidence_pct", "project",
    )  # fmt: skip
    grid(
        table.select(order), "robustness_projects",
        alt="Candidates with core index, ranks and share of first places",
        labels={"name": "Project", "first_pct": "First place"}, hidden=unknown, pinned=("name",),
    )  # fmt: skip


def draw_weights(table: pl.DataFrame) -> None:
    """Draw how far each weight may move before another selection is better."""
    if table.is_empty():
        st.caption("No weights of criteria move what is maximized.")
        return
    grid(
        table, "robustness_weights",
        alt="Criteria with the range of weights in which the selection stays",
        labels={"low_pct": "Stays down to", "high_pct": "Stays up to"}, pinned=("criterion",),
    )  # fmt: skip
    if (table["low_pct"] == table["high_pct"]).any():
        st.caption(
            "A weight that cannot move at all: another selection is at least as good already."
        )


def failed(ticket: Ticket) -> None:
    """Say why there is no result."""
    st.warning(plain(ticket.failed or "The run was stopped before the first draws were done."))


def _pct(value: float | None) -> str:
    return "n/a" if value is None else f"{value:.1f} %"
