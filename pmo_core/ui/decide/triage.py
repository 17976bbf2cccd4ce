"""The board of requests: its filters, lanes of cards, and the same as a list."""

from dataclasses import dataclass
from typing import Any

import polars as pl
import streamlit as st

from pmo_core.analysis import triage
from pmo_core.charts import short
from pmo_core.ui import data
from pmo_core.ui.boot import actor
from pmo_core.ui.decide import triage_alike
from pmo_core.ui.filters import below
from pmo_core.ui.grid import grid
from pmo_core.ui.page import Figure, as_of, headline
from pmo_core.ui.paging import paged
from pmo_core.ui.text import counted, plain

PARAM = "request"
CARDS = 5
"""Cards of a lane that are sent at once."""
LISTED = (
    "name", "code", "lane", "age_days", "cost", "n_missing", "blocked", "sponsor",
    "department_name", "portfolio_name", "submitted_on", "deadline", "author", "project",
)  # fmt: skip
_MORE = "triage_more_"
_WIDTH = 176
_LEFT = "<style>.st-key-triage_board button p {text-align: left}</style>"
"""Names of two lines stand at the left, as all else on a card."""


@dataclass(frozen=True)
class Wanted:
    """Which requests are shown; an empty choice lets everything through."""

    text: str = ""
    department: tuple[str, ...] = ()
    portfolio: tuple[str, ...] = ()
    of_whom: str = ""

    def apply(self, found: pl.DataFrame) -> pl.DataFrame:
        """Return the requests that pass, in their order."""
        if self.text:
            words = pl.concat_str(
                "code", "name", "sponsor", "author", "project", separator="\n", ignore_nulls=True
            )
            is_wanted = words.str.to_lowercase().str.contains(self.text.lower(), literal=True)
            found = found.filter(is_wanted)
        if self.department:
            found = found.filter(pl.col("department").is_in(below(self.department)))
        if self.portfolio:
            found = found.filter(pl.col("portfolio").is_in(self.portfolio))
        if self.of_whom:
            who = pl.col("author", "sponsor").fill_null("") == self.of_whom
            found = found.filter(pl.any_horizontal(who))
        return found


def wanted() -> Wanted:
    """Draw the filters and return what was chosen."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="triage_filters"):
        text = st.text_input(
            "Search", key="triage_text", placeholder="Code, name, sponsor or author", width=230,
            icon=":material/search:", bind="query-params",
        )  # fmt: skip
        department = _choice("department")
        portfolio = _choice("portfolio")
        is_mine = st.toggle(
            "Mine", key="triage_mine", bind="query-params",
            help="Requests that you wrote or sponsor.",
        )  # fmt: skip
    return Wanted(text.strip(), department, portfolio, actor()[0] if is_mine else "")


def figures(found: pl.DataFrame) -> None:
    """Draw what a PMO manager reads first."""
    limits, by_lane = data.settings(), _by_lane(found)
    open_lanes = by_lane.filter(pl.col("lane").cast(pl.String).is_in(triage.OPEN[1:]))
    judged = found.filter(pl.col("n_needed").is_not_null())
    days, n_answered = triage.days_to_answer(found)
    n_open = int(open_lanes["n_requests"].sum())
    headline(
        [
            Figure(
                "Waiting", f"{n_open:,}",
                "Requests submitted, in assessment or accepted whose project is not decided.",
                f"cost {short(open_lanes['cost'].sum())} {limits.base_currency}" if n_open else "",
            ),
            Figure(
                "Too long in their lane", f"{by_lane['n_old'].sum():,}",
                f"Requests that stand in one open lane for more than {limits.triage_age_days} "
                "days, drafts as well.", f"more than {limits.triage_age_days} days",
            ),
            Figure(
                "Scores missing", f"{judged['n_missing'].sum():,}",
                f"Each criterion needs the scores of {limits.assessors_needed} assessors.",
                f"of {judged['n_needed'].sum():,}" if judged.height else "nothing in assessment",
            ),
            Figure(
                "Days to an answer", "n/a" if days is None else f"{days:,.0f}",
                "Median days from submission to acceptance or rejection.",
                counted(n_answered, "answer"),
            ),
        ],
        "triage_figures",
    )  # fmt: skip


def board(everything: pl.DataFrame, shown: pl.DataFrame) -> None:
    """Draw the lanes with their cards, and what was rejected below.

    Parameters
    ----------
    everything, shown : polars.DataFrame
        All requests as `analysis.triage.board` gives them, and those that pass the filters.
    """
    limits, by_lane = data.settings(), _by_lane(everything)
    lanes = shown.partition_by("lane", as_dict=True)
    st.html(_LEFT)
    with st.grid(5, min_column_width=_WIDTH, wrap=False, key="triage_board") as cells:
        for lane in by_lane.head(5).iter_rows(named=True):
            rows = lanes.get((lane["lane"],), shown.clear())
            with cells.cell(), st.container(gap="small"):
                n_shown = rows.height if shown.height < everything.height else None
                _head(lane, n_shown, limits.base_currency)
                _cards(lane["lane"], rows, limits.triage_age_days)
    closed = lanes.get((triage.LANES[5],), shown.clear())
    title = f"{triage.LANES[5]} ({closed.height:,})"
    with st.expander(title, key="triage_closed", on_change="rerun") as more:
        if more.open and closed.is_empty():
            st.caption("Nothing was rejected or withdrawn.")
        elif more.open:
            listing(
                closed.select("name", "code", "state", "state_on", "state_reason", *LISTED[6:9]),
                "triage_rejected",
            )


def listing(rows: pl.DataFrame, key: str = "triage_list") -> None:
    """Draw requests as a table; a click opens one."""

    def picked(row: int) -> None:
        st.query_params[PARAM] = page["code"][row]

    if key == "triage_list":
        page = paged(
            rows,
            {
                "By lane": [],
                "Longest waiting": [(pl.col("age_days"), True)],
                "Highest cost": [(pl.col("cost"), True)],
                "Most scores missing": [(pl.col("n_missing"), True)],
            },
            "request", "A click opens a request.",
        )  # fmt: skip
    else:
        page = rows
    grid(
        page.with_columns(pl.selectors.enum().cast(pl.String)), key, alt="Requests",
        register="request", pinned=("name",),
        labels={"code": "Request", "state": "State", "n_missing": "Scores missing"},
        on_row=picked, export=lambda: rows, file_name="requests",
    )  # fmt: skip


def opened(code: str) -> None:
    """Open a request: its code goes into the address."""
    st.query_params[PARAM] = code


def _by_lane(everything: pl.DataFrame) -> pl.DataFrame:
    limits = data.settings()
    return data.derived(
        "triage lanes",
        lambda: triage.lanes(everything, limits.triage_limit, limits.triage_age_days),
        as_of=as_of(),
    )


def _head(lane: dict[str, Any], n_shown: int | None, currency: str) -> None:
    n, limit = lane["n_requests"], lane["limit"]
    many = f"{n} of {limit}" if limit is not None else f"{n}"
    many = f":red-badge[{many}]" if lane["is_over"] else f":gray-badge[{many}]"
    old = f":red[{lane['n_old']} too long]" if lane["n_old"] else ""
    cost = f"{short(lane['cost'])} {currency}" if lane["cost"] else ""
    some = f"{n_shown} shown" if n_shown is not None else ""
    with st.container(gap="xxsmall"):
        st.markdown(
            f"**{lane['lane']}** {many}",
            help=f"At most {limit} should stand here at a time." if limit is not None else None,
        )
        st.caption(" · ".join(filter(None, [cost, old, some])) or "nothing here")


def _cards(lane: str, rows: pl.DataFrame, oldest_days: int) -> None:
    n = CARDS + st.session_state.get(_MORE + lane, 0)
    for row in rows.head(n).iter_rows(named=True):
        with st.container(border=True, gap=None):
            st.button(
                f"**{plain(row['name'])}**", key=f"card_{row['code']}", type="tertiary",
                on_click=opened, args=(row["code"],), wrap=True,
            )  # fmt: skip
            like = triage_alike.hint(row["code"]) if lane == triage.LANES[1] else ""
            st.caption(card(row, oldest_days, like))
    if rows.height > n:
        st.button(
            f"{rows.height - n} more", key=f"more_{lane}", icon=":material/expand_more:",
            type="tertiary", on_click=_more, args=(lane,),
        )  # fmt: skip


def card(row: dict[str, Any], oldest_days: int, like: str = "") -> str:
    """Return what stands below the name on a card, as Markdown.

    Parameters
    ----------
    row : dict
        Row of `analysis.triage.board`.
    oldest_days : int
        Days beyond which the age is red, where somebody waits.
    like : str
        What it resembles, as Markdown.
    """
    who = [row["code"], row["department_name"] or row["department"], row["sponsor"]]
    lines = [" · ".join(plain(one) for one in who if one)]
    cost = "" if row["cost"] is None else short(row["cost"])
    marks = [cost or "cost not estimated", _age(row, oldest_days)]
    if row["n_missing"]:
        told = f"{row['n_missing']} of {row['n_needed']} scores missing"
        marks.append(f":orange-badge[{told}]")
    elif row["n_needed"]:
        marks.append(":green-badge[all scores given]")
    if row["blocked"]:
        marks.append(f":red[{plain(row['blocked'])}]")
    if row["lane"] == triage.LANES[4]:
        marks.append(f":blue-badge[{row['stage']}]")
    return "  \n".join([*lines, " ".join(filter(None, [*marks, like]))])


def _age(row: dict[str, Any], oldest_days: int) -> str:
    if row["age_days"] is None:
        return ""
    age = counted(row["age_days"], "day")
    if row["lane"] not in triage.OPEN:
        return ""
    return f":red-badge[{age}]" if row["age_days"] > oldest_days else f"· {age}"


def _more(lane: str) -> None:
    st.session_state[_MORE + lane] = st.session_state.get(_MORE + lane, 0) + 2 * CARDS


def _choice(register: str) -> tuple[str, ...]:
    names = data.derived(
        f"triage {register}", lambda: dict(data.table(register).select("code", "name").rows())
    )
    chosen = st.multiselect(
        register.capitalize(), list(names), key=f"triage_{register}", placeholder="All", width=210,
        format_func=lambda code: names.get(code, code), bind="query-params",
    )  # fmt: skip
    return tuple(chosen)


__all__ = [
    "CARDS", "LISTED", "PARAM", "Wanted", "board", "card", "figures", "listing", "opened", "wanted",
]  # fmt: skip
