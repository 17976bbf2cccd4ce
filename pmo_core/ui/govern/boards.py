"""The boards: which there are, up to what each may approve, and who sits on it."""

from typing import Any

import polars as pl
import streamlit as st

from pmo_core.analysis.agenda import chain, sitting
from pmo_core.charts import short
from pmo_core.model import Board, BoardMember
from pmo_core.ui import admin_edit, data
from pmo_core.ui.admin_act import may_write
from pmo_core.ui.boot import actor, repository
from pmo_core.ui.govern import agenda
from pmo_core.ui.grid import grid
from pmo_core.ui.page import Figure, as_of, empty, headline
from pmo_core.ui.text import iso

TABS = ("Meeting", "All meetings", "Members and mandate", "All boards")
_MAY_NOT = "Boards and their members are an administrator's to change."


def chosen() -> dict[str, Any]:
    """Draw the choice of the board, which stands in the address; return its row.

    Without a choice it is the first board that who looks on sits on, else the first.
    """
    boards = data.table("board")
    codes = boards["code"].to_list()
    names = dict(boards.select("code", "name").rows())
    own = data.table("board_member").filter(pl.col("member") == actor()[0])["board"].to_list()
    start = next((code for code in codes if code in own), codes[0])
    asked = st.query_params.get("board")
    if asked in codes:
        st.session_state["board_choice"] = asked
    code = st.selectbox(
        "Board",
        codes,
        index=codes.index(start),
        format_func=lambda one: f"{one}  {names.get(one, '')}",
        key="board_choice",
        on_change=_into_address,
        width=420,
    )
    return boards.row(by_predicate=pl.col("code") == (code or start), named=True)


def _into_address() -> None:
    st.query_params["board"] = st.session_state["board_choice"]


def limit(board: dict[str, Any], currency: str) -> str:
    """Return up to what a board may approve, in words.

    Examples
    --------
    >>> limit({"mandate": 1e6}, "EUR"), limit({"mandate": None}, "EUR")
    ('up to 1 M EUR', 'any amount')
    """
    return (
        "any amount" if board["mandate"] is None else f"up to {short(board['mandate'], currency)}"
    )


def mandates(board: dict[str, Any]) -> str:
    """Return the chain of mandates from a board upwards, in words."""
    currency = data.settings().base_currency
    steps = chain(data.table("board"), board["code"])
    return "  →  ".join(
        f"{step['name']} ({step['code']}): {limit(step, currency)}" for step in steps
    )


def figures(board: dict[str, Any]) -> None:
    """Show what is read first about a board."""
    today, currency = as_of(), data.settings().base_currency
    seated = agenda.sitting(board["code"], today)
    proposed = agenda.proposals(board)
    late = agenda.kept_conditions().filter(
        (pl.col("board") == board["code"]) & (pl.col("condition_state") == "overdue")
    )
    next_on = agenda.next_on(board)
    is_kept = next_on in agenda.meetings(board["code"])["held_on"]
    n_voting = int(seated["is_voting"].sum())
    oldest = proposed.select(pl.col("age_days").max()).item() or 0
    headline(
        [
            Figure(
                "Mandate", limit(board, ""),
                f"Amount in {currency} up to which it may approve: planned cost of a project, or "
                "change of cost of a change request. What exceeds it goes to the board above.",
                f"above it: {board['above']}" if board["above"] else "nothing above it",
            ),
            Figure(
                "Quorum", f"{board['quorum']} of {n_voting}",
                "Votes that a decision needs, of the chair and the members that sit on it today.",
                "cannot decide: too few members" if n_voting < board["quorum"] else "",
            ),
            Figure(
                "Next meeting", iso(next_on),
                "The next one scheduled; else proposed: the last + the days between two, moved to "
                "a working day.",
                "scheduled" if is_kept else "proposed, not scheduled",
            ),
            Figure(
                "Waiting for it", f"{proposed.height:,}",
                "Gates due until the meeting after the next one, submitted changes, charters of "
                "proposed projects, overdue conditions and projects on hold, of its portfolio and "
                "within its mandate, that stand on no open agenda.",
                f"oldest for {oldest} days" if oldest > 0 else "",
            ),
            Figure(
                "Overdue conditions", f"{late.height:,}",
                "Conditions of its decisions that are past their day and not met.",
                f"oldest by {late['overdue_days'][0]} days" if late.height else "",
            ),
        ],
        "board_figures",
        width=165,
    )  # fmt: skip


def members(board: dict[str, Any]) -> None:
    """Show who sits on a board, with the means to change it for administrators."""
    today = as_of()
    rows = data.table("board_member").filter(pl.col("board") == board["code"])
    is_allowed = may_write("board")
    why = None if is_allowed else _MAY_NOT
    with st.container(horizontal=True, key="board_verbs"):
        if st.button("Edit board", icon=":material/edit:", disabled=not is_allowed, help=why):
            admin_edit.edit(repository().get("board", board["code"]))
        if st.button("Add member", icon=":material/person_add:", disabled=not is_allowed, help=why):
            admin_edit.begin(BoardMember)
            st.session_state["edit_board"] = board["code"]
            _add_member()
        who = st.selectbox(
            "Member", rows["member"].to_list(), index=None, placeholder="Edit a member",
            label_visibility="collapsed", width=220, disabled=not is_allowed, key="board_member",
            help=why,
        )  # fmt: skip
        if who and st.button("Edit", key="member_edit", disabled=not is_allowed):
            admin_edit.edit(repository().get("board_member", board["code"], who))
        if who and st.button("Remove", key="member_remove", disabled=not is_allowed):
            admin_edit.remove(repository().get("board_member", board["code"], who))
    if rows.is_empty():
        empty("Nobody sits on this board.", "An administrator adds a chair and members.")
        return
    voting = sitting(rows, board["code"], today).filter("is_voting")["member"]
    order = pl.Enum(["chair", "member", "secretary", "adviser"])
    shown = rows.sort(pl.col("position").cast(order), "member").select(
        "member", "position", pl.col("member").is_in(voting.to_list()).alias("is_voting"),
        "from_on", "until_on",
    )  # fmt: skip
    grid(
        shown, "board_members", alt="Members of the board", register="board_member",
        labels={"from_on": "First day", "until_on": "Last day"},
        file_name=f"{board['code']}-members",
    )  # fmt: skip


@st.dialog("Add a member", width="large", position="right")
def _add_member() -> None:
    admin_edit.add_form(BoardMember)


def all_boards() -> None:
    """Show all boards side by side; a click opens one."""
    if st.button(
        "Add board", icon=":material/add:", disabled=not may_write("board"), key="add_board",
        help=None if may_write("board") else _MAY_NOT,
    ):  # fmt: skip
        admin_edit.add(Board.register)
    rows = data.derived("all boards", _all, as_of=as_of())
    grid(
        rows, "all_boards", alt="All boards", register="board", pinned=("code",),
        labels={"every_days": "Days between"}, file_name="boards",
        on_row=lambda row: _open(rows["code"][row]),
    )  # fmt: skip
    st.caption("A click opens the board.")


def _open(code: str) -> None:
    st.query_params["board"] = code
    st.session_state["board_choice"] = code
    st.session_state["board_tab"] = TABS[0]


def _all() -> pl.DataFrame:
    """One row per board: mandate, who votes, next meeting, what waits, overdue conditions."""
    boards = data.table("board")
    today = as_of()
    ahead = data.table("meeting").filter(pl.col("held_on") >= today)
    ahead = ahead.group_by(code="board").agg(next_on=pl.col("held_on").min())
    late = agenda.kept_conditions().filter(pl.col("condition_state") == "overdue")
    late = late.group_by(code="board").agg(n_overdue=pl.len().cast(pl.Int64))
    members_ = data.table("board_member")
    counts = pl.DataFrame(
        [
            (
                board["code"],
                int(sitting(members_, board["code"], today)["is_voting"].sum()),
                agenda.proposals(board).height,
            )
            for board in boards.iter_rows(named=True)
        ],
        schema={"code": pl.String, "n_voting": pl.Int64, "n_waiting": pl.Int64},
        orient="row",
    )
    joined = boards
    for frame in (counts, ahead, late):
        joined = joined.join(frame, on="code", how="left", maintain_order="left")
    return joined.select(
        "code", "name", "portfolio", "mandate", "above", "quorum", "n_voting", "every_days",
        "next_on", "n_waiting", pl.col("n_overdue").fill_null(0),
    )  # fmt: skip
