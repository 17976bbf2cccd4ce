"""One audit rule is asked, and what it finds is told project by project."""

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from pmo_core.analysis import audit_outcomes
from pmo_core.errors import Conflict, PmoError, Refused
from pmo_core.jobs import own_rules
from pmo_core.jobs.audit_frames import Frames
from pmo_core.jobs.audit_rules import ActiveRule
from pmo_core.store import Repository
from pmo_core.store.asking import Asked
from pmo_core.store.rights import AccessRole
from pmo_core.store.rules import parameters_text


@dataclass(frozen=True)
class Bench:
    """What all rules of a run are asked with.

    Parameters
    ----------
    repo : Repository
        What is kept at one moment.
    role : AccessRole
        Own rules see what it may see.
    as_of : date
        Day of which they judge.
    frames : Frames
        Tables besides the registers.
    within : polars.Series
        Projects that are covered.
    """

    repo: Repository
    role: AccessRole
    as_of: date
    frames: Frames
    within: pl.Series


@dataclass(frozen=True)
class Judged:
    """How a rule came out.

    Parameters
    ----------
    result : dict
        Field of the register rule_result -> value, without the run.
    outcomes : polars.DataFrame
        Fields of the register rule_outcome, without the run.
    violations : polars.DataFrame
        project, and what shows it.
    """

    result: dict[str, Any]
    outcomes: pl.DataFrame
    violations: pl.DataFrame


def judge(rule: ActiveRule, bench: Bench) -> Judged:
    """Ask a rule; what goes wrong becomes its failure.

    Raises
    ------
    Conflict
        What was seen at this moment cannot be seen any more.
    """
    failure, seconds = rule.fault or None, 0.0
    violations = pl.DataFrame(schema={"project": pl.String})
    found = pl.DataFrame(schema=audit_outcomes.SCHEMA)
    if not failure:
        try:
            violations, checked, seconds = _asked(rule, bench)
            found = audit_outcomes.outcomes(violations, checked)
        except Conflict:
            raise
        except PmoError as problem:
            failure = str(problem)
    is_project = pl.col("project") != ""
    result = {
        "rule": rule.code, "name": rule.name, "family": rule.family, "severity": rule.severity,
        "parameters": parameters_text(rule.parameters),
        "query_hash": hashlib.sha256(rule.text.encode()).hexdigest(),
        "n_projects": found.filter(is_project).height,
        "n_failing": found.filter(is_project, pl.col("n_rows") > 0).height,
        "n_rows": violations.height, "seconds": seconds, "failure": failure,
    }  # fmt: skip
    return Judged(result, found.with_columns(rule=pl.lit(rule.code)), violations)


def _asked(rule: ActiveRule, bench: Bench) -> tuple[pl.DataFrame, pl.DataFrame, float]:
    """Return violations, what was judged, and the seconds that the questions took."""
    params: dict[str, Any] = {"as_of": bench.as_of} | {
        name: int(value) if value.is_integer() else value for name, value in rule.parameters.items()
    }
    frames, within = bench.frames.named_in(rule.text), bench.within
    if not rule.checked:
        asked = bench.repo.question(rule.query, params, frames, bench.role)
        every = pl.DataFrame({"project": within}, schema={"project": pl.String})
        checked = every.with_columns(n_checked=pl.lit(None, pl.Int64))
        return _inside(asked.frame, within), checked, asked.seconds

    def ask(question: str) -> Asked:
        if rule.is_own:
            return bench.repo.question(question, params, frames, bench.role)
        return bench.repo.ask(question, params, frames)

    asked, told = ask(rule.query), ask(rule.checked)
    counted = own_rules.counted(told.frame) if rule.is_own else told.frame
    seconds = asked.seconds + told.seconds
    return _inside(asked.frame, within), _inside(counted, within), seconds


def _inside(frame: pl.DataFrame, within: pl.Series) -> pl.DataFrame:
    """Return the rows of projects that are covered; no project is ""."""
    if "project" not in frame.columns:
        raise Refused("Its answer has no column `project`.", "Select the code of the project.")
    named = frame.with_columns(pl.col("project").cast(pl.String).fill_null(""))
    return named.filter(pl.col("project").is_in(within.implode()))


__all__ = ["Bench", "Judged", "judge"]
