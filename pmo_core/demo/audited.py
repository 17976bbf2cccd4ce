"""Audits of the demonstration: what the PMO made of violations that its rules really show."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import polars as pl

from pmo_core.demo.audited_words import CAUSES, DONE, Cause
from pmo_core.model import AuditFinding, AuditRun, CorrectiveAction
from pmo_core.model.rules import RuleOutcome, RuleResult

_AT = time(8, 15)
_NOTE = "Monthly run"
_MENDED, _REOPENED, _ACCEPTED, _DONE, _ACTING, _OPEN = 4, 2, 2, 3, 4, 6
"""How many findings of the demonstration go which way, where there are so many to choose from."""


@dataclass(frozen=True)
class Shown:
    """What one run of the rules showed.

    Parameters
    ----------
    data_date : date
        Day of which they judged.
    results, outcomes : polars.DataFrame
        Fields of rule_result and rule_outcome but for the run.
    seconds : float
        Time that it took.
    """

    data_date: date
    results: pl.DataFrame
    outcomes: pl.DataFrame
    seconds: float


@dataclass(frozen=True)
class People:
    """Who answers: the PMO's auditor; manager and sponsor of each project."""

    auditor: str
    manager: Mapping[str, str]
    sponsor: Mapping[str, str]


def audited(
    shown: Sequence[Shown], people: People, remedies: Mapping[str, str], *, today: date,
    revision: int, first: tuple[int, int] = (1, 1),
) -> dict[str, pl.DataFrame]:  # fmt: skip
    """Return runs, findings and actions as the PMO would have kept them.

    Every finding has the evidence that its rule showed on that day; it is verified or reopened as
    the next run showed.

    Parameters
    ----------
    shown : sequence of Shown
        Three runs, a month apart, the earliest first.
    people : People
        Who answers.
    remedies : mapping of str to str
        Rule -> what mends a violation.
    today : date
        Today, after the last run.
    revision : int
        Change after which the data is as the rules judged it.
    first : tuple of two int
        Numbers of the first finding and the first action.

    Returns
    -------
    dict of str to polars.DataFrame
        audit_run, rule_result, rule_outcome, finding, corrective_action.
    """
    teller = _Teller(shown, people, remedies, today, first)
    teller.tell()
    codes = teller.runs
    runs = [
        AuditRun(
            code=code, data_date=one.data_date, ran_at=datetime.combine(day, _AT),
            ran_by=people.auditor, scope_kind="all", scope="", is_whole=True, revision=revision,
            seconds=one.seconds, note=_NOTE,
        )
        for code, one, day in zip(codes, shown, teller.days, strict=True)
    ]  # fmt: skip
    return {
        "audit_run": AuditRun.frame(*runs),
        "rule_result": _stacked(RuleResult, codes, [one.results for one in shown]),
        "rule_outcome": _stacked(RuleOutcome, codes, [one.outcomes for one in shown]),
        "finding": AuditFinding.frame(*(AuditFinding(**one) for one in teller.findings)),
        "corrective_action": CorrectiveAction.frame(
            *(CorrectiveAction(**one) for one in teller.actions)
        ),
    }


class _Teller:
    """Writes the findings one after the other: whose, since when, and what was done about them."""

    def __init__(
        self, shown: Sequence[Shown], people: People, remedies: Mapping[str, str], today: date,
        first: tuple[int, int],
    ) -> None:  # fmt: skip
        self.runs = [f"R-{number:04d}" for number in range(1, len(shown) + 1)]
        self.days = [min(one.data_date + timedelta(days=2), today) for one in shown]
        self.findings: list[dict[str, Any]] = []
        self.actions: list[dict[str, Any]] = []
        self._shown, self._people, self._remedies = shown, people, remedies
        self._today, self._first = today, first
        self._of = [
            {(row["rule"], row["project"]): row for row in one.outcomes.iter_rows(named=True)}
            for one in shown
        ]
        self._rule = {row["rule"]: row for row in shown[-1].results.iter_rows(named=True)}
        self._left = sorted({key for rows in self._of for key in rows if key[1]})
        self._used = Counter[str]()

    def tell(self) -> None:
        """Choose from what the runs show, and write what became of it."""
        for key in [*self._choose(1, (True, False, True)), *self._choose(_MENDED, (True, False))]:
            self._mended(key)
        for key in self._choose(_REOPENED, (True, True)):
            self._reopened(key)
        for nth, key in enumerate(self._choose(_ACCEPTED, (True, True, True))):
            self._accepted(key, until=self._today + timedelta(days=120 if nth == 0 else -6))
        for key in self._choose(1, (True, None, True)):
            self._withdrawn(key)
        for key in self._choose(_DONE, (None, None, True)):
            one = self._found(key, 2)
            self._action(one, self.days[2], done_on=self._today - timedelta(days=2))
        for nth, key in enumerate(self._choose(_ACTING, (None, True, True))):
            one = self._found(key, 1)
            late = timedelta(days=(-9, 5, 12, 26)[nth])
            self._action(one, self.days[1], due_on=self._today + late)
        for key in self._choose(_OPEN, (None, None, True)):
            self._found(key, 2)

    def _choose(self, n: int, fails: tuple[bool | None, ...]) -> list[tuple[str, str]]:
        """Return keys that failed or passed the runs in turn; None = as it may be.

        They are of as many rules, then of as many projects, as there are.
        """
        fitting = [
            key for key in self._left
            if all(want is None or self._fails(key, run) is want for run, want in enumerate(fails))
        ]  # fmt: skip
        chosen: list[tuple[str, str]] = []
        while fitting and len(chosen) < n:
            key = min(fitting, key=lambda one: (*map(self._used.__getitem__, one), one[1], one[0]))
            fitting.remove(key)
            self._left.remove(key)
            self._used.update(key)
            chosen.append(key)
        return chosen

    def _fails(self, key: tuple[str, str], run: int) -> bool | None:
        """Return whether a rule fails for a project in a run; None = it judged nothing."""
        row = self._of[run].get(key)
        return None if row is None or row["n_checked"] == 0 else row["n_rows"] > 0

    def _mended(self, key: tuple[str, str]) -> None:
        """Found, acted upon, and verified by the next run; come again where the last one shows."""
        one = self._found(key, 0)
        day = self.days[1]
        self._action(one, self.days[0], done_on=day - timedelta(days=6), state="verified",
                     tested_on=day, tested_run=self.runs[1],
                     test_note="No violation is left.")  # fmt: skip
        one |= {"state": "verified", "closed_on": day, "closed_run": self.runs[1]}
        if self._fails(key, 2):
            again = self._found(key, 2)
            again["recurs"] = one["code"]

    def _reopened(self, key: tuple[str, str]) -> None:
        """Said to be done, and reopened by the next run because the rule failed again."""
        one, day = self._found(key, 0), self.days[1]
        n_now = self._of[1][key]["n_rows"]
        self._action(one, self.days[0], done_on=day - timedelta(days=4), state="reopened",
                     tested_on=day, tested_run=self.runs[1], n_reopened=1,
                     test_note=f"{n_now} {'violation' if n_now == 1 else 'violations'} now.",
                     due_on=self._today + timedelta(days=9))  # fmt: skip

    def _accepted(self, key: tuple[str, str], until: date) -> None:
        one = self._found(key, 0)
        by = self._people.sponsor.get(key[1]) or self._people.auditor
        one |= {
            "state": "accepted", "accepted_until": until, "accepted_by": by,
            "reason": "Nothing depends on it any more; mending it would cost more than it tells.",
        }  # fmt: skip

    def _withdrawn(self, key: tuple[str, str]) -> None:
        one = self._found(key, 0)
        one |= {
            "state": "withdrawn", "closed_on": self.days[0] + timedelta(days=8),
            "reason": "Agreed with the PMO in writing; the approval lies with the charter.",
        }  # fmt: skip

    def _found(self, key: tuple[str, str], run: int) -> dict[str, Any]:
        """Write a finding as raised from a run, and return it."""
        rule, project = key
        outcome, result = self._of[run][key], self._rule[rule]
        one = {
            "code": f"F-{self._first[0] + len(self.findings):04d}", "name": result["name"],
            "rule": rule, "project": project, "grade": result["severity"],
            "found_on": self.days[run], "found_run": self.runs[run],
            "raised_by": self._people.auditor, "owner": self._people.manager.get(project),
            "digest": outcome["digest"], "evidence": outcome["evidence"],
        }  # fmt: skip
        self.findings.append(one)
        return one

    def _action(self, one: Mapping[str, Any], planned_on: date, **told: Any) -> None:
        """Write an action against a finding; what is told of it overrides the plan."""
        family = self._rule[one["rule"]]["family"]
        cause: Cause = CAUSES[family][len(self.actions) % len(CAUSES[family])]
        remedy = self._remedies.get(one["rule"], "")
        is_done = told.get("done_on") is not None
        plan = {
            "code": f"CA-{self._first[1] + len(self.actions):04d}", "finding": one["code"],
            "name": remedy or f"Mend it: {one['name']}",
            **{f"why_{n}": why for n, why in enumerate(cause.whys, start=1)},
            "root_cause": cause.root, "owner": one["owner"] or self._people.auditor,
            "due_on": planned_on + timedelta(days=24), "effective_when": f"{one['rule']} passes.",
            "state": "done" if is_done else "open", "done_note": DONE[family] if is_done else None,
        }  # fmt: skip
        self.actions.append(plan | told)


def _stacked(
    record: type[RuleResult | RuleOutcome], codes: Sequence[str], parts: Sequence[pl.DataFrame]
) -> pl.DataFrame:
    """Return the rows of all runs, each with its code."""
    schema = record.polars_schema()
    return pl.concat(
        part.with_columns(run=pl.lit(code)).select(list(schema)).cast(pl.Schema(schema))
        for code, part in zip(codes, parts, strict=True)
    )


__all__ = ["People", "Shown", "audited"]
