"""Which method fits a project, by a table of rules that anybody can read.

Each rule looks at one trait and gives points to methods, with a sentence that says why. The method
with the most points is recommended; of equal ones the lighter. A trait that is not known gives no
points and is named.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from pmo_core.model.structure import Method

Scope = Literal["stable", "changing"]
METHODS: tuple[Method, ...] = ("light", "agile", "hybrid", "waterfall")
"""From the lightest to the heaviest."""


@dataclass(frozen=True, slots=True)
class Traits:
    """What is known of a project; None = not known.

    Parameters
    ----------
    cost : float or None
        Planned cost, base currency.
    months : float or None
        Planned duration.
    risk_pct : float or None
        Risk, 0-100.
    n_links : int or None
        Projects that it needs or that need it.
    team : float or None
        Full-time equivalents at work on average.
    is_mandatory : bool or None
        Whether law or rule asks for it.
    scope : {"stable", "changing"} or None
        Whether what is wanted can be written down now, or will be found out on the way.
    is_new : bool or None
        Whether nobody here has done the like.
    """

    cost: float | None = None
    months: float | None = None
    risk_pct: float | None = None
    n_links: int | None = None
    team: float | None = None
    is_mandatory: bool | None = None
    scope: Scope | None = None
    is_new: bool | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """Points that one value of a trait gives.

    Parameters
    ----------
    trait : str
        Field of `Traits`.
    applies : callable
        Whether a known value of the trait is meant.
    condition, sentence : str
        The value in words, and why it speaks for or against.
    points : tuple of int
        For each of `METHODS`, in their order; negative = against.
    """

    trait: str
    applies: Callable[[float], bool]
    condition: str
    sentence: str
    points: tuple[int, int, int, int]


RULES: tuple[Rule, ...] = (
    Rule("cost", lambda x: x < 50_000, "below 50 k",
         "It is small: heavy steering would cost more than it saves.", (4, 1, 0, -2)),
    Rule("cost", lambda x: 50_000 <= x < 500_000, "50 k to 500 k",
         "Its size asks for gates and a plan, but not for a large apparatus.", (-1, 1, 1, 0)),
    Rule("cost", lambda x: x >= 500_000, "from 500 k",
         "Much money is at stake: it is released step by step, against proof.", (-4, 0, 2, 2)),
    Rule("months", lambda x: x <= 4, "up to 4 months",
         "It is over before several gates could be held.", (2, 1, 0, -1)),
    Rule("months", lambda x: x > 12, "more than 12 months",
         "It runs long: results must be seen on the way.", (-3, 1, 2, 0)),
    Rule("risk_pct", lambda x: x < 20, "below 20 %",
         "Little can go wrong: few controls are enough.", (2, 0, 0, 0)),
    Rule("risk_pct", lambda x: x >= 50, "from 50 %",
         "Much can go wrong: gates and reviews find it in time.", (-4, 0, 2, 1)),
    Rule("n_links", lambda x: x == 0, "none",
         "Nobody waits for it: the team can choose its own pace.", (1, 1, 0, 0)),
    Rule("n_links", lambda x: x >= 3, "3 or more",
         "Other projects wait for it, or it for them: dates must be agreed and kept.",
         (-2, -1, 2, 2)),
    Rule("team", lambda x: x <= 2, "up to 2",
         "One or two people need no ceremonies.", (2, -2, 0, 0)),
    Rule("team", lambda x: 2 < x <= 9, "3 to 9",
         "One team of this size can steer itself.", (0, 2, 1, 0)),
    Rule("team", lambda x: x > 9, "10 or more",
         "Several teams need a frame that all keep to.", (-2, -1, 2, 1)),
    Rule("is_mandatory", bool, "yes",
         "Law or rule says what must be there and by when: gates prove it.", (-1, -1, 1, 2)),
    Rule("scope", lambda x: x == 1, "stable",
         "What is wanted can be written down now: plan it once and well.", (1, -2, 1, 3)),
    Rule("scope", lambda x: x == 0, "changing",
         "What is wanted will be found out on the way: short cycles make change cheap.",
         (0, 4, 2, -3)),
    Rule("is_new", bool, "yes",
         "Nobody here has done the like: learn early, from something that works.", (-1, 2, 1, -1)),
    Rule("is_new", lambda x: not x, "no",
         "It was done before: experience can be planned with.", (1, 0, 0, 1)),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reason:
    """A rule that applied, with the points of each method."""

    trait: str
    condition: str
    sentence: str
    points: dict[Method, int]


@dataclass(frozen=True, slots=True)
class Recommendation:
    """Which method, and why.

    Parameters
    ----------
    method : Method or None
        The one with the most points; None when nothing is known.
    scores : dict
        Points of each method.
    reasons : tuple of Reason
        Rules that applied, in the order of the table.
    unknown : tuple of str
        Traits that are not known.
    """

    method: Method | None
    scores: dict[Method, int]
    reasons: tuple[Reason, ...]
    unknown: tuple[str, ...]

    def why(self) -> list[Reason]:
        """Return what speaks for the recommended method, the strongest first."""
        if self.method is None:
            return []
        own = self.method
        found = [one for one in self.reasons if one.points[own] > 0]
        return sorted(found, key=lambda one: one.points[own], reverse=True)

    def why_not(self, method: Method) -> list[Reason]:
        """Return what puts another method behind the recommended one, the strongest first."""
        if self.method is None:
            return []
        own = self.method
        behind = [(one.points[own] - one.points[method], one) for one in self.reasons]
        return [one for lead, one in sorted(behind, key=lambda pair: -pair[0]) if lead > 0]


def recommend(traits: Traits) -> Recommendation:
    """Return the method that fits a project, with all that speaks for and against.

    Parameters
    ----------
    traits : Traits
        What is known of it.

    Examples
    --------
    >>> found = recommend(Traits(cost=30_000, months=3, scope="stable"))
    >>> found.method, found.scores
    ('light', {'light': 7, 'agile': 0, 'hybrid': 1, 'waterfall': 0})
    >>> recommend(Traits()).method is None
    True
    """
    values = {name: _number(getattr(traits, name)) for name in Traits.__dataclass_fields__}
    reasons = []
    for rule in RULES:
        value = values[rule.trait]
        if value is not None and rule.applies(value):
            points = dict(zip(METHODS, rule.points, strict=True))
            reasons.append(Reason(rule.trait, rule.condition, rule.sentence, points))
    scores = {method: sum(one.points[method] for one in reasons) for method in METHODS}
    best = max(METHODS, key=scores.__getitem__)
    unknown = tuple(name for name, value in values.items() if value is None)
    return Recommendation(best if reasons else None, scores, tuple(reasons), unknown)


def _number(value: float | str | None) -> float | None:
    """Return a trait as a number; a stable scope is 1, a changing one 0."""
    return {"stable": 1.0, "changing": 0.0}[value] if isinstance(value, str) else value


__all__ = ["METHODS", "RULES", "Reason", "Recommendation", "Rule", "Scope", "Traits", "recommend"]
