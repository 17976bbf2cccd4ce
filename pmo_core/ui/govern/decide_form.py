"""The form in which a chair or secretary records what a board decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, get_args

import polars as pl
import streamlit as st

from pmo_core.analysis import agenda as analysis
from pmo_core.errors import PmoError
from pmo_core.jobs.decisions import Subject, decide, preview
from pmo_core.model import REGISTERS, Condition, Vote
from pmo_core.model.columns import label
from pmo_core.model.governance import OUTCOMES, Outcome
from pmo_core.store.rights import WRITABLE
from pmo_core.ui import data, facts
from pmo_core.ui.admin_act import attempt
from pmo_core.ui.boot import actor, repository, session
from pmo_core.ui.errors import tell
from pmo_core.ui.govern import agenda, decide_conditions
from pmo_core.ui.page import as_of
from pmo_core.ui.text import iso, listed, plain

_KEY = "decide_"
Ballot = Literal["for", "against", "abstain"]
VOTES: tuple[Ballot, ...] = get_args(Ballot)
_MEANING = {"exception": "go = continue; recycle = re-scope: it is to be planned anew."}


@dataclass(frozen=True)
class _Typed:
    """What stands in the form."""

    subject: Subject
    board: str
    day: date
    outcome: Outcome | None
    reason: str
    votes: Sequence[Vote]
    conditions: Sequence[Condition]
    supersedes: str | None


def decide_button(
    subject: Subject,
    *,
    board: str | None = None,
    on: date | None = None,
    key: str = "decide",
    kind: str = "secondary",
) -> None:
    """Draw the button that opens the form; off, with who may, for those who may not record.

    Parameters
    ----------
    subject : Subject
        What is decided about.
    board : str, optional
        The board; default: the one in charge.
    on : date, optional
        Day of the meeting; default: today.
    key : str
        Name of the button on its page.
    kind : {"primary", "secondary", "tertiary"}
        How the button looks.
    """
    code = board or in_charge(subject)
    why = refusal(code)
    if st.button(
        "Decide", icon=":material/gavel:", key=key, disabled=bool(why), help=why or None,
        type=kind,  # type: ignore[arg-type]
    ):  # fmt: skip
        begin()
        st.dialog("Record a decision", width="medium", position="right")(decide_form)(
            subject, board=code, on=on
        )


def begin() -> None:
    """Forget what was typed into the form before."""
    for name in [name for name in st.session_state if str(name).startswith(_KEY)]:
        del st.session_state[name]


def decide_form(subject: Subject, *, board: str | None = None, on: date | None = None) -> None:
    """Draw the form; it says what the decision would change before it is recorded.

    Parameters
    ----------
    subject : Subject
        What is decided about.
    board : str, optional
        The board that is proposed; default: the one in charge.
    on : date, optional
        Day that is proposed; default: today.
    """
    st.text(name_of(subject))
    boards = _boards(subject)
    if not boards:
        st.warning("No board can decide this: give one the mandate on Boards.")
        return
    code = board if board in boards else in_charge(subject) or boards[0]
    names = dict(data.table("board").select("code", "name").rows())
    with st.container(horizontal=True):
        code = st.selectbox(
            "Board", boards, index=boards.index(code) if code in boards else 0,
            format_func=lambda one: f"{one}  {names[one]}", key=f"{_KEY}board",
        )  # fmt: skip
        today = as_of()
        day = st.date_input(
            "Decided on", min(on or today, today), max_value=today, format="YYYY-MM-DD",
            key=f"{_KEY}on", width=160,
        )  # fmt: skip
    why = refusal(code)
    if why:
        st.info(plain(why), icon=":material/lock:")
    outcome = st.segmented_control(
        "Outcome", OUTCOMES[subject.about], key=f"{_KEY}outcome", help=_MEANING.get(subject.about)
    )
    typed = _Typed(
        subject=subject,
        board=code,
        day=day if isinstance(day, date) else today,
        outcome=outcome,
        reason=st.text_area("Reason", key=f"{_KEY}reason", height=90, placeholder="Why it is so"),
        votes=_votes(code, day),
        conditions=decide_conditions.rows() if outcome == "conditional go" else [],
        supersedes=_supersedes(subject),
    )
    if outcome:
        _effects(typed)
    lacks = _lacks(typed)
    if st.button(
        "Record the decision", type="primary", key=f"{_KEY}save", disabled=bool(why or lacks),
        help=why or lacks or None,
    ):  # fmt: skip
        attempt(lambda: _recorded(typed))
    if lacks and not why:
        st.caption(lacks)


def name_of(subject: Subject) -> str:
    """Return a subject in words, with the name of its project."""
    names = data.derived(
        "names by project", lambda: dict(data.table("project").select("code", "name").rows())
    )
    return agenda.what(subject.about, subject.project, subject.code, names.get(subject.project))


def refusal(board: str | None) -> str:
    """Return why who looks on may not record decisions of a board today; empty where he may.

    The store asks the same; this only says it before something is typed.
    """
    who, role = actor()
    if board is None:
        return "No board is in charge of this."
    seated = agenda.sitting(board, as_of())
    able = seated.filter(pl.col("position").is_in(["chair", "secretary"]))
    if who not in able["member"].to_list():
        named = [f"{name} ({position})" for name, position, _ in able.rows()]
        may = f"{listed(named)} may" if named else "nobody sits there yet as chair or secretary"
        return f"Decisions of {board} are recorded by its chair or secretary: {may}."
    return "A viewer may not record decisions; ask for another role." if role == "viewer" else ""


def may_not_arrange(board: str) -> str:
    """Return why who looks on may not change meetings and agendas of a board; empty where he may.

    The store asks the same.
    """
    if "project" in WRITABLE[actor()[1]] or not refusal(board):
        return ""
    return "A manager, or the chair or secretary of the board, changes its meetings and agenda."


def in_charge(subject: Subject) -> str | None:
    """Return the lowest board whose mandate covers a subject, from the board that it names up."""
    return data.derived(
        "board in charge", lambda: _in_charge(subject), as_of=as_of(), about=subject.about,
        project=subject.project, code=subject.code,
    )  # fmt: skip


def _in_charge(subject: Subject) -> str | None:
    found = analysis.in_charge(_subject_row(subject), data.table("board"))
    code: str | None = found["board"][0]
    return code


def _subject_row(subject: Subject) -> pl.DataFrame:
    """Return the row of a subject as `analysis.agenda.in_charge` takes it."""
    waits = agenda.waiting(date.max).filter(
        (pl.col("about") == subject.about)
        & (pl.col("project") == (subject.project or ""))
        & (pl.col("subject") == subject.code)
    )
    if waits.height:
        return waits
    project = facts.portfolio(as_of()).filter(pl.col("code") == (subject.project or ""))
    gate = data.table("gate").filter(
        (pl.col("project") == (subject.project or "")) & (pl.col("gate") == subject.code)
    )
    named = gate["board"][0] if subject.about == "gate" and gate.height else None
    known = project.row(0, named=True) if project.height else {}
    return pl.DataFrame(
        [(named, known.get("planned_cost"), known.get("portfolio", subject.code or None))],
        schema={"board": pl.String, "amount": pl.Float64, "portfolio": pl.String},
        orient="row",
    )


def _boards(subject: Subject) -> list[str]:
    """Return the boards that decide about the portfolio of a subject."""
    portfolio = _subject_row(subject)["portfolio"][0]
    of = pl.col("portfolio")
    boards = data.table("board").filter(of.is_null() | (of == (portfolio or "")))
    return boards["code"].to_list()


def _votes(board: str, day: Any) -> list[Vote]:
    """Draw the vote of each voting member; return those that were given."""
    on = day if isinstance(day, date) else as_of()
    voting = agenda.sitting(board, on).filter("is_voting")
    quorum = data.table("board").filter(pl.col("code") == board)["quorum"][0]
    st.markdown(f"**Votes**, at least {quorum}; more for than against, the chair breaks a tie")
    given: dict[str, Ballot] = {}
    for member, position, _ in voting.iter_rows():
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.text(f"{member}, {position}", width=220)
            vote = st.segmented_control(
                f"Vote of {plain(member)}", VOTES, key=f"{_KEY}vote_{member}",
                label_visibility="collapsed",
            )  # fmt: skip
        if vote:
            given[member] = vote
    remarks = _remarks(list(given))
    return [
        Vote(decision="-", member=member, vote=vote, comment=remarks[member])
        for member, vote in given.items()
    ]


def _remarks(voters: list[str]) -> dict[str, str | None]:
    """Draw a remark for each who voted, folded away: it is rare; return those that were typed."""
    if not voters:
        return {}
    with st.expander("Remarks on votes"):
        return {
            member: st.text_input(
                plain(member), key=f"{_KEY}remark_{member}", max_chars=500,
                placeholder="Why so, for the minutes",
            ).strip() or None
            for member in voters
        }  # fmt: skip


def _supersedes(subject: Subject) -> str | None:
    """Draw the choice of the decision that this one takes the place of, where there is one."""
    rows = data.query("decisions_register").filter(
        (pl.col("about") == subject.about)
        & (pl.col("project").fill_null("") == (subject.project or ""))
        & (pl.col("subject") == subject.code)
        & pl.col("superseded_by").is_null()
    )
    if rows.is_empty():
        return None
    said = {
        row["code"]: f"{row['code']}, {iso(row['decided_on'])}: {row['outcome']}"
        for row in rows.iter_rows(named=True)
    }
    # What was broken and decided about may be decided anew when it got worse.
    is_final = rows["outcome"][0] not in ("hold", "recycle") and subject.about != "exception"
    code: str | None = st.selectbox(
        "It takes the place of", [None, *said], index=1 if is_final else 0,
        format_func=lambda one: said.get(one, "nothing: it is decided anew"),
        key=f"{_KEY}supersedes",
        help="A decision is never changed: a later one supersedes it.",
    )  # fmt: skip
    return code


def _effects(typed: _Typed) -> None:
    """Show what the decision would change."""
    st.markdown("**What it would change**")
    outcome = typed.outcome
    assert outcome is not None
    try:
        rows = data.derived(
            "effects of a decision",
            lambda: preview(
                repository(), typed.subject, board=typed.board, outcome=outcome,
                decided_on=typed.day, supersedes=typed.supersedes,
            ),
            subject=typed.subject, board=typed.board, outcome=outcome, day=typed.day,
            supersedes=typed.supersedes,
        )  # fmt: skip
    except PmoError as problem:
        tell(problem)
        return
    if rows.is_empty():
        st.caption("Nothing beside the record of the decision.")
        return
    what = pl.Series(
        "what",
        [
            f"{REGISTERS[register].title}: {label(field, register)}"
            for register, field in rows.select("register", "field").rows()
        ],
    )
    st.dataframe(
        rows.select(what, "key", "before", "after"),
        hide_index=True, key=f"{_KEY}effects", height="content" if rows.height < 9 else 300,
        placeholder="", alt="What the decision would change",
        column_config={"what": "Field", "key": "Record", "before": "Before", "after": "After"},
    )  # fmt: skip


def _lacks(typed: _Typed) -> str:
    """Return what is missing before it can be recorded; empty where nothing is."""
    quorum = int(data.table("board").filter(pl.col("code") == typed.board)["quorum"][0])
    short_of = quorum - len(typed.votes)
    needs_condition = typed.outcome == "conditional go" and not typed.conditions
    missing = [
        *([] if typed.outcome else ["the outcome"]),
        *([] if typed.reason.strip() else ["the reason"]),
        *([f"{short_of} more of {quorum} votes"] if short_of > 0 else []),
        *(["a condition with its owner and day"] if needs_condition else []),
    ]
    return f"Still missing: {listed(missing)}." if missing else ""


def _recorded(typed: _Typed) -> str:
    """Record the decision and return the sentence that says so."""
    assert typed.outcome is not None
    change = decide(
        session(), repository(), typed.subject, board=typed.board, outcome=typed.outcome,
        reason=typed.reason, votes=typed.votes, conditions=typed.conditions, decided_on=typed.day,
        supersedes=typed.supersedes,
    )  # fmt: skip
    code = repository().table("decision").sort("recorded_at", "code")["code"][-1]
    begin()
    return f"{code} is on record: {typed.outcome}. Change {change}."
