"""What the proof and the levers say, as sentences with figures."""

from collections.abc import Mapping
from datetime import date

from pmo_core.analysis.capacity.feasibility import Witness
from pmo_core.analysis.capacity.moves import Lever
from pmo_core.analysis.capacity.plan import Unit, last_day

NAMED = 5
"""Projects, people or moves that a sentence names; of more it tells the number."""


def span(first: date, last: date, unit: Unit) -> str:
    """Return the days from the first to the last of some periods.

    Examples
    --------
    >>> march = date(2027, 3, 1)
    >>> span(march, march, "month"), span(march, date(2027, 4, 1), "month")
    ('March 2027', 'March 2027 to April 2027')
    >>> span(march, date(2027, 3, 22), "week")
    '1 March 2027 to 26 March 2027'
    """
    if unit == "month":
        begins, ends = f"{first:%B %Y}", f"{last:%B %Y}"
        return begins if begins == ends else f"{begins} to {ends}"
    end = last_day(last, unit)
    return f"{first.day} {first:%B %Y} to {end.day} {end:%B %Y}"


def proof(
    witness: Witness,
    unit: Unit,
    hours_per_day: float = 8.0,
    names: Mapping[str, str] | None = None,
) -> str:
    """Return a witness as a sentence.

    Parameters
    ----------
    witness : Witness
        Of `feasibility`.
    unit : {"month", "week"}
        Of the plan.
    hours_per_day : float
        Hours of a person-day.
    names : mapping, optional
        Names of skills, people and projects by code; without one the code is told.

    Returns
    -------
    str
        As "4 people for Developer, 1 March 2027 to 26 March 2027: 52 person-days asked, 40 there;
        asked by A, B, C."
    """
    when = span(witness.first, witness.last, unit)
    days = [one / hours_per_day for one in (witness.asked, witness.there, witness.promised)]
    asked = f"{_figure(days[0])} person-{'day' if _figure(days[0]) == '1' else 'days'}"
    there = f"{_figure(days[1])} there"
    projects = listed([_name(one, names) for one in witness.projects])
    if witness.kind == "promised":
        who = _name(witness.people[0], names)
        return f"{who}, {when}: {asked} promised, {there}; promised to {projects}."
    n = len(witness.people)
    people = "Nobody" if n == 0 else "1 person" if n == 1 else f"{n} people"
    skills = listed([_name(one, names) for one in witness.skills])
    more = f" (and {_figure(days[2])} promised already)" if witness.promised > 0 else ""
    return f"{people} for {skills}, {when}: {asked} asked, {there}{more}; asked by {projects}."


def proposal(lever: Lever, unit: Unit, names: Mapping[str, str] | None = None) -> str:
    """Return what a lever does as a sentence, without its cost.

    Parameters
    ----------
    lever : Lever
        Of `levers`.
    unit : {"month", "week"}
        Of the plan.
    names : mapping, optional
        Names of skills, people and projects by code.

    Returns
    -------
    str
        As "Shift Payroll by 2 months." or "Hire or borrow 1 person for DEV in March 2027 (160 h)."
    """
    moves = []
    for row in lever.moves.iter_rows(named=True):
        told = {key: _name(value, names) for key, value in row.items() if isinstance(value, str)}
        if lever.kind == "shift":
            moves.append(f"{told['project']} by {_count(row['periods'], unit, unit + 's')}")
            continue
        when = span(row["period"], row.get("until") or row["period"], unit)
        hours = f"{_figure(row['hours'])} h"
        if lever.kind == "hire":
            people = _count(row["people"], "person", "people")
            moves.append(f"{people} for {told['skill']} in {when} ({hours})")
        elif lever.kind == "hand over":
            work = f"{told['skill']} on {told['project']} in {when}"
            moves.append(f"{hours} of {work} from {told['person']} to {told['to']}")
        else:
            whose = f" of {told['person']}" if row["person"] else ""
            moves.append(f"{hours} of {told['skill']}{whose} on {told['project']} in {when}")
    verb = {"shift": "Shift", "hire": "Hire or borrow", "hand over": "Hand over", "cut": "Cut"}
    return f"{verb[lever.kind]} {listed(moves)}."


def listed(words: list[str]) -> str:
    """Return words as a list, of many the first few and the number of the others.

    Examples
    --------
    >>> listed(["A", "B", "C"])
    'A, B, C'
    >>> listed(list("ABCDEFG"))
    'A, B, C, D, E and 2 more'
    """
    more = f" and {len(words) - NAMED} more" if len(words) > NAMED else ""
    return ", ".join(words[:NAMED]) + more


def _figure(number: float) -> str:
    return f"{round(number, 1):,.10g}"


def _count(n: int, one: str, several: str) -> str:
    return f"{n} {one if n == 1 else several}"


def _name(code: str, names: Mapping[str, str] | None) -> str:
    return code if names is None else names.get(code, code)


__all__ = ["NAMED", "listed", "proof", "proposal", "span"]
