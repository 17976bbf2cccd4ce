"""Cost categories, how each project's cost divides into them, and the budgets by fiscal period."""

import numpy as np
import polars as pl

from pmo_core.demo.life import PROPOSED, Lives
from pmo_core.demo.people import in_currency
from pmo_core.demo.shape import Floats, Ints, Texts, dates, progress, typed
from pmo_core.model import BudgetLine, CostCategory

CATEGORIES = (
    ("LABOR", "Internal work", None, None),
    ("LABOR.CAPEX", "Development work", "LABOR", "capex"),
    ("LABOR.OPEX", "Management and operating work", "LABOR", "opex"),
    ("HW", "Hardware", None, "capex"),
    ("SW", "Software", None, None),
    ("SW.LIC", "Perpetual licenses", "SW", "capex"),
    ("SW.SUB", "Subscriptions", "SW", "opex"),
    ("CLOUD", "Cloud services", None, "opex"),
    ("EXT", "External services", None, None),
    ("EXT.CON", "Contractors", "EXT", "opex"),
    ("EXT.TRAVEL", "Travel", "EXT", "opex"),
)

# What is bought: average share of a project's cost, invoices per project, concentration of amounts
# (low = few large ones). The rest of the cost is internal work.
BOUGHT = {
    "HW": (0.08, 4, 0.8), "SW.LIC": (0.06, 3, 0.8), "SW.SUB": (0.04, 8, 6.0),
    "CLOUD": (0.06, 14, 12.0), "EXT.CON": (0.10, 14, 3.0), "EXT.TRAVEL": (0.01, 14, 1.5),
}  # fmt: skip


def categories() -> pl.DataFrame:
    """Return the cost breakdown structure."""
    code, name, parent, kind = zip(*CATEGORIES, strict=True)
    return typed(CostCategory, {"code": code, "name": name, "parent": parent, "kind": kind})


def bought_shares(rng: np.random.Generator, projects: Lives) -> Floats:
    """Return the share of cost by project and entry of BOUGHT; networks buy more hardware."""
    average = np.array([share for share, _, _ in BOUGHT.values()])
    shares = average * rng.gamma(1.6, 1 / 1.6, (projects.n, len(average)))
    heavy = np.isin(projects.program, ["RUN-03", "RUN-04"])
    shares[:, 0] *= np.where(heavy, 2.5, 0.6)
    shares[:, 3] *= np.where(projects.program == "RUN-01", 3.0, 0.9)
    shares *= np.minimum(1.0, 0.75 / shares.sum(axis=1))[:, None]
    return shares


def budget(projects: Lives, method: Texts, shares: Floats, hour_cost: float) -> pl.DataFrame:
    """Return budget lines: months for agile, years for light, quarters for other methods.

    Amounts follow the progress curve between the planned dates and sum to the planned cost.
    Proposals have no budget.
    """
    kinds = ["LABOR", "HW", "SW", "CLOUD", "EXT"]
    split = np.stack([
        1 - shares.sum(axis=1), shares[:, 0], shares[:, 1] + shares[:, 2], shares[:, 3],
        shares[:, 4] + shares[:, 5],
    ], axis=1)  # fmt: skip
    length = np.select([method == "agile", method == "light"], [1, 12], 3)
    first = projects.start.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    first -= first % length  # months since January 1970; fiscal years begin in January
    end = (projects.start + projects.planned_days).astype("datetime64[D]")
    n_periods = (end.astype("datetime64[M]").astype(np.int64) - first) // length + 1
    who = np.repeat(
        np.flatnonzero(projects.group != PROPOSED), n_periods[projects.group != PROPOSED]
    )
    begins = first[who] + position(who) * length[who]
    edges = [month.astype("datetime64[M]").astype("datetime64[D]").astype(float)
             for month in (begins, begins + length[who])]  # fmt: skip
    start, end_days = [
        progress((day - projects.start[who]) / projects.planned_days[who]) for day in edges
    ]
    amount = (projects.planned[who] * (end_days - start))[:, None] * split[who]
    amount = in_currency(amount, projects.currency[who][:, None])
    n_kinds = len(kinds)
    labor = np.tile(np.arange(n_kinds) == 0, len(who))
    hours = np.where(
        labor,
        np.repeat(
            (projects.planned[who] * (end_days - start)) * split[who, 0] / hour_cost, n_kinds
        ),
        np.nan,
    )
    return typed(BudgetLine, {
        "project": np.repeat(projects.code[who], n_kinds),
        "category": np.tile(kinds, len(who)),
        "period_on": dates(np.repeat(edges[0], n_kinds)),
        "n_months": np.repeat(length[who], n_kinds),
        "amount": amount.ravel(),
        "hours": hours,
        "currency": np.repeat(projects.currency[who], n_kinds),
    })  # fmt: skip


def position(groups: Ints) -> Ints:
    """Return the position of each entry within its run of equal values (sorted input).

    Examples
    --------
    >>> position(np.array([4, 4, 7, 7, 7])).tolist()
    [0, 1, 0, 1, 2]
    """
    index = np.arange(len(groups))
    is_first = np.ones(len(groups), dtype=bool)
    is_first[1:] = groups[1:] != groups[:-1]
    return index - np.maximum.accumulate(np.where(is_first, index, 0))
