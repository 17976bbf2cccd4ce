"""The controls of a selection as one value: frozen, hashable, and short enough for a link."""

import base64
import zlib
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pmo_core.errors import Refused
from pmo_core.model.selection import GroupKind, RuleKind

Objective = Literal["score", "npv", "mix", "priority", "count"]
ScoringMethod = Literal["weighted sum", "wsjf", "rice", "topsis", "promethee"]
MAX_LINK = 200_000


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Rule(_Value):
    """A rule that a selection must keep; see `SelectionRule` for the meaning of the fields."""

    code: str
    kind: RuleKind
    projects: tuple[str, ...] = ()
    group_kind: GroupKind = ""
    group_code: str = ""
    threshold: float | None = None
    reason: str = ""


class Forced(_Value):
    """A project that a person put in or out, and why."""

    project: str
    reason: str = ""


class WhatIf(_Value):
    """What a manager turns to see another selection. A default changes nothing.

    Money is in base currency, percents are 0-100.
    """

    objective: Objective | None = Field(
        default=None, description="What is maximized; None = the first that the data knows."
    )
    mix_pct: float = Field(
        default=50, ge=0, le=100, description="Weight of score against NPV in a mix."
    )
    method: ScoringMethod = Field(default="weighted sum", description="How scores make one number.")
    weights: tuple[tuple[str, float], ...] = Field(
        default=(), description="Criterion and weight, where it differs from the register."
    )
    budget_pct: float = Field(
        default=100, ge=0, le=1000, description="Percent of each year's money."
    )
    budgets: tuple[tuple[int, float], ...] = Field(
        default=(),
        description="Fiscal year and money in all, instead of the register's; before percent.",
    )
    capacity_pct: float = Field(
        default=100, ge=0, le=1000, description="Percent of each role's capacity."
    )
    capacities: tuple[tuple[str, float], ...] = Field(
        default=(), description="Role and percent of its capacity, instead of the general one."
    )
    discount_pct: float = Field(default=8, ge=0, le=100, description="Discount rate per year.")
    risk_aversion_pct: float = Field(
        default=0,
        ge=0,
        le=100,
        description="Percent of its value that a project of full risk loses.",
    )
    shift_months: int = Field(
        default=0, ge=0, le=24, description="Months by which any project may start later."
    )
    windows: tuple[tuple[str, int], ...] = Field(
        default=(),
        description="Project and months that it may start later, instead of the general ones.",
    )
    delay_pct: float = Field(
        default=1,
        ge=0,
        le=20,
        description="Percent of its value that a project loses per month of delay.",
    )
    forced_in: tuple[Forced, ...] = ()
    forced_out: tuple[Forced, ...] = ()
    rules: tuple[Rule, ...] = Field(default=(), description="Rules beside those of the register.")
    dropped: tuple[str, ...] = Field(
        default=(), description="Codes of rules that do not hold here."
    )
    stages: tuple[str, ...] = Field(
        default=(), description="Stages whose projects are candidates; empty = the usual ones."
    )

    def to_link(self) -> str:
        """Return the value as text for a link; only what differs from the default is in it.

        Examples
        --------
        >>> WhatIf.from_link(WhatIf(budget_pct=90).to_link()).budget_pct
        90.0
        """
        text = self.model_dump_json(exclude_defaults=True)
        packed = base64.urlsafe_b64encode(zlib.compress(text.encode(), 9))
        return packed.decode().rstrip("=")

    @classmethod
    def from_link(cls, text: str) -> Self:
        """Return what `to_link` wrote.

        Raises
        ------
        Refused
            The text is damaged, too long, or of another release.
        """
        try:
            packed = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
            inflate = zlib.decompressobj()
            plain = inflate.decompress(packed, MAX_LINK)
            if inflate.unconsumed_tail:
                raise ValueError("too long")
            return cls.model_validate_json(plain)
        except (ValueError, zlib.error, ValidationError) as error:
            raise Refused(
                "This link to a what-if cannot be read.", "Ask for it again, or start anew."
            ) from error


__all__ = ["Forced", "Objective", "Rule", "ScoringMethod", "WhatIf"]
