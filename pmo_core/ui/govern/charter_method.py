"""Which method fits a project and why, which one it follows, and adopting one."""

from dataclasses import replace
from typing import cast

import polars as pl
import streamlit as st

from pmo_core.analysis.recommendation import (
    METHODS,
    Reason,
    Recommendation,
    Scope,
    Traits,
    recommend,
)
from pmo_core.jobs import methods
from pmo_core.model.structure import Method
from pmo_core.ui import data
from pmo_core.ui.admin_act import attempt, may_write
from pmo_core.ui.boot import repository, session
from pmo_core.ui.govern.methods import MAY_NOT, NAMES
from pmo_core.ui.govern.methods_edit import changed
from pmo_core.ui.grid import grid
from pmo_core.ui.page import as_of, empty, side_by_side
from pmo_core.ui.text import listed, plain

_SCOPE = {"stable": "Can be written down now", "changing": "Will be found out on the way"}
_NEW = {True: "Yes", False: "No"}
_TRAITS = {
    "cost": "Planned cost", "months": "Duration", "risk_pct": "Risk", "n_links": "Links",
    "team": "Team, FTE", "is_mandatory": "Mandatory", "scope": "Scope", "is_new": "New to us",
}  # fmt: skip


def method(project: str) -> None:
    """Draw the recommendation for a project, and what it follows."""
    if data.table("method_element").is_empty():
        empty("There are no methods yet.", "Start with the four methods on page Methods.")
        return
    follows(project)
    given = _asked(project)
    found = recommend(given)
    _recommended(found)
    is_adopted = data.table("adoption").filter(project=project).height > 0
    with st.expander("Change the method") if is_adopted else st.container():
        _adopt(project, found, given)


def follows(project: str) -> None:
    """Draw which method a project follows, in which version, and what was changed since."""
    adopted = data.table("adoption").filter(project=project)
    if adopted.is_empty():
        st.caption("The project follows no method yet.")
        return
    row = adopted.row(0, named=True)
    since = data.derived(
        "changed since", lambda: methods.changed_since(repository(), row), project=project
    )
    name = NAMES[row["method"]]
    words = f"This project follows the version of {name} of {row['adopted_on']}."
    if since.is_empty():
        st.success(f"{words} It reads so still.", icon=":material/check:")
        return
    st.info(f"{words} The method was changed since:", icon=":material/history:")
    changed(since, "method_changed_since")
    able = may_write("adoption")
    if st.button(
        "Move to the current version", icon=":material/upgrade:", key="method_move",
        disabled=not able,
        help=MAY_NOT if not able else "Plans its gates and deliverables anew; what is held or "
        "handed over stays.",
    ):  # fmt: skip
        attempt(lambda: _adopted(project, row["method"], "Moved to the current version."))


def _asked(project: str) -> Traits:
    """Draw the two questions that no register answers; return all traits."""
    st.markdown("**Which method fits?**")
    left, right = side_by_side()
    with left:
        scope = st.segmented_control(
            "What is wanted", list(_SCOPE), format_func=_SCOPE.__getitem__,
            key=f"method_scope_{project}",
        )  # fmt: skip
    with right:
        is_new = st.segmented_control(
            "Has nobody here done the like?", list(_NEW), format_func=_NEW.__getitem__,
            key=f"method_new_{project}",
        )  # fmt: skip
    known = data.derived(
        "traits", lambda: methods.traits(repository(), project, as_of()), project=project,
        day=as_of(),
    )  # fmt: skip
    return replace(known, scope=cast(Scope | None, scope), is_new=is_new)


def _recommended(found: Recommendation) -> None:
    if found.method is None:
        empty("Too little is known to recommend a method.", "Plan its cost and dates first.")
        return
    own = found.method
    with st.container(border=True):
        st.markdown(f":material/route: Recommended: **{NAMES[own]}**")
        st.markdown("\n".join(f"- {_sentence(one)}" for one in found.why()[:4]))
        others = [one for one in METHODS if one != own]
        for other in others:
            against = found.why_not(other)
            words = (
                plain(against[0].sentence) if against else "It would do as well, and is heavier."
            )
            lead = f"{found.scores[other]:+d} against {found.scores[own]:+d}"
            st.caption(f"Why not {NAMES[other]} ({lead}): {words}")
        if found.unknown:
            names = listed([_TRAITS[name].lower() for name in found.unknown])
            st.caption(f"Not known, so without points: {names}.")
    with st.expander("All points", icon=":material/table_rows:"):
        grid(
            points(found), "method_points", alt="Points of each trait for each method",
            labels={f"{one}_points": f"{NAMES[one]}: {found.scores[one]:+d}" for one in METHODS},
        )  # fmt: skip


def points(found: Recommendation) -> pl.DataFrame:
    """Return a row per rule that applied: trait, its value, points of each method, sentence."""
    rows = [
        {"trait": _TRAITS[one.trait], "condition_words": one.condition,
         **{f"{name}_points": one.points[name] for name in METHODS}, "sentence": one.sentence}
        for one in found.reasons
    ]  # fmt: skip
    return pl.DataFrame(rows)


def _sentence(one: Reason) -> str:
    return f"{_TRAITS[one.trait]} {plain(one.condition)}: {plain(one.sentence)}"


def _adopt(project: str, found: Recommendation, given: Traits) -> None:
    kept = set(data.table("method_element")["method"])
    options = [one for one in METHODS if one in kept]
    able = may_write("adoption")
    with st.form("method_adopt", border=True, width=520):
        start = found.method if found.method in options else options[0]
        chosen = st.selectbox(
            "Method", options, index=options.index(start), format_func=NAMES.__getitem__,
            key=f"adopt_method_{start}",
        )  # fmt: skip
        reason = st.text_input("Why", key="adopt_reason", placeholder="Needed when it is another "
                               "one than recommended", max_chars=500)  # fmt: skip
        is_sent = st.form_submit_button(
            "Adopt the method", type="primary", icon=":material/check:", key="adopt",
            disabled=not able, help=None if able else MAY_NOT,
        )  # fmt: skip
        st.caption("Plans its gates and deliverables, tailored to size and risk, in one change.")
    if not is_sent:
        return
    if found.method not in (None, chosen) and not reason.strip():
        st.error("Say why it is another one than recommended.")
        return
    attempt(lambda: _adopted(project, chosen, reason.strip(), given))


def _adopted(project: str, chosen: Method, reason: str, given: Traits | None = None) -> str:
    number = methods.adopt(
        session(), repository(), project, chosen, as_of(), reason=reason, given=given
    )
    return f"{project} follows {NAMES[chosen]}: change {number}."


__all__ = ["follows", "method", "points"]
