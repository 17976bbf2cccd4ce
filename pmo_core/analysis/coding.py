"""Codes are made and proved by their structure: parts with a kind, a length and a separator.

| kind | takes |
|---|---|
| fixed | the text in `choices` |
| digits | `length` digits; any number of them without a length |
| letters | `length` capital letters A-Z; any number of them without a length |
| choice | one of the codes in `choices` |
| levels | up to `length` levels set apart by dots, each of letters and digits; only `digits` or `letters` where `choices` says so |
"""  # noqa: E501

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

import polars as pl

from pmo_core.errors import Finding, Refused
from pmo_core.model import CodePart

DIGITS, LETTERS = "[0-9]", "[A-Z]"
_OF_LEVEL = {"digits": DIGITS, "letters": LETTERS}
_ANY = "[A-Za-z0-9]"


def parts_of(rows: pl.DataFrame, scheme: str) -> tuple[CodePart, ...]:
    """Return the parts of a scheme in their order, from the register `code_part`."""
    chosen = rows.filter(pl.col("scheme") == scheme).sort("number")
    return tuple(CodePart.model_validate(row) for row in chosen.iter_rows(named=True))


def choices_of(part: CodePart) -> dict[str, str]:
    r"""Return the codes that a part takes with what they mean.

    Examples
    --------
    >>> part = CodePart(scheme="project", number=1, name="Kind", kind="choice",
    ...                 choices="C = capital cost\nO")
    >>> choices_of(part)
    {'C': 'capital cost', 'O': ''}
    """
    lines = (line.partition("=") for line in (part.choices or "").splitlines() if line.strip())
    return {code.strip(): meaning.strip() for code, _, meaning in lines}


def pattern(part: CodePart) -> str:
    """Return the regular expression of a part, without its separator."""
    many = "+" if part.length is None else f"{{{part.length}}}"
    if part.kind == "fixed":
        return re.escape((part.choices or "").strip())
    if part.kind == "choice":
        return "(?:" + "|".join(re.escape(code) for code in _longest_first(part)) + ")"
    if part.kind == "levels":
        level = _OF_LEVEL.get((part.choices or "").strip(), _ANY) + "+"
        more = "*" if part.length is None else f"{{0,{part.length - 1}}}"
        return rf"{level}(?:\.{level}){more}"
    return (DIGITS if part.kind == "digits" else LETTERS) + many


def structure_faults(parts: Sequence[CodePart]) -> list[Finding]:
    """Return why a structure cannot be read: parts without a text, or without a clear end.

    A part of any length, and a choice among codes of several lengths, ends where the next
    separator stands; so there must be one, and it must not be able to stand within the part.
    """
    found = []
    for part in parts:
        if part.kind in ("fixed", "choice") and not choices_of(part):
            found.append(_fault(part, "no_choices", "says no text that it takes"))
    for part, following in pairwise(parts):
        lengths = {len(code) for code in choices_of(part)}
        is_open = part.kind == "levels" or (
            len(lengths) > 1 if part.kind in ("fixed", "choice") else part.length is None
        )
        if is_open and not _ends(part, following):
            words = f"has no clear end: put a separator before part {following.number}"
            found.append(_fault(part, "no_end", words))
    return found


def _ends(part: CodePart, following: CodePart) -> bool:
    """Return whether the separator of the part that follows ends a part of open length."""
    first = following.separator[:1]
    if part.kind == "choice":
        return bool(first) and not any(first in code for code in choices_of(part))
    inside = {"digits": DIGITS, "letters": LETTERS}.get(part.kind, "[A-Za-z0-9.]")
    return bool(first) and not re.match(inside, first)


def _fault(part: CodePart, code: str, words: str) -> Finding:
    return Finding("error", code, f"Part {part.number} '{part.name}' {words}.", value=part.name)


def validate(code: str, parts: Sequence[CodePart]) -> list[Finding]:
    """Return what in a code is not as its structure says; empty = the code is right.

    Parameters
    ----------
    code : str
        Any text.
    parts : sequence of CodePart
        The structure, in order; without parts every code is right.

    Returns
    -------
    list of Finding
        In the order of the code; each names the part and the place. After a part of open length
        that is wrong, or a separator that is not there, what follows cannot be told apart.

    Examples
    --------
    >>> parts = [CodePart(scheme="project", number=1, name="Kind", kind="fixed", choices="PR"),
    ...          CodePart(scheme="project", number=2, name="Year", kind="digits", length=2)]
    >>> validate("PR26", parts)
    []
    >>> print(validate("PRA7", parts)[0].message)
    Part 2 'Year' must be 2 digits, found 'A7' at characters 3-4.
    """
    if not parts:
        return []
    found: list[Finding] = []
    place = 0
    for part in parts:
        given = code[place : place + len(part.separator)]
        if given != part.separator:
            words = f"must begin with '{part.separator}', {_found(given, place)}"
            return [*found, _fault(part, "separator", words)]
        place += len(part.separator)
        match = re.compile(pattern(part)).match(code, place)
        if match:
            place = match.end()
            continue
        length = part.length if part.kind in ("digits", "letters") else _fixed_length(part)
        piece = code[place:] if length is None else code[place : place + length]
        found.append(
            _fault(part, part.kind.replace(" ", "_"), f"{_must(part)}, {_found(piece, place)}")
        )
        if length is None or len(piece) < length:
            return found
        place += length
    if place < len(code):
        last = parts[-1]
        found.append(_fault(last, "too_long", f"ends the code, {_found(code[place:], place)}"))
    return found


def _fixed_length(part: CodePart) -> int | None:
    """Return the one length of the texts that a part takes, None where there are several."""
    lengths = {len(code) for code in choices_of(part)}
    return lengths.pop() if part.kind in ("fixed", "choice") and len(lengths) == 1 else None


def _must(part: CodePart) -> str:
    if part.kind == "fixed":
        return f"must be '{(part.choices or '').strip()}'"
    if part.kind == "choice":
        return f"must be one of {', '.join(choices_of(part))}"
    if part.kind == "levels":
        of = _OF_LEVEL.get((part.choices or "").strip())
        what = {DIGITS: "digits", LETTERS: "capital letters"}.get(of or "", "letters and digits")
        return f"must be levels of {what} set apart by dots"
    what = "digit" if part.kind == "digits" else "capital letter"
    many = part.length != 1
    return f"must be {part.length or 'some'} {what}{'s' if many else ''}"


def _found(piece: str, place: int) -> str:
    if not piece:
        return f"but the code ends after character {place}" if place else "but nothing is there"
    first, last = place + 1, place + len(piece)
    where = f"character {first}" if first == last else f"characters {first}-{last}"
    return f"found '{piece}' at {where}"


def check(codes: pl.Series, parts: Sequence[CodePart]) -> pl.DataFrame:
    """Return the codes that are not as the structure says, each with the first reason.

    All codes are compared at once; only those that differ are looked at one by one.

    Parameters
    ----------
    codes : polars.Series of str
        Any number; nulls are left out.
    parts : sequence of CodePart
        The structure.

    Returns
    -------
    polars.DataFrame
        code, reason: in the order of the codes.
    """
    whole = "".join(re.escape(part.separator) + pattern(part) for part in parts)
    given = codes.drop_nulls()
    wrong = given.filter(~given.str.contains(rf"\A(?:{whole})\z")) if parts else given.clear()
    reasons = [validate(code, parts)[0].message for code in wrong]
    return pl.DataFrame({"code": wrong, "reason": pl.Series(reasons, dtype=pl.String)})


def generate(parts: Sequence[CodePart], taken: Iterable[str], **given: str) -> str:
    """Return the next free code of a structure.

    The last part of digits that is not given counts on: one more than the highest number among the
    codes that begin and end alike. Levels count on below the code given for them.

    Parameters
    ----------
    parts : sequence of CodePart
        The structure, without faults.
    taken : iterable of str
        Codes in use.
    **given : str
        Value by name of part, spaces as underscores; for levels the code above.

    Raises
    ------
    Refused
        A part must be given, a value given does not fit, or all numbers are used up.

    Examples
    --------
    >>> parts = [CodePart(scheme="project", number=1, name="Kind", kind="fixed", choices="P-"),
    ...          CodePart(scheme="project", number=2, name="Number", kind="digits", length=3)]
    >>> generate(parts, ["P-001", "P-041", "X-100"])
    'P-042'
    """
    counting = _counting(parts, given)
    texts = [_text(part, part is counting, given.get(keyword(part), "")) for part in parts]
    if counting is None:
        code = "".join(texts)
        if code in set(taken):
            raise Refused(f"{code} is taken already.", "Choose another value for a part.")
        return code
    at = list(parts).index(counting)
    head, tail = "".join(texts[:at]) + counting.separator, "".join(texts[at + 1 :])
    above = given.get(keyword(counting), "") if counting.kind == "levels" else ""
    head += f"{above}." if above else ""
    number = re.compile(re.escape(head) + r"([0-9]+)" + re.escape(tail))
    used = [int(match[1]) for code in taken if (match := number.fullmatch(code))]
    following = str(max(used, default=0) + 1)
    width = counting.length or 0 if counting.kind == "digits" else 0
    code = head + following.zfill(width) + tail
    if wrong := validate(code, parts):
        raise Refused(
            f"No code is free after {head}{max(used, default=0)}{tail}: {wrong[0].message}",
            "Choose another value for a part, or make the part longer.",
        )
    return code


def keyword(part: CodePart) -> str:
    """Return the name under which `generate` takes the value of a part."""
    return part.name.replace(" ", "_")


def _counting(parts: Sequence[CodePart], given: dict[str, str]) -> CodePart | None:
    """Return the part that counts on: levels, else the last digits that are not given."""
    for part in reversed(parts):
        if part.kind == "levels" and (part.choices or "").strip() != "letters":
            return part
        if part.kind == "digits" and not given.get(keyword(part)):
            return part
    return None


def _text(part: CodePart, counts_on: bool, value: str) -> str:
    """Return a part with its separator as the code is to have it, proved."""
    if counts_on:
        return ""
    text = (part.choices or "").strip() if part.kind == "fixed" else value
    if not text:
        raise Refused(f"Part {part.number} '{part.name}' {_must(part)}: choose it.")
    if not re.fullmatch(pattern(part), text):
        raise Refused(f"Part {part.number} '{part.name}' {_must(part)}, not '{text}'.")
    return part.separator + text


def _longest_first(part: CodePart) -> list[str]:
    return sorted(choices_of(part), key=len, reverse=True)


__all__ = [
    "check", "choices_of", "generate", "keyword", "parts_of", "pattern", "structure_faults",
    "validate",
]  # fmt: skip
