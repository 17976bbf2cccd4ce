"""Book the plan or a part of it, book a training by hand, complete one, cancel it."""

from datetime import date, timedelta
from typing import Any

import polars as pl
import streamlit as st

from pmo_core.errors import PmoError, Refused
from pmo_core.jobs import training_by_hand as by_hand
from pmo_core.jobs import training_records as records
from pmo_core.model import Course, Person, Training
from pmo_core.ui import data
from pmo_core.ui.boot import repository, session
from pmo_core.ui.errors import tell
from pmo_core.ui.learn import training
from pmo_core.ui.learn.training import Drawn
from pmo_core.ui.page import as_of
from pmo_core.ui.plan import people_edit, undo
from pmo_core.ui.text import counted, iso, plain

_OPENED = "training opened"


def button(now: Drawn) -> None:
    """Draw the button that books the plan, and the day by which the first is to be booked."""
    rows = training.bookings(now)
    reason = people_edit.why_not("training")
    with st.container(horizontal=True, vertical_alignment="center", key="training_book_row"):
        if st.button(
            "Book the plan", icon=":material/done_all:", type="primary", key="training_book",
            disabled=reason is not None, help=reason,
        ):  # fmt: skip
            st.dialog("Book trainings")(form)(now)
        first: Any = rows["book_by"].min()
        st.caption(
            f"{counted(rows.height, 'training')}; the first has to be booked by {iso(first)}.",
            width="content",
        )


def form(now: Drawn) -> None:
    """Draw what booking means, which part is taken, and the button that does it."""
    rows = training.bookings(now)
    who = counted(rows["person"].n_unique(), "person", "people")
    st.markdown(
        f"- {counted(rows.height, 'training')} of {who} for {rows['cost'].sum():,.0f} "
        f"{data.settings().base_currency}.\n"
        "- Each training is written with the assignment and the day that cause it.\n"
        "- People are absent on its days, which load and capacity see.\n"
        "- Dates with a number of seats have so many fewer.\n"
        "- It is one change, which can be undone."
    )
    names = dict(rows.select("person", "person_name").rows())
    with st.form("training_book_form", border=False):
        people = st.multiselect(
            "Only for people", sorted(names, key=lambda code: names[code]), placeholder="All",
            format_func=lambda code: f"{code}  {names[code]}", key="training_book_people",
        )  # fmt: skip
        is_sent = st.form_submit_button("Book", type="primary", key="training_book_send")
    if is_sent:
        chosen = rows.filter(pl.col("person").is_in(people)) if people else rows
        undo.act(lambda: _book(now, chosen), f"{counted(chosen.height, 'training')} booked")


def _book(now: Drawn, rows: pl.DataFrame) -> int | None:
    """Book what was seen, unless it would be another plan by now."""
    if training.given(now.choice).name != now.given.name:
        raise Refused(
            "People, courses or bookings have changed since this was planned.",
            "Close this: the page shows the new plan.",
        )
    return records.book(session(), records.booking(data, rows))


def offer(key: str, person: str | None = None) -> None:
    """Draw the button that books a training by hand; `person` is whom it is proposed for."""
    reason = people_edit.why_not("training")
    if data.table("course").filter("is_active").is_empty():
        reason = "There is no course: add one on the tab Catalog of Training."
    if st.button(
        "Book a training", icon=":material/add:", key=key, disabled=reason is not None, help=reason
    ):  # fmt: skip
        st.dialog("Book a training")(by_hand_form)(person)


def by_hand_form(person: str | None) -> None:
    """Draw the form of a training that is booked by hand."""
    people = dict(data.table("person").sort("name").select("code", "name").rows())
    courses = data.table("course").filter("is_active").sort("name")
    coming = dict(
        data.table("course_date").filter(pl.col("starts_on") > as_of()).group_by("course")
        .agg(pl.col("starts_on").min()).rows()
    )  # fmt: skip
    names = {
        code: f"{name}, next on {coming[code]}" if code in coming else name
        for code, name in courses.select("code", "name").iter_rows()
    }
    st.caption(
        "Written as the plan writes it: an absence, a seat less, and the gap that it closes. Lead "
        "time, budget and promised hours are not checked."
    )
    with st.form("training_hand", border=False):
        who = st.selectbox(
            "Person", list(people), index=list(people).index(person) if person else None,
            format_func=lambda code: people[code], placeholder="Choose", key="training_hand_person",
        )  # fmt: skip
        what = st.selectbox(
            "Course", list(names), index=None, format_func=lambda code: names[code],
            placeholder="Choose", key="training_hand_course",
        )  # fmt: skip
        on = st.date_input(
            "First day", as_of() + timedelta(days=1), format="YYYY-MM-DD", key="training_hand_on"
        )
        reason = st.text_input(
            "Reason", key="training_hand_reason", max_chars=200,
            help="Needed only where the person lacks nothing that the course teaches.",
        )  # fmt: skip
        is_sent = st.form_submit_button("Book", type="primary", key="training_hand_send")
    if is_sent and not (who and what):
        st.error("Choose a person and a course.")
    elif is_sent and who and what:
        undo.act(lambda: _book_one(who, what, on, reason), f"Training of {people[who]} booked")


def _book_one(who: str, what: str, on: date, reason: str) -> int | None:
    person, course = repository().get("person", who), repository().get("course", what)
    assert isinstance(person, Person)
    assert isinstance(course, Course)
    row = by_hand.chosen(data, person, course, on, as_of=as_of(), reason=reason)
    return records.book(session(), records.booking(data, row))


def request(*key: Any) -> None:
    """Let `opened` show a training when the page is drawn; only in a callback."""
    st.session_state[_OPENED] = key


def opened() -> None:
    """Open the training that was asked for, if one was; call it once, at the end of the page."""
    key = st.session_state.pop(_OPENED, None)
    if key is None:
        return
    try:
        was = repository().get("training", *key)
    except PmoError as problem:
        tell(problem)
        return
    assert isinstance(was, Training)
    st.dialog("Training")(_change)(was)


def _change(was: Training) -> None:
    names = dict(data.table("person").select("code", "name").rows())
    course = data.table("course").filter(code=was.course).row(0, named=True)
    st.markdown(f"**{plain(names[was.person])}**: {plain(course['name'])}, {was.starts_on}")
    if was.reason:
        st.caption(plain(was.reason))
    if was.state not in ("booked", "proposed"):
        st.info(f"It is {was.state}: there is nothing left to do here.")
        return
    reason, today = people_edit.why_not("training"), as_of()
    on, is_done, is_failed = today, False, False
    with st.form("training_change", border=False):
        if was.starts_on <= today:
            on = st.date_input(
                "Completed on", today, min_value=was.starts_on, max_value=today,
                format="YYYY-MM-DD", key="training_completed",
                help="The person holds what the course brings from then on.",
            )  # fmt: skip
        else:
            st.caption("It has not begun yet: once it has, it can be completed here.")
        with st.container(horizontal=True):
            if was.starts_on <= today:
                is_done = st.form_submit_button(
                    "Completed", type="primary", key="training_done", disabled=reason is not None,
                    help=reason,
                )  # fmt: skip
                is_failed = st.form_submit_button(
                    "Not passed", key="training_failed", disabled=reason is not None
                )
            is_canceled = st.form_submit_button(
                "Cancel the training", key="training_cancel", disabled=reason is not None,
                help=reason,
            )  # fmt: skip
    if is_done:
        undo.act(lambda: records.complete(data, session(), was, on), "Training completed")
    elif is_failed:
        undo.act(lambda: records.fail(session(), was), "Training not passed")
    elif is_canceled:
        undo.act(lambda: records.cancel(data, session(), was), "Training canceled")


__all__ = ["button", "by_hand_form", "form", "offer", "opened", "request"]
