"""What the page of audit rules reads: rules, the run that is looked at, and the one before it."""

from typing import Any

import polars as pl
import streamlit as st

from pmo_core.analysis import audit_runs
from pmo_core.jobs.audit_rules import ActiveRule, rules
from pmo_core.store.rules import parameters_text
from pmo_core.ui import data
from pmo_core.ui.filters import named
from pmo_core.ui.learn import to_list

RULE, PROJECT, DEPARTMENT, RUN = "rule", "project", "department", "run"
"""Names of what in the address opens one rule, its evidence for one project, the projects of one
department that violate it, and a run."""
NO_GROUP = "No department"


def active() -> dict[str, ActiveRule]:
    """Return code -> rule as it is run now."""
    return data.derived("audit rules", lambda: rules(data))


def runs() -> pl.DataFrame:
    """Return the runs of all active rules, the latest first."""
    return data.derived(
        "audit runs",
        lambda: data.table("audit_run").filter("is_whole").sort("ran_at", "code", descending=True),
    )


def run(code: str = "") -> dict[str, Any] | None:
    """Return a run, else the one that the address names, else `latest`; None where none is."""
    asked = data.table("audit_run").filter(code=code or st.query_params.get(RUN, ""))
    if asked.is_empty() and runs().height:
        asked = runs().filter(code=latest())
    return asked.row(0, named=True) if asked.height else None


def latest() -> str:
    """Return the latest run over all projects, else the latest; there must be one."""
    every = runs()
    whole = every.filter(scope_kind="all")
    return str((whole if whole.height else every)["code"][0])


def results(code: str) -> pl.DataFrame:
    """Return how each rule came out in a run."""
    return data.derived(
        "audit results", lambda: data.table("rule_result").filter(run=code), run=code
    )


def outcomes(code: str) -> pl.DataFrame:
    """Return how each rule came out for each project in a run, without evidence."""
    return data.query("rule_outcomes", run=code)


def before(code: str) -> str | None:
    """Return the run of all rules before a run that covers the same."""
    return data.derived("audit run before", lambda: audit_runs.before(runs(), code), run=code)


def compared(code: str) -> pl.DataFrame | None:
    """Return how a run stands against the one before it; None where there was none."""
    earlier = before(code)
    if earlier is None:
        return None
    return data.derived("audit runs compared", lambda: _compared(code, earlier), run=code)


def _compared(code: str, earlier: str) -> pl.DataFrame:
    both = audit_runs.ran_in_both(results(code), results(earlier))
    return audit_runs.compared(outcomes(code), outcomes(earlier), both)


def left_out(code: str) -> dict[str, str]:
    """Return rule -> why a run is not compared with the one before it by that rule."""
    earlier = before(code)
    if earlier is None:
        return {}
    return data.derived(
        "audit rules not compared",
        lambda: dict(audit_runs.left_out(results(code), results(earlier)).iter_rows()),
        run=code,
    )


def listing(code: str | None) -> pl.DataFrame:
    """Return one row per rule: what it is, how it came out in a run, and what is new since."""
    return data.derived("audit rules listed", lambda: _listing(code), run=code)


def _listing(code: str | None) -> pl.DataFrame:
    known = pl.DataFrame(
        [
            {
                "rule": one.code, "rule_name": one.name, "family": one.family,
                "severity": one.severity,
                "parameters": (parameters_text(one.parameters) or "").replace("\n", ", ") or None,
                "is_active": one.is_active, "is_own_rule": one.is_own,
                "is_tailored": not one.is_own and one.parameters != one.as_shipped,
                "owner": one.owner,
            }
            for one in active().values()
        ],
        schema=_LISTED,
    )  # fmt: skip
    if code is None:
        return known
    found = results(code).select(
        "rule", "n_projects", "n_failing", "n_rows", "seconds", "failure"
    )  # fmt: skip
    moved = compared(code)
    rows = known.join(found, on="rule", how="left", maintain_order="left")
    if moved is None:
        return rows.select(name for name in _ORDER if name in rows.columns)
    added = audit_runs.counts(moved).select("rule", "n_new", "n_gone")
    ran = pl.col("n_rows").is_not_null() & ~pl.col("rule").is_in([*left_out(code)])
    return (
        rows.join(added, on="rule", how="left", maintain_order="left")
        .with_columns(pl.when(ran).then(pl.col(name).fill_null(0)) for name in ("n_new", "n_gone"))
        .select(_ORDER)
    )


_LISTED = {
    "rule": pl.String, "rule_name": pl.String, "family": pl.String, "severity": pl.String,
    "parameters": pl.String, "is_active": pl.Boolean, "is_own_rule": pl.Boolean,
    "is_tailored": pl.Boolean, "owner": pl.String,
}  # fmt: skip
_ORDER = (
    "rule", "rule_name", "severity", "n_failing", "n_rows", "n_new", "n_gone", "n_projects",
    "parameters", "family", "seconds", "is_active", "is_own_rule", "is_tailored", "owner",
    "failure",
)  # fmt: skip


def by_department(code: str) -> pl.DataFrame:
    """Return how a run came out by rule and department; see `analysis.audit_runs.by_group`."""
    return data.derived(
        "audit by department",
        lambda: audit_runs.by_group(outcomes(code), departments()),
        run=code,
    )


def departments() -> pl.DataFrame:
    """Return project and the name of its department as `group`."""
    return data.derived("departments of projects", _departments)


def _departments() -> pl.DataFrame:
    labels = data.derived("filter department", named("department"))
    name = pl.col("department").replace(labels).fill_null(NO_GROUP)
    return data.table("project").select(project="code", group=name)


def labels() -> pl.DataFrame:
    """Return rule and label: its code and name."""
    return data.derived(
        "labels of rules",
        lambda: pl.DataFrame(
            [(one.code, f"{one.code}  {one.name}") for one in active().values()],
            schema={"rule": pl.String, "label": pl.String}, orient="row",
        ),
    )  # fmt: skip


def go(rule: str, project: str | None = None, department: str | None = None) -> None:
    """Lead to a rule, to its evidence for a project, or to a department; the run stays."""
    asked = {PROJECT: project, DEPARTMENT: department, RUN: st.query_params.get(RUN)}
    to_list.leave(RULE, **{RULE: rule}, **asked)


__all__ = [
    "DEPARTMENT", "NO_GROUP", "PROJECT", "RULE", "RUN", "active", "before", "by_department",
    "compared", "departments", "go", "labels", "latest", "left_out", "listing", "outcomes",
    "results", "run", "runs",
]  # fmt: skip
