"""The agenda of a meeting: its items, their order, and what waits to be put on it."""

from datetime import date
from typing import Any

import polars as pl
import streamlit as st

from pmo_core.charts import short
from pmo_core.jobs import meetings
from pmo_core.jobs.decisions import Subject
from pmo_core.model.columns import label
from pmo_core.ui import data
from pmo_core.ui.admin_act import attempt
from pmo_core.ui.boot import repository, session
from pmo_core.ui.govern import agenda, decide_form
from pmo_core.ui.grid import grid
from pmo_core.ui.page import empty
from pmo_core.ui.paths import PAGES
from pmo_core.ui.text import counted, iso, plain

GATE, EXCEPTION = PAGES / "govern" / "gate.py", PAGES / "track" / "exceptions.py"
TOOLS = {
    "up": ":material/arrow_upward: One place up",
    "down": ":material/arrow_downward: One place down",
    "edit": ":material/edit: Minutes and presenter",
    "off": ":material/close: Take it off the agenda",
}
"""What can be done with an item. One menu an item: a page of 30 items stays light."""
SHOWN = 100
"""Proposals that the page shows; the file holds all."""


def items(board: dict[str, Any], meeting: dict[str, Any]) -> None:
    """Draw the items of a meeting, each with what can be done about it.

    Parameters
    ----------
    board, meeting : dict
        Rows of the registers.
    """
    rows = agenda.on_agenda(board["code"], meeting["held_on"])
    if not rows:
        is_closed = meeting["closed_on"] is not None
        following = "Its minutes are closed." if is_closed else "Put on it what waits, below."
        empty("Nothing stands on this agenda.", following)
        return
    planned = sum(row["minutes"] or 0 for row in rows)
    minutes = f", {counted(planned, 'minute')} planned" if planned else ""
    done = sum(row["decision"] is not None for row in rows)
    st.caption(f"{counted(len(rows), 'item')}, {done} decided{minutes}")
    is_open, currency = meeting["closed_on"] is None, data.settings().base_currency
    why = decide_form.may_not_arrange(board["code"])
    with st.container(gap="xsmall", key="agenda"):
        for row in rows:
            with st.container(
                border=True, horizontal=True, vertical_alignment="center", gap="small",
                key=f"item_{row['number']}",
            ):  # fmt: skip
                _item(row, currency)
                _next_step(row, is_open=is_open)
                if is_open:
                    _tools(row, why, is_first=row is rows[0], is_last=row is rows[-1])


def _item(row: dict[str, Any], currency: str) -> None:
    """Draw what an item is about, why it is on the agenda, and what was decided."""
    details = [
        row["reason"] if row["decision"] is None else None,
        None if row["amount"] is None else short(row["amount"], currency),
        row["presenter"],
        f"{row['minutes']} min" if row["minutes"] else None,
        f"{row['decision']}: {row['outcome']}" if row["decision"] else None,
    ]
    name = agenda.what(row["about"], row["project"], row["subject"], row["project_name"])
    with st.container(gap=None, width="stretch"):
        st.markdown(f"**{row['number']}.** {plain(name)}")
        if any(details):
            st.caption(plain(" · ".join(filter(None, details))))


def _next_step(row: dict[str, Any], *, is_open: bool) -> None:
    """Draw the way to the review of a gate, or to the form of a decision about all else.

    Of a broken tolerance also the way to its page.
    """
    if row["about"] == "gate":
        st.page_link(
            GATE, label="Review", icon=":material/fact_check:",
            query_params={"project": row["project"], "gate": row["subject"]},
        )  # fmt: skip
        return
    if row["about"] == "exception":
        st.page_link(
            EXCEPTION, label="Exception", icon=":material/crisis_alert:",
            query_params={"project": row["project"], "measure": row["subject"]},
        )  # fmt: skip
    if is_open and row["decision"] is None:
        subject = Subject(row["about"], row["project"] or None, row["subject"])
        decide_form.decide_button(
            subject, board=row["board"], on=row["held_on"], key=f"record_{_key(row)}"
        )


def _tools(row: dict[str, Any], why: str, *, is_first: bool, is_last: bool) -> None:
    """Draw what can be done with an item, unless `why` not: move it, edit it, take it off."""
    off = {"up": is_first, "down": is_last}
    wish = st.menu_button(
        "Arrange", [one for one in TOOLS if not off.get(one)], format_func=TOOLS.__getitem__,
        key=f"tools_{_key(row)}", type="tertiary",
        disabled=bool(why), help=why or "Move it, edit it, take it off",
    )  # fmt: skip
    if wish == "up":
        _move(row, -1.5)
    elif wish == "down":
        _move(row, 1.5)
    elif wish == "edit":
        _edit(row)
    elif wish == "off":
        rows = _kept(row)
        _rewrite(rows, rows.filter(~_same(row)), "Taken off the agenda.")


def _key(row: dict[str, Any]) -> str:
    return "_".join(str(row[name]) for name in meetings.KEY)


def _kept(row: dict[str, Any]) -> pl.DataFrame:
    """Return the agenda that an item stands on."""
    return agenda.items(row["board"]).filter(pl.col("held_on") == row["held_on"])


def _same(row: dict[str, Any]) -> pl.Expr:
    return pl.all_horizontal(pl.col(name) == row[name] for name in meetings.KEY)


def _move(row: dict[str, Any], by: float) -> None:
    """Move an item by one place: half a place beyond its neighbor."""
    rows = _kept(row)
    place = pl.col("number").cast(pl.Float64) + pl.when(_same(row)).then(by).otherwise(0.0)
    _rewrite(rows, rows.with_columns(number=place), "Moved.")


def _rewrite(was: pl.DataFrame, now: pl.DataFrame, done: str) -> None:
    def act() -> str:
        number = meetings.rewrite(session(), was, now, was["board"][0], was["held_on"][0])
        return f"{done} Change {number}." if number else "It stands so already."

    attempt(act)


@st.dialog("Minutes and presenter")
def _edit(row: dict[str, Any]) -> None:
    st.text(agenda.what(row["about"], row["project"], row["subject"], row["project_name"]))
    minutes = st.number_input("Minutes", 1, 480, row["minutes"] or 15, key="item_minutes")
    presenter = st.text_input("Presenter", row["presenter"] or "", key="item_presenter")
    if st.button("Save", type="primary", key="item_save"):
        rows, is_it = _kept(row), pl.when(_same(row))
        named = pl.lit(presenter.strip() or None, dtype=pl.String)
        now = rows.with_columns(
            minutes=is_it.then(minutes).otherwise("minutes"),
            presenter=is_it.then(named).otherwise("presenter"),
        )
        _rewrite(rows, now, "Saved.")


def proposals(board: dict[str, Any], held_on: date | None) -> None:
    """Show what waits for a board, and put it on the agenda of a meeting.

    Parameters
    ----------
    board : dict
        Row of register `board`.
    held_on : date or None
        The meeting; None = there is no open one.
    """
    rows = agenda.proposals(board)
    st.subheader("Waiting for this board", anchor=False)
    if rows.is_empty():
        empty("Nothing waits for this board.", "What is due, submitted or overdue appears here.")
        return
    _choice(board["code"], held_on, rows)
    shown = rows.head(SHOWN).select(
        pl.col("about").str.to_titlecase(), "project", "name", "subject", "reason", "since_on",
        "age_days", "amount",
    )  # fmt: skip
    grid(
        shown, "proposals", alt="What waits for this board, the longest first",
        register="agenda_item", export=lambda: rows, file_name=f"{board['code']}-waiting",
        labels={"name": "Project name", "reason": "Why", "amount": label("amount")},
    )  # fmt: skip
    if rows.height > SHOWN:
        st.caption(f"The {SHOWN} that wait longest, of {rows.height:,}; the file holds all.")


def _choice(board: str, held_on: date | None, rows: pl.DataFrame) -> None:
    """Draw the choice of proposals and the buttons that put them on the agenda."""
    why = None if held_on else "Schedule a meeting first."
    why = decide_form.may_not_arrange(board) or why
    names = [
        agenda.what(row["about"], row["project"], row["subject"], row["name"])
        for row in rows.head(SHOWN).iter_rows(named=True)
    ]
    with st.container(horizontal=True, vertical_alignment="bottom", key="put_on"):
        chosen = st.multiselect(
            f"For the meeting of {iso(held_on)}" if held_on else "For the agenda",
            range(len(names)), format_func=lambda place: names[place], disabled=bool(why),
            placeholder="Choose what to put on the agenda", key="chosen_proposals", width=560,
        )  # fmt: skip
        picked = rows[sorted(chosen)] if chosen else rows.clear()
        if st.button(
            "Put on the agenda", type="primary", key="put_chosen", help=why,
            disabled=bool(why) or picked.is_empty(),
        ):  # fmt: skip
            _put(board, held_on, picked)
        if st.button(f"Put all {rows.height:,} on it", key="put_all", disabled=bool(why), help=why):
            _put(board, held_on, rows)


def _put(board: str, held_on: date | None, rows: pl.DataFrame) -> None:
    def act() -> str:
        assert held_on is not None
        number = meetings.put_on(session(), repository(), board, held_on, rows.select(meetings.KEY))
        st.session_state.pop("chosen_proposals", None)
        return f"{counted(rows.height, 'item')} put on the agenda: change {number}."

    attempt(act)
