"""All selections of a small case, judged by what the rules mean; knows nothing of rows."""

from itertools import product

import numpy as np
import numpy.typing as npt

from pmo_core.analysis.selection.case import Case
from pmo_core.model.what_if import Rule, WhatIf

OUT = -1
TINY = 1e-6
Choices = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


def number(day) -> int:
    """Return a month as a number."""
    return day.year * 12 + day.month - 1


class Meaning:
    """A case under a what-if, in plain values.

    `choices` holds every selection: a row per selection, a column per candidate (by code), the
    delay in months or OUT.
    """

    def __init__(self, case: Case, what_if: WhatIf) -> None:
        self.case, self.what_if = case, what_if
        self.rows = {row["project"]: row for row in case.projects.iter_rows(named=True)}
        self.first = number(case.data_date) + 1
        self.codes = sorted(code for code in self.rows if self._is_candidate(code))
        windows = dict(what_if.windows)
        spans = [windows.get(code, what_if.shift_months) for code in self.codes]
        self.spans = spans
        self.choices: Choices = np.array(
            list(product(*(range(OUT, span + 1) for span in spans))), np.int64
        ).reshape(-1, len(self.codes))
        self.inside = self.choices != OUT
        self.uses: dict[str, list[tuple[str, int, float]]] = {}
        for one in case.use.iter_rows(named=True):
            line = (one["resource"], number(one["month"]), one["amount"])
            self.uses.setdefault(one["project"], []).append(line)

    def _is_candidate(self, code: str) -> bool:
        row = self.rows[code]
        if not self.what_if.stages:
            return bool(row["is_candidate"])
        return row["stage"] in self.what_if.stages

    def is_in(self, code: str) -> bool:
        """Whether a project that is not decided here is there."""
        row = self.rows.get(code)
        return row is not None and row["stage"] not in {"canceled", "proposed"}

    def planned(self, code: str) -> int:
        """Return the planned month of start."""
        start = self.rows[code]["start_month"]
        return self.first if start is None else number(start)

    def column(self, code: str) -> Flags:
        """Return in which selections a project is in."""
        if code in self.codes:
            return self.inside[:, self.codes.index(code)]
        return np.full(len(self.choices), self.is_in(code))

    def fits(self) -> Flags:
        """Return which selections keep all rules and limits."""
        good = np.ones(len(self.choices), np.bool_)
        for forced in self.what_if.forced_in:
            if forced.project in self.codes:
                good &= self.column(forced.project)
        for forced in self.what_if.forced_out:
            if forced.project in self.codes:
                good &= ~self.column(forced.project)
        registered = [
            Rule(**(row | {"projects": tuple(filter(None, row["projects"].split(";"))),
                           "group_kind": row["group_kind"] or "",
                           "group_code": row["group_code"] or "", "reason": row["reason"] or ""}))
            for row in self.case.rules.iter_rows(named=True)
        ]  # fmt: skip
        for rule in [*registered, *self.what_if.rules]:
            if rule.code not in self.what_if.dropped:
                good &= self.keeps(rule)
        for project, needs in self.case.links.iter_rows():
            if project in self.codes:
                good &= self.keeps_link(project, needs)
        return good & self.keeps_limits()

    def shares(self, rule: Rule) -> dict[str, float]:
        """Return the candidates of a group and how much of each belongs to it."""
        goals = {
            (row["project"], row["goal"]): row["share_pct"]
            for row in self.case.contributions.iter_rows(named=True)
        }
        if rule.group_kind == "goal" and rule.group_code:
            of_goal = {code: goals.get((code, rule.group_code), 0) / 100 for code in self.codes}
            return {code: share for code, share in of_goal.items() if share > 0}
        if rule.group_kind == "goal":
            serving = {project for (project, _), share in goals.items() if share > 0}
            return {code: 1.0 for code in self.codes if code not in serving}
        return {
            code: 1.0
            for code in self.codes
            if (self.rows[code][rule.group_kind] or "") == rule.group_code
        }

    def keeps(self, rule: Rule) -> Flags:  # noqa: PLR0911
        """Return which selections keep a rule."""
        share = dict.fromkeys(rule.projects, 1.0) if rule.projects else self.shares(rule)
        members = list(share)
        there = np.array([self.column(code) for code in members], np.bool_).reshape(
            len(members), len(self.choices)
        )
        total = there.sum(axis=0)
        decided = [code in self.codes for code in members]
        always = sum(self.is_in(code) for code in members if code not in self.codes)
        never = sum(not self.is_in(code) for code in members if code not in self.codes)
        everyone = np.ones(len(self.choices), np.bool_)
        match rule.kind:
            case "mandatory":
                return there[decided].all(axis=0)
            case "forbidden":
                return ~there[decided].any(axis=0)
            case "requires":
                if members[0] not in self.codes or len(members) < 2:
                    return everyone
                return ~there[0] | there[1:].all(axis=0)
            case "excludes":
                return total <= max(1, always)
            case "all or none":
                return everyone if always and never else (total == 0) | (total == len(members))
            case "at least":
                return total >= (1 if rule.threshold is None else rule.threshold)
            case "at most":
                return total <= max(always, 1 if rule.threshold is None else rule.threshold)
            case _:
                cost = np.array([self.rows[code]["cost"] or 0.0 for code in self.codes])
                part = np.array([share.get(code, 0.0) for code in self.codes])
                return self.inside @ (cost * part) >= (
                    rule.threshold / 100 * (self.inside @ cost) - TINY
                )

    def keeps_link(self, project: str, needs: str) -> Flags:
        """Return which selections start a project only when what it needs has finished."""
        if f"{project}>{needs}" in self.what_if.dropped:
            return np.ones(len(self.choices), np.bool_)
        if needs not in self.codes:
            return ~self.column(project) | self.column(needs)
        length = self.rows[needs]["n_months"]
        overlap = max(0, self.planned(needs) + length - self.planned(project))
        begin, end = (
            self.choices[:, self.codes.index(code)] + max(self.first, self.planned(code))
            for code in (project, needs)
        )
        in_time = self.column(needs) & (begin >= end + length - overlap)
        return ~self.column(project) | in_time

    def keeps_limits(self) -> Flags:
        """Return which selections stay within money and roles."""
        good = np.ones(len(self.choices), np.bool_)
        is_money = self.case.limits["resource"] == "money"
        is_funded = self.case.limits.filter(is_money)["amount"].count() > 0
        roles = dict(self.what_if.capacities)
        for row in self._limits():
            is_roles = row["resource"] != "money"
            percent = (
                roles.get(row["resource"], self.what_if.capacity_pct)
                if is_roles
                else self.what_if.budget_pct
            )
            amount, committed = row["amount"], row["committed"] + self._moved(row)
            taken, asked = self._taken(row)
            if amount is not None:
                left = max(0.0, amount * percent / 100 - max(0.0, committed))
            elif not is_funded and asked > 0:
                left = asked * percent / 100
            else:
                continue
            good &= taken <= left + TINY * max(1.0, left)
        return good

    def _limits(self) -> list[dict]:
        """Return the limits with the money of the what-if in place of the registered."""
        begin = self.case.fiscal_year_start_month
        given = dict(self.what_if.budgets)
        limits = []
        for row in self.case.limits.iter_rows(named=True):
            is_all = row["resource"] == "money" and not row["portfolio"]
            year = row["period_on"].year + (begin > 1)
            set_to = given.get(year) if is_all else None
            limits.append(row | {"portfolio": row["portfolio"] or ""}
                          | ({} if set_to is None else {"amount": set_to}))  # fmt: skip
        return limits

    def _counts(self, row: dict, code: str, line: tuple[str, int, float], later: int) -> float:
        resource, month, amount = line
        if resource != row["resource"]:
            return 0.0
        if row["portfolio"] and (self.rows[code]["portfolio"] or "") != row["portfolio"]:
            return 0.0
        begin = number(row["period_on"])
        return amount if begin <= month + later < begin + row["n_months"] else 0.0

    def _taken(self, row: dict) -> tuple[npt.NDArray[np.float64], float]:
        """Return what each selection takes of a limit, and what all ask for as planned."""
        taken, asked = np.zeros(len(self.choices)), 0.0
        for place, code in enumerate(self.codes):
            late = max(0, self.first - self.planned(code))
            amounts = [
                sum(self._counts(row, code, line, late + delay) for line in self.uses.get(code, ()))
                for delay in range(self.spans[place] + 1)
            ]
            taken += np.array([*amounts, 0.0])[self.choices[:, place]]
            asked += amounts[0]
        return taken, asked

    def _moved(self, row: dict) -> float:
        """Return what is committed more (or less) because other stages are decided."""
        total = 0.0
        for code, one in self.rows.items():
            stage = one["stage"]
            if stage in {"closed", "canceled", "proposed"} and code not in self.codes:
                continue
            was = not one["is_candidate"] and stage != "proposed"
            sign = (code not in self.codes) - was
            total += sign * sum(
                self._counts(row, code, line, 0) for line in self.uses.get(code, ())
            )
        return total

    def worths(self) -> list[float]:
        """Return what each candidate is worth without delay."""
        rows = [self.rows[code] for code in self.codes]
        if self.what_if.objective == "count":
            return [1.0] * len(rows)
        if self.what_if.objective == "priority":
            largest = max((row["priority"] for row in rows if row["priority"]), default=1)
            return [100 * (largest + 1 - row["priority"]) / largest if row["priority"] else 0.0
                    for row in rows]  # fmt: skip
        return [self._npv(code) for code in self.codes]

    def _year(self, month: int) -> int:
        begin = self.case.fiscal_year_start_month
        return month // 12 + (begin > 1 and month % 12 + 1 >= begin)

    def _npv(self, code: str) -> float:
        gains = [row for row in self.case.benefits.iter_rows(named=True)
                 if row["project"] == code and row["planned"] is not None]  # fmt: skip
        if not gains:
            return 0.0
        base, growth = self._year(self.first), 1 + self.what_if.discount_pct / 100
        late = max(0, self.first - self.planned(code))
        return sum(row["planned"] / growth ** (row["year"] - base) for row in gains) - sum(
            amount / growth ** (self._year(month + late) - base)
            for resource, month, amount in self.uses.get(code, ())
            if resource == "money"
        )

    def values(self) -> npt.NDArray[np.float64]:
        """Return the value of each selection."""
        total = np.zeros(len(self.choices))
        keep = 1 - self.what_if.delay_pct / 100
        for place, worth in enumerate(self.worths()):
            steps = range(self.spans[place] + 1)
            amounts = [worth * keep**delay if worth > 0 else worth for delay in steps]
            total += np.array([*amounts, 0.0])[self.choices[:, place]]
        return total
