"""How the columns of a file are to be read: decided from their profiles, or asked.

What the evidence does not decide becomes a question, never a guess.
"""

from collections.abc import Iterable
from collections.abc import Mapping as Dict
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from pmo_core.errors import Finding, Refused
from pmo_core.exchange.asking import ValueQuestion, decided
from pmo_core.exchange.dates import DateConvention, order_of
from pmo_core.exchange.heading import unit
from pmo_core.exchange.mapping import Mapping
from pmo_core.exchange.numbers import UNSURE_SIGNS, NumberConvention
from pmo_core.exchange.profile import DateProfile, NumberProfile, Profile

__all__ = ["Conventions", "ValueQuestion", "decide", "decided"]

_RARE = 20  # one odd cell among this many others is an error of the cell, not a habit of the column


@dataclass(frozen=True, slots=True)
class Conventions:
    """How each number and date column is read, what must be asked, what is worth knowing."""

    numbers: Dict[str, NumberConvention]
    dates: Dict[str, DateConvention]
    questions: tuple[ValueQuestion, ...]
    findings: tuple[Finding, ...]

    def ways(self) -> dict[str, str]:
        """Return column -> how its values are read, in words.

        Examples
        --------
        >>> days = {"Day": DateConvention("dmy")}
        >>> Conventions({"Cost": NumberConvention(",")}, days, (), ()).ways()
        {'Cost': 'decimal comma', 'Day': 'day, month, year'}
        """
        numbers = {name: _number_way(one) for name, one in self.numbers.items()}
        dates = {name: _date_way(one) for name, one in self.dates.items()}
        return {name: way for name, way in {**numbers, **dates}.items() if way}


def _number_way(one: NumberConvention) -> str:
    mark = {",": "decimal comma", ".": "decimal point"}.get(one.decimal or "", "")
    factor = "" if one.factor == 1 else f"times {one.factor.normalize():,f}"
    return ", ".join(part for part in (mark, factor, one.currency or "") if part)


def _date_way(one: DateConvention) -> str:
    if one.is_iso:
        return "year, month, day"
    words = {"dmy": "day, month, year", "mdy": "month, day, year"}
    return words.get(one.chosen or one.order or "", "")


def decide(
    profile: Profile, mapping: Mapping, money: Iterable[str], base_currency: str, has_currency: bool
) -> Conventions:
    """Decide how the columns of a file are read.

    Parameters
    ----------
    profile : Profile
        Of the whole file.
    mapping : Mapping
        What the user chose wins over all evidence.
    money : iterable of str
        The columns that hold money; only these take a scale and a currency from their header.
    base_currency : str
        What a sign that several currencies share means, where it can mean that.
    has_currency : bool
        Whether the register keeps a currency per record.
    """
    questions: list[ValueQuestion] = []
    findings: list[Finding] = []
    money = frozenset(money)
    stated = {unit(name).currency for name in money & set(profile.numbers)} - {""}
    if len(stated) > 1 and has_currency and "currency" not in mapping.fields:
        raise Refused(
            f"The headers state several currencies: {', '.join(sorted(stated))}.",
            "Map the amounts of one currency at a time.",
        )
    decimals = {
        name: _decimal(name, profile, mapping, questions, findings) for name in profile.numbers
    }
    columns: dict[str, NumberConvention] = {}
    for name, mark in decimals.items():
        seen = profile.numbers[name]
        columns[name] = NumberConvention(
            mark,
            _factor(name, seen, mapping, name in money, questions),
            unit(name).currency or None if name in money and has_currency else None,
            _signs(name, seen, mapping, base_currency, questions)
            if name in money and has_currency
            else (),
            seen.is_plain and mark == ".",
        )
    date_columns = {
        name: _order(name, profile, mapping, questions, findings) for name in profile.dates
    }
    return Conventions(columns, date_columns, tuple(questions), tuple(findings))


def _decimal(
    name: str,
    profile: Profile,
    mapping: Mapping,
    questions: list[ValueQuestion],
    findings: list[Finding],
) -> str | None:
    if name in mapping.decimal:
        return mapping.decimal[name]
    seen = profile.numbers[name]
    if seen.n_point and seen.n_comma and not seen.n_open:
        findings.append(
            Finding(
                "info",
                "mixed_decimals",
                f"{name} writes some numbers with a decimal point and some with a decimal comma; "
                "each can be read in one way only.",
                column=name,
            )
        )
        return None
    mark, is_clear = _majority(seen.n_point, seen.n_comma, seen.n_open, (".", ","))
    if mark is not None and is_clear:
        return mark
    if not seen.n_open:
        return "."
    others = [other for column, other in profile.numbers.items() if column != name]
    marks = {mark for other in others for mark in _marks(other)}
    if len(marks) == 1 and not (seen.n_point or seen.n_comma):
        findings.append(_by_others(name, "decimal sign"))
        return next(iter(marks))
    questions.append(
        ValueQuestion(
            "decimal",
            name,
            f"Which sign separates the decimals in {name}?",
            ((".", "decimal point: 1,234.5"), (",", "decimal comma: 1.234,5")),
            seen.examples,
        )
    )
    return None


def _marks(seen: NumberProfile) -> Iterable[str]:
    return [mark for mark, n in ((".", seen.n_point), (",", seen.n_comma)) if n]


def _factor(
    name: str, seen: NumberProfile, mapping: Mapping, is_money: bool, questions: list[ValueQuestion]
) -> Decimal:
    if name in mapping.factors:
        try:
            factor = Decimal(mapping.factors[name])
        except InvalidOperation as error:
            raise Refused(
                f"The factor of {name}, {mapping.factors[name]!r}, is not a number."
            ) from error
        if not (factor.is_finite() and Decimal("1e-6") <= factor <= Decimal("1e12")):
            raise Refused(f"The factor of {name} must lie between 0.000001 and 10^12.")
        if round(factor, 9) != factor:
            raise Refused(f"The factor of {name} has more than nine decimals.")
        return factor
    said = Decimal(unit(name).factor) if is_money else Decimal(1)
    if said == 1 and seen.n_scaled and seen.n_bare:
        questions.append(
            ValueQuestion(
                "factor",
                name,
                f"Some cells of {name} name a unit such as million; in what are the others?",
                (("1", "as written"), ("1000", "thousands"), ("1000000", "millions")),
            )
        )
    if seen.n_fraction and not seen.n_above_one:
        questions.append(
            ValueQuestion(
                "factor",
                name,
                f"No number in {name} is above 1; is 0.5 a half, or half a percent?",
                (("100", "0.5 is half"), ("1", "0.5 is half a percent")),
            )
        )
    return said


def _signs(
    name: str,
    seen: NumberProfile,
    mapping: Mapping,
    base_currency: str,
    questions: list[ValueQuestion],
) -> tuple[tuple[str, str], ...]:
    """Return what the unsure currency signs of a column mean; ask where nothing says it."""
    meant = []
    is_given = (
        "currency" in mapping.constants or "currency" in mapping.fields or unit(name).currency
    )
    known = sorted(seen.signs - set(UNSURE_SIGNS))
    if known and seen.n_unsigned and not is_given:
        codes = tuple(dict.fromkeys((*known, base_currency)))
        questions.append(
            ValueQuestion(
                "currency",
                name,
                f"Some amounts in {name} name a currency; which one are the others in?",
                tuple((code, code) for code in codes),
            )
        )
    for sign in sorted(seen.signs & set(UNSURE_SIGNS)):
        options = UNSURE_SIGNS[sign]
        constant = mapping.constants.get("currency", "")
        if constant in options or base_currency in options:
            meant.append((sign, constant if constant in options else base_currency))
        elif constant or "currency" in mapping.fields:
            meant.append((sign, ""))
        else:
            questions.append(
                ValueQuestion(
                    "currency",
                    name,
                    f"Which currency does {sign!r} mean in {name}?",
                    tuple((code, code) for code in options),
                )
            )
    return tuple(meant)


def _order(
    name: str,
    profile: Profile,
    mapping: Mapping,
    questions: list[ValueQuestion],
    findings: list[Finding],
) -> DateConvention:
    seen = profile.dates[name]
    if name in mapping.date_formats:
        chosen = order_of(mapping.date_formats[name])
        if chosen not in ("dmy", "mdy", "ymd", "ydm"):
            raise Refused(
                f"{mapping.date_formats[name]!r} is not a date format for {name}.",
                "Write it with %d, %m and %Y, for example %d/%m/%Y.",
            )
        if chosen in ("dmy", "mdy"):
            return DateConvention(chosen, "ymd", chosen, seen.is_iso)
        return DateConvention(None, chosen, chosen, seen.is_iso)
    findings.extend(_told(name, seen))
    order, is_clear = _majority(seen.n_dmy, seen.n_mdy, seen.n_open, ("dmy", "mdy"))
    if not is_clear and not (seen.n_dmy and seen.n_mdy):
        order = _order_of_others(name, seen, profile)
        is_clear = order is not None
        if is_clear:
            findings.append(_by_others(name, "order of day and month"))
    year_first, is_clear_first = _year_first(seen)
    if "dashed" in seen.kinds:
        choices = tuple((form, form) for form in ("%d-%m-%y", "%m-%d-%y", "%y-%m-%d"))
        questions.append(_date_question(name, seen, choices))
    elif not is_clear:
        choices = (("%d/%m/%Y", "day first: 31/12/2026"), ("%m/%d/%Y", "month first: 12/31/2026"))
        questions.append(_date_question(name, seen, choices))
    elif not is_clear_first:
        choices = (
            ("%Y-%m-%d", "month, then day: 2026-12-31"),
            ("%Y-%d-%m", "day, then month: 2026-31-12"),
        )
        questions.append(_date_question(name, seen, choices))
    return DateConvention(order, year_first, is_iso=seen.is_iso)


def _year_first(seen: DateProfile) -> tuple[str | None, bool]:
    """Return the order of dates that begin with the year, and whether it is sure.

    Day before month is against the standard, so cells that prove it leave open ones in doubt.
    """
    if not seen.n_ydm:
        return "ymd", True
    order, is_clear = _majority(seen.n_ymd, seen.n_ydm, seen.n_open_first, ("ymd", "ydm"))
    return order, is_clear and (order != "ydm" or not seen.n_open_first)


def _majority(
    n_one: int, n_other: int, n_open: int, names: tuple[str, str]
) -> tuple[str | None, bool]:
    """Return the order that the cells prove, and whether every cell can be read with it."""
    if not n_open:
        both = n_one and n_other
        return (None if both or not (n_one or n_other) else names[0] if n_one else names[1]), True
    if n_one >= _RARE * n_other and n_one:
        return names[0], True
    if n_other >= _RARE * n_one and n_other:
        return names[1], True
    return None, False


def _order_of_others(name: str, seen: DateProfile, profile: Profile) -> str | None:
    """Return the order that all other date columns written with the same marks prove."""
    others = [
        other
        for column, other in (*profile.dates.items(), *profile.other_dates.items())
        if column != name and other.marks & seen.marks
    ]
    orders = {
        order
        for other in others
        if (order := _majority(other.n_dmy, other.n_mdy, 0, ("dmy", "mdy"))[0]) is not None
    }
    is_mixed = any(other.n_dmy and other.n_mdy for other in others)
    return next(iter(orders)) if len(orders) == 1 and not is_mixed else None


def _date_question(
    name: str, seen: DateProfile, choices: tuple[tuple[str, str], ...]
) -> ValueQuestion:
    return ValueQuestion(
        "date_format", name, f"How are the dates in {name} written?", choices, seen.examples
    )


def _by_others(name: str, what: str) -> Finding:
    text = f"The {what} of {name} is the one that the other columns of the file prove."
    return Finding("info", "by_other_columns", text, column=name)


def _told(name: str, seen: DateProfile) -> Iterable[Finding]:
    """Yield what is worth knowing about the dates of a column."""
    facts = {
        "times": (seen.n_time, "a time of day, which is left out"),
        "short_years": (seen.n_short, "a year of two digits, read as 1969 to 2068"),
        "odd_order": (seen.n_ydm, "the day before the month after the year (2012-30-09)"),
    }
    for code, (n, what) in facts.items():
        if n:
            yield Finding("info", code, f"{n:,} dates in {name} have {what}.", column=name)
    if "serial" in seen.kinds:
        yield Finding(
            "info",
            "serial_dates",
            f"{name} holds spreadsheet day numbers; read from 1900 on.",
            column=name,
        )
    if seen.kinds & {"month", "year"}:
        yield Finding(
            "info",
            "coarse_dates",
            f"{name} holds months or years without a day; a start is read as the first day, "
            "anything else as the last.",
            column=name,
        )
    if len(seen.kinds) > 1 or (seen.n_dmy and seen.n_mdy):
        yield Finding(
            "info",
            "mixed_dates",
            f"{name} writes dates in several ways: {', '.join(sorted(seen.kinds))}.",
            column=name,
        )
