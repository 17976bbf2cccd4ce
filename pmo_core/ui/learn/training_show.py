"""The tabs of the training page: plan, what cannot be met, needs, budgets, catalogue, booked."""

from pathlib import Path

import polars as pl
import streamlit as st

from pmo_core.jobs.facts import known_sum
from pmo_core.ui import data
from pmo_core.ui.grid import grid
from pmo_core.ui.learn import training, training_book
from pmo_core.ui.learn.training import Drawn
from pmo_core.ui.page import empty
from pmo_core.ui.paging import Order, paged
from pmo_core.ui.paths import PAGES
from pmo_core.ui.plan import people_edit
from pmo_core.ui.text import counted

TABS = ("Plan", "Not in time", "Needs", "Budgets", "Catalog", "Trainings")
COMPETENCE = PAGES / "learn/competence.py"
UPLOAD = Path(PAGES / "track/actuals.py")
_SHORT = {
    "from_level": "From", "level": "To", "duration_days": "Takes", "lead_days": "Lead time",
    "validity_months": "Valid, months",
}  # fmt: skip
_LATE = pl.when(pl.col("days_late") > 0).then("days_late").alias("days_late")
_HINT = "A click opens the person."
_NAME: Order = [(pl.col("person_name").str.to_lowercase(), False)]
_PLAN: dict[str, Order] = {
    "Begins first": [], "Book first": [(pl.col("book_by"), False)],
    "Needed first": [(pl.col("needed_on"), False)], "Person": _NAME,
    "Highest price": [(pl.col("cost"), True)],
}  # fmt: skip
_UNMET: dict[str, Order] = {
    "Weight": [], "Needed first": [(pl.col("needed_on"), False)], "Person": _NAME,
    "Stopped by": [(pl.col("unmet_reason"), False)],
}  # fmt: skip
_NEEDS: dict[str, Order] = {
    "Needed first": [], "Weight": [(pl.col("need_weight"), True)], "Person": _NAME,
    "Competence": [(pl.col("skill_name"), False)],
}  # fmt: skip


def plan(now: Drawn) -> None:
    """Draw what the plan books, each with the assignment and the day that cause it."""
    rows = training.bookings(now)
    if rows.is_empty():
        if now.given.problem.options["is_booked"].any():
            empty("Everything that can be booked is booked.", "The tab Trainings lists it.")
        else:
            empty("The plan books nothing.", "The tab Not in time says why.")
        return
    training_book.button(now)
    shown = paged(rows, _PLAN, "training", _HINT, key="training_plan_").select(
        "person", "person_name", "course_name", "need_cause", "needed_on", "starts_on", _LATE,
        "cost", "book_by",
    )  # fmt: skip
    clicked = grid(
        shown, "training_plan", alt="Trainings of the plan, with what causes them",
        hidden=("person",), labels=_labels(), pinned=("person_name",),
        export=lambda: rows.drop("option"), file_name="training-plan", clickable=True, boxes=False,
    )  # fmt: skip
    _person(shown, clicked)


def not_in_time(now: Drawn) -> None:
    """Draw what no training closes before it is needed, and why."""
    rows = training.unmet(now)
    if rows.is_empty():
        empty("Every gap is closed in time.", "Book the plan on the tab Plan.")
        return
    st.caption(
        "Why: what stopped the course that came closest. A gap without the day on which it is "
        "closed stays open."
    )
    shown = paged(rows, _UNMET, "gap", _HINT, key="training_unmet_").select(
        "person", "person_name", "skill_name", "needed_on", "closed_late_on", "unmet_because",
        "need_cause",
    )  # fmt: skip
    clicked = grid(
        shown, "training_unmet", alt="Gaps that are not closed in time, and why",
        hidden=("person",), pinned=("person_name",),
        export=lambda: rows, file_name="training-not-in-time", clickable=True, boxes=False,
    )  # fmt: skip
    _person(shown, clicked)


def needs(now: Drawn) -> None:
    """Draw all gaps with what becomes of them."""
    rows = training.needs(now)
    st.page_link(COMPETENCE, label="Competence matrix", icon=":material/grid_view:")
    shown = paged(rows, _NEEDS, "gap", _HINT, key="training_needs_").select(
        "person", "person_name", "skill_name", "level_asked", "skill_held", "needed_on",
        "need_outcome", "need_cause", "n_causes", "need_weight",
    )  # fmt: skip
    clicked = grid(
        shown, "training_needs", alt="Gaps and what becomes of them", hidden=("person",),
        pinned=("person_name",), export=lambda: rows, file_name="training-needs", clickable=True,
        boxes=False,
    )  # fmt: skip
    _person(shown, clicked)


def _person(shown: pl.DataFrame, clicked: int | None) -> None:
    """Open the person of the row that was clicked."""
    if clicked is not None:
        st.switch_page(COMPETENCE, query_params={"person": shown["person"][clicked]})


def budgets(now: Drawn) -> None:
    """Draw the budgets with what is spent, planned and left, to be changed."""
    people_edit.add_button("training_budget", "Add a budget", "training_add_budget")
    rows = training.budgets(now)
    if rows.is_empty():
        empty(
            "No training budget is kept.",
            "Without one nothing limits the cost. Add one per department and year, or one for all.",
        )
        return
    keys = rows.select("department", "begins_on").rows()
    grid(
        rows, "training_budgets", alt="Training budgets and what is used of them",
        hidden=("department",), register="training_budget", action="Edit", labels=_labels("amount"),
        on_row=lambda n: people_edit.request("training_budget", *keys[n]),
        file_name="training-budgets",
    )  # fmt: skip
    unpriced = data.table("training").filter(pl.col("state") == "booked")["cost"].null_count()
    if unpriced:
        st.caption(f"{unpriced:,} booked trainings have no cost and are in no sum.")


def catalogue(now: Drawn) -> None:
    """Draw the courses and their dates, to be changed."""
    with st.container(horizontal=True):
        people_edit.add_button("course", "Add a course", "training_add_course")
        people_edit.add_button("course_date", "Add a date", "training_add_date")
    rows = training.catalogue(now)
    if rows.is_empty():
        empty("There are no courses yet.", "Add courses, or upload a catalog.",
              link=UPLOAD, link_label="Upload a file")  # fmt: skip
        return
    codes = rows["code"].to_list()
    columns = (
        "code", "name", "skill_name", "from_level", "level", "price_base", "duration_days",
        "lead_days", "validity_months", "next_date_on", "n_course_dates", "format", "provider",
        "location", "seats", "price", "currency", "has_dates", "is_active",
    )  # fmt: skip
    grid(
        rows.select(columns), "training_catalogue", alt="Courses of the catalog",
        register="course", labels=_SHORT | _labels("price_base"),
        pinned=("code",), action="Edit", on_row=lambda n: people_edit.request("course", codes[n]),
        file_name="courses",
    )  # fmt: skip
    st.markdown("**Dates to come**")
    people_edit.listing(
        training.dates(now), "course_date", "training_dates", hidden=("course",),
        nothing="No course has dates to come.",
        next_step="A course without dates begins when it is needed.", noun="date",
        file_name="course-dates",
    )  # fmt: skip


def trainings(now: Drawn) -> None:
    """Draw the trainings that are known; a button completes or cancels one that is booked."""
    rows = data.table("training").sort("starts_on", "person", descending=[True, False])
    training_book.offer("training_by_hand")
    if rows.is_empty():
        empty("No training is booked yet.", "Book the plan on the tab Plan, or a training by hand.")
        return
    names = data.table("person").select(person="code", person_name="name")
    courses = data.table("course").select(course="code", course_name="name")
    rows = rows.join(names, on="person", how="left", maintain_order="left").join(
        courses, on="course", how="left", maintain_order="left"
    )
    total = rows.filter(state="booked").select(known_sum("cost")).item()
    unit = data.settings().base_currency
    booked = rows.filter(state="booked").height
    if booked:
        st.caption(
            f"{booked:,} booked" + (f" for {total:,.0f} {unit}." if total is not None else ".")
        )
    over = training.over()
    if over.height:
        st.info(
            f"{counted(over.height, 'training')} ended and still booked: press Change and say "
            "whether it was passed.", icon=":material/event_available:",
        )  # fmt: skip
    is_over = pl.struct("person", "course", "starts_on").is_in(
        over.select(pl.struct("person", "course", "starts_on")).to_series().implode()
    )
    orders: dict[str, Order] = {
        "Latest": [], "Ended and still booked": [(is_over, True)], "Person": _NAME,
    }  # fmt: skip
    shown = paged(
        rows, orders, "training", key="training_rows_"
    ).select(
        "person", "person_name", "course_name", "course", "starts_on", "state", "needed_on", "cost",
        "completed_on", "project", "finding", "reason",
    )  # fmt: skip
    grid(
        shown, "training_rows", alt="Trainings that are known", register="training",
        hidden=("person", "course"), labels=_labels(), pinned=("person_name",), action="Change",
        on_row=lambda n: training_book.request(*shown["person", "course", "starts_on"].row(n)),
        export=lambda: rows, file_name="trainings",
    )  # fmt: skip


def _labels(name: str = "cost") -> dict[str, str]:
    """Return the heading of prices, or of the amount of a budget, with the currency."""
    said = "Amount" if name == "amount" else "Price"
    return {name: f"{said}, {data.settings().base_currency}"}


DRAWS = (plan, not_in_time, needs, budgets, catalogue, trainings)
"""What draws each tab."""

__all__ = ["COMPETENCE", "DRAWS", "TABS", "UPLOAD"]
