"""What the running projects of the demonstration have ordered."""

import numpy as np
import polars as pl

from pmo_core.demo.life import RUNNING, Lives
from pmo_core.demo.money import BOUGHT
from pmo_core.demo.people import RATES, in_currency
from pmo_core.demo.shape import Floats, dates, typed
from pmo_core.demo.words import SUPPLIERS
from pmo_core.model import PurchaseOrder

_GOODS = {
    "HW": "Devices and racks", "SW.LIC": "Licenses", "SW.SUB": "Subscriptions, one year",
    "CLOUD": "Reserved capacity", "EXT.CON": "Consulting days", "EXT.TRAVEL": "Travel contingent",
}  # fmt: skip
MOST_ORDERS = 4
MOST_SHARE = 0.6  # of what is still to come, so much is ordered at most
EXCESS = 1.3  # of one project more is ordered than its forecast still holds
_INVOICED = (0.0, 0.0, 0.25, 0.5, 0.75)
_SOON_DAYS, _AHEAD_DAYS = 30, 240
_LATE, _UNDATED, _SETTLED = 0.08, 0.06, 0.2  # of the orders
_STEP = 10.0
_MOST_INVOICED = 0.4  # of what is spent
_LEAST = 2_000.0  # still to come of a project, EUR: below it nothing is ordered any more


def orders(
    rng: np.random.Generator, projects: Lives, frames: dict[str, pl.DataFrame], odd: set[str]
) -> pl.DataFrame:
    """Return orders that fit the forecasts: each holds a part of what is still to come.

    Some payments are overdue, of some no day is known, and some orders are settled. One project
    has ordered more than its forecast still holds.

    Parameters
    ----------
    rng : numpy.random.Generator
        Of the orders alone.
    projects : Lives
        As made.
    frames : dict
        project, status_report and actual, with faults and story.
    odd : set of str
        Projects that stand for something else: they do not order too much.
    """
    to_come = _to_come(projects, frames)
    n = to_come.height
    share = rng.uniform(0.1, MOST_SHARE, n)
    plain = to_come.filter(~pl.col("project").is_in(list(odd))).sort("left", "project")["project"]
    if len(plain):
        share[to_come["project"].index_of(plain[len(plain) // 2])] = EXCESS
    n_orders = rng.integers(1, MOST_ORDERS + 1, n)
    who = np.repeat(np.arange(n), n_orders)
    part = rng.uniform(0.5, 1.5, len(who))
    part /= np.bincount(who, part)[who]
    held = (to_come["left"].to_numpy() * share)[who] * part
    kinds = list(BOUGHT)
    weight = np.array([share for share, _, _ in BOUGHT.values()])
    kind = rng.choice(len(kinds), len(who), p=weight / weight.sum())
    is_settled = (rng.random(len(who)) < _SETTLED) & (share[who] < 1)
    invoiced_share = np.array(_INVOICED)[rng.integers(0, len(_INVOICED), len(who))]
    invoiced = np.where(is_settled, held, held * invoiced_share / (1 - invoiced_share))
    # What is invoiced is in the actual cost, beside the work of people.
    most = to_come["spent"].to_numpy() * _MOST_INVOICED
    invoiced *= np.minimum(1, most / np.maximum(np.bincount(who, invoiced), 1))[who]
    begun = to_come["begun"].to_numpy()[who]
    ordered = begun + (projects.as_of - begun) * rng.uniform(0.2, 0.95, len(who))
    expected = _expected(rng, projects.as_of, to_come["finish"].to_numpy()[who], len(who))
    expected = np.maximum(expected, ordered)
    currency = to_come["currency"].to_numpy()[who]
    invoiced, held = [
        np.round(in_currency(value, currency) / _STEP) * _STEP for value in (invoiced, held)
    ]
    return typed(PurchaseOrder, {
        "project": to_come["project"].to_numpy()[who],
        "code": [f"PO-45{number:05}" for number in range(1, len(who) + 1)],
        "supplier": np.array(SUPPLIERS)[(who + kind) % len(SUPPLIERS)],
        "category": np.array(kinds)[kind],
        "name": np.array(list(_GOODS.values()))[kind],
        "ordered_on": dates(ordered),
        "amount": np.where(is_settled, invoiced, invoiced + held),
        "invoiced_amount": invoiced,
        "currency": currency,
        "expected_on": dates(expected),
        "closed_on": dates(
            np.where(is_settled, ordered + (projects.as_of - ordered) * 0.7, np.nan)
        ),
    }).sort("project", "code")  # fmt: skip


def _expected(rng: np.random.Generator, as_of: int, finish: Floats, n: int) -> Floats:
    """Return when the rest is expected to be paid: up to the finish, some overdue, some unknown."""
    until = np.clip(finish, as_of + _SOON_DAYS, as_of + _AHEAD_DAYS)
    day = as_of + _SOON_DAYS + (until - as_of - _SOON_DAYS) * rng.random(n)
    kind = rng.random(n)
    day = np.where(kind < _LATE, as_of - 3 - 40 * rng.random(n), day)
    return np.where((kind >= _LATE) & (kind < _LATE + _UNDATED), np.nan, day)


def _to_come(projects: Lives, frames: dict[str, pl.DataFrame]) -> pl.DataFrame:
    """Return the running projects to which enough comes by their forecast: EUR and days."""
    value = pl.col("currency").replace_strict(RATES, default=1.0, return_dtype=pl.Float64)
    last = frames["status_report"].sort("data_date").group_by("project").agg(
        pl.col("forecast_finish").last(),
        eac=(pl.col("forecast_cost").cast(pl.Float64) * value).last(),
    )  # fmt: skip
    spent = frames["actual"].group_by("project").agg(
        spent=(pl.col("cost").cast(pl.Float64) * value).sum()
    )  # fmt: skip
    running = pl.DataFrame({
        "project": projects.code[projects.group == RUNNING],
        "begun": projects.begun[projects.group == RUNNING],
    })  # fmt: skip
    return (
        running.join(frames["project"].select("currency", project="code"), on="project")
        .join(last, on="project")
        .join(spent, on="project")
        .with_columns(
            left=pl.col("eac") - pl.col("spent"),
            finish=pl.col("forecast_finish").to_physical().cast(pl.Float64).fill_null(
                projects.as_of + _AHEAD_DAYS
            ),
        )
        .filter(pl.col("left") >= _LEAST)
        .sort("project")
    )  # fmt: skip


__all__ = ["orders"]
