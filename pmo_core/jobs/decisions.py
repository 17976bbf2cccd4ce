"""A board decides: the decision, its votes and conditions, and what follows from them, at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from pmo_core.errors import Refused
from pmo_core.jobs.codes import keep_under_next, next_code
from pmo_core.jobs.decision_effects import work_out
from pmo_core.model import REGISTERS, Condition, Decision, Vote
from pmo_core.model.governance import DecidedAbout, Outcome
from pmo_core.store import Repository, Session
from pmo_core.store.migrate import utc_now

_FIRST = "D-0001"


@dataclass(frozen=True)
class Subject:
    """What is decided about.

    Parameters
    ----------
    about : str
        Kind of subject.
    project : str or None
        Code of the project; None for a portfolio.
    code : str
        Gate, change request or portfolio; empty for the project itself and its charter.
    """

    about: DecidedAbout
    project: str | None = None
    code: str = ""


def decide(
    session: Session,
    repo: Repository,
    subject: Subject,
    *,
    board: str,
    outcome: Outcome,
    reason: str,
    votes: Sequence[Vote],
    conditions: Sequence[Condition] = (),
    decided_on: date,
    supersedes: str | None = None,
) -> int:
    """Record a decision with what it changes, as one change; return its number.

    - Gate: it is held on that day with that outcome. A recycled gate is open again: its outcome
      says "recycle", and it has no day on which it was held.
    - Stage, by a gate or the project: go and conditional go give "approved", and "delivery" where
      another gate was passed before or work has begun; hold gives "on hold", stop "canceled". A
      charter approved makes a proposed project "approved". A closed project stays closed.
    - Exception: go and conditional go keep the stage, or give it back to what was held or stopped;
      recycle keeps it and asks for another plan, which comes as a change request.
    - Baseline: the first approval of a project writes its first one.
    - Change request: it is approved or rejected. Approved, planned cost and finish move by what it
      asks for; the cost is spread over the budget lines that are not over (see
      `analysis.scope_change.budget`), the benefit over the fiscal years after the new finish, the
      work over the months to the finish; the next baseline has cost, dates and scope as they are
      then. A project without any baseline gets one of how it stood before, too.
    - A decision that supersedes another leaves what that one wrote in the history. Gate and stage
      follow the new outcome; recycle and rejected give back the stage from before. Where a change
      request was approved and now is not, the same amounts are taken back, with another baseline;
      approved twice, it is applied once.

    Parameters
    ----------
    session : Session
        In whose name: chair or secretary of the board.
    repo : Repository
        Where it is kept.
    subject : Subject
        What is decided about.
    board, outcome, reason : str
        Who decides, what, and why.
    votes, conditions : sequence of Vote, of Condition
        The field `decision` of each is set here.
    decided_on : date
        Day of the decision, not in the future.
    supersedes : str, optional
        Decision whose place it takes.

    Raises
    ------
    Conflict, NotAllowed, NotFound, Refused
        As `Session.decide`, and when the project is canceled or has no cost that could change.
    """

    def under(code: str) -> int:
        decision = _decision(
            code, subject, board=board, outcome=outcome, reason=reason, decided_on=decided_on,
            supersedes=supersedes, actor=session.actor,
        )  # fmt: skip
        named = {"decision": code}
        effects = work_out(repo, decision)
        return session.decide(
            decision,
            [vote.model_copy(update=named) for vote in votes],
            [condition.model_copy(update=named) for condition in conditions],
            effects.now,
            effects.was,
            note=f"{code} {outcome}: {reason}",
        )

    return keep_under_next(lambda: repo.table("decision")["code"], _FIRST, under)


def preview(
    repo: Repository,
    subject: Subject,
    *,
    board: str,
    outcome: Outcome,
    decided_on: date,
    supersedes: str | None = None,
) -> pl.DataFrame:
    """Return what a decision would change, and change nothing.

    Returns
    -------
    polars.DataFrame
        register, key, field, before, after (text; null = empty or not there): a row per field that
        would differ, in the order of registers. The decision itself is not among them.

    Raises
    ------
    NotFound, Refused
        As `decide`; who may decide is not asked here.
    """
    decision = _decision(
        next_code(repo.table("decision")["code"], _FIRST), subject, board=board, outcome=outcome,
        reason="-", decided_on=decided_on,
        supersedes=supersedes, actor="-",
    )  # fmt: skip
    effects = work_out(repo, decision)
    found = [
        _differences(register, effects.was[register], effects.now[register])
        for register in REGISTERS
        if register in effects.now
    ]
    names = ("register", "key", "field", "before", "after")
    return pl.concat([pl.DataFrame(schema=dict.fromkeys(names, pl.String)), *found])


def meet(
    session: Session, repo: Repository, condition: Condition, met_on: date, evidence: str = ""
) -> int:
    """Note since when a condition is met and what shows it; return the number of the change.

    Raises
    ------
    Conflict
        Someone else changed the condition since it was read.
    Refused
        It is noted so already.
    """
    update = {"met_on": met_on, "evidence": evidence.strip() or None}
    return session.amend(condition.model_copy(update=update), condition, f"Met: {condition.text}")


def _decision(
    code: str,
    subject: Subject,
    *,
    board: str,
    outcome: Outcome,
    reason: str,
    decided_on: date,
    supersedes: str | None,
    actor: str,
) -> Decision:
    """Return the decision; the store sets its amount and moment."""
    if not reason.strip():
        raise Refused("A decision needs its reason.")
    return Decision(
        code=code, board=board, decided_on=decided_on, about=subject.about,
        project=subject.project, subject=subject.code, outcome=outcome, reason=reason.strip(),
        amount=None, recorded_by=actor, recorded_at=utc_now(), supersedes=supersedes,
    )  # fmt: skip


def _differences(register: str, was: pl.DataFrame, now: pl.DataFrame) -> pl.DataFrame:
    """Return a row per field that differs between rows of the same key."""
    key = list(REGISTERS[register].key)
    fields = [name for name in REGISTERS[register].model_fields if name not in key]
    named = pl.concat_str([pl.col(name).cast(pl.String) for name in key], separator=" ")
    sides = [
        frame.with_columns(_plain(frame, name) for name in fields)
        .unpivot(fields, index=key, variable_name="field", value_name=side)
        for frame, side in ((was, "before"), (now, "after"))
    ]  # fmt: skip
    return (
        sides[0]
        .join(sides[1], on=[*key, "field"], how="full", coalesce=True, maintain_order="left_right")
        .filter(pl.col("before").ne_missing(pl.col("after")))
        .select(pl.lit(register).alias("register"), named.alias("key"), "field", "before", "after")
    )


def _plain(frame: pl.DataFrame, name: str) -> pl.Expr:
    """Return a column as text; decimals without idle zeros."""
    text = pl.col(name).cast(pl.String)
    if isinstance(frame.schema[name], pl.Decimal):
        text = text.str.strip_chars_end("0").str.strip_chars_end(".")
    return text.alias(name)


__all__ = ["Subject", "decide", "meet", "preview"]
