"""Amounts that are kept in base currency alone: where a file states another one, that is asked."""

from collections.abc import Iterable

from pmo_core.exchange.asking import ValueQuestion
from pmo_core.exchange.heading import unit
from pmo_core.exchange.mapping import Mapping
from pmo_core.exchange.numbers import UNSURE_SIGNS
from pmo_core.exchange.profile import Profile


def about_currency(
    profile: Profile, mapping: Mapping, columns: Iterable[str], base_currency: str
) -> tuple[ValueQuestion, ...]:
    """Ask whether amounts are in base currency where headers, cells or the user state another.

    Parameters
    ----------
    profile : Profile
        Of the whole file.
    mapping : Mapping
        Its constant `currency`, the user's word, wins over headers and cells.
    columns : iterable of str
        Columns of amounts that are kept in base currency.
    base_currency : str
        The only one that is kept; nothing is converted.
    """
    said = mapping.constants.get("currency")
    stated = {
        name: {said} if said else {unit(name).sign, *profile.numbers[name].signs} - {""}
        for name in columns
        if name in profile.numbers
    }
    others = {
        name: found
        for name, signs in stated.items()
        if (found := sorted(one for one in signs if not _may_be(one, name, base_currency)))
    }
    if not others:
        return ()
    signs = ", ".join(sorted({one for found in others.values() for one in found}))
    text = (
        f"{', '.join(others)}: the currency stated is {signs}, but this register keeps amounts in "
        f"{base_currency} alone. Are they in {base_currency}? If not, convert them in the file "
        "first."
    )
    means = f"They are in {base_currency}, whatever the file states"
    return (ValueQuestion("currency", next(iter(others)), text, ((base_currency, means),)),)


def _may_be(sign: str, header: str, base_currency: str) -> bool:
    """Whether a sign or code, in a header or a cell, may mean the base currency."""
    of_header = unit(header)
    meant = of_header.currency if sign == of_header.sign else sign
    return base_currency in (meant, *UNSURE_SIGNS.get(sign, ()))


__all__ = ["about_currency"]
