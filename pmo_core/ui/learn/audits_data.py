"""What the pages of audits read, remembered until the next change."""

from typing import Any

import polars as pl

from pmo_core.analysis.audit_standing import standing
from pmo_core.jobs import audits_risk
from pmo_core.jobs.audits_report import open_points
from pmo_core.model import Audit
from pmo_core.ui import data, facts
from pmo_core.ui.admin_act import may_write
from pmo_core.ui.page import as_of
from pmo_core.ui.trust import trust

PARAMETER = "audit"
MAY_NOT = "Audits are for the PMO: act as a manager or an administrator."


def risk() -> pl.DataFrame:
    """Return the risk of every subject; see `analysis.audit_risk.points`."""
    today = as_of()
    return data.derived(
        "audit risk",
        lambda: audits_risk.risk(data, facts.portfolio(today), trust(today), today),
        today=today,
    )


def audits() -> pl.DataFrame:
    """Return all audits; see `analysis.audit_standing.standing`."""
    today = as_of()
    return data.derived(
        "audits",
        lambda: standing(
            data.table("audit"), data.table("audit_question"), data.table("finding"), today
        ),
        today=today,
    )


def of(register: str, code: str) -> pl.DataFrame:
    """Return the rows of a register that belong to an audit."""
    return data.table(register).filter(pl.col("audit") == code)


def to_do(code: str) -> list[str]:
    """Return what must be done before an audit can be reported."""
    return data.derived("audit to do", lambda: open_points(data, code), code=code)


def names() -> list[str]:
    """Return the people who may audit: project office first, then everybody by name."""
    return data.derived("names of auditors", _names)


def may(register: str = "audit") -> dict[str, Any]:
    """Return what a button needs to know: disabled, with the reason, nothing where it may."""
    return {} if may_write(register) else {"disabled": True, "help": MAY_NOT}


def is_under_way(audit: Audit) -> bool:
    """Return whether answers, notes and files are taken."""
    return audit.state == "in progress"


def _names() -> list[str]:
    kept = data.table("audit")["auditor"].drop_nulls().unique().sort()
    members = data.table("board_member")["member"].unique().sort()
    people = data.table("person")["name"].unique().sort()
    return list(dict.fromkeys([*kept, *members, *people]))


__all__ = [
    "MAY_NOT", "PARAMETER", "audits", "is_under_way", "may", "names", "of", "risk", "to_do",
]  # fmt: skip
