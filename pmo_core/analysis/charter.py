"""The text of a charter: its hash, its lists, who must approve it, and what approvals are worth."""

import hashlib
import json
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, get_args

import polars as pl

from pmo_core.model import Charter
from pmo_core.model.charter import ApproverPosition

FROM_COST: dict[ApproverPosition, float] = {
    "sponsor": 0, "project manager": 0, "PMO": 50_000, "finance": 100_000, "security": 250_000,
    "architecture": 500_000,
}  # fmt: skip
"""Planned cost in base currency from which a position must approve."""
SECURITY_FROM_RISK_PCT = 50
_UNKNOWN_COST = 100_000.0
NONE, DRAFT, IN_APPROVAL = "none", "draft", "in approval"
APPROVED, OUTDATED, OPEN = "approved", "outdated", "open"
TEXTS = (
    "purpose", "scope_in", "scope_out", "deliverables", "milestones", "roles", "risks",
    "assumptions",
)  # fmt: skip
ROLES = ("R", "A", "C", "I")
_RACI = re.compile(r"\s*,?\s*\b([RACI])\s*=\s*")


def charter_hash(charter: Mapping[str, Any]) -> str:
    """Return the hash of what a charter says; who wrote it does not matter.

    Parameters
    ----------
    charter : mapping
        Fields of register `charter`.

    Examples
    --------
    >>> one = Charter(project="P", purpose="x").model_dump()
    >>> charter_hash(one) == charter_hash({**one, "author": "Tom"})
    True
    >>> charter_hash(one) == charter_hash({**one, "purpose": "y"})
    False
    """
    said = {name: _said(charter.get(name)) for name in Charter.model_fields if name != "author"}
    text = json.dumps(said, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:24]


def required(cost: float | Decimal | None, risk_pct: float | None) -> tuple[ApproverPosition, ...]:
    """Return who must approve a charter.

    Sponsor and project manager always; PMO from 50,000 planned cost, finance from 100,000, security
    from 250,000 or from 50 % risk, architecture from 500,000. Without a known cost PMO and finance,
    too: nobody knows how much it is.

    Parameters
    ----------
    cost : float, Decimal or None
        Planned cost in base currency.
    risk_pct : float or None
        Risk in percent; None = not known.

    Examples
    --------
    >>> required(60_000, None)
    ('sponsor', 'project manager', 'PMO')
    >>> required(60_000, 70.0)
    ('sponsor', 'project manager', 'PMO', 'security')
    """
    known = pl.DataFrame(
        {"project": [""], "planned_cost": [None if cost is None else float(cost)],
         "risk_pct": [risk_pct]},
        schema={"project": pl.String, "planned_cost": pl.Float64, "risk_pct": pl.Float64},
    )  # fmt: skip
    return tuple(required_of(known)["position"])


def required_of(projects: pl.DataFrame) -> pl.DataFrame:
    """Return who must approve the charters of many projects: project, position; see `required`.

    Parameters
    ----------
    projects : polars.DataFrame
        project, planned_cost (base currency), risk_pct (null = not known).
    """
    positions = pl.DataFrame(
        list(FROM_COST.items()), schema={"position": pl.String, "_from": pl.Float64}, orient="row"
    )
    by_cost = pl.col("planned_cost").fill_null(_UNKNOWN_COST) >= pl.col("_from")
    by_risk = (pl.col("risk_pct") >= SECURITY_FROM_RISK_PCT).fill_null(value=False)
    asked = by_cost | (by_risk & (pl.col("position") == "security"))
    return projects.join(positions, how="cross").filter(asked).select("project", "position")


def standing(
    charters: pl.DataFrame, approvals_kept: pl.DataFrame, projects: pl.DataFrame
) -> pl.DataFrame:
    """Return where the charter of each project stands.

    Parameters
    ----------
    charters, approvals_kept : polars.DataFrame
        Registers `charter` and `charter_approval`.
    projects : polars.DataFrame
        project, planned_cost (base currency), risk_pct (null = not known).

    Returns
    -------
    polars.DataFrame
        project, charter_state (none, draft, in approval, approved, or outdated: something is
        approved, but only as it read before), n_approved and n_required (approvals of the text as
        it reads now, and how many it needs), author; as many rows as projects, in their order.
    """
    hashes = [charter_hash(row) for row in charters.iter_rows(named=True)]
    texts = charters.select("project", "author", text_hash=pl.Series(hashes, dtype=pl.String))
    counted = (
        required_of(projects)
        .join(approvals_kept, on=["project", "position"], how="left")
        .join(texts, on="project", how="left")
        .with_columns(is_now=pl.col("charter_hash") == pl.col("text_hash"))
        .group_by("project")
        .agg(
            n_required=pl.col("position").n_unique().cast(pl.Int64),
            n_approved=pl.col("position").filter("is_now").n_unique().cast(pl.Int64),
            n_given=pl.col("charter_hash").count(),
        )
    )
    state = (
        pl.when(pl.col("text_hash").is_null()).then(pl.lit(NONE))
        .when(pl.col("n_approved") == pl.col("n_required")).then(pl.lit(APPROVED))
        .when(pl.col("n_approved") > 0).then(pl.lit(IN_APPROVAL))
        .when(pl.col("n_given") > 0).then(pl.lit(OUTDATED))
        .otherwise(pl.lit(DRAFT))
    )  # fmt: skip
    return (
        projects.join(texts, on="project", how="left", maintain_order="left")
        .join(counted, on="project", how="left", maintain_order="left")
        .select("project", "n_approved", "n_required", "author", charter_state=state)
    )


def approvals(
    kept: pl.DataFrame, text_hash: str, positions: tuple[ApproverPosition, ...]
) -> pl.DataFrame:
    """Return who approved the text as it reads now, and whose approval was of another text.

    Parameters
    ----------
    kept : polars.DataFrame
        Rows of register `charter_approval` of one project.
    text_hash : str
        Hash of the charter as it reads now.
    positions : tuple of ApproverPosition
        Who must approve.

    Returns
    -------
    polars.DataFrame
        position, approval (approved, outdated = of another text, open), is_required, approver,
        approved_at, comment; one row per position that must approve or has approved.
    """
    order = {one: place for place, one in enumerate(get_args(ApproverPosition))}
    asked = pl.DataFrame({"position": list(positions)}, schema={"position": pl.String})
    latest = (
        kept.with_columns(is_now=pl.col("charter_hash") == text_hash)
        .sort("is_now", "approved_at")
        .unique("position", keep="last", maintain_order=True)
        .select("position", "is_now", "approver", "approved_at", "comment")
    )
    both = asked.with_columns(is_required=True).join(
        latest, on="position", how="full", coalesce=True
    )
    state = (
        pl.when("is_now").then(pl.lit(APPROVED))
        .when(pl.col("approver").is_not_null()).then(pl.lit(OUTDATED))
        .otherwise(pl.lit(OPEN))
    )  # fmt: skip
    place = pl.col("position").replace_strict(order, return_dtype=pl.Int64)
    return both.sort(place).select(
        "position", pl.col("is_required").fill_null(value=False), "approver", "approved_at",
        "comment", approval=state,
    )  # fmt: skip


def raci(text: str | None) -> pl.DataFrame:
    """Return the lines of `roles` as a table: work, R, A, C, I.

    A line that says no role is a work without names.

    Examples
    --------
    >>> raci("Design: R=Tom, A=Ana, C=Kim, Lee").row(0)
    ('Design', 'Tom', 'Ana', 'Kim, Lee', '')
    """
    rows = []
    for line in (text or "").splitlines():
        work, _, rest = line.rpartition(": ") if ": " in line else (line, "", "")
        parts = _RACI.split(rest)
        named = dict(zip(parts[1::2], (one.strip() for one in parts[2::2]), strict=True))
        if line.strip():
            rows.append((work.strip(), *(named.get(role, "") for role in ROLES)))
    return pl.DataFrame(rows, schema=dict.fromkeys(("work", *ROLES), pl.String), orient="row")


def raci_text(table: pl.DataFrame) -> str | None:
    r"""Return a RACI table as the lines of `roles`; rows without a work are left out.

    Examples
    --------
    >>> raci_text(raci("Design: R=Tom, A=Ana\nTest: R=Kim"))
    'Design: R=Tom, A=Ana\nTest: R=Kim'
    """
    lines = []
    for work, *names in table.select("work", *ROLES).iter_rows():
        given = [f"{role}={_line(name)}" for role, name in zip(ROLES, names, strict=True)
                 if _line(name)]  # fmt: skip
        if _line(work):
            lines.append(f"{_line(work)}: {', '.join(given)}" if given else _line(work))
    return "\n".join(lines) or None


def _line(text: str | None) -> str:
    return " ".join((text or "").split())


def _said(value: Any) -> str | None:
    if isinstance(value, Decimal):
        return f"{value:.4f}"
    return None if value is None else str(value)


__all__ = [
    "APPROVED", "DRAFT", "FROM_COST", "IN_APPROVAL", "NONE", "OPEN", "OUTDATED", "ROLES",
    "SECURITY_FROM_RISK_PCT", "TEXTS", "approvals", "charter_hash", "raci", "raci_text",
    "required", "required_of", "standing",
]  # fmt: skip
