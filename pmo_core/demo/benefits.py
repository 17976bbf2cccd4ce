"""What candidates promise by fiscal year, and what closed projects brought."""

import numpy as np
import polars as pl

from pmo_core.demo.life import CLOSED, PROPOSED, Lives
from pmo_core.demo.people import in_currency
from pmo_core.demo.prioritization import CODES
from pmo_core.demo.shape import Floats, Ints, typed
from pmo_core.model import Benefit

N_YEARS = 6  # the year of the finish and five more
NEVER = 0.14  # share of the candidates whose benefits never pay their cost
WITHOUT = "TRUST-03"  # the program whose projects have to be done, and promise nothing


def benefits(rng: np.random.Generator, projects: Lives, merit: Floats) -> pl.DataFrame:
    """Return benefits by project and fiscal year, in the project's currency.

    Candidates pay back within two to four years of full benefits, some never. Every other project
    that was closed more than half a year ago tells what was planned and, for the years that have
    passed, what came.
    """
    n, year_now = projects.n, int(_year(np.array([projects.as_of]))[0])
    value = merit[:, CODES.index("VALUE")]
    payback = np.clip(3.0 - 0.5 * (value - 3) + rng.normal(0, 0.4, n), 1.6, 4.2)
    payback = np.where(rng.random(n) < NEVER, rng.uniform(6, 12, n), payback)
    is_new = projects.group == PROPOSED
    is_told = (
        (projects.group == CLOSED) & (projects.until == 1) & (np.arange(n) % 2 == 0)
        & (projects.finish < projects.as_of - 180)
    )  # fmt: skip
    end = np.where(is_new, projects.start + projects.planned_days, projects.finish)
    finish_year = _year(end)
    next_january = (finish_year + 1 - 1970).astype("datetime64[Y]").astype("datetime64[D]")
    left = (next_january.astype(np.int64) - end) / 365.25
    ramp = np.stack([left * 0.5, 0.5 + 0.5 * left, *np.ones((N_YEARS - 2, n))], axis=1)
    planned = ramp * (projects.planned / payback)[:, None]
    low = planned * rng.uniform(0.5, 0.9, n)[:, None]
    high = planned * rng.uniform(1.1, 1.5, n)[:, None]
    came = planned * rng.lognormal(-0.15, 0.2, planned.shape)
    project, k = np.nonzero(
        (is_new & (projects.program != WITHOUT) | is_told)[:, None] & (planned > 1_000)
    )
    year = finish_year[project] + k
    is_past = is_told[project] & (year < year_now)

    def amount(values: Floats, where: Floats) -> Floats:
        money = in_currency(values[project, k], projects.currency[project])
        return np.where(where, np.round(money, -2), np.nan)

    everywhere = np.ones(len(project), dtype=bool)
    return typed(Benefit, {
        "project": projects.code[project],
        "year": year,
        "planned_benefit": amount(planned, everywhere),
        "low_benefit": amount(low, is_new[project]),
        "high_benefit": amount(high, is_new[project]),
        "realized_benefit": amount(came, is_past),
        "currency": projects.currency[project],
    })  # fmt: skip


def promised(
    rng: np.random.Generator, projects: Lives, register: pl.DataFrame, told: pl.DataFrame
) -> pl.DataFrame:
    """Return what running and closed projects of which `told` says nothing were to bring.

    Nobody measured what those that are closed brought.
    """
    payback = rng.uniform(2.0, 4.0, projects.n)
    end = projects.start + projects.planned_days
    finish_year = _year(end)
    project = np.repeat(np.arange(projects.n), N_YEARS)
    k = np.tile(np.arange(N_YEARS), projects.n)
    ramp = np.array([0.25, 0.75, *[1.0] * (N_YEARS - 2)])[k]
    spread = rng.uniform([0.6, 1.1], [0.9, 1.4], (projects.n, 2))
    planned = ramp * (projects.planned / payback)[project]
    stages = dict(register.select("code", "stage").rows())
    frame = pl.DataFrame({
        "project": projects.code[project],
        "year": finish_year[project] + k,
        **{name: np.round(in_currency(planned * share, projects.currency[project]), -2)
           for name, share in (("planned_benefit", 1.0), ("low_benefit", spread[project, 0]),
                               ("high_benefit", spread[project, 1]))},
        "currency": projects.currency[project],
        "is_bound": projects.program[project] == WITHOUT,
    }).filter(
        ~pl.col("is_bound"), ~pl.col("project").is_in(told["project"].implode()),
        pl.col("project").replace_strict(stages).is_in(["delivery", "on hold", "closed"]),
    )  # fmt: skip
    return typed(Benefit, frame.drop("is_bound").to_dict())


def _year(days: Floats | Ints) -> Ints:
    """Return the calendar year of days since 1970-01-01; fiscal years begin in January."""
    whole = np.floor(days).astype(np.int64).astype("datetime64[D]")
    year: Ints = whole.astype("datetime64[Y]").astype(np.int64) + 1970
    return year
