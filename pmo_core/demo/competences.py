"""What people of the demonstration can do, what is asked of them, and the courses in between.

Three projects ask for what those who are booked on them months from now do not hold: a certificate
with a lead time, and levels above what their roles ask for. Most who work on projects now hold what
is asked, others less often. One level is taught by nobody, one department has hardly any budget,
two certificates end soon and one has ended. What an audit found asks its owner for a competence,
too.
"""

from datetime import date, timedelta

import numpy as np
import polars as pl

from pmo_core.demo.people import ROLES, Staff
from pmo_core.demo.shape import dates, typed
from pmo_core.model import (
    CompetenceNeed,
    Course,
    CourseDate,
    Mentoring,
    PersonSkill,
    Skill,
    Training,
    TrainingBudget,
)

Frames = dict[str, pl.DataFrame]
_EPOCH = date(1970, 1, 1)
CERTIFICATE, ASKED = "PMO-CERT", 3
_AWAY = 3  # months after as_of, counted from 0, in which the assignment begins at the earliest
SKILLS = (
    ("EVM", "Earned value management", "method",
     "1 reads CPI and SPI; 2 reports them; 3 forecasts and explains them; 4 sets a baseline up; "
     "5 teaches it."),
    ("RISK", "Risk management", "method",
     "1 keeps a register; 2 rates risks; 3 plans responses; 4 quantifies; 5 teaches it."),
    ("LEAD", "Leading a team", "management",
     "1 led a work package; 2 a team; 3 a project; 4 a program; 5 coaches leaders."),
    (CERTIFICATE, "PMO practitioner certificate", "certificate", "3 = certified."),
    ("REQ", "Requirements engineering", "technical",
     "1 writes stories; 2 models; 3 agrees across departments; 4 reviews; 5 teaches it."),
    ("ARCH-INT", "Integration architecture", "technical",
     "1 uses interfaces; 2 builds them; 3 designs them; 4 sets standards; 5 teaches it."),
    ("TESTAUTO", "Test automation", "technical",
     "1 runs tests; 2 writes them; 3 sets a suite up; 4 sets standards; 5 teaches it."),
    ("CONTAINER", "Container operation", "technical",
     "1 deploys; 2 operates; 3 designs clusters; 4 sets standards; 5 teaches it."),
    ("DATA-MOD", "Data modeling", "technical",
     "1 reads models; 2 extends them; 3 designs them; 4 sets standards; 5 teaches it."),
    ("SEC-CERT", "Cloud security certificate", "certificate", "3 = certified."),
    ("CHANGE", "Change control", "management",
     "1 knows the form; 2 writes requests that can be decided; 3 describes their impact; 4 advises "
     "boards; 5 teaches it."),
)  # fmt: skip
# Role, competence, level, what asks for it.
NEEDS = (
    ("PM", "EVM", 3, "POL-01"), ("PM", "RISK", 3, "POL-01"), ("PM", "LEAD", 3, None),
    ("BA", "REQ", 3, None), ("BA", "RISK", 2, "POL-01"), ("ARCH", "ARCH-INT", 4, None),
    ("DEV", "ARCH-INT", 2, None), ("QA", "TESTAUTO", 3, None), ("OPS", "CONTAINER", 3, None),
    ("DATA", "DATA-MOD", 3, None), ("SEC", "SEC-CERT", 3, "POL-02"),
    ("SEC", "RISK", 2, "POL-02"), ("ARCH", "RISK", 2, "POL-01"), ("QA", "REQ", 2, None),
    ("DATA", "REQ", 2, None), ("OPS", "ARCH-INT", 1, None), ("DEV", "TESTAUTO", 2, None),
)  # fmt: skip
_SCARCE = ("ARCH", "RISK")
"""What half of a role does not hold yet."""
# Name, provider, format, place, competence, to and from level, price, currency, days, lead time,
# seats, months of validity; weeks after as_of in which it begins (none = when it is needed).
COURSES = (
    ("C-PMOCP", "PMO practitioner certificate", "Norden Academy", "online", None, CERTIFICATE, 3, 0,
     400.0, "USD", 3.0, 30, 12, 36, (6, 10, 14, 18, 30)),
    ("C-EVM-1", "Earned value, the basics", "In-house", "online", None, "EVM", 2, 0,
     0.0, None, 1.0, 7, None, None, ()),
    ("C-EVM-2", "Forecasting with earned value", "Norden Academy", "classroom", "Vienna", "EVM", 3,
     2, 1150.0, "EUR", 2.0, 21, 4, None, (7, 12, 17, 24)),
    ("C-RISK", "Risk management in projects", "Kontor Training", "blended", "Hamburg", "RISK", 3,
     0, 890.0, "EUR", 2.0, 21, 8, None, (5, 11, 16, 22)),
    ("C-LEAD", "Leading a project team", "Kontor Training", "classroom", "Hamburg", "LEAD", 3, 0,
     1480.0, "EUR", 3.0, 28, 6, None, (8, 19)),
    ("C-REQ", "Requirements across departments", "Norden Academy", "online", None, "REQ", 3, 0,
     640.0, "EUR", 2.0, 14, 10, None, (6, 13, 20)),
    ("C-API", "Designing interfaces", "Tidewater Labs", "self-paced", None, "ARCH-INT", 3, 0,
     320.0, "GBP", 2.0, 3, None, None, ()),
    ("C-TEST", "Test suites that last", "Tidewater Labs", "self-paced", None, "TESTAUTO", 3, 0,
     290.0, "GBP", 2.0, 3, None, None, ()),
    ("C-K8S", "Clusters in operation", "Tidewater Labs", "online", None, "CONTAINER", 3, 0,
     980.0, "USD", 3.0, 14, 6, None, (7, 15, 23)),
    ("C-DATA", "Data models for reporting", "Kontor Training", "online", None, "DATA-MOD", 3, 0,
     710.0, "EUR", 2.0, 14, 8, None, (6, 14, 21)),
    ("C-SEC", "Cloud security certificate", "Norden Academy", "online", None, "SEC-CERT", 3, 0,
     1900.0, "USD", 4.0, 30, 5, 24, (9, 18)),
    ("C-CHANGE", "Changes that can be decided", "In-house", "self-paced", None, "CHANGE", 2, 0,
     0.0, None, 0.5, 5, None, None, ()),
)  # fmt: skip
_WRITERS = "BA"
"""Role that writes requests for changes."""
_TUESDAYS = ("C-SEC",)
"""Courses that who works in shifts needs, too: those have their Mondays off."""
_CHANGE = ("CHANGE", 2)
"""What an open finding asks of its owner: competence and level."""
ABOVE = {"PM": (CERTIFICATE, ASKED), "DEV": ("ARCH-INT", 3), "OPS": ("SEC-CERT", 3)}
"""What one project asks of a role beyond all others: competence and level."""
BUDGETS = (("", 26_000), ("IT", 18_000), ("IT.SEC", 1_800), ("BIZ", 7_000))
"""Department (empty = all) and what it may spend on trainings in a year."""


def competences(rng: np.random.Generator, who: Staff, frames: Frames, day: int) -> Frames:
    """Return the registers of competence and training.

    Parameters
    ----------
    rng : numpy.random.Generator
        Chance.
    who : Staff
        People.
    frames : dict
        By register; `booking`, `person` and `finding` are read.
    day : int
        Last day of the actuals, counted from 1970-01-01.
    """
    as_of = _EPOCH + timedelta(days=day)
    later = _later(frames, as_of)
    needs = [(role, "", skill, level, basis) for role, skill, level, basis in NEEDS]
    needs += [
        (role, project, *ABOVE[role], "Asked for by the customer.") for role, (project, _) in
        later.items()
    ]  # fmt: skip
    found = frames["finding"].filter(state="open", grade="major").sort("code").head(1)
    needs += [(_WRITERS, "", *_CHANGE, code) for code in found["code"]]
    busy = frames["booking"].filter(pl.col("month_on") == as_of + timedelta(days=1))["person"]
    lacking = {(person, ABOVE[role][0]) for role, (_, person) in later.items()}
    held = pl.concat([
        _held(rng, who, set(busy), lacking, as_of), _changing(frames["person"], found, as_of)
    ]).sort(PersonSkill.key)  # fmt: skip
    courses, starts = _catalogue(as_of)
    years = [date(as_of.year + k, 1, 1) for k in (0, 1)]
    role, project, skill, level, basis = zip(*needs, strict=True)
    return {
        "skill": typed(Skill, dict(zip(
            ("code", "name", "kind", "description"), zip(*SKILLS, strict=True), strict=True
        ))),
        "competence_need": typed(CompetenceNeed, {
            "role": role, "project": project, "skill": skill, "level": level, "basis": basis,
        }).sort(CompetenceNeed.key),
        "person_skill": held,
        "course": courses, "course_date": starts, "training": _trained(held, as_of),
        "training_budget": typed(TrainingBudget, {
            "department": [one[0] for _ in years for one in BUDGETS],
            "begins_on": [year for year in years for _ in BUDGETS],
            "amount": [float(one[1]) for _ in years for one in BUDGETS],
        }).sort(TrainingBudget.key),
        "mentoring": _mentoring(held, as_of),
    }  # fmt: skip


def _later(frames: Frames, as_of: date) -> dict[str, tuple[str, str]]:
    """Return role -> project and person of an assignment that begins months from now.

    Of the roles of `ABOVE`, the one whose assignment begins first; not the same project twice.
    """
    month = as_of.month + _AWAY
    begins = date(as_of.year + month // 12, month % 12 + 1, 1)
    first = (
        frames["booking"].filter(pl.col("person") != "").group_by("project", "role", "person")
        .agg(first=pl.col("month_on").min())
        .filter(pl.col("first") >= begins)
        .sort("first", "project", "person")
    )  # fmt: skip
    found: dict[str, tuple[str, str]] = {}
    for role in ABOVE:
        taken = [project for project, _ in found.values()]
        rows = first.filter(pl.col("role") == role, ~pl.col("project").is_in(taken))
        if rows.height:
            found[role] = (rows["project"][0], rows["person"][0])
    return found


def _held(
    rng: np.random.Generator, who: Staff, busy: set[str], lacking: set[tuple[str, str]], as_of: date
) -> pl.DataFrame:
    """Return what people hold: most what their role asks for, those at work nearly all."""
    kind = {code: kind for code, _, kind, _ in SKILLS}
    lead = {skill: months for *_, skill, _, _, _, _, _, _, _, months, _ in COURSES if months}
    rows = []
    last = np.datetime64(as_of, "D").astype(np.int64)
    for k, role in enumerate(ROLES):
        people = who.of_role(k)
        wanted = [(skill, level) for code, skill, level, _ in NEEDS if code == role[0]]
        if role[0] == "PM":
            wanted.append((CERTIFICATE, ASKED))
        for skill, level in wanted:
            is_busy = np.isin(who.codes[people], list(busy))
            luck = rng.random(len(people)) * np.where(is_busy, 0.9, 1.3)
            luck *= 2 if (role[0], skill) == _SCARCE else 1
            less = np.where(luck < 0.86, 0, np.where(luck < 1.2, 1, level))
            more = np.where(rng.random(len(people)) < 0.3, rng.integers(1, 3, len(people)), 0)
            reached = np.clip(level - less + np.where(less == 0, more, 0), 0, 5)
            is_certificate = kind[skill] == "certificate"
            if is_certificate:
                reached = np.where(less == 0, level, 0)
            ages = rng.integers(60, 900, len(people))
            for n, person in enumerate(people):
                code = str(who.codes[person])
                if reached[n] == 0 or ((code, skill) in lacking and skill == CERTIFICATE):
                    continue
                if (code, skill) in lacking:
                    reached[n] = level
                issued = last - int(ages[n]) % (30 * lead.get(skill, 24) - 200)
                rows.append((code, skill, int(reached[n]), issued, is_certificate))
    person, skills, levels, seen, certified = (list(one) for one in zip(*rows, strict=True))
    months = [lead.get(skill, 0) for skill in skills]
    at = [n for n, one in enumerate(certified) if one]
    for n, days in zip(at, (45, 80, -20), strict=False):  # the first three: two end soon, one has
        begin: date = _months_on([int(last) + days + 1], [-months[n]]).item()
        seen[n] = (begin - _EPOCH).days
    is_issued = pl.Series(certified)
    day, end = dates(np.array(seen, float)), _months_on(seen, months).dt.offset_by("-1d")
    cost = [370.0 if one else None for one in certified]
    return typed(PersonSkill, {
        "person": person, "skill": skills, "level": levels,
        "evidence": ["Certificate" if one else "Review with the lead" for one in certified],
        "assessed_on": day, "assessed_by": ["PMO"] * len(rows),
        "issued_on": day.to_frame("d").select(pl.when(is_issued).then("d")).to_series(),
        "expires_on": end.to_frame("d").select(pl.when(is_issued).then("d")).to_series(),
        "renewal_cost": pl.Series(cost, dtype=pl.Float64),
        "currency": ["USD" if one else None for one in certified],
    }).sort(PersonSkill.key)  # fmt: skip


def _months_on(days: list[int], months: list[int]) -> pl.Series:
    """Return the days so many months after days that are counted from 1970-01-01."""
    rows = pl.DataFrame({"day": dates(np.array(days, float)), "n": months})
    return rows.select(pl.col("day").dt.offset_by(pl.format("{}mo", "n"))).to_series()


def _changing(person: pl.DataFrame, found: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Return who controls changes how well: the owner of the finding less than those who write."""
    owner = found["owner"].to_list()
    skill, level = _CHANGE
    rows = person.filter((pl.col("role") == _WRITERS) | pl.col("name").is_in(owner)).select(
        person="code", is_owner=pl.col("name").is_in(owner), n=pl.int_range(pl.len())
    )  # fmt: skip
    reached = pl.when("is_owner").then(level - 1).otherwise(level + pl.col("n") % 3)
    return typed(PersonSkill, {
        "person": rows["person"], "skill": [skill] * rows.height,
        "level": rows.select(reached.cast(pl.Int64)).to_series(),
        "evidence": ["Review with the lead"] * rows.height,
        "assessed_on": [as_of - timedelta(days=75)] * rows.height,
        "assessed_by": ["PMO"] * rows.height,
    })  # fmt: skip


def _catalogue(as_of: date) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the courses, and the days on which they begin: Mondays, of `_TUESDAYS` Tuesdays."""
    names = (
        "code", "name", "provider", "format", "location", "skill", "level", "from_level", "price",
        "currency", "duration_days", "lead_days", "seats", "validity_months",
    )  # fmt: skip
    columns = list(zip(*COURSES, strict=True))
    monday = as_of + timedelta(days=7 - as_of.weekday())
    begins = [
        (one[0], monday + timedelta(weeks=week, days=one[0] in _TUESDAYS))
        for one in COURSES for week in one[-1]
    ]  # fmt: skip
    seats = [1 if code == "C-EVM-2" and n % 2 else None for n, (code, _) in enumerate(begins)]
    code, start = zip(*begins, strict=True)
    return (
        typed(Course, dict(zip(names, columns, strict=False))).sort("code"),
        typed(CourseDate, {
            "course": code, "starts_on": start, "seats": pl.Series(seats, dtype=pl.Int64),
        }).sort(CourseDate.key),
    )  # fmt: skip


def _trained(held: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Return the trainings by which the last three came to their certificate."""
    some = held.filter(pl.col("skill") == CERTIFICATE, pl.col("issued_on") <= as_of).sort(
        "issued_on", "person", descending=[True, False]
    ).head(3)  # fmt: skip
    n = some.height
    return typed(Training, {
        "person": some["person"], "course": ["C-PMOCP"] * n,
        "starts_on": some["issued_on"].dt.offset_by("-2d"), "state": ["done"] * n,
        "project": [""] * n, "reason": ["Role PM"] * n, "cost": [368.0] * n,
        "completed_on": some["issued_on"],
    }).sort(Training.key)  # fmt: skip


def _mentoring(held: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Return a pair that runs: who knows risks best, and who knows the least of those who do."""
    rows = held.filter(pl.col("skill") == "RISK").sort("level", "person", descending=[True, False])
    if rows.height < 2:
        return typed(Mentoring, {name: [] for name in Mentoring.model_fields})
    begin = as_of - timedelta(days=40)
    return typed(Mentoring, {
        "mentor": [rows["person"][0]], "mentee": [rows["person"][-1]], "skill": ["RISK"],
        "state": ["running"], "from_on": [begin], "until_on": [begin + timedelta(days=180)],
        "goal": ["Rates risks alone."],
    })  # fmt: skip


__all__ = ["ASKED", "BUDGETS", "CERTIFICATE", "COURSES", "NEEDS", "SKILLS", "competences"]
