"""Whether a request is whole: what submission needs, what would help, what cannot be."""

from pydantic import ValidationError

from pmo_core.errors import Refused
from pmo_core.model import Request
from pmo_core.model.intake import Figures, YearRange

_NEEDED = {
    "problem": "Say what is wrong or missing today.",
    "outcome": "Say what will be different afterwards.",
    "sponsor": "Name the sponsor.",
    "department": "Choose the department that asks.",
    "earliest_start": "Give the earliest start.",
    "duration_months": "Estimate how many months it will take.",
}
_WORDS = {"costs": "Cost", "benefits": "Benefit", "effort": "Effort", "goals": "Goals served"}


def figures_of(request: Request) -> Figures:
    """Return the figures of a request; without any, empty ones.

    Raises
    ------
    Refused
        They cannot be read; the message says in plain words what is wrong.

    Examples
    --------
    >>> text = '{"costs": [{"year": 2027, "likely": -5}]}'
    >>> figures_of(Request(code="R-0001", name="Shop", author="Ana", figures=text))
    Traceback (most recent call last):
    pmo_core.errors.Refused: Cost, line 1, likely: input should be greater than or equal to 0.
    """
    if not request.figures:
        return Figures()
    try:
        return Figures.model_validate_json(request.figures)
    except ValidationError as error:
        raise Refused(" ".join(_sentence(one) for one in error.errors())) from error


def problems(request: Request) -> list[str]:
    """Return what cannot be, in sentences: such a request is not kept.

    Examples
    --------
    >>> text = '{"benefits": [{"year": 2028, "likely": 9, "low": 20}]}'
    >>> problems(Request(code="R-0001", name="Shop", author="Ana", figures=text))
    ['Benefit 2028: low must not exceed likely.']
    """
    try:
        figures = figures_of(request)
    except Refused as refused:
        return [str(refused)]
    found = [*_ranges("Cost", figures.costs), *_ranges("Benefit", figures.benefits)]
    above = [goal for goal, share in figures.goals.items() if not 0 <= share <= 100]
    return found + [f"The share of goal {goal} must lie between 0 and 100 %." for goal in above]


def missing(request: Request) -> list[str]:
    """Return what a request still needs to be submitted, a sentence each; empty = nothing.

    Examples
    --------
    >>> draft = Request(code="R-0001", name="Shop", author="Ana", problem="Typed twice.")
    >>> missing(draft)[0], len(missing(draft))
    ('Say what will be different afterwards.', 7)
    """
    return [sentence for _, sentence in lacking(request)]


def lacking(request: Request) -> list[tuple[str, str]]:
    """Return field and sentence of what a request still needs to be submitted."""
    found = [(name, told) for name, told in _NEEDED.items() if not _given(request, name)]
    wrong = problems(request)
    if wrong:
        return [*found, *(("figures", one) for one in wrong)]
    figures = figures_of(request)
    if not any(one.likely for one in figures.costs):
        found.append(("costs", "Estimate the cost of at least one year."))
    if not any(one.likely for one in figures.benefits) and not request.mandatory_reason:
        told = "Estimate the benefit of at least one year, or say why it is mandatory."
        found.append(("benefits", told))
    start, deadline = request.earliest_start, request.deadline
    if start and not 1990 <= start.year <= 2150:
        found.append(("earliest_start", "The earliest start must lie between 1990 and 2150."))
    if deadline and not request.deadline_reason:
        found.append(("deadline_reason", "Say why the deadline is that day."))
    if deadline and start and deadline < start:
        found.append(("deadline", "The deadline lies before the earliest start."))
    return found


def _given(request: Request, name: str) -> bool:
    value = getattr(request, name)
    return bool(value.strip()) if isinstance(value, str) else value is not None


def _ranges(what: str, amounts: tuple[YearRange, ...]) -> list[str]:
    found = []
    for one in amounts:
        if one.low is not None and one.low > one.likely:
            found.append(f"{what} {one.year}: low must not exceed likely.")
        if one.high is not None and one.high < one.likely:
            found.append(f"{what} {one.year}: high must not be less than likely.")
    return found


def _sentence(error: object) -> str:
    place, told = error["loc"], str(error["msg"])  # type: ignore[index]
    if not place:
        return "The figures are no valid JSON."
    parts = [f"line {part + 1}" if isinstance(part, int) else str(part) for part in place[1:]]
    where = ", ".join([_WORDS.get(str(place[0]), str(place[0])), *parts])
    return f"{where}: {told[0].lower()}{told[1:]}."


__all__ = ["figures_of", "lacking", "missing", "problems"]
