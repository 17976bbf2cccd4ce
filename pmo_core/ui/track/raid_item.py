"""One RAID item beside the page: changed, closed, made into another, with its history."""

from collections.abc import Callable
from typing import Any

import polars as pl
import streamlit as st

from pmo_core.errors import PmoError
from pmo_core.jobs import raid as jobs
from pmo_core.model import RaidItem
from pmo_core.ui import data
from pmo_core.ui.admin_act import attempt, may_write
from pmo_core.ui.admin_records import shown_history
from pmo_core.ui.boot import repository, session
from pmo_core.ui.errors import tell
from pmo_core.ui.grid import grid
from pmo_core.ui.page import as_of
from pmo_core.ui.text import iso, plain
from pmo_core.ui.track import raid_form

MAY_NOT = "A viewer may not write RAID items; ask a contributor."
_OPENED = "raid opened"
_FAMILY = ("code", "kind", "name", "state", "raised_on", "closed_on", "came_from", "owner")


def request(project: str, code: str) -> None:
    """Let `opened` show an item when the page is drawn; only in a callback."""
    st.session_state[_OPENED] = (project, code)


def opened() -> None:
    """Open the item that was asked for, if one was; call it once, at the end of the page."""
    key = st.session_state.pop(_OPENED, None)
    if key is None:
        return
    try:
        item = repository().get("raid_item", *key)
    except PmoError as problem:
        tell(problem)
        return
    assert isinstance(item, RaidItem)
    title = f"{plain(item.code)} · {plain(item.name)}"
    st.dialog(title, width="large", position="right")(show)(item)


def add_button(project: str | None = None) -> None:
    """Draw the button that opens the form of a new item.

    Parameters
    ----------
    project : str or None
        Project that is proposed.
    """
    is_able = may_write("raid_item")
    if st.button(
        "Add an item", icon=":material/add:", type="primary", key="raid_add",
        disabled=not is_able, help=None if is_able else MAY_NOT,
    ):  # fmt: skip
        st.dialog("Add to the RAID register", width="large", position="right")(add)(project)


def add(project: str | None) -> None:
    """Draw the form of a new item and keep what was typed."""
    kind = st.segmented_control(
        "Kind", list(jobs.BECOMES), default="risk", required=True, key="raid_new_kind"
    )
    with st.form("raid_new", border=False):
        chosen = raid_form.project_input(project)
        typed = raid_form.inputs(kind, {"raised_on": as_of()}, f"new_{kind}")
        is_sent = st.form_submit_button("Add", type="primary", key="raid_save_new")
    if is_sent and raid_form.is_whole({"Project": chosen, "Name": typed["name"]}):
        attempt(lambda: _added({**typed, "project": chosen, "kind": kind}))


def show(item: RaidItem) -> None:
    """Draw one item: what can be done with it, and what happened to it."""
    names = data.derived("names of raid projects", _names)
    since = f"raised {iso(item.raised_on)}"
    until = f"closed {iso(item.closed_on)}" if item.state == "closed" else f"due {iso(item.due_on)}"
    st.text(" · ".join([item.kind, f"{item.project} {names.get(item.project, '')}", since, until]))
    if not may_write("raid_item"):
        st.info(MAY_NOT, icon=":material/lock:")
    parts: dict[str, Callable[[RaidItem], None]] = {
        "Item": _change, "Close" if item.state == "open" else "Open again": _close,
        "Becomes": _convert, "History": _history,
    }  # fmt: skip
    if item.state == "closed":
        parts.pop("Becomes")
    for tab, draw in zip(st.tabs(list(parts)), parts.values(), strict=True):
        with tab:
            draw(item)


def _submit(label: str, key: str) -> bool:
    is_able = may_write("raid_item")
    return st.form_submit_button(
        label, type="primary", key=key, disabled=not is_able, help=None if is_able else MAY_NOT
    )


def _key(item: RaidItem) -> str:
    return f"{item.project}_{item.code}"


def _change(item: RaidItem) -> None:
    with st.form(f"raid_edit_{_key(item)}", border=False):
        typed = raid_form.inputs(item.kind, item.model_dump(), _key(item))
        is_sent = _submit("Save", "raid_save")
    if is_sent and raid_form.is_whole({"Name": typed["name"]}):
        attempt(lambda: _said(item, "saved", jobs.change(session(), item, typed)))


def _close(item: RaidItem) -> None:
    is_open = item.state == "open"
    with st.form(f"raid_close_{_key(item)}", border=False):
        if is_open:
            on = st.date_input(
                "Closed on",
                value=as_of(),
                key=f"raid_closed_on_{_key(item)}",
                format="YYYY-MM-DD",
                width=220,
            )
            is_sent = _submit("Close", "raid_close")
        else:
            st.text("It becomes open again and counts from now on.")
            is_sent = _submit("Open again", "raid_reopen")
    if is_sent and is_open:
        attempt(lambda: _said(item, "closed", jobs.close(session(), item, on or as_of(), as_of())))
    elif is_sent:
        attempt(lambda: _said(item, "open again", jobs.reopen(session(), item)))


def _convert(item: RaidItem) -> None:
    st.caption(
        "This item is closed, and a new one says where it came from; both in one change. Name, "
        "description, impact, response, owner and a due date to come are taken along; an action or "
        "a decision has no amounts."
    )
    with st.form(f"raid_convert_{_key(item)}", border=False):
        kind = st.radio(
            "Becomes", jobs.BECOMES[item.kind], horizontal=True, key=f"raid_becomes_{_key(item)}"
        )
        typed = raid_form.conversion(item, _key(item), as_of())
        on = st.date_input(
            "On", value=as_of(), key=f"raid_on_{_key(item)}", format="YYYY-MM-DD", width=220
        )
        is_sent = _submit("Convert", "raid_convert")
    if is_sent and raid_form.is_whole({"Name": typed["name"]}):
        attempt(lambda: _converted(item, {**typed, "kind": kind}, on or as_of()))


def _history(item: RaidItem) -> None:
    family = jobs.family(data.table("raid_item"), item.project, item.code)
    if family.height > 1:
        st.markdown("**Where it came from and what became of it**")
        grid(
            family.select(_FAMILY), "raid_family", alt="Items that grew out of one another",
            register="raid_item", pinned=("code",), file_name=f"{item.project}-{item.code}-family",
        )  # fmt: skip
    st.markdown("**What was changed**")
    changed = pl.concat(
        shown_history(repository().history("raid_item", item.project, code), "raid_item").select(
            pl.lit(code).alias("code"), pl.all()
        )
        for code in family["code"]
    ).sort("number", descending=True, maintain_order=True)
    grid(
        changed, "raid_history", alt="Changes, the latest first",
        file_name=f"{item.project}-{item.code}-history",
    )  # fmt: skip


def _added(fields: dict[str, Any]) -> str:
    item, change = jobs.add(session(), repository(), fields)
    return _said(item, "added", change)


def _converted(was: RaidItem, fields: dict[str, Any], on: Any) -> str:
    new, change = jobs.convert(session(), repository(), was, fields, on=on, today=as_of())
    return f"{was.code} became {new.code} (change {change})."


def _said(item: RaidItem, done: str, change: int) -> str:
    return f"{item.code} of {item.project} is {done} (change {change})."


def _names() -> dict[str, str]:
    return dict(data.table("project").select("code", "name").iter_rows())


__all__ = ["MAY_NOT", "add", "add_button", "opened", "request", "show"]
