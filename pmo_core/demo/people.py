"""Departments, roles, people, holidays and currency rates of the demonstration."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from pmo_core.demo.shape import Floats, Ints, Texts, typed
from pmo_core.demo.words import DEPARTMENTS, FIRST_NAMES, LAST_NAMES
from pmo_core.model import Department, Holiday, Person, Rate, Role

# Code, name, cost of an hour in EUR (this year), share of the people, labor category, departments
# where its people sit, skills.
ROLES = (
    ("PM", "Project manager", 98, 0.1, "LABOR.OPEX",
     ("IT", "BIZ"), ("planning", "moderation")),
    ("BA", "Business analyst", 88, 0.12, "LABOR.OPEX",
     ("BIZ.SALES", "BIZ.FIN"), ("bpmn", "sql")),
    ("ARCH", "Architect", 112, 0.07, "LABOR.CAPEX",
     ("IT.DEV",), ("integration", "cloud")),
    ("DEV", "Software developer", 85, 0.32, "LABOR.CAPEX",
     ("IT.DEV.WEB", "IT.DEV.CORE"), ("python", "java", "typescript")),
    ("QA", "Test engineer", 76, 0.12, "LABOR.CAPEX",
     ("IT.DEV.CORE", "IT.DEV.WEB"), ("test automation", "sql")),
    ("OPS", "Systems engineer", 82, 0.14, "LABOR.OPEX",
     ("IT.OPS.CLOUD", "IT.OPS.NET"), ("linux", "kubernetes", "network")),
    ("DATA", "Data engineer", 92, 0.08, "LABOR.CAPEX",
     ("IT.DATA",), ("sql", "python", "statistics")),
    ("SEC", "Security specialist", 104, 0.05, "LABOR.OPEX",
     ("IT.SEC",), ("iam", "forensics")),
)  # fmt: skip
RAISE_PER_YEAR = 0.03  # cost of an hour rises each January
RATES = {"USD": 0.92, "GBP": 1.17}  # EUR per unit around which the demo's rates move
HOLIDAYS = (
    (1, 1, "New Year"), (5, 1, "Labor Day"), (12, 24, "Christmas Eve"), (12, 25, "Christmas Day"),
    (12, 26, "Boxing Day"), (12, 31, "New Year's Eve"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Staff:
    """Who works here; people are in the order of their roles.

    `role` is the index into ROLES per person, `weight` the share of full time.
    """

    codes: Texts
    names: Texts
    role: Ints
    weight: Floats

    def of_role(self, role: int) -> Ints:
        """Return the indices of the people of a role."""
        return np.flatnonzero(self.role == role)


def hourly_rate(role: Ints, year: Ints, this_year: int) -> Floats:
    """Return the cost of an hour in EUR by role and calendar year."""
    base = np.array([role[2] for role in ROLES], dtype=float)
    rate: Floats = np.round(base[role] / (1 + RAISE_PER_YEAR) ** (this_year - year), 2)
    return rate


def staff(rng: np.random.Generator, n_people: int) -> Staff:
    """Hire people: at least one per role, otherwise by the roles' shares."""
    shares = np.cumsum([role[3] for role in ROLES])
    role = np.searchsorted(shares / shares[-1], (np.arange(n_people) + 0.5) / n_people)
    n_names = len(FIRST_NAMES) * len(LAST_NAMES)
    picks = rng.permutation(n_names)[np.arange(n_people) % n_names]
    names = [
        f"{FIRST_NAMES[i // len(LAST_NAMES)]} {LAST_NAMES[i % len(LAST_NAMES)]}" for i in picks
    ]
    weight = rng.choice([1.0, 1.0, 1.0, 1.0, 0.8, 0.5], n_people)
    codes = np.char.add("E", np.char.zfill((np.arange(n_people) + 1).astype(str), 3))
    return Staff(codes, np.array(names), role.astype(np.int64), weight)


def departments(people: Staff) -> pl.DataFrame:
    """Return the department tree, each led by one of the people."""
    leaders = people.names[(np.arange(len(DEPARTMENTS)) * 7) % len(people.names)]
    code, name, parent = zip(*DEPARTMENTS, strict=True)
    return typed(Department, {"code": code, "name": name, "parent": parent, "manager": leaders})


def roles() -> pl.DataFrame:
    """Return the roles with the standard cost of an hour."""
    return typed(Role, {
        "code": [role[0] for role in ROLES],
        "name": [role[1] for role in ROLES],
        "hourly_rate": [float(role[2]) for role in ROLES],
    })  # fmt: skip


def people(rng: np.random.Generator, who: Staff) -> pl.DataFrame:
    """Return the people with home department, role, hours per week and skills with level 1-5."""
    levels = rng.integers(2, 6, (len(who.codes), 3))
    homes, skills = [], []
    for i, role in enumerate(who.role):
        homes.append(ROLES[role][5][i % len(ROLES[role][5])])
        known = zip(ROLES[role][6], levels[i], strict=False)
        skills.append(";".join(f"{skill}:{level}" for skill, level in known))
    return typed(Person, {
        "code": who.codes,
        "name": who.names,
        "department": homes,
        "role": [ROLES[role][0] for role in who.role],
        "weekly_hours": who.weight * 40.0,
        "skills": skills,
    })  # fmt: skip


def holidays(first_year: int, last_year: int) -> pl.DataFrame:
    """Return the holidays of the years, both included."""
    years = range(first_year, last_year + 1)
    days = [(date(year, m, d), name) for year in years for m, d, name in HOLIDAYS]
    return typed(Holiday, {"day": [day for day, _ in days], "name": [name for _, name in days]})


def rates(rng: np.random.Generator, first_year: int, last_year: int) -> pl.DataFrame:
    """Return a rate per currency and quarter: a random walk of 1.5 % around RATES."""
    quarters = [date(y, m, 1) for y in range(first_year, last_year + 1) for m in (1, 4, 7, 10)]
    walk = np.exp(rng.normal(0, 0.015, (len(RATES), len(quarters))).cumsum(axis=1) * 0.7)
    base = np.array(list(RATES.values()))[:, None]
    return typed(Rate, {
        "currency": np.repeat(list(RATES), len(quarters)),
        "valid_from": quarters * len(RATES),
        "rate": np.round(base * walk, 4).ravel(),
    })  # fmt: skip


def in_currency(amount: Floats, currency: Texts) -> Floats:
    """Return EUR amounts in the currencies, at the rate that the budgets were made with."""
    value: Floats = np.select([currency == code for code in RATES], list(RATES.values()), 1.0)
    converted: Floats = amount / value
    return converted
