"""Which change requests there are, how long they wait, and who decides about them."""

from typing import Any

import polars as pl
import streamlit as st

from pmo_core.analysis.agenda import in_charge
from pmo_core.analysis.currency import convert
from pmo_core.charts import short
from pmo_core.errors import NotFound
from pmo_core.model import ChangeRequest
from pmo_core.ui import data, facts
from pmo_core.ui.boot import repository
from pmo_core.ui.grid import grid
from pmo_core.ui.page import Figure, as_of, headline
from pmo_core.ui.paging import Order, paged
from pmo_core.ui.text import counted

OPEN, ALL = "Open", "All"
_WAITING = ("draft", "submitted")
_ORDERS: dict[str, Order] = {
    "Longest waiting": [(pl.col("age_days"), True)],
    "Latest first": [],
    "Cost": [(pl.col("cost_change").abs(), True)],
    "Project": [(pl.col("project"), False)],
}


def requests() -> pl.DataFrame:
    """Return all change requests, the latest first, with their age, cost in base currency, board.

    Columns: code, name, project_name, state, age_days (calendar days that it was submitted ago,
    until decided), cost_change (base currency), finish_delta_days, board (in charge, of those that
    wait), reason, project, author, submitted_on, decision.
    """
    today = as_of()
    return data.derived("change requests", _requests, as_of=today)


def _requests() -> pl.DataFrame:
    today, base = as_of(), data.settings().base_currency
    projects = facts.portfolio(today).select(
        "currency", "portfolio", project="code", project_name="name"
    )
    decided = data.table("decision").select("decided_on", decision="code")
    rows = data.table("change_request").join(projects, on="project", how="left").join(
        decided, on="decision", how="left"
    )  # fmt: skip
    valued = convert(rows, data.table("rate"), ["cost_delta"], base=base, on=today)
    waits = valued.filter(pl.col("state").is_in(_WAITING)).select(
        "code", "portfolio", board=pl.lit(None, pl.String),
        amount=pl.when(pl.col("n_without_rate") == 0).then(
            pl.col("cost_delta").abs().fill_null(0.0)
        ),
    )  # fmt: skip
    boards = in_charge(waits, data.table("board")).select("code", "board")
    until = pl.coalesce("decided_on", pl.lit(today))
    is_counted = pl.col("state").is_in(["submitted", "approved", "rejected"])
    return (
        valued.join(boards, on="code", how="left")
        .select(
            "code", "name", "project_name", "state",
            pl.when(is_counted).then((until - pl.col("submitted_on")).dt.total_days())
            .alias("age_days"),
            pl.col("cost_delta").alias("cost_change"), "finish_delta_days", "board",
            "reason", "project", "author", "submitted_on", "decision",
        )
        .sort("code", descending=True)
    )  # fmt: skip


def figures(rows: pl.DataFrame) -> None:
    """Draw what is read first about the change requests."""
    currency = data.settings().base_currency
    waiting = rows.filter(pl.col("state") == "submitted")
    approved = rows.filter(pl.col("state") == "approved")
    oldest = waiting["age_days"].max()
    n_drafts = rows.filter(pl.col("state") == "draft").height
    headline(
        [
            Figure(
                "Waiting", f"{waiting.height:,}", "Submitted and not decided yet.",
                f"oldest {counted(int(str(oldest)), 'day')}" if oldest is not None else "",
            ),
            Figure(
                "They ask for", short(waiting["cost_change"].sum(), currency),
                "Sum of the changes of cost that wait, base currency.",
            ),
            Figure(
                "Approved", f"{approved.height:,}", "Approved so far; cost is their sum.",
                short(approved["cost_change"].sum(), currency),
            ),
            Figure("Drafts", f"{n_drafts:,}", "Not submitted yet."),
        ],
        "changes",
    )  # fmt: skip


def register(rows: pl.DataFrame) -> None:
    """Draw the change requests; a click leads to one."""
    which = st.segmented_control(
        "Show", (OPEN, ALL), default=OPEN, required=True, key="changes_which",
        label_visibility="collapsed",
    )  # fmt: skip
    found = rows if which == ALL else rows.filter(pl.col("state").is_in(_WAITING))
    shown = paged(found, _ORDERS, "change request", "Press Open beside one.")
    grid(
        shown, "changes", alt="Change requests", register="change_request", pinned=("code",),
        on_row=lambda row: go(shown["code"][row]), export=lambda: found,
        file_name="change-requests",
        labels={"board": "Board in charge", "finish_delta_days": "Finish moves", "project": "Code"},
    )  # fmt: skip


def go(code: str) -> None:
    """Lead to one change request."""
    st.query_params.from_dict({"change": code})


def found(code: str) -> ChangeRequest:
    """Return a change request.

    Raises
    ------
    NotFound
        There is none of that code.
    """
    try:
        request = repository().get("change_request", code)
    except NotFound as problem:
        raise NotFound(f"There is no change request {code}.", "Choose one of the list.") from (
            problem
        )
    assert isinstance(request, ChangeRequest)
    return request


def project_of(request: ChangeRequest) -> dict[str, Any]:
    """Return the figures of a change request's project; see `facts.portfolio`."""
    rows = facts.portfolio(as_of())
    return rows.row(by_predicate=pl.col("code") == request.project, named=True)


def place(request: ChangeRequest, project: dict[str, Any]) -> str:
    """Return where a change request belongs and stands, in one line."""
    since = f"since {request.submitted_on}" if request.submitted_on else ""
    parts = [
        request.code, f"{project['code']} {project['name']}", f"{request.state} {since}".strip(),
        request.reason, f"by {request.author}",
    ]  # fmt: skip
    return " · ".join(parts)
