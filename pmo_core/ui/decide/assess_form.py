"""The form in which an assessor scores one project, saved as one change."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
import streamlit as st

from pmo_core.analysis import assessment
from pmo_core.errors import Refused
from pmo_core.model import Score
from pmo_core.ui import data
from pmo_core.ui.admin_act import attempt, may_write
from pmo_core.ui.boot import session
from pmo_core.ui.decide import assessing
from pmo_core.ui.decide.assess import Mine
from pmo_core.ui.page import as_of
from pmo_core.ui.text import counted, plain

_SEEN = "assess seen"


@dataclass(frozen=True)
class Given:
    """What was typed in for one criterion; None where nothing was."""

    score: float | None
    low: float | None
    high: float | None
    comment: str | None


def form(of: Mine, project: str) -> None:
    """Draw the criteria with the levels of their scales in words, and save what is chosen.

    Parameters
    ----------
    of : Mine
        What the acting person has scored.
    project : str
        Code of the project.
    """
    kept = of.of(project)
    rows = {row["criterion"]: row for row in kept.iter_rows(named=True)}
    then = _versions(of.who, project)
    is_allowed = may_write("score")
    given: dict[str, Given] = {}
    with st.form(f"assess_{project}", border=False):
        with st.grid(2, min_column_width=380, key="assess_criteria") as cells:
            for criterion in assessing.criteria().iter_rows(named=True):
                with cells.cell(), st.container(border=True, height="stretch"):
                    code = criterion["criterion"]
                    given[code] = _criterion(
                        criterion, rows.get(code), then.get(code, ""), f"{of.who}_{project}"
                    )
        is_sent = st.form_submit_button(
            "Save my scores", type="primary", icon=":material/save:", disabled=not is_allowed,
            help=None if is_allowed else "A viewer may not score. Ask a contributor.",
            key="assess_save",
        )  # fmt: skip
    seen: tuple[str, str, pl.DataFrame] | None = st.session_state.get(_SEEN)
    if is_sent:
        as_seen = seen[2] if seen and seen[:2] == (of.who, project) else kept
        attempt(lambda: save(project, given, as_seen, as_of()))
    st.session_state[_SEEN] = (of.who, project, kept)


def save(project: str, given: dict[str, Given], was: pl.DataFrame, today: date) -> str:
    """Keep the scores of one project in the name of who acts; return what was done.

    Parameters
    ----------
    project : str
        Code of the project.
    given : dict of str to Given
        By criterion. Without a score nothing is kept, also where there was one.
    was : polars.DataFrame
        The assessor's rows of the project as he saw them.
    today : date
        Day of the scores that are new or changed.

    Raises
    ------
    Refused
        A score, or its range, does not lie on the scale; or nothing was scored.
    Conflict
        The rows were changed meanwhile.
    """
    wrong = assessment.off_scale(
        {code: (one.score, one.low, one.high) for code, one in given.items()}, assessing.criteria()
    )
    if wrong:
        raise Refused(" ".join(wrong), "Nothing was saved yet.")
    by = session()
    before = {row["criterion"]: row for row in was.iter_rows(named=True)}
    now = [
        _row((project, code, by.actor), one, before.get(code), today)
        for code, one in given.items()
        if one.score is not None
    ]
    if not now and was.is_empty():
        raise Refused("Nothing is scored yet.", "Choose a level of at least one criterion.")
    frame = pl.DataFrame(now, schema=Score.polars_schema())
    number = by.put({"score": frame}, {"score": was}, note=f"{by.actor} scored {project}")
    if number is None:
        return "Nothing was changed."
    left = len(given) - len(now)
    rest = f"{counted(left, 'criterion', 'criteria')} to go" if left else "the project is complete"
    return f"Your scores are kept as change {number}; {rest}."


def _row(
    key: tuple[str, str, str], one: Given, before: dict[str, Any] | None, today: date
) -> dict[str, Any]:
    row = {
        **dict(zip(Score.key, key, strict=True)), "score": one.score, "low": one.low,
        "high": one.high, "scored_on": today, "comment": one.comment,
    }  # fmt: skip
    if before and all(row[name] == before[name] for name in ("score", "low", "high", "comment")):
        return before
    return row


def _criterion(
    criterion: dict[str, Any], kept: dict[str, Any] | None, then: str, key: str
) -> Given:
    """Draw one criterion: its scale in words, and behind a click the range and the comment."""
    key = f"{key}_{criterion['criterion']}"
    with st.container(gap="xxsmall"):
        st.markdown(f"**{plain(criterion['name'])}**")
        st.caption(_told(criterion))
    score = _level(criterion, None if kept is None else kept["score"], key)
    if then:
        st.caption(f":material/history: {plain(then)}")
    known = kept or {"low": None, "high": None, "comment": None}
    has_more = any(known[name] is not None for name in ("low", "high", "comment"))
    least, most = float(criterion["scale_min"]), float(criterion["scale_max"])
    with st.expander("Range and comment", expanded=has_more, type="compact"):
        with st.container(horizontal=True):
            low, high = (
                st.number_input(
                    label,
                    min_value=least,
                    max_value=most,
                    value=known[name],
                    step=1.0,
                    format="%g",
                    key=f"{name}_{key}",
                    width=130,
                    placeholder="not given",
                )
                for label, name in (("At least", "low"), ("At most", "high"))
            )
        comment = st.text_area(
            "Comment", value=known["comment"] or "", key=f"why_{key}", height=68,
            max_chars=20_000, placeholder="Why this level",
        )  # fmt: skip
    return Given(score, low, high, comment.strip() or None)


def _level(criterion: dict[str, Any], kept: float | None, key: str) -> float | None:
    low, high = criterion["scale_min"], criterion["scale_max"]
    words = dict(assessment.choices(criterion["levels"], low, high))
    if not words:
        typed: float | None = st.number_input(
            f"Score from {low:g} to {high:g}", value=kept, min_value=float(low),
            max_value=float(high), key=f"score_{key}", format="%g", width=200,
            placeholder="not scored",
        )  # fmt: skip
        return typed
    values = sorted({*words, *([] if kept is None else [kept])})
    chosen: float | None = st.radio(
        criterion["name"], values, index=None if kept is None else values.index(kept),
        format_func=lambda value: f"**{value:g}** {plain(words.get(value, ''))}".strip(),
        key=f"score_{key}", label_visibility="collapsed",
    )  # fmt: skip
    return chosen


def _told(criterion: dict[str, Any]) -> str:
    """Return weight, direction and threshold of a criterion in a sentence."""
    less = criterion["direction"] == "less is better"
    parts = [f"weight {criterion['weight']:g}", "less is better" if less else "more is better"]
    if criterion["threshold"] is not None:
        side = "at most" if less else "at least"
        parts.append(f"to enter {side} {criterion['threshold']:g} on average")
    if criterion["is_mandatory"]:
        parts.append("**mandatory**")
    return " · ".join(parts)


def _versions(who: str, project: str) -> dict[str, str]:
    """Return by criterion what the scale was when the person scored, where it is another now."""
    rows = data.query("score_versions").filter(assessor=who, project=project)
    return {
        row["criterion"]: "You gave " + assessing.version(row) for row in rows.iter_rows(named=True)
    }


__all__ = ["Given", "form", "save"]
