"""What a header cell says: its words, the unit of its numbers, its currency."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from pmo_core.exchange.synonyms import (
    ABBREVIATIONS,
    BLOCKERS,
    CODE_WORDS,
    COMPLETION_COST_BLOCKERS,
    NAME_WORDS,
    NOISE,
)

CURRENCY_SIGNS = {"£": "GBP", "€": "EUR", "¥": "JPY", "₹": "INR", "$": "USD", "₩": "KRW"}
_CODES = "USD|EUR|GBP|CHF|JPY|CNY|SEK|NOK|DKK|PLN|CZK|HUF|AUD|CAD|NZD|INR|BRL|MXN|ZAR|SGD|HKD"
_SCALES = {
    "k": "1000", "tsd": "1000", "thousand": "1000", "thousands": "1000", "000": "1000",
    "000s": "1000", "t": "1000", "m": "1000000", "mn": "1000000", "mm": "1000000",
    "mio": "1000000", "million": "1000000", "millions": "1000000", "bn": "1000000000",
    "mrd": "1000000000", "billion": "1000000000", "billions": "1000000000",
}  # fmt: skip
_SCALE = "|".join(sorted(_SCALES, key=len, reverse=True))
_MONEY = rf"(?:[£€¥₹$₩]|(?:US|AU|CA)\$|\b(?:{_CODES})\b)"
_UNIT = re.compile(
    rf"(?P<before>{_MONEY})\s*['’]?(?P<scale_after>{_SCALE})?(?![A-Za-z])"
    rf"|\b(?P<scale_before>{_SCALE})\.?\s*(?P<after>[£€¥₹₩$]|(?:{_CODES})\b)",
    re.IGNORECASE,
)
_BARE_UNIT = re.compile(rf"[(\[]\s*(?:in\s+)?(?P<scale>{_SCALE})\s*[)\]]", re.IGNORECASE)
_DAYS = re.compile(
    r"\b(?:person[- ]?days|man[- ]?days|personentage|pt|pds?|fte[- ]?days|days)\b", re.IGNORECASE
)
_IN_PARENTHESES = re.compile(r"[(\[][^)\]]*[)\]]|\n.*", re.DOTALL)
_CAMEL = re.compile(r"(?<=[a-z\d])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_LABELS = frozenset(CODE_WORDS) | frozenset(NAME_WORDS)
_YEAR = re.compile(r"^(?:19|20)\d\d$")


@dataclass(frozen=True, slots=True)
class Unit:
    """The unit that a header cell states.

    `currency` is an ISO code or empty, `sign` the sign or code as written, `factor` the number that
    plain numbers are multiplied by ("1" where the header says nothing).
    """

    currency: str = ""
    sign: str = ""
    factor: str = "1"


@lru_cache(maxsize=4096)
def unit(header: str) -> Unit:
    """Return the currency and the scale that a header states.

    Examples
    --------
    >>> unit("Planned Cost ($ M)")
    Unit(currency='USD', sign='$', factor='1000000')
    >>> unit("Whole Life Cost TOTAL Baseline £m").factor, unit("Betrag (k EUR)").factor
    ('1000000', '1000')
    >>> unit("Cost Category")
    Unit(currency='', sign='', factor='1')
    """
    found = _UNIT.search(header)
    if found is None:
        bare = _BARE_UNIT.search(header)
        return Unit() if bare is None else Unit("", "", _SCALES[bare["scale"].lower()])
    sign = (found["before"] or found["after"]).upper()
    scale = (found["scale_after"] or found["scale_before"] or "").lower()
    currency = {"US$": "USD", "AU$": "AUD", "CA$": "CAD"}.get(sign, CURRENCY_SIGNS.get(sign, sign))
    return Unit(currency, sign, _SCALES.get(scale, "1"))


def is_in_days(header: str) -> bool:
    """Return whether a header says that its numbers are person-days.

    Examples
    --------
    >>> is_in_days("Effort (PT)"), is_in_days("Hours")
    (True, False)
    """
    return _DAYS.search(header) is not None


@lru_cache(maxsize=8192)
def words(text: str) -> tuple[str, ...]:
    """Return the words of a header in a common spelling: lower case, singular, no accents.

    Examples
    --------
    >>> words("DeveloperHoursActual"), words("Proj. Nr."), words("wlc_baseline")
    (('developer', 'hour', 'actual'), ('project', 'number'), ('whole', 'life', 'cost', 'baseline'))
    """
    spaced = _CAMEL.sub(" ", text).replace("%", " percent ")
    plain = unicodedata.normalize("NFKD", spaced).encode("ascii", "ignore").decode().casefold()
    found: list[str] = []
    for word in re.findall(r"[a-z]+|\d+", plain):
        plural = len(word) > 3 and word.endswith("s") and word[-2] not in "su"
        singular = word[:-1] if plural else word
        found += ABBREVIATIONS.get(word, ABBREVIATIONS.get(singular, singular)).split()
    return tuple(found)


@lru_cache(maxsize=4096)
def essential_words(header: str) -> tuple[str, ...]:
    """Return the words outside parentheses, without the unit; all words where nothing else is left.

    Examples
    --------
    >>> essential_words("Planned Project Completion Date (B2)")
    ('planned', 'project', 'completion', 'date')
    """
    outside = _UNIT.sub(" ", _IN_PARENTHESES.sub(" ", header))
    return words(outside) or words(header)


def _weight(word: str) -> float:
    if word in NOISE:
        return 0.1
    return {"date": 0.3, "project": 0.4, "total": 0.3}.get(word, 1.0)


def likeness(header: str, phrase: str) -> float:
    """Return how well a header says a phrase: 1 = in the same words, 0 = nothing in common.

    The share of the words that both have, weighted; words that the header has in addition count
    less than words of the phrase that it lacks, and words in parentheses only help. Words that
    turn a measure into something said about it ("variance", "narrative") give 0.

    Examples
    --------
    >>> likeness("Project ID", "project id")
    1.0
    >>> likeness("Cost Variance ($ M)", "cost")
    0.0
    >>> likeness("Agency Project ID", "project id") > likeness("Agency Project ID", "agency id")
    True
    """
    strength = 0.8 if phrase.startswith("~") else 1.0
    wanted = words(phrase)
    outside, everything = essential_words(header), words(header)
    matched = [word for word in wanted if word in everything]
    if not matched or (BLOCKERS & set(outside)) - set(wanted):
        return 0.0
    names_something = set(wanted) & _LABELS
    skipped = NOISE | (frozenset() if names_something else {"project", "total"} - set(wanted))
    in_order = _contains(
        tuple(word for word in outside if word not in skipped),
        tuple(word for word in wanted if word not in NOISE),
    )
    extra = 0.7 * sum(_weight(word) for word in outside if word not in wanted)
    whole = sum(_weight(word) for word in wanted) + extra
    return strength * (1.0 if in_order else 0.7) * sum(_weight(word) for word in matched) / whole


def is_bound_to_period(header: str) -> bool:
    """Return whether a header binds its amount to a year or month ("2013/2014 Budget").

    Examples
    --------
    >>> is_bound_to_period("2013/2014 Forecast (£million)"), is_bound_to_period("Planned Cost")
    (True, False)
    """
    outside = essential_words(header)
    return any(_YEAR.match(word) or word in COMPLETION_COST_BLOCKERS for word in outside)


def _contains(sequence: tuple[str, ...], part: tuple[str, ...]) -> bool:
    n = len(part)
    return any(sequence[start : start + n] == part for start in range(len(sequence) - n + 1))
