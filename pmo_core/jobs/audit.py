"""Rules are run over the data: what each finds in which project, and how that is kept."""

import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

import polars as pl

from pmo_core.errors import Conflict, NotFound, Refused
from pmo_core.jobs.audit_frames import Frames
from pmo_core.jobs.audit_judge import Bench, Judged, judge
from pmo_core.jobs.audit_rules import ActiveRule, rules
from pmo_core.jobs.audit_scope import EVERYTHING, Scope, projects_within
from pmo_core.jobs.codes import keep_under_next
from pmo_core.model import AuditRun, RuleOutcome, RuleResult
from pmo_core.store import Repository, Session
from pmo_core.store.migrate import utc_now
from pmo_core.store.rights import AccessRole
from pmo_core.store.rules import RuleText

Tell = Callable[[float], None]
"""Takes the share that is done, 0 to 1; may raise to stop."""
Changes = Callable[[str], tuple[Mapping[str, pl.DataFrame], Mapping[str, pl.DataFrame]]]
"""Takes the code of a run; gives findings and actions as they shall be, and as they were seen."""
_TRIES = 3


@dataclass(frozen=True)
class Evaluated:
    """How rules came out; nothing of it is kept yet.

    Parameters
    ----------
    as_of : date
        Day of which they judged.
    scope : Scope
        What they covered.
    is_whole : bool
        Whether they were all active rules.
    results, outcomes : polars.DataFrame
        Fields of the registers rule_result and rule_outcome but for the run.
    violations : dict of str to polars.DataFrame
        Rule -> every violation within the scope: project, and what shows it.
    revision : int
        Change after which the data was as they judged it.
    seconds : float
        Time that it took.
    """

    as_of: date
    scope: Scope
    is_whole: bool
    results: pl.DataFrame
    outcomes: pl.DataFrame
    violations: dict[str, pl.DataFrame]
    revision: int
    seconds: float


@dataclass(frozen=True)
class Ran:
    """A run that is kept: its code, the change that wrote it, and how the rules came out."""

    code: str
    change: int
    evaluated: Evaluated


def evaluate(
    repo: Repository,
    role: AccessRole,
    as_of: date,
    scope: Scope = EVERYTHING,
    codes: Collection[str] | None = None,
    *,
    tell: Tell | None = None,
    texts: Mapping[str, RuleText] | None = None,
) -> Evaluated:
    """Run rules over what is kept at this moment, and keep nothing.

    Parameters
    ----------
    repo : Repository
        Where to look.
    role : AccessRole
        Own rules see what this role may see.
    as_of : date
        Day of which they judge.
    scope : Scope
        What they cover; rules see all projects, what is outside is left out.
    codes : collection of str, optional
        The rules, active or not; without it all active ones.
    tell : callable, optional
        Told after each rule.
    texts : mapping of str to RuleText, optional
        Shipped rules; those of the program by default.

    Returns
    -------
    Evaluated
        A rule that cannot be run has a result with its failure, and no outcomes.

    Raises
    ------
    NotFound
        There is no such rule, or nothing of that code to cover.
    Conflict
        A rule failed while others wrote, several times over.
    """
    for attempt in range(_TRIES):
        began = time.perf_counter()
        try:
            with repo.moment() as seen:
                chosen = _chosen(rules(seen, texts), codes)
                bench = Bench(seen, role, as_of, Frames(seen, as_of), projects_within(seen, scope))
                judged = []
                for number, rule in enumerate(chosen, start=1):
                    judged.append(judge(rule, bench))
                    if tell is not None:
                        tell(number / len(chosen))
                return Evaluated(
                    as_of=as_of, scope=scope, is_whole=codes is None, **_frames(judged),
                    revision=seen.revision, seconds=time.perf_counter() - began,
                )  # fmt: skip
        except Conflict:
            if attempt + 1 == _TRIES:
                raise
    raise AssertionError("the last try returns or raises")


def run(
    repo: Repository,
    session: Session,
    as_of: date,
    scope: Scope = EVERYTHING,
    codes: Collection[str] | None = None,
    *,
    today: date,
    note: str = "",
    tell: Tell | None = None,
    texts: Mapping[str, RuleText] | None = None,
) -> Ran:
    """Run rules and keep how they came out.

    Parameters
    ----------
    repo, as_of, scope, codes, tell, texts
        As for `evaluate`.
    session : Session
        Who runs them; own rules see what this role may see.
    today : date
        Latest day of which they can judge.
    note : str
        Why they are run.

    Raises
    ------
    NotAllowed
        A viewer may look, not keep.
    Refused
        The day lies ahead.
    """
    require_past(as_of, today)
    role = cast(AccessRole, session.role)
    found = evaluate(repo, role, as_of, scope, codes, tell=tell, texts=texts)
    return keep(repo, session, found, note)


def require_past(as_of: date, today: date) -> None:
    """Refuse a day of which nothing can be known yet."""
    if as_of > today:
        raise Refused(
            f"{as_of} lies ahead: rules judge what is known.", "Choose today or an earlier day."
        )


def keep(
    repo: Repository,
    session: Session,
    evaluated: Evaluated,
    note: str = "",
    changes: Changes | None = None,
) -> Ran:
    """Keep how rules came out as the next run, together with what it shows of findings and actions.

    Parameters
    ----------
    repo : Repository
        Where it is kept.
    session : Session
        Who ran them.
    evaluated : Evaluated
        From `evaluate`.
    note : str
        Why they were run.
    changes : callable, optional
        What of findings and actions changes with it; see `Session.audit`.

    Raises
    ------
    PmoError
        See `Session.audit`.
    """

    def under(code: str) -> Ran:
        now, was = changes(code) if changes else ({}, {})
        scope = evaluated.scope
        record = AuditRun(
            code=code, data_date=evaluated.as_of, scope_kind=scope.kind, scope=scope.code,
            ran_at=utc_now(), ran_by=session.actor, revision=evaluated.revision,
            seconds=evaluated.seconds, note=note or None, is_whole=evaluated.is_whole,
        )  # fmt: skip
        number = session.audit(record, evaluated.results, evaluated.outcomes, now=now, was=was)
        return Ran(code, number, evaluated)

    return keep_under_next(lambda: repo.table("audit_run")["code"], "R-0001", under)


def _chosen(every: Mapping[str, ActiveRule], codes: Collection[str] | None) -> list[ActiveRule]:
    if codes is None:
        return [rule for rule in every.values() if rule.is_active]
    unknown = sorted(set(codes) - every.keys())
    if unknown:
        raise NotFound(f"There is no rule {unknown[0]}.")
    return [rule for code, rule in every.items() if code in codes]


def _frames(judged: list[Judged]) -> dict[str, Any]:
    """Return results, outcomes and violations of all rules, as `Evaluated` holds them."""
    result, outcome = _without_run(RuleResult), _without_run(RuleOutcome)
    rows = [one.outcomes.select(list(outcome)) for one in judged]
    return {
        "results": pl.DataFrame([one.result for one in judged], schema=result),
        "outcomes": pl.concat([pl.DataFrame(schema=outcome), *rows]),
        "violations": {one.result["rule"]: one.violations for one in judged},
    }


def _without_run(record: type[RuleResult] | type[RuleOutcome]) -> dict[str, pl.DataType]:
    return {name: kind for name, kind in record.polars_schema().items() if name != "run"}


__all__ = [
    "EVERYTHING", "ActiveRule", "Changes", "Evaluated", "Ran", "Scope", "Tell", "evaluate", "keep",
    "require_past", "rules", "run",
]  # fmt: skip
