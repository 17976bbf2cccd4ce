"""One practice: how it is done, the lessons behind it, and who follows it."""

from typing import Any

import polars as pl
import streamlit as st

from pmo_core.ui.admin_act import may_write
from pmo_core.ui.grid import grid
from pmo_core.ui.learn import lessons_data, practices, practices_data, practices_form
from pmo_core.ui.page import as_of, empty
from pmo_core.ui.paths import PAGES
from pmo_core.ui.text import counted, iso, plain

_COLORS: dict[str, Any] = {
    "draft": "gray",
    "recommended": "blue",
    "mandatory": "violet",
    "retired": "gray",
}
_BEHIND = (
    "code", "name", "advice", "n_applied", "n_not_relevant", "useful_pct", "followed_again_pct",
    "left_again_pct", "project",
)  # fmt: skip


def back() -> None:
    """Offer the way back to the list."""
    st.button(
        "All practices", icon=":material/arrow_back:", key="all_practices", type="tertiary",
        on_click=st.query_params.clear,
    )  # fmt: skip


def head(practice: dict[str, Any]) -> None:
    """Say how binding the practice is, who keeps it and to whom it speaks."""
    facts = [
        practice["code"],
        f"kept by {practice['owner']}" if practice["owner"] else "nobody keeps it",
        f"since {iso(practice['since_on'])}" if practice["since_on"] else None,
    ]  # fmt: skip
    st.text(" · ".join(filter(None, facts)))
    with st.container(horizontal=True, gap="small", key="practice_badges"):
        st.badge(practice["state"].capitalize(), color=_COLORS[practice["state"]])
        named = [practice["method"], practice["phase"] and f"phase {practice['phase']}",
                 practice["project_type"]]  # fmt: skip
        for trait in [*filter(None, named), *lessons_data.tags_of(practice["tags"])]:
            st.badge(plain(trait), color="blue")
        review = practice["review_on"]
        if review and practice["state"] != "retired":
            late = review < as_of()
            st.badge(
                f"Review {'was due' if late else 'by'} {iso(review)}",
                color="red" if late else "gray",
            )


def actions(practice: dict[str, Any]) -> None:
    """Offer to change the practice."""
    is_able = may_write("practice")
    with st.container(horizontal=True, vertical_alignment="center", key="practice_actions"):
        if st.button(
            "Edit", icon=":material/edit:", key="practice_edit", disabled=not is_able,
            help=None if is_able else practices_form.MAY_NOT,
        ):  # fmt: skip
            practices_form.edit(practices_data.kept(practice["code"]))
        back()


def says(practice: dict[str, Any]) -> None:
    """Draw how it is done."""
    with st.container(border=True, gap="small"):
        st.markdown(":material/verified: **How it is done**")
        st.text(practice["text"])


def adopted(practice: dict[str, Any]) -> None:
    """Show which department follows it, and why one does not; a button says something else."""
    rows = practices.worst_first(
        practices_data.matrix().filter(pl.col("practice") == practice["code"])
    )
    if rows.is_empty():
        empty(
            "It is not in force, so nobody is asked.", "Recommend it: Edit, How binding.",
        )  # fmt: skip
        return
    st.caption(
        f"{counted(practice['n_adopted'], 'department')} adopted it, {practice['n_partly']:,} "
        f"partly, {practice['n_not_adopted']:,} not; {practice['n_unsaid']:,} have not said."
    )
    grid(
        rows.select("department", "department_name", "adoption", "reason", "manager", "since_on",
                    "stated_by"),
        "practice_adopted", alt="Departments", action="Answer", labels=practices.LABELS,
        hidden=("department",), wrapped={"reason": 400},
        on_row=lambda row: practices.ask(practice["code"], rows["department"][row]),
        file_name=f"{practice['code']}-adoption",
    )  # fmt: skip


def behind(practice: dict[str, Any]) -> None:
    """Show the lessons that it came of, and what came of them."""
    rows = lessons_data.rows().filter(pl.col("practice") == practice["code"])
    if rows.is_empty():
        empty("It came of no lesson.", "On the page of a lesson: Make it a practice.")
        return
    st.caption("A click opens the lesson.")
    clicked = grid(
        rows.select(_BEHIND), "practice_lessons", alt="Lessons behind it", register="lesson",
        clickable=True, boxes=False, wrapped={"name": 200, "advice": 260},
        file_name=f"{practice['code']}-lessons",
    )  # fmt: skip
    if clicked is not None:
        st.switch_page(PAGES / "learn/lessons.py", query_params={"lesson": rows["code"][clicked]})


__all__ = ["actions", "adopted", "back", "behind", "head", "says"]
