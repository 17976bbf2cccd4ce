"""Own audit rules are tried and kept, and shipped ones told apart from how they were shipped."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from pmo_core.errors import Refused
from pmo_core.jobs.audit_frames import Frames
from pmo_core.jobs.audit_rules import ActiveRule
from pmo_core.model import Rule
from pmo_core.store import Repository, Session
from pmo_core.store.rights import AccessRole
from pmo_core.store.rules import parameters_of, parameters_text, shipped

PREFIX = "OWN-"
DAY = "as_of"
"""Name of the day that is judged, in a question."""


@dataclass(frozen=True)
class Tried:
    """What a question finds on a day.

    Parameters
    ----------
    frame : polars.DataFrame
        Every violation, as the question gives them.
    seconds : float
        Time that it took.
    n_projects : int
        Projects with a violation.
    n_judged : int or None
        Projects of which it judges something; None = it judges every one.
    unknown : list of str
        What stands as a project and is none: these rows would not count.
    """

    frame: pl.DataFrame
    seconds: float
    n_projects: int
    n_judged: int | None
    unknown: list[str]


def tried(
    repo: Repository, role: AccessRole, query: str, parameters: Mapping[str, float], as_of: date,
    *, checked: str = "",
) -> Tried:  # fmt: skip
    """Ask the questions of an own rule as a run would ask them; nothing is kept.

    Raises
    ------
    PmoError
        It cannot be answered, or the answer does not name projects; in one sentence.
    """
    params: dict[str, Any] = {**parameters, DAY: as_of}
    with repo.moment() as seen:
        frames = Frames(seen, as_of).named_in(f"{query} {checked}")
        asked = seen.question(query, params, frames, role)
        told = counted(seen.question(checked, params, frames, role).frame) if checked else None
        codes = seen.table("project")["code"]
    if "project" not in asked.frame.columns:
        raise Refused(
            "The answer has no column `project`.",
            "Select the code of the project, such as `select code as project, ... from project`.",
        )
    named = asked.frame["project"].cast(pl.String).fill_null("")
    is_known = named.is_in(codes.implode())
    return Tried(
        frame=asked.frame,
        seconds=asked.seconds,
        n_projects=named.filter(is_known).n_unique(),
        n_judged=None if told is None else _n_judged(told, codes),
        unknown=named.filter(~is_known & (named != "")).unique().sort().to_list(),
    )


def counted(frame: pl.DataFrame) -> pl.DataFrame:
    """Return project and n_checked, one row per project, as the question for them gives them.

    Raises
    ------
    Refused
        It has no such columns, or does not count in whole numbers.

    Examples
    --------
    >>> counted(pl.DataFrame({"project": ["P", "P"], "n_checked": [1, 2]})).rows()
    [('P', 3)]
    """
    hint = "Select them, such as `select code as project, 1 as n_checked from project`."
    if not {"project", "n_checked"} <= set(frame.columns):
        raise Refused("What it judges has no columns `project` and `n_checked`.", hint)
    numbers = frame["n_checked"]
    whole = numbers.cast(pl.Int64, strict=False) if numbers.dtype.is_numeric() else None
    if whole is None or whole.null_count() or (whole < 0).any() or (whole != numbers).any():
        raise Refused("What it judges is not counted by `n_checked` in whole numbers.", hint)
    named = pl.DataFrame({"project": frame["project"].cast(pl.String), "n_checked": whole})
    return named.group_by("project", maintain_order=True).agg(pl.col("n_checked").sum())


def _n_judged(told: pl.DataFrame, codes: pl.Series) -> int:
    return told.filter(pl.col("n_checked") > 0, pl.col("project").is_in(codes.implode())).height


def require_whole(rule: Rule, taken: Collection[str], was: Rule | None) -> dict[str, float]:
    """Return the thresholds of an own rule that can be kept.

    Raises
    ------
    Refused
        Its code is taken, or something is missing or cannot be read; in one sentence.
    """
    if was is None and rule.code in {*taken, *shipped()}:
        raise Refused(f"There is a rule {rule.code} already.", "Choose another code.")
    if not (rule.query or "").strip():
        raise Refused("A rule needs a question.", "Write what it looks for, in SQL.")
    found = parameters_of(rule.parameters)
    if DAY in found:
        raise Refused(f"A threshold cannot be called {DAY}: that is the day that is judged.")
    return found


def next_code(taken: Collection[str]) -> str:
    """Return the first code of an own rule that is free.

    Examples
    --------
    >>> next_code([]), next_code(["OWN-01", "DQ-01"])
    ('OWN-01', 'OWN-02')
    """
    return next(code for n in range(1, len(taken) + 2) if (code := f"{PREFIX}{n:02}") not in taken)


def tailored(rule: ActiveRule, was: Rule | None, **now: Any) -> Rule | None:
    """Return what the register says about a shipped rule; None where nothing differs.

    Parameters
    ----------
    rule : ActiveRule
        As it is now.
    was : Rule or None
        What the register says about it now.
    **now
        severity, parameters (name -> number), is_active, owner.
    """
    other = {
        name: value for name, value in now["parameters"].items() if value != rule.as_shipped[name]
    }
    is_as_shipped = now["severity"] == shipped()[rule.code].severity
    nothing = Rule.model_validate({"code": rule.code})
    row = (was or nothing).model_copy(
        update={
            "severity": None if is_as_shipped else now["severity"],
            "parameters": parameters_text(other),
            "is_active": now["is_active"],
            "owner": now["owner"],
        }
    )
    return None if row == nothing else row


def keep(session: Session, now: Rule | None, was: Rule | None) -> int | None:
    """Let the register say `now` where it said `was`; None = nothing.

    Returns
    -------
    int or None
        Number of the change; None when it says so already.
    """
    return session.put(
        {"rule": Rule.frame(*([now] if now else []))}, {"rule": Rule.frame(*([was] if was else []))}
    )


__all__ = ["Tried", "counted", "keep", "next_code", "require_whole", "tailored", "tried"]
