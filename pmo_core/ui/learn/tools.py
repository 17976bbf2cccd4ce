"""The register of tools, and one evaluation: ranking with reasons, weights, decision."""

from datetime import timedelta
from typing import Any

import polars as pl
import streamlit as st

from pmo_core.analysis.tool_evaluation import OUT, RANKED
from pmo_core.charts import short
from pmo_core.charts import tools as drawn
from pmo_core.ui import data
from pmo_core.ui.chart import chart
from pmo_core.ui.grid import grid
from pmo_core.ui.learn import tools_data as found
from pmo_core.ui.learn import tools_forms as forms
from pmo_core.ui.page import Figure, as_of, empty, headline
from pmo_core.ui.paging import Order, paged
from pmo_core.ui.plan import people_edit
from pmo_core.ui.text import counted, iso, listed, plain

TABS = ("Evaluation", "Register", "Requirements")
_SOON = timedelta(days=60)
_RANKING = (
    "tool", "name", "tool_rank", "total_pct", "tool_standing", "tool_reason", "n_unscored",
)  # fmt: skip
_SCORES: dict[str, Order] = {
    "Tool": [(pl.col("tool"), False)], "Requirement": [(pl.col("criterion_name"), False)],
}  # fmt: skip
_LABELS = {"tool": "Code", "name": "Tool", "criterion_name": "Requirement"}


def figures() -> None:
    """Show what is read first: tools in use, what they cost, reviews due, undecided ones."""
    tools, today, cost = data.table("tool"), as_of(), found.yearly_cost()
    used = tools.filter(state="in use")
    due = used.filter(pl.col("review_on") <= today)
    soon: Any = used.filter(pl.col("review_on") > today)["review_on"].min()
    unset = used["review_on"].null_count()
    asked = tools.filter(state="considered").height
    note = f"{unset:,} without a date" if unset else f"next on {iso(soon)}" if soon else "none set"
    headline(
        [
            Figure("In use", f"{used.height:,}", "Tools in state in use.",
                   f"of {counted(tools.height, 'tool')}"),
            Figure("Reviews due", f"{due.height:,}",
                   "Tools in use whose review date is today or has passed.", note),
            Figure("Considered", f"{asked:,}", "Tools of which nothing is decided."),
            Figure(
                "Cost a year", "N/A" if cost.amount is None else short(cost.amount, cost.currency),
                "Sum of the yearly costs of the tools in use, in base currency by today's rates.",
                f"{cost.n_unknown:,} of {used.height:,} not known" if cost.n_unknown
                else "" if used.height else "no tool is in use",
            ),
        ],
        "tool_figures",
    )  # fmt: skip


def buttons() -> None:
    """Offer to add a tool or a requirement."""
    with st.container(horizontal=True, key="tool_buttons"):
        people_edit.add_button("tool", "Add a tool", "tool_add")
        people_edit.add_button("tool_criterion", "Add a requirement", "tool_criterion_add")


def register() -> None:
    """Draw all tools; what is due for review first."""
    tools, today = data.table("tool"), as_of()
    is_used = pl.col("state") == "in use"
    late = pl.when(is_used & (pl.col("review_on") <= today))
    rows = tools.with_columns(
        review_standing=late.then(pl.lit("due"))
        .when(is_used & (pl.col("review_on") <= today + _SOON)).then(pl.lit("soon"))
        .when(is_used & pl.col("review_on").is_null()).then(pl.lit("no date"))
    ).sort("review_on", "code", nulls_last=True)  # fmt: skip
    people_edit.listing(
        rows.select(
            "code", "name", "state", "review_standing", "review_on", "decided_on", "decision",
            "yearly_cost", "currency", "evaluation", "purpose", "provider", "owner",
        ),
        "tool", "tools", nothing="No tool is kept yet.", next_step="Add what the PMO uses.",
        noun="tool", file_name="tools",
    )  # fmt: skip


def requirements() -> None:
    """Draw the requirements of all evaluations."""
    people_edit.listing(
        data.table("tool_criterion").sort(
            "evaluation", "weight", "code", descending=[False, True, False]
        ),
        "tool_criterion", "tool_criteria", nothing="No evaluation has a requirement yet.",
        next_step="Add a requirement, with the code of its evaluation.", noun="requirement",
        file_name="tool-requirements",
    )  # fmt: skip


def evaluation() -> None:
    """Draw one evaluation: ranking with reasons, points by requirement, and its stability."""
    codes = found.codes()
    if not codes:
        empty(
            "No evaluation has begun.",
            "Add requirements, and give the tools to compare the code of that evaluation.",
        )
        return
    with st.container(horizontal=True, vertical_alignment="bottom", key="tool_evaluation"):
        code = st.selectbox("Evaluation", codes, key="evaluation", bind="query-params", width=280)
        of = found.evaluated(str(code))
        forms.decide_button(of)
    if of.tools.is_empty() or of.criteria.is_empty():
        lacks = "tools" if of.tools.is_empty() else "requirements"
        empty(f"This evaluation has no {lacks} yet.", f"Add {lacks} with the code of it.")
        return
    _winner(of)
    order = tuple(of.ranking["tool"])
    if not of.scores.is_empty():
        title = "Points by requirement"
        out = tuple(of.ranking.filter(tool_standing=OUT)["tool"])
        chart(drawn.points(of.points, order, out, title=title), f"tool_points_{of.code}")
    grid(
        of.ranking.select(_RANKING), f"tool_ranking_{of.code}", alt="Ranking of the tools",
        labels=_LABELS, pinned=("tool", "name"), file_name=f"{of.code}-ranking", action="Score",
        on_row=lambda n: forms.ask(of.ranking["tool"][n]),
    )  # fmt: skip
    _stability(of)
    with st.expander("Every score"):
        rows = of.points.drop("criterion")
        grid(
            paged(rows, _SCORES, "score", key="tool_scores_"), f"tool_scores_{of.code}",
            alt="Scores by requirement", labels=_LABELS, file_name=f"{of.code}-scores",
            register="tool_score", export=lambda: rows,
        )  # fmt: skip
    forms.opened(of)


def _winner(of: found.Evaluated) -> None:
    """Say who is first, who is out, and what was decided."""
    ranked = of.ranking.filter(tool_standing=RANKED)
    out = of.ranking.filter(tool_standing=OUT)["name"].to_list()
    chosen = of.tools.filter(state="in use").drop_nulls("decided_on")
    said = "No tool is ranked yet: score every requirement."
    if ranked.height:
        best = ranked.filter(tool_rank=1)["name"].to_list()
        said = (
            f"**{plain(listed(best))}** comes first: {ranked['total_pct'][0]:.1f} % of all points."
        )
    if out:
        said += f" {plain(listed(out))}: out, as something required is not met."
    for row in chosen.iter_rows(named=True):
        said += (
            f"  \nDecided on {iso(row['decided_on'])}: **{plain(row['name'])}**. "
            f"{plain(row['decision'] or '')}"
        )
        if row["review_on"]:
            said += f" Next review on {iso(row['review_on'])}."
    st.markdown(said)


def _stability(of: found.Evaluated) -> None:
    """Say how far weights may move until another tool wins, and draw the limits."""
    rows = of.stability
    st.subheader("How stable the first place is", anchor=False)
    if rows.is_empty():
        st.caption("With fewer than two ranked tools no weight can turn it.")
        return
    first = rows.row(0, named=True)
    if first["margin_pct"] is None:
        st.caption("No single weight, moved alone, brings another tool to the first place.")
    else:
        st.caption(
            f"Closest: {plain(first['criterion_name'])}. When its weight moves by more than "
            f"{first['margin_pct']:.0f} %, the others as they are, another tool is first."
        )
    grid(
        rows.drop("criterion"), f"tool_stability_{of.code}", alt="How far weights may move",
        labels=_LABELS, file_name=f"{of.code}-stability",
    )  # fmt: skip


__all__ = ["TABS", "buttons", "evaluation", "figures", "register", "requirements"]
