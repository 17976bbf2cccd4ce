"""What a selection is made from: frozen frames that can be written as text and read again."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Self

import polars as pl

SCHEMAS: dict[str, dict[str, pl.DataType]] = {
    "projects": {
        "project": pl.String(), "name": pl.String(), "stage": pl.String(),
        "portfolio": pl.String(), "program": pl.String(), "department": pl.String(),
        "start_month": pl.Date(), "n_months": pl.Int64(), "cost": pl.Float64(),
        "priority": pl.Int64(), "is_candidate": pl.Boolean(),
    },
    "use": {
        "project": pl.String(), "resource": pl.String(), "month": pl.Date(),
        "amount": pl.Float64(),
    },
    "limits": {
        "resource": pl.String(), "portfolio": pl.String(), "period_on": pl.Date(),
        "n_months": pl.Int64(), "amount": pl.Float64(), "committed": pl.Float64(),
    },
    "benefits": {
        "project": pl.String(), "year": pl.Int64(), "planned": pl.Float64(),
        "low": pl.Float64(), "high": pl.Float64(),
    },
    "criteria": {
        "criterion": pl.String(), "name": pl.String(), "direction": pl.String(),
        "weight": pl.Float64(), "scale_min": pl.Float64(), "scale_max": pl.Float64(),
        "part": pl.String(),
    },
    "scores": {
        "project": pl.String(), "criterion": pl.String(), "assessor": pl.String(),
        "score": pl.Float64(), "low": pl.Float64(), "high": pl.Float64(),
    },
    "contributions": {"project": pl.String(), "goal": pl.String(), "share_pct": pl.Float64()},
    "links": {"project": pl.String(), "needs": pl.String()},
    "rules": {
        "code": pl.String(), "kind": pl.String(), "projects": pl.String(),
        "group_kind": pl.String(), "group_code": pl.String(), "threshold": pl.Float64(),
        "reason": pl.String(),
    },
}  # fmt: skip
"""Frame -> column -> type. Money is in base currency, work in hours."""

MONEY = "money"
"""The resource that is money; all others are codes of roles."""


@dataclass(frozen=True, eq=False)
class Case:
    """Everything that a selection depends on, besides the what-if.

    Parameters
    ----------
    data_date : date
        Day that the case speaks of.
    fiscal_year_start_month : int
        1 to 12.
    projects : polars.DataFrame
        One row per project. stage: "closed" or "canceled" for all that are finished, else as
        registered. portfolio: its own, else its program's. start_month: first day of the planned
        first month (null = not known: the month after the data date). n_months: planned length, at
        least 1. cost: planned cost in base currency, null = not known. is_candidate: whether it is
        to be decided; of the others those proposed or canceled are out, the rest is in.
    use : polars.DataFrame
        What an open project takes from a resource in a month: a candidate when it starts as
        planned, never before its start; the others what they still take after the data date.
    limits : polars.DataFrame
        What there is of a resource in a period of n_months (money: fiscal year, in one portfolio or
        in all, which is empty; role: month), and what those that are in take of it, with what is
        posted already. A period without a row, or without an amount, is not limited; but where no
        period has money, its base is what the candidates ask for.
    benefits, criteria, scores, contributions, links, rules : polars.DataFrame
        As registered; links only of strength 3 (blocking), money in base currency.
    """

    data_date: date
    fiscal_year_start_month: int
    projects: pl.DataFrame
    use: pl.DataFrame
    limits: pl.DataFrame
    benefits: pl.DataFrame
    criteria: pl.DataFrame
    scores: pl.DataFrame
    contributions: pl.DataFrame
    links: pl.DataFrame
    rules: pl.DataFrame

    def to_text(self) -> str:
        """Return the case as canonical JSON: equal cases give equal text."""
        parts = {
            "data_date": json.dumps(self.data_date.isoformat()),
            "fiscal_year_start_month": json.dumps(self.fiscal_year_start_month),
            **{
                name: getattr(self, name).select(*schema).sort(pl.all()).write_json()
                for name, schema in SCHEMAS.items()
            },
        }
        return "{" + ",".join(f'"{name}":{parts[name]}' for name in sorted(parts)) + "}"

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Return the case that `to_text` wrote."""
        read = json.loads(text)
        frames = {
            name: pl.DataFrame(
                read[name], schema={column: _plain(kind) for column, kind in schema.items()}
            ).with_columns(_dates(schema))
            for name, schema in SCHEMAS.items()
        }
        return cls(date.fromisoformat(read["data_date"]), read["fiscal_year_start_month"], **frames)

    @cached_property
    def content_hash(self) -> str:
        """Return the SHA-256 of the text."""
        return hashlib.sha256(self.to_text().encode()).hexdigest()


def _plain(kind: pl.DataType) -> pl.DataType:
    return pl.String() if kind == pl.Date() else kind


def _dates(schema: dict[str, pl.DataType]) -> list[pl.Expr]:
    return [pl.col(name).str.to_date() for name, kind in schema.items() if kind == pl.Date()]


__all__ = ["MONEY", "SCHEMAS", "Case"]
