"""The register of practices, who follows which, and who has not said yet."""

import polars as pl
import streamlit as st

from pmo_core.analysis import practices as analysis
from pmo_core.analysis.lessons import IN_FORCE
from pmo_core.charts.adoption import adoption_matrix
from pmo_core.ui.chart import chart
from pmo_core.ui.grid import grid
from pmo_core.ui.learn import lessons_data, lessons_effect, practices_data, practices_form
from pmo_core.ui.page import Figure, as_of, empty, headline
from pmo_core.ui.paging import Order, paged
from pmo_core.ui.text import counted

PARAMETER = "practice"
TABS = ("Adoption", "Practices", "Not said yet")
MOST_DEPARTMENTS, MOST_PRACTICES = 16, 25
"""Columns and rows of the picture that can still be read; the table has all."""
_CELL = ("practice", "name", "department_name", "adoption", "reason")
_ASKED = "adoption asked"
_TURN = "adoption turn"
_SHOWN = (
    "code", "name", "state", "owner", "n_adopted", "n_partly", "n_not_adopted", "n_unsaid",
    "adopted_pct", "n_lessons", "n_applied", "n_effects", "method", "phase", "project_type",
    "tags", "since_on", "review_on",
)  # fmt: skip
LABELS = {
    "department": "Department code", "department_name": "Department", "manager": "Led by",
    "adoption": "Followed", "stated_by": "Said by", "n_unsaid": "Not said",
    "practices": "Practices not answered",
}  # fmt: skip
_WORST = ["no", "partly", analysis.UNSAID, "adopted"]
_CELLS: dict[str, Order] = {
    "Not followed first": [(pl.col("adoption").replace_strict(_WORST, range(4), default=4), False)],
    "Practice": [(pl.col("practice"), False)],
    "Department": [(pl.col("department"), False)],
}


def figures() -> None:
    """Show what is read first: practices in force, how far they are followed, who is silent."""
    rows, matrix = practices_data.rows(), practices_data.matrix()
    in_force = rows.filter(pl.col("state").is_in(IN_FORCE))
    counts = dict(matrix.group_by("adoption").len().iter_rows())
    n_said = matrix.height - counts.get(analysis.UNSAID, 0)
    n_adopted = counts.get("adopted", 0)
    silent = analysis.silent(matrix)
    n_mandatory = in_force.filter(pl.col("state") == "mandatory").height
    n_late = in_force.filter(pl.col("review_on") < as_of()).height
    behind = lessons_data.rows().filter(pl.col("practice").is_in(in_force["code"].implode()))
    headline(
        [
            Figure(
                "Practices in force", f"{in_force.height:,}",
                "Practices that are recommended or mandatory.", f"{n_mandatory:,} mandatory",
            ),
            Figure(
                "Reviews overdue", f"{n_late:,}",
                "Practices in force of which the day of the review has passed; the register has "
                "the days.",
                f"of {counted(in_force['review_on'].count(), 'review')} planned",
            ),
            Figure(
                "Adopted", f"{100 * n_adopted / n_said:.0f} %" if n_said else "N/A",
                "100 x adopted / departments that have said something, over all practices in "
                "force; partly counts as not yet.",
                f"{n_adopted:,} of {n_said:,}; {counts.get('partly', 0):,} partly",
            ),
            Figure(
                "Not said yet", f"{counts.get(analysis.UNSAID, 0):,}",
                "Pairs of practice in force and department of which nobody has said anything. "
                "Departments that own an open project are asked.",
                f"by {counted(silent.height, 'department')}",
            ),
            Figure(
                "Lessons applied", f"{int(in_force['n_applied'].sum()):,}",
                "Times that the lessons behind the practices in force were applied.",
                f"effect told of {int(in_force['n_effects'].sum()):,}",
            ),
            lessons_effect.figure(behind),
        ],
        "practice_figures",
    )  # fmt: skip


def listing() -> None:
    """Draw the register; a button opens a practice."""
    rows = practices_data.rows()

    def open_(row: int) -> None:
        st.query_params[PARAMETER] = rows["code"][row]

    grid(
        rows.select(_SHOWN), "practices", alt="Practices", register="practice", pinned=("code",),
        labels={"name": "Practice"}, on_row=open_, file_name="practices",
    )  # fmt: skip


def worst_first(matrix: pl.DataFrame) -> pl.DataFrame:
    """Return pairs of practice and department, those that are not followed first."""
    rank = pl.col("adoption").replace_strict(_WORST, range(4), default=4)
    return matrix.sort(rank, maintain_order=True)


def adoption() -> None:
    """Draw practices x departments, and the same as a table; a click says something else."""
    matrix = practices_data.matrix()
    if matrix.is_empty():
        empty(
            "No practice is in force, or no department owns an open project.",
            "Recommend a practice: Edit, How binding.",
        )
        return
    departments = matrix["department"].unique().sort()
    practices = matrix["practice"].unique().sort()
    drawn = matrix.filter(
        pl.col("department").is_in(departments.head(MOST_DEPARTMENTS).implode()),
        pl.col("practice").is_in(practices.head(MOST_PRACTICES).implode()),
    )
    turn = st.session_state.get(_TURN, 0)
    title = "Who follows which practice"
    chart(adoption_matrix(drawn, title=title), f"adoption_{turn}", on_pick=_pick)
    if drawn.height < matrix.height:
        st.caption(
            f"The first {MOST_DEPARTMENTS} departments and {MOST_PRACTICES} practices; the table "
            f"has all {counted(matrix.height, 'pair')}."
        )
    shown = paged(
        matrix,
        _CELLS,
        "pair",
        "Click a cell, or Answer, to say whether a department follows a practice.",
        "adoption_",
    )
    grid(
        shown.select(*_CELL, "manager", "since_on", "stated_by", "department"), "adoption",
        alt="Practices and departments", pinned=("practice",), labels=LABELS,
        hidden=("department",),
        on_row=lambda row: _pick(f"{shown['practice'][row]}|{shown['department'][row]}"),
        action="Answer", export=lambda: matrix, file_name="adoption-of-practices",
    )  # fmt: skip


def silent() -> None:
    """Show the departments that have not said yet, and who leads them."""
    rows = analysis.silent(practices_data.matrix())
    if rows.is_empty():
        empty("Every department has said something.", "Look at Adoption for what is not followed.")
        return
    st.caption(
        "Departments that own an open project are asked about every practice in force. Answer asks "
        "for the first one that is missing."
    )
    grid(
        rows, "silent", alt="Departments that have not said yet", labels=LABELS, action="Answer",
        hidden=("department",), file_name="not-said-yet",
        on_row=lambda row: ask(rows["practices"][row].partition(", ")[0], rows["department"][row]),
    )  # fmt: skip


def ask(practice: str, department: str) -> None:
    """Let `opened` ask whether a department follows a practice; only in a callback."""
    st.session_state[_ASKED] = (practice, department)
    st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1


def _pick(key: str) -> None:
    practice, _, department = key.partition("|")
    ask(practice, department)


def opened() -> None:
    """Open the form of the cell that was clicked, if one was; once, at the end of the page."""
    asked = st.session_state.pop(_ASKED, None)
    if asked is not None:
        practices_form.adoption(*asked)


__all__ = ["PARAMETER", "TABS", "adoption", "ask", "figures", "listing", "opened", "silent"]
