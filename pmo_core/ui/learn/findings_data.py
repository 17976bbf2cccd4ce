"""What the pages of findings read: how each stands today, and what its rule says now."""

from typing import Any

import polars as pl

from pmo_core.analysis import findings as analysis
from pmo_core.ui import data
from pmo_core.ui.boot import repository
from pmo_core.ui.page import as_of

PARAMETER = "finding"
"""Name of what in the address opens one finding."""


def rows() -> pl.DataFrame:
    """Return all findings as `analysis.findings.standing` gives them, and project_name."""
    today = as_of()
    return data.derived("findings", _rows, as_of=today)


def _rows() -> pl.DataFrame:
    names = data.table("project").select(project="code", project_name="name")
    found = analysis.standing(data.table("finding"), data.table("corrective_action"), as_of())
    return found.join(names, on="project", how="left", maintain_order="left")


def reminders() -> pl.DataFrame:
    """Return who has to be reminded of what; see `analysis.findings.reminders`."""
    today = as_of()
    return data.derived(
        "reminders of findings",
        lambda: analysis.reminders(rows(), data.table("corrective_action"), today),
        as_of=today,
    )


def actions_of(code: str) -> pl.DataFrame:
    """Return the actions against a finding, the first planned first."""
    return data.table("corrective_action").filter(pl.col("finding") == code)


def outcomes_of(finding: dict[str, Any]) -> pl.DataFrame:
    """Return how the rule of a finding came out for its project, run by run, the latest last.

    Columns: run, data_date, n_checked (null = not counted), n_rows, evidence.
    """
    rule, project = finding["rule"], finding["project"]
    return data.derived(
        "outcomes of a finding", lambda: _outcomes(rule, project), rule=rule, project=project
    )


def _outcomes(rule: str, project: str) -> pl.DataFrame:
    found = repository().table("rule_outcome", rule=rule, project=project)
    runs = data.table("audit_run").select("ran_at", "data_date", run="code")
    return (
        found.join(runs, on="run")
        .sort("ran_at", "run")
        .select("run", "data_date", "n_checked", "n_rows", "evidence")
    )


def fails_again(finding: dict[str, Any]) -> str:
    """Return the last run in which the rule of a verified finding fails again, else "".

    It is "" too where another finding says so already.
    """
    if finding["state"] != analysis.VERIFIED or not finding["rule"]:
        return ""
    about = pl.col("rule") == finding["rule"], pl.col("project") == finding["project"]
    held = analysis.holding(data.table("finding"), as_of()).filter(*about)
    last = outcomes_of(finding).tail(1).filter(pl.col("n_rows") > 0)
    return "" if held.height or last.is_empty() else str(last["run"][0])


__all__ = ["PARAMETER", "actions_of", "fails_again", "outcomes_of", "reminders", "rows"]
