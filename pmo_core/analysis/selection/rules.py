"""Rules as rows and forces: what each kind asks of the candidates.

A rule that lists projects counts those that run or are closed as in, and those that are canceled,
unknown or not up for decision as out. A rule about a group speaks of the candidates of the group.

| kind | what holds |
|---|---|
| mandatory, forbidden | each candidate among them is in (out) |
| requires | if the first is in, all others are |
| excludes | at most one of them is in |
| all or none | all of them are in, or none is |
| at least, at most | number of them that are in >= (<=) threshold; 1 where none is given |
| minimum share | cost of chosen members >= threshold % of the cost of all chosen candidates |

The cost that serves a goal is cost x share_pct / 100. A blocking link is a rule "requires" of two
projects, with time: see `build_links`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from pmo_core.analysis.selection.build_starts import Starts
from pmo_core.analysis.selection.case import Case
from pmo_core.analysis.selection.problem import Floats, Ints
from pmo_core.errors import Finding
from pmo_core.model.what_if import Forced, Rule, WhatIf

INF = float("inf")


@dataclass(frozen=True, slots=True, eq=False)
class RuleRow:
    """One row of a rule: lower <= sum of coefficients of chosen columns <= upper."""

    kind: str
    rule: str
    column: Ints
    coefficient: Floats
    lower: float
    upper: float
    limit: float | None = None


@dataclass(frozen=True, slots=True)
class Force:
    """A reason for a project to be in or out; rule is empty where a person says so."""

    project: str
    forced: str
    rule: str
    reason: str


@dataclass(slots=True)
class Ruling:
    """What the rules come to: rows, forces on single projects, and what could not be applied."""

    rows: list[RuleRow] = field(default_factory=list)
    forces: list[Force] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def warn(self, code: str, message: str, value: str) -> None:
        """Add a warning."""
        self.findings.append(Finding("warning", code, message, value=value))


def rules_of(case: Case, what_if: WhatIf) -> list[Rule]:
    """Return the rules of the register and of the what-if that are not dropped."""
    registered = [
        Rule(
            code=row["code"], kind=row["kind"], projects=_listed(row["projects"]),
            group_kind=row["group_kind"] or "", group_code=row["group_code"] or "",
            threshold=row["threshold"], reason=row["reason"] or "",
        )
        for row in case.rules.sort("code").iter_rows(named=True)
    ]  # fmt: skip
    return [one for one in (*registered, *what_if.rules) if one.code not in what_if.dropped]


def apply_rules(case: Case, what_if: WhatIf, starts: Starts) -> Ruling:
    """Return what people and rules ask of the candidates, people first."""
    ruling = Ruling()
    for side, forced in (("in", what_if.forced_in), ("out", what_if.forced_out)):
        for one in forced:
            _force(ruling, starts, one, side)
    apply: dict[str, Callable[[Ruling, Starts, Rule, _Members], None]] = {
        "mandatory": _mandatory, "forbidden": _forbidden, "requires": _requires,
        "excludes": _excludes, "all or none": _all_or_none, "at least": _count,
        "at most": _count, "minimum share": _share,
    }  # fmt: skip
    for rule in rules_of(case, what_if):
        members = _members(case, starts, rule, ruling)
        if members is not None:
            apply[rule.kind](ruling, starts, rule, members)
    return ruling


@dataclass(frozen=True, slots=True, eq=False)
class _Members:
    """Whom a rule speaks of: candidates (rows of `Starts.projects`) with weight, and the others."""

    candidates: Ints
    weight: Floats
    are_in: Sequence[str] = ()
    are_out: Sequence[str] = ()


def _listed(text: str | None) -> tuple[str, ...]:
    return tuple(filter(None, (part.strip() for part in (text or "").split(";"))))


def _members(case: Case, starts: Starts, rule: Rule, ruling: Ruling) -> _Members | None:
    if not rule.projects:
        if rule.group_kind:
            return _group(case, starts, rule)
        ruling.warn("rule_without_projects", f"Rule {rule.code} names no projects.", rule.code)
        return None
    names = list(dict.fromkeys(rule.projects))
    for name in names:
        if name not in starts.number and name not in starts.standing:
            message = f"Rule {rule.code} names the project {name}, which is not known."
            ruling.warn("rule_unknown_project", message, rule.code)
    candidates = np.array([starts.number[n] for n in names if n in starts.number], np.int32)
    others = [name for name in names if name not in starts.number]
    return _Members(
        candidates,
        np.ones(len(candidates)),
        [name for name in others if starts.is_in(name)],
        [name for name in others if not starts.is_in(name)],
    )


def _group(case: Case, starts: Starts, rule: Rule) -> _Members:
    projects = starts.projects.with_row_index("number")
    if rule.group_kind == "goal" and rule.group_code:
        served = case.contributions.filter(
            (pl.col("goal") == rule.group_code) & (pl.col("share_pct") > 0)
        )
        rows = projects.join(served, on="project").sort("number")
        weight = rows["share_pct"].to_numpy() / 100
    elif rule.group_kind == "goal":
        rows = projects.join(case.contributions.filter(pl.col("share_pct") > 0), on="project",
                             how="anti")  # fmt: skip
        weight = np.ones(rows.height)
    else:
        rows = projects.filter(pl.col(rule.group_kind).fill_null("") == rule.group_code)
        weight = np.ones(rows.height)
    return _Members(rows["number"].cast(pl.Int32).to_numpy(), weight)


def _force(ruling: Ruling, starts: Starts, one: Forced, side: str) -> None:
    if one.project in starts.number:
        ruling.forces.append(Force(one.project, side, "", one.reason))
    elif starts.is_in(one.project) != (side == "in"):
        standing = starts.standing.get(one.project, "not known")
        message = f"{one.project} cannot be forced {side}: it is {standing}."
        ruling.warn("forced_no_candidate", message, one.project)


def _force_all(
    ruling: Ruling, starts: Starts, rule: Rule, who: Ints, *, side: str, why: str
) -> None:
    names = starts.projects["project"]
    ruling.forces.extend(Force(names[int(one)], side, rule.code, why) for one in who)


def _mandatory(ruling: Ruling, starts: Starts, rule: Rule, members: _Members) -> None:
    _force_all(ruling, starts, rule, members.candidates, side="in", why=rule.reason or "mandatory")
    for name in members.are_out:
        standing = starts.standing.get(name, "not known")
        message = f"Rule {rule.code} makes {name} mandatory, but it is {standing}."
        ruling.warn("rule_already_broken", message, rule.code)


def _forbidden(ruling: Ruling, starts: Starts, rule: Rule, members: _Members) -> None:
    _force_all(ruling, starts, rule, members.candidates, side="out", why=rule.reason or "forbidden")
    for name in members.are_in:
        message = f"Rule {rule.code} forbids {name}, but it is {starts.standing[name]}."
        ruling.warn("rule_already_broken", message, rule.code)


def _requires(ruling: Ruling, starts: Starts, rule: Rule, members: _Members) -> None:
    if len(rule.projects) < 2:
        message = f"Rule {rule.code} ('requires') has to list a project and what it needs."
        ruling.warn("rule_incomplete", message, rule.code)
    elif rule.projects[0] in starts.number:
        first = starts.number[rule.projects[0]]
        own = starts.columns([first])
        for other in members.candidates[members.candidates != first]:
            needed = starts.columns([int(other)])
            ruling.rows.append(membership("requires", rule.code, own, needed, upper=0.0))
        for name in members.are_out:
            bar_for_want(ruling, starts, rule.code, rule.projects[0], name)


def bar_for_want(ruling: Ruling, starts: Starts, rule: str, project: str, needs: str) -> None:
    """Bar a project because what it needs can never be there."""
    standing = starts.standing.get(needs, "not known")
    ruling.forces.append(Force(project, "out", rule, f"needs {needs}, which is {standing}"))


def membership(
    kind: str, rule: str, plus: Ints, minus: Ints, *, lower: float = -INF, upper: float = INF
) -> RuleRow:
    """Return the row lower <= number chosen of `plus` - number chosen of `minus` <= upper."""
    signs = np.concatenate([np.ones(len(plus)), -np.ones(len(minus))])
    return RuleRow(kind, rule, np.concatenate([plus, minus]), signs, lower, upper)


def _excludes(ruling: Ruling, starts: Starts, rule: Rule, members: _Members) -> None:
    if members.are_in:
        who = members.are_in[0]
        why = f"excluded by {who}, which is {starts.standing[who]}"
        _force_all(ruling, starts, rule, members.candidates, side="out", why=why)
        return
    column = starts.columns(members.candidates)
    ruling.rows.append(RuleRow("excludes", rule.code, column, np.ones(len(column)), -INF, 1.0, 1.0))


def _all_or_none(ruling: Ruling, starts: Starts, rule: Rule, members: _Members) -> None:
    if members.are_in and members.are_out:
        inside, outside = members.are_in[0], members.are_out[0]
        message = f"Rule {rule.code} asks for all or none, but {inside} is in and {outside} is out."
        ruling.warn("rule_already_broken", message, rule.code)
    elif members.are_in:
        why = f"goes with {members.are_in[0]}, which is {starts.standing[members.are_in[0]]}"
        _force_all(ruling, starts, rule, members.candidates, side="in", why=why)
    elif members.are_out:
        standing = starts.standing.get(members.are_out[0], "not known")
        why = f"goes with {members.are_out[0]}, which is {standing}"
        _force_all(ruling, starts, rule, members.candidates, side="out", why=why)
    else:
        columns = [starts.columns([int(one)]) for one in members.candidates]
        ruling.rows.extend(
            membership("all or none", rule.code, one, columns[0], lower=0.0, upper=0.0)
            for one in columns[1:]
        )


def _count(ruling: Ruling, starts: Starts, rule: Rule, members: _Members) -> None:
    threshold = 1.0 if rule.threshold is None else rule.threshold
    left = threshold - len(members.are_in)
    if rule.kind == "at most" and left < 0:
        message = (
            f"Rule {rule.code} allows {threshold:g}, but {len(members.are_in)} are in already."
        )
        ruling.warn("rule_already_broken", message, rule.code)
    is_least = rule.kind == "at least"
    column = starts.columns(members.candidates)
    lower, upper = (left, INF) if is_least else (-INF, max(0.0, left))
    ruling.rows.append(
        RuleRow(rule.kind, rule.code, column, np.ones(len(column)), lower, upper, threshold)
    )


def _share(ruling: Ruling, starts: Starts, rule: Rule, members: _Members) -> None:
    if rule.threshold is None:
        message = f"Rule {rule.code} ('minimum share') has no percent."
        ruling.warn("rule_incomplete", message, rule.code)
        return
    cost = starts.projects["cost"].fill_null(0.0).to_numpy()
    weight = np.zeros(len(cost))
    weight[members.candidates] = members.weight
    coefficient = (cost * (weight - rule.threshold / 100))[starts.project]
    column = np.flatnonzero(coefficient).astype(np.int32)
    ruling.rows.append(
        RuleRow(rule.kind, rule.code, column, coefficient[column], 0.0, INF, rule.threshold)
    )


__all__ = ["Force", "RuleRow", "Ruling", "apply_rules", "bar_for_want", "membership", "rules_of"]
