"""Whether a board may decide, and whether who records it and who votes may do so."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal

import duckdb

from pmo_core.errors import NotAllowed, Refused
from pmo_core.model import Board, ChangeRequest, Charter, Decision, Project, Vote
from pmo_core.model.governance import GRANTS
from pmo_core.store import history

_VOTING = ("chair", "member")
_RECORDING = ("chair", "secretary")


def members(cursor: duckdb.DuckDBPyConnection, board: str, day: date) -> dict[str, str]:
    """Return who sits on a board on a day: member -> position."""
    return dict(
        cursor.execute(
            "select member, position from board_member where board = $board "
            "and coalesce(from_on <= $day, true) and coalesce(until_on >= $day, true) "
            "order by member nulls first",
            {"board": board, "day": day},
        ).fetchall()
    )


def require_recorder(
    cursor: duckdb.DuckDBPyConnection, board: Board, actor: str, days: Iterable[date]
) -> None:
    """Refuse who is not chair or secretary of the board on each of the days.

    The days are that of the decision and today: who left a board writes no old decisions for it.

    Raises
    ------
    NotAllowed
        It names who is.
    """
    for day in sorted(set(days)):
        seated = members(cursor, board.code, day)
        if seated.get(actor) not in _RECORDING:
            able = " or ".join(who for who, what in seated.items() if what in _RECORDING)
            raise NotAllowed(
                f"{actor} is neither chair nor secretary of {board.name} on {day}.",
                f"Ask {able}." if able else f"Name its chair in the members of {board.name}.",
            )


def require_votes(
    cursor: duckdb.DuckDBPyConnection, board: Board, decision: Decision, votes: Sequence[Vote]
) -> None:
    """Refuse votes of others than chair and members, too few votes, and a vote that is lost.

    Abstentions count for the quorum; more votes for than against carry the decision; the chair's
    vote breaks a tie.

    Raises
    ------
    NotAllowed
        Somebody may not vote on that day.
    Refused
        The quorum or the majority is missed, or somebody voted twice.
    """
    seated = members(cursor, board.code, decision.decided_on)
    for vote in votes:
        position = seated.get(vote.member)
        if vote.decision != decision.code:
            raise Refused(f"The vote of {vote.member} is on {vote.decision}, not this decision.")
        if position is None:
            raise NotAllowed(
                f"{vote.member} is no member of {board.name} on {decision.decided_on}."
            )
        if position not in _VOTING:
            article = "An" if position == "adviser" else "A"
            raise NotAllowed(f"{article} {position} does not vote: {vote.member}.")
    if len({vote.member for vote in votes}) < len(votes):
        raise Refused("Each member votes once.")
    if len(votes) < board.quorum:
        raise Refused(
            f"{board.name} needs {board.quorum} votes; there are {len(votes)}.",
            "Wait for the other members.",
        )
    n_for = sum(vote.vote == "for" for vote in votes)
    n_against = sum(vote.vote == "against" for vote in votes)
    chair = {vote.vote for vote in votes if seated[vote.member] == "chair"}
    if n_for < n_against or (n_for == n_against and chair != {"for"}):
        tie = " and no vote of the chair for it" if n_for == n_against else ""
        raise Refused(f"The vote is lost: {n_for} for, {n_against} against{tie}.")


def require_scope(cursor: duckdb.DuckDBPyConnection, board: Board, decision: Decision) -> None:
    """Refuse a board that decides about another portfolio only.

    Raises
    ------
    NotAllowed
        It names the board above.
    """
    if board.portfolio is None:
        return
    portfolio: str | None = decision.subject
    if decision.project:
        ((portfolio,),) = cursor.execute(
            "select coalesce(project.portfolio, program.portfolio) from project "
            "left join program on project.program = program.code where project.code = ?",
            [decision.project],
        ).fetchall()
    if portfolio != board.portfolio:
        what = f"{decision.project or 'this'} belongs to {portfolio or 'no portfolio'}"
        raise NotAllowed(
            f"{board.name} decides about the portfolio {board.portfolio} only; {what}.",
            _ask(cursor, board, lambda upper: upper.portfolio in (None, portfolio)),
        )


def granted(
    cursor: duckdb.DuckDBPyConnection, decision: Decision, before: Project | None
) -> Decimal | None:
    """Return the amount that a decision approves, base currency; None where there is none.

    Parameters
    ----------
    cursor : duckdb.DuckDBPyConnection
        Where its effects stand already.
    decision : Decision
        A granting outcome approves the planned cost of the project as it is after the decision, or
        the budget of the charter where that is larger; for a change request the change of cost.
        Which sign it has does not matter.
    before : Project or None
        The project as it was.

    Raises
    ------
    Refused
        There is no rate for the project's currency on that day.
    """
    if decision.outcome not in GRANTS or decision.project is None or before is None:
        return None
    after = history.current(cursor, Project, (decision.project,))
    assert isinstance(after, Project)
    amount = after.planned_cost
    charter = history.current(cursor, Charter, (decision.project,))
    if decision.about == "charter" and isinstance(charter, Charter) and amount is not None:
        amount = max(abs(amount), abs(charter.budget or Decimal(0)))
    if decision.about == "change request":
        asked = history.current(cursor, ChangeRequest, (decision.subject,))
        assert isinstance(asked, ChangeRequest)
        moved = (after.planned_cost or Decimal(0)) - (before.planned_cost or Decimal(0))
        amount = max(abs(asked.cost_delta or Decimal(0)), abs(moved))
    if amount is None:
        return None
    return _in_base(cursor, abs(amount), after.currency, decision.decided_on)


def _in_base(
    cursor: duckdb.DuckDBPyConnection, amount: Decimal, currency: str | None, day: date
) -> Decimal:
    """Return an amount in base currency by the rate that holds on the day."""
    if not currency or cursor.execute("select code from base_currency").fetchall() == [(currency,)]:
        return amount
    rates = cursor.execute(
        "select rate from rate where currency = ? and valid_from <= ? "
        "order by valid_from desc nulls last limit 1",
        [currency, day],
    ).fetchall()
    if not rates:
        raise Refused(
            f"There is no rate for {currency} on {day}, so the amount in base currency is unknown.",
            "Import the rate first.",
        )
    return (amount * Decimal(str(rates[0][0]))).quantize(Decimal("0.0001"))


def require_mandate(
    cursor: duckdb.DuckDBPyConnection, board: Board, decision: Decision, amount: Decimal | None
) -> None:
    """Refuse a granting outcome beyond what the board may approve.

    Raises
    ------
    NotAllowed
        It names the board above that may.
    Refused
        The mandate has a limit and the amount is not known.
    """
    if decision.outcome not in GRANTS or board.mandate is None:
        return
    if decision.project is None:
        raise NotAllowed(
            f"{board.name} may approve up to {board.mandate:,.0f}; a portfolio needs a board "
            "without a limit.",
            _ask(cursor, board, lambda upper: upper.mandate is None),
        )
    if amount is None:
        raise Refused(
            f"{decision.project} has no planned cost, and {board.name} may approve up to "
            f"{board.mandate:,.0f} only.",
            "Give the project its planned cost first.",
        )
    if amount > board.mandate:
        raise NotAllowed(
            f"{board.name} may approve up to {board.mandate:,.0f}; this needs {amount:,.0f}.",
            _ask(cursor, board, lambda upper: upper.mandate is None or amount <= upper.mandate),
        )


def above(cursor: duckdb.DuckDBPyConnection, board: str) -> list[Board]:
    """Return the boards above a board, the nearest first; a circle ends where it began."""
    found: list[Board] = []
    seen = {board}
    upper = history.current(cursor, Board, (board,))
    while isinstance(upper, Board) and upper.above and upper.above not in seen:
        seen.add(upper.above)
        upper = history.current(cursor, Board, (upper.above,))
        if isinstance(upper, Board):
            found.append(upper)
    return found


def _ask(cursor: duckdb.DuckDBPyConnection, board: Board, is_able: Callable[[Board], bool]) -> str:
    """Return whom to ask: the nearest board above that is able to."""
    for upper in above(cursor, board.code):
        if is_able(upper):
            return f"Ask {upper.name} ({upper.code})."
    return "No board above it may decide this; give one the mandate."


__all__ = [
    "above", "granted", "members", "require_mandate", "require_recorder", "require_scope",
    "require_votes",
]  # fmt: skip
