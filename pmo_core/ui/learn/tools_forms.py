"""The forms of tools: scoring one, and deciding an evaluation."""

from datetime import timedelta
from typing import Any

import streamlit as st

from pmo_core.analysis.tool_evaluation import FULL, RANKED
from pmo_core.jobs import tools as jobs
from pmo_core.ui.admin_act import may_write
from pmo_core.ui.boot import repository, session
from pmo_core.ui.learn.tools_data import Evaluated
from pmo_core.ui.page import as_of
from pmo_core.ui.plan import undo
from pmo_core.ui.text import plain

MAY_NOT = "The PMO (role manager) scores and decides."
_SCORED = "tool to score"
_YEAR = timedelta(days=365)


def ask(code: str) -> None:
    """Let `opened` show the scores of a tool; only in a callback."""
    st.session_state[_SCORED] = code


def opened(of: Evaluated) -> None:
    """Open the scores that were asked for, if any were; once, at the end of the page."""
    tool = st.session_state.pop(_SCORED, None)
    if tool is not None:
        name = of.tools.filter(code=tool)["name"].item()
        title = f"Scores of {plain(name)}"
        st.dialog(title, width="large", position="right")(score)(of, tool)


def score(of: Evaluated, tool: str) -> None:
    """Draw the scores of one tool and keep what was typed."""
    kept = {
        row["criterion"]: row for row in of.scores.filter(tool=tool).iter_rows(named=True)
    }  # fmt: skip
    is_able = may_write("tool_score")
    st.caption("0 = not at all, 5 = fully. Empty = not known yet: the tool is not ranked until all "
               "are scored. A tool with 0 on what is required is out.")  # fmt: skip
    given: dict[str, tuple[float | None, str]] = {}
    with st.form("tool_scores", border=False):
        for row in of.criteria.sort("weight", descending=True).iter_rows(named=True):
            code, was = row["code"], kept.get(row["code"], {})
            asked = " (required)" if row["is_required"] else ""
            left, right = st.columns([2, 3])
            points = left.number_input(
                f"{plain(row['name'])}{asked}", min_value=0.0, max_value=FULL, step=0.5,
                value=was.get("score"), key=f"score_{tool}_{code}", format="%.1f",
                help=f"Weight {row['weight']:g}", placeholder="not known",
            )  # fmt: skip
            note = right.text_input("Why", value=was.get("note") or "", key=f"why_{tool}_{code}")
            given[code] = (points, note)
        is_sent = st.form_submit_button(
            "Keep the scores", type="primary", key="tool_scores_keep", disabled=not is_able,
            help=None if is_able else MAY_NOT,
        )  # fmt: skip
    if is_sent:
        undo.act(
            lambda: jobs.score(session(), repository(), of.code, tool, given),
            f"{tool} is scored",
        )


def decide_button(of: Evaluated) -> None:
    """Offer to decide; disabled with the reason."""
    is_ranked = RANKED in of.ranking["tool_standing"]
    was_decided = of.tools["decided_on"].count() > 0
    is_able = may_write("tool") and is_ranked
    why = MAY_NOT if is_ranked else "No tool is scored on every requirement yet."
    if st.button(
        "Decide again" if was_decided else "Decide", icon=":material/gavel:", key="tool_decide",
        disabled=not is_able, help=None if is_able else why,
    ):  # fmt: skip
        st.dialog("Decide the evaluation", width="medium", position="right")(decide)(of)


def decide(of: Evaluated) -> None:
    """Draw the form of the decision and keep it."""
    ranked = of.ranking.filter(tool_standing=RANKED)
    labels = {
        row["tool"]: f"{row['name']}: place {row['tool_rank']}, {row['total_pct']:.1f} %"
        for row in ranked.iter_rows(named=True)
    }
    st.caption("The tool chosen is in use from then on; the others of the evaluation are rejected, "
               "or retired where they were in use.")  # fmt: skip
    with st.form("tool_decision", border=False):
        tool: Any = st.selectbox(
            "Chosen \\*", list(labels), key="tool_chosen", format_func=labels.__getitem__
        )
        reason = st.text_area(
            "Why \\*", key="tool_reason", height=120, max_chars=20_000,
            placeholder="Where it is not the first of the ranking: what outweighs that.",
        )  # fmt: skip
        left, right = st.columns(2)
        on: Any = left.date_input(
            "Decided on", value=as_of(), key="tool_decided", format="YYYY-MM-DD"
        )
        review: Any = right.date_input(
            "Next review \\*", value=as_of() + _YEAR, key="tool_review", format="YYYY-MM-DD"
        )
        is_sent = st.form_submit_button("Decide", type="primary", key="tool_decision_keep")
    if is_sent:
        undo.act(
            lambda: jobs.decide(
                session(), repository(), of.code, tool, reason=reason, on=on, review_on=review
            ),
            f"{of.code} is decided",
        )


__all__ = ["ask", "decide", "decide_button", "opened", "score"]
