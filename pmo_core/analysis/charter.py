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

ALWAYS: tuple[ApproverPosition, ...] = ("sponsor", "project manager")
FROM_COST: tuple[tuple[float, ApproverPosition], ...] = (
    (50_000, "PMO"), (100_000, "finance"), (250_000, "security"), (500_000, "architecture"),
)  # fmt: skip
"""Planned cost in base currency from which a position must approve, too."""
SECURITY_FROM_RISK_PCT = 50
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
    amount = 100_000.0 if cost is None else float(cost)
    wanted = {*ALWAYS, *(position for limit, position in FROM_COST if amount >= limit)}
    if risk_pct is not None and risk_pct >= SECURITY_FROM_RISK_PCT:
        wanted.add("security")
    return tuple(one for one in get_args(ApproverPosition) if one in wanted)


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
    "ALWAYS", "APPROVED", "FROM_COST", "OPEN", "OUTDATED", "ROLES", "SECURITY_FROM_RISK_PCT",
    "TEXTS", "approvals", "charter_hash", "raci", "raci_text", "required",
]  # fmt: skip
