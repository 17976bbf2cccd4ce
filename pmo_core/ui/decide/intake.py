"""The page of requests: the list, a new idea, and one request step by step."""

from collections.abc import Callable
from typing import Any

import polars as pl
import streamlit as st

from pmo_core.errors import PmoError
from pmo_core.jobs import requests
from pmo_core.model import Request
from pmo_core.store.rights import WRITABLE
from pmo_core.ui import data
from pmo_core.ui.boot import actor, repository, session
from pmo_core.ui.decide import intake_actions as does
from pmo_core.ui.decide import intake_check as check
from pmo_core.ui.decide import intake_form as form
from pmo_core.ui.decide import intake_state as state
from pmo_core.ui.errors import tell
from pmo_core.ui.grid import grid
from pmo_core.ui.page import as_of, empty
from pmo_core.ui.paging import Order, paged
from pmo_core.ui.paths import PAGES
from pmo_core.ui.text import counted, plain

UPLOAD = PAGES / "track" / "actuals.py"
_LISTS = ("My drafts", "My requests", "All requests")
_NEWEST: Order = [(pl.col("_number"), True), (pl.col("code"), True)]
_SHORT = 12
_WHY = {
    "draft": "Why it is a draft again", "rejected": "Why it was rejected",
    "accepted": "Why it was accepted", "withdrawn": "Why it was withdrawn",
}  # fmt: skip
_WIDE, _WIDTH = (3, 4), 820
_ORDERS: dict[str, Order] = {
    "Newest first": _NEWEST,
    "Longest in its state": [(pl.col("age_days"), True)],
    "Name": [(pl.col("name"), False)],
}


def begin() -> None:
    """Draw where a new idea is given a name; a draft is kept at once and opened."""
    may = "request" in WRITABLE[session().role]
    with st.form("intake_begin", enter_to_submit=True):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            name = st.text_input(
                "What is your idea called?", key="intake_new_name", width=420, disabled=not may,
                placeholder="e.g. Self-service returns for web orders",
            )  # fmt: skip
            is_asked = st.form_submit_button(
                "Begin", type="primary", icon=":material/add:", disabled=not may,
                help=None if may else "A viewer may not write requests. Ask a contributor.",
            )  # fmt: skip
        st.caption(
            "Six short steps, about fifteen minutes. Each step is saved as a draft: stop at any "
            "time, come back later, or send the link to a colleague."
        )
    if not is_asked:
        return
    try:
        code = requests.new(session(), repository(), name, on=as_of())
    except PmoError as problem:
        tell(problem)
        return
    state.open_request(code)
    st.rerun()


def listed() -> None:
    """Draw the requests: one's own drafts, all of one's own, or all; a click opens one."""
    rows = data.derived("requests listed", _rows, as_of=as_of())
    if rows.is_empty():
        empty(
            "There are no requests yet.",
            "Give your idea a name above, or upload a list of ideas.",
            link=UPLOAD, link_label="Upload a list of requests",
        )  # fmt: skip
        return
    name, _ = actor()
    own = rows.filter(pl.col("author") == name)
    drafts = own.filter(pl.col("state") == "draft")
    sizes = dict(zip(_LISTS, (drafts, own, rows), strict=True))
    st.session_state.setdefault("intake_list", _LISTS[0] if drafts.height else _LISTS[2])
    chosen = st.segmented_control(
        "Requests", _LISTS, key="intake_list", required=True, label_visibility="collapsed",
        format_func=lambda one: f"{one} ({sizes[one].height:,})",
    )  # fmt: skip
    shown = sizes[chosen or _LISTS[2]]
    if shown.is_empty():
        st.caption("None of yours. They are known by the name in which you act, see the side bar.")
        return
    is_short = shown.height <= _SHORT
    page = (
        shown.sort([by for by, _ in _NEWEST], descending=True, nulls_last=True)
        if is_short
        else paged(shown, _ORDERS, "request")
    )
    grid(
        page.drop("_number"), "intake_requests", alt="Requests, one per row", register="request",
        labels={"step": "Step reached"}, on_row=_opener(page), file_name="requests",
        export=lambda: shown.drop("_number"), pinned=("code",),
    )  # fmt: skip


def many() -> None:
    """Say how many requests come in at once."""
    with st.expander("Many at once", icon=":material/upload_file:"):
        st.markdown(
            "A list of ideas from a spreadsheet comes in by **Upload**: choose *Requests* as what "
            "the file holds. Ordinary headings are recognized: *Title*, *Problem*, *Benefit*, "
            "*Sponsor*, *Department*, *Start date*, *Deadline*. A column *Status* says where each "
            "stands; without one all are drafts. The template, with the meaning of each column, "
            "is on the same page. Without a column *Author* nobody is named as the author; the "
            "journal keeps who uploaded them."
        )
        st.page_link(UPLOAD, label="Upload a list of requests", icon=":material/arrow_forward:")


def _rows() -> pl.DataFrame:
    names = data.table("department").select(department="code", department_name="name")
    age = (pl.lit(as_of()) - pl.col("state_on")).dt.total_days()
    return (
        data.table("request")
        .join(names, on="department", how="left", maintain_order="left")
        .with_columns(age_days=age, _number=pl.col("code").str.extract(r"(\d+)$").cast(pl.Int64))
        .select(
            "code", "name", "state", "age_days", "author", "sponsor", "department_name", "step",
            "submitted_on", "project", "_number",
        )
    )  # fmt: skip


def _opener(page: pl.DataFrame) -> Callable[[int], None]:
    codes = page["code"].to_list()
    return lambda row: state.open_request(codes[row])


def back() -> None:
    """Draw the way back to the list."""
    st.button(
        "All requests", icon=":material/arrow_back:", type="tertiary", key="intake_back",
        on_click=state.open_request, args=(None,),
    )  # fmt: skip


def head(was: Request) -> None:
    """Draw what stands above a request: code, state, the way back, and the link to it."""
    with st.container(horizontal=True, vertical_alignment="center"):
        back()
        st.text(was.code, width="content")
        check.badge(was)
        with st.popover("Share", icon=":material/link:", key="intake_share"):
            st.caption("Whoever has this link sees the request, and goes on with it while it is a "
                       "draft.")  # fmt: skip
            st.code(state.link(was.code), language=None, wrap_lines=True)
        n = check.n_comments(was)
        if n:
            said = counted(n, "comment")
            st.caption(f":material/chat: {said}, in the last step", width="content")
    if was.state_reason:
        st.info(plain(was.state_reason), title=_WHY.get(was.state), icon=":material/chat:")


def one(was: Request) -> None:
    """Draw one request: its steps where it can be changed, else what it says."""
    why_not = _locked(was)
    if why_not:
        st.caption(plain(why_not))
        check.overview(was)
        does.actions(was, is_whole=False)
        does.talk(was)
        return
    at = state.step(was)
    key = state.stepper_key()
    st.session_state.setdefault(key, at)
    still_open = {*check.open_steps(was), state.CHECK}
    chosen = st.segmented_control(
        "Step", range(1, state.CHECK + 1), key=key, required=True, label_visibility="collapsed",
        format_func=lambda number: (
            f"{number if number in still_open else ':material/check:'}  {state.STEPS[number - 1]}"
        ),
    )  # fmt: skip
    state.clash()
    if at == state.CHECK:
        _last(was)
        values: dict[str, Any] = {}
        wrong: list[str] = []
        to = int(chosen or at)
    else:
        st.caption(form.WHY[at])
        with st.container(width="stretch" if at in _WIDE else _WIDTH):
            values, wrong = form.draw(at, was)
            if at == 1:
                check.alike(was)
        to = _buttons(at, int(chosen or at))
    if to == at:
        return
    if wrong:
        st.error("\n".join(f"- {plain(said)}" for said in wrong), title="Not saved yet")
    elif state.save(was, values, to=to or at):
        if not to:
            state.open_request(None)
        st.rerun()


def _buttons(at: int, chosen: int) -> int:
    """Draw the ways out of a step; return the step to go to, 0 = the list, `at` = stay."""
    with st.container(horizontal=True, key="intake_ways"):
        back = at > 1 and st.button("Back", key="intake_previous", icon=":material/arrow_back:")
        following = st.button(
            "Save and continue", key="intake_next", type="primary", icon=":material/arrow_forward:"
        )
        leave = st.button("Save and leave", key="intake_leave", icon=":material/save:")
    if leave:
        return 0
    return at + 1 if following else at - 1 if back else chosen


def _last(was: Request) -> None:
    is_whole = check.needs(was)
    check.alike(was)
    check.overview(was)
    does.actions(was, is_whole=is_whole)
    does.talk(was)


def _locked(was: Request) -> str:
    """Return why nobody, or not this role, changes what the request says; empty = it is open."""
    if "request" not in WRITABLE[session().role]:
        return f"A {session().role} may read requests, not write them."
    try:
        requests.require_editable(session(), was)
    except PmoError as problem:
        return str(problem)
    return ""


__all__ = ["back", "begin", "head", "listed", "many", "one"]
