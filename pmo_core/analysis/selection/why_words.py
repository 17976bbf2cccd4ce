"""Reasons as values, and each as one sentence in plain words."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from pmo_core.analysis.selection.why_constraints import listed
from pmo_core.model.what_if import WhatIf

Kind = Literal[
    "forced", "loss", "tie", "better", "impossible", "worth", "money", "hours", "percent", "start",
    "rule", "together", "unknown",
]  # fmt: skip


MOST_MOVED = 3
"""Projects that start in another month, of which each is told."""


@dataclass(frozen=True, slots=True)
class Need:
    """What more of a limit it takes.

    Parameters
    ----------
    resource : str
        "money" or a role.
    portfolio : str
        Portfolio whose money it is; empty = all together.
    period : str
        Fiscal year ("2027") or month ("2027-03").
    amount : float
        In base currency or hours, rounded up.
    """

    resource: str
    portfolio: str
    period: str
    amount: float


@dataclass(frozen=True, slots=True)
class Move:
    """What happens to another project: first month before and after; None = out."""

    project: str
    was: date | None
    now: date | None


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that is known about a project's place in or out of the selection.

    Parameters
    ----------
    kind : Kind
        forced: by rules or persons; loss: value lost if it is forced the other way; tie: another
        selection of the same value has it the other way; better: forcing it gives more than the
        selection; impossible: no selection has it the other way; worth: by how much its own worth
        would have to change; money, hours, percent, start, rule: the change that lets it in without
        losing value; together: all that is short when it is added to the selection; unknown: not
        found out in time.
    project : str
        The project that it speaks of.
    is_in : bool
        Whether the project is in today's selection.
    low, high : float or None
        loss, better: value between these; equal when known.
    share_pct : float or None
        loss: `high` in percent of today's value.
    amount : float or None
        worth, percent (of capacity), start (months): rounded so that the sentence stays true.
    now : float or None
        worth, percent, start: what it is today.
    needs : tuple of Need
        money, hours, together.
    moves : tuple of Move
        loss, tie, better: other projects that the selection treats otherwise than today's.
    constraints : tuple of str
        forced, impossible, rule, together: the constraints in words.
    code : str
        percent: the role; rule: the code of the rule, link or forced project.
    is_proven : bool
        Whether nothing less would do (money, hours, percent, start), or the figure is exact.
    chosen : tuple of (project, delay in months)
        The selection that shows it.
    what_if : WhatIf or None
        The controls under which it holds; None where no control says it.
    unit : str
        "money" where values are in base currency, else empty.
    """

    kind: Kind
    project: str
    is_in: bool
    low: float | None = None
    high: float | None = None
    share_pct: float | None = None
    amount: float | None = None
    now: float | None = None
    needs: tuple[Need, ...] = ()
    moves: tuple[Move, ...] = ()
    constraints: tuple[str, ...] = ()
    code: str = ""
    is_proven: bool = True
    chosen: tuple[tuple[str, int], ...] = ()
    what_if: WhatIf | None = None
    unit: str = ""


def up(amount: float, digits: int = 3) -> float:
    """Return an amount rounded up to whole units, large ones to some digits.

    Examples
    --------
    >>> up(118_734.2), up(7.01), up(0.2)
    (119000.0, 8.0, 1.0)
    """
    step = 10.0 ** max(0, math.floor(math.log10(max(amount, 1.0))) + 1 - digits)
    return math.ceil(round(amount / step, 6)) * step


def figure(value: float, toward: float = 0) -> str:
    """Return a value with three digits, rounded up (toward = 1), down (-1) or to the nearest.

    Examples
    --------
    >>> figure(12.3456), figure(12.3456, 1), figure(1234567.8), figure(0.0)
    ('12.3', '12.4', '1,234,568', '0')
    """
    if value == 0:
        return "0"
    digits = max(0, 2 - math.floor(math.log10(abs(value))))
    scaled = round(value * 10**digits, 6)
    whole = math.ceil(scaled) if toward > 0 else math.floor(scaled) if toward else round(scaled)
    text = f"{whole / 10**digits:,.{digits}f}"
    return text.rstrip("0").rstrip(".") if digits else text


def sentence(reason: Reason, currency: str = "") -> str:
    """Return the reason as one or two sentences.

    Parameters
    ----------
    reason : Reason
        Any.
    currency : str
        Base currency, for example "EUR"; without it amounts of money are "of money".

    Examples
    --------
    >>> need = Need("money", "", "2027", 120000.0)
    >>> sentence(Reason("money", "P-7", False, needs=(need,)), "EUR")
    'With 120,000 EUR more in 2027 it could be in without losing value.'
    """
    return _WORDS[reason.kind](reason, currency)


def need_words(need: Need, currency: str) -> str:
    """Return what more it takes, with its unit and period."""
    if need.resource != "money":
        return f"{need.amount:,.0f} h more of {need.resource} in {need.period}"
    of = f" for portfolio {need.portfolio}" if need.portfolio else ""
    return f"{need.amount:,.0f} {currency or 'of money'} more in {need.period}{of}"


def _value(reason: Reason, value: float, toward: float, currency: str) -> str:
    unit = f" {currency}" if reason.unit == "money" and currency else ""
    return figure(value, toward) + unit


def _range(reason: Reason, currency: str) -> str:
    low, high = reason.low or 0.0, reason.high or 0.0
    if reason.is_proven:
        return _value(reason, high, 0, currency)
    if math.isinf(high):
        return f"at least {_value(reason, max(low, 0.0), -1, currency)}"
    if low <= 0:
        return f"at most {_value(reason, high, 1, currency)}"
    return f"between {_value(reason, low, -1, currency)} and {_value(reason, high, 1, currency)}"


def _moves(reason: Reason) -> str:
    """Return what happens to the others, as the rest of a sentence."""
    gone = [one.project for one in reason.moves if one.now is None]
    came = [one.project for one in reason.moves if one.was is None]
    moved = [one for one in reason.moves if one.was and one.now]
    parts = []
    if gone:
        parts.append(f"{listed(gone)} would fall out")
    if came:
        parts.append(f"{listed(came)} would come in")
    if len(moved) > MOST_MOVED:
        parts.append(f"{len(moved)} would start in another month")
    elif moved:
        shown = [f"{one.project} would start in {one.now:%Y-%m}" for one in moved]
        parts.append(listed(shown))
    return ": " + "; ".join(parts) if parts else ""


def _forced(reason: Reason, currency: str) -> str:
    return f"It is {_side(reason)} because of {listed(reason.constraints)}."


def _side(reason: Reason) -> str:
    return "in" if reason.is_in else "out"


def _loss(reason: Reason, currency: str) -> str:
    share = "" if reason.share_pct is None else f" ({figure(reason.share_pct, 1)} %)"
    what = "Leaving it out" if reason.is_in else "Forcing it in"
    open_ = "" if reason.is_proven else " This is not proven closer in the time given."
    return f"{what} would cost {_range(reason, currency)}{share} of value{_moves(reason)}.{open_}"


def _tie(reason: Reason, currency: str) -> str:
    other = "leaves it out" if reason.is_in else "has it in"
    known = "an equally good" if reason.is_proven else "another selection worth the same"
    first = f"A tie: {known} selection" if reason.is_proven else f"A tie: {known}"
    return f"{first} {other}{_moves(reason)}."


def _better(reason: Reason, currency: str) -> str:
    what = "without it" if reason.is_in else "with it"
    if reason.constraints:
        first = f"Without {listed(reason.constraints)}"
        return (
            f"{first}, a selection {what} is worth {_least(reason, currency)} more{_moves(reason)}."
        )
    return (
        f"The selection shown is not the best: {what} one is worth "
        f"{_least(reason, currency)} more{_moves(reason)}."
    )


def _least(reason: Reason, currency: str) -> str:
    prefix = "" if reason.is_proven else "at least "
    return prefix + _value(reason, reason.low or 0.0, 0 if reason.is_proven else -1, currency)


def _impossible(reason: Reason, currency: str) -> str:
    other = "without it" if reason.is_in else "with it"
    because = f": against it stand {listed(reason.constraints)}" if reason.constraints else ""
    return f"No selection {other} keeps all rules and limits{because}."


def _worth(reason: Reason, currency: str) -> str:
    amount, now = reason.amount or 0.0, reason.now or 0.0
    today = f"(today {_value(reason, now, 0, currency)})"
    if reason.is_in:
        return f"Its worth {today} may fall by {_value(reason, amount, -1, currency)} before " + (
            "a selection without it is better."
        )
    if amount == 0:
        return f"Its own worth {today} is not above zero: it adds nothing to a selection."
    known = "" if reason.is_proven else "at most "
    more = _value(reason, amount, 1, currency)
    return f"Its worth {today} would have to be {known}{more} higher for it to be in."


def _lever(reason: Reason, change: str) -> str:
    perhaps = "" if reason.is_proven else ", perhaps less,"
    return f"{change}{perhaps} it could be in without losing value."


def _needs(reason: Reason, currency: str) -> str:
    needs = reason.needs
    if len(needs) > 2 and len({(one.resource, one.portfolio) for one in needs}) == 1:
        total = f"{sum(one.amount for one in needs):,.0f} h more of {needs[0].resource}"
        parts = "; ".join(f"{one.period}: {one.amount:,.0f}" for one in needs)
        return _lever(reason, f"With {total} in all ({parts})")
    return _lever(reason, f"With {listed([need_words(one, currency) for one in needs])}")


def _percent(reason: Reason, currency: str) -> str:
    now = f"(today {reason.now or 0:g} %)"
    return _lever(reason, f"With {reason.code} at {reason.amount:g} % of its capacity {now}")


def _start(reason: Reason, currency: str) -> str:
    months = int(reason.amount or 0)
    plural = "month" if months == 1 else "months"
    perhaps = "" if reason.is_proven else ", perhaps fewer,"
    return (
        f"If it could start {months} {plural} later than planned{perhaps} "
        "it could be in without losing value."
    )


def _rule(reason: Reason, currency: str) -> str:
    return f"Without {listed(reason.constraints)} it could be in without losing value."


def _together(reason: Reason, currency: str) -> str:
    needs = [need_words(one, currency) for one in reason.needs]
    parts = [f"takes {listed(needs)}"] if needs else []
    if reason.constraints:
        parts.append(f"breaks {listed(reason.constraints)}")
    none = "No single change was found that lets it in without losing value. "
    return f"{none}Added to the selection as it stands, it {' and '.join(parts)}."


def _unknown(reason: Reason, currency: str) -> str:
    other = "without it" if reason.is_in else "with it"
    return f"No selection {other} was found in the time given, nor proof that there is none."


_WORDS: dict[Kind, Callable[[Reason, str], str]] = {
    "forced": _forced, "loss": _loss, "tie": _tie, "better": _better, "impossible": _impossible,
    "worth": _worth, "money": _needs, "hours": _needs, "percent": _percent, "start": _start,
    "rule": _rule, "together": _together, "unknown": _unknown,
}  # fmt: skip


def to_json(reason: Reason, currency: str = "") -> dict[str, Any]:
    """Return the reason as values that JSON knows, with its sentence."""
    plain: dict[str, Any] = {
        name: getattr(reason, name)
        for name in (
            "kind", "project", "is_in", "share_pct", "amount", "now", "code", "is_proven", "unit",
        )
    }  # fmt: skip
    return plain | {
        "low": _finite(reason.low),
        "high": _finite(reason.high),
        "needs": [
            {"resource": one.resource, "portfolio": one.portfolio, "period": one.period,
             "amount": one.amount}
            for one in reason.needs
        ],
        "moves": [
            {"project": one.project, "was": _day(one.was), "now": _day(one.now)}
            for one in reason.moves
        ],
        "constraints": list(reason.constraints),
        "chosen": [list(pair) for pair in reason.chosen],
        "what_if": None if reason.what_if is None else reason.what_if.model_dump(mode="json"),
        "sentence": sentence(reason, currency),
    }  # fmt: skip


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


__all__ = ["Kind", "Move", "Need", "Reason", "figure", "need_words", "sentence", "to_json", "up"]
