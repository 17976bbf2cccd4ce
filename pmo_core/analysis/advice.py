"""What a business case comes to, in three to five sentences, each with its figure and its rule."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from pmo_core.analysis.business_case import (
    BusinessCase,
    break_even,
    scaled,
    sensitivity,
    values,
)
from pmo_core.analysis.outturn import Outturn

Tone = Literal["good", "caution", "bad", "neutral"]
Money = Callable[[float], str]
SOLID_PCT = 80
"""A case that pays with this percent of its benefits bears a usual shortfall."""

_DRIVERS = {
    "Benefits": "the size of its benefits", "Costs": "its cost",
    "Benefits come later": "when its benefits come", "Discount rate": "the discount rate",
}  # fmt: skip


@dataclass(frozen=True)
class Sentence:
    """One piece of advice.

    Parameters
    ----------
    text : str
        What is so, with the figures.
    rule : str
        The formula or limit that gave it.
    tone : {"good", "caution", "bad", "neutral"}
        What it means for the case.
    """

    text: str
    rule: str
    tone: Tone


def advise(
    of: BusinessCase, discount_pct: float, *, reference: Outturn, money: Money
) -> tuple[Sentence, ...]:
    """Return what a board should know about a case.

    Parameters
    ----------
    of : BusinessCase
        The case.
    discount_pct : float
        Discount rate per year.
    reference : Outturn
        Cost of closed projects against their estimates.
    money : callable
        Writes an amount of money, such as "1.2 M EUR".

    Returns
    -------
    tuple of Sentence
        Two where the case has no NPV, else four or five.
    """
    figures = values(of, discount_pct)
    npv = figures["npv"].value
    if npv is None:
        return (
            Sentence(
                f"{figures['npv'].reason} Whether it pays cannot be said; it needs another reason, "
                "such as a law or a risk that it takes away.",
                "NPV = sum of (benefit - cost) x discount factor needs benefits.", "neutral",
            ),
            _refer(of, discount_pct, reference, money),
        )  # fmt: skip
    found = [
        _verdict(of, discount_pct, npv, money),
        _bears(of, discount_pct),
        _range(of, discount_pct, npv, money),
        _refer(of, discount_pct, reference, money),
        _drives(of, discount_pct, npv, money),
    ]
    return tuple(one for one in found if one)


def _verdict(of: BusinessCase, discount_pct: float, npv: float, money: Money) -> Sentence:
    figures = values(of, discount_pct)
    rule = f"NPV at {discount_pct:g} % > 0"
    back = figures["payback_years"]
    if npv < 0:
        return Sentence(
            f"It does not pay as planned: at {discount_pct:g} % it is worth {money(-npv)} less "
            "than it costs.", rule, "bad",
        )  # fmt: skip
    when = f", and the money is back after {back.value:.1f} years" if back.value is not None else ""
    if not npv:
        return Sentence(f"It neither gains nor loses at {discount_pct:g} %{when}.", rule, "caution")
    return Sentence(
        f"It pays: at {discount_pct:g} % it is worth {money(npv)} more than it costs{when}.",
        f"{rule}; payback where the sum of the net flows stays at zero or above.", "good",
    )  # fmt: skip


def _bears(of: BusinessCase, discount_pct: float) -> Sentence | None:
    even = break_even(of, discount_pct)
    if even.benefit.value is None or even.cost.value is None:
        return None
    need, bear = 100 * even.benefit.value, 100 * (even.cost.value - 1)
    rule = "Break-even = PV(costs) / PV(benefits)"
    if need > 100:
        return Sentence(
            f"To pay, its benefits would have to reach {need:.0f} % of the estimate, or its costs "
            f"to stay {-bear:.0f} % below it.", f"{rule}; above 100 % it does not pay.", "bad",
        )  # fmt: skip
    is_solid = need <= SOLID_PCT
    thin = "" if is_solid else " That is a thin margin."
    return Sentence(
        f"It pays only if benefits reach {need:.0f} % of the estimate; with the benefits as "
        f"estimated, costs may grow by {bear:.0f} %.{thin}",
        f"{rule}; up to {SOLID_PCT} % it counts as solid.", "good" if is_solid else "caution",
    )  # fmt: skip


def _range(of: BusinessCase, discount_pct: float, npv: float, money: Money) -> Sentence | None:
    if not of.has_range:
        return None
    low, high = (values(of, discount_pct, end)["npv"].value for end in ("low", "high"))
    if low is None or high is None:
        return None
    rule = "NPV with low benefits and high costs, and the other way round."
    if low >= 0:
        text = f"Even at the low end of the estimates it pays: {money(low)}, {money(high)} at best."
        return Sentence(text, rule, "good")
    if high < 0:
        text = f"Even at the high end of the estimates it does not pay: {money(high)}."
        return Sentence(text, rule, "bad")
    text = (
        f"Between the ends of the estimates lies everything from {money(low)} to {money(high)}; "
        f"at the low end it does not pay."
    )
    return Sentence(text, rule, "caution" if npv >= 0 else "bad")


def _refer(
    of: BusinessCase, discount_pct: float, reference: Outturn, money: Money
) -> Sentence:  # fmt: skip
    rule = "Median of actual / estimated cost, narrowest class with at least 5 closed projects."
    if reference.median is None:
        return Sentence(f"No reference from the own history. {reference.reason}", rule, "neutral")
    says = (
        f"From the own history: {reference.of} cost a median {reference.median:.2f} x their "
        f"estimate, n = {reference.n}"
    )
    npv = values(scaled(of, costs=reference.median), discount_pct)["npv"].value
    if npv is None:
        return Sentence(f"{says}.", rule, "neutral")
    verdict = "it still pays" if npv >= 0 else "it does not pay"
    return Sentence(
        f"{says}. At that cost the NPV is {money(npv)}: {verdict}.", rule,
        "good" if npv >= 0 else "bad",
    )  # fmt: skip


def _drives(of: BusinessCase, discount_pct: float, npv: float, money: Money) -> Sentence | None:
    rows = sensitivity(of, discount_pct)
    if rows.is_empty():
        return None
    first = rows.row(0, named=True)
    worse = first["npv_worse"]
    if worse is None:
        return None
    turns = "; the case turns negative" if worse < 0 <= npv else ""
    return Sentence(
        f"What moves it most is {_DRIVERS[first['driver']]}: {first['worse']}, and the NPV is "
        f"{money(worse)}{turns}.",
        "Largest spread of the NPV when benefits and costs move by 20 %, benefits come a year "
        "later, or the rate moves by 3 points.",
        "caution" if turns else "neutral",
    )  # fmt: skip


__all__ = ["SOLID_PCT", "Sentence", "Tone", "advise"]
