"""What the page of training is asked, and the plan that answers it."""

from collections.abc import Callable
from typing import NamedTuple, TypeVar

import polars as pl
import streamlit as st

from pmo_core.analysis.training.plan import Plan
from pmo_core.charts import short
from pmo_core.charts.competence import outcomes
from pmo_core.jobs import training as jobs
from pmo_core.jobs import training_views as views
from pmo_core.jobs.training import Given
from pmo_core.ui import data
from pmo_core.ui.background import worked_out
from pmo_core.ui.chart import chart
from pmo_core.ui.page import Figure, as_of, headline
from pmo_core.ui.text import counted

Made = TypeVar("Made")

MONTHS = (3, 6, 12, 18)
_USUAL = 12


class Choice(NamedTuple):
    """What is planned: months of bookings, and whether what roles ask for without one too."""

    n_months: int
    with_roles: bool


class Drawn(NamedTuple):
    """What was asked, what the plan was made from, and the plan."""

    choice: Choice
    given: Given
    plan: Plan


def choose() -> Choice:
    """Draw what is planned and return it; it is in the address."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="training_choice"):
        n_months = st.selectbox(
            "Bookings of", MONTHS, index=MONTHS.index(_USUAL), key="training_months", width=180,
            format_func=lambda n: f"the next {n} months", bind="query-params",
        )  # fmt: skip
        with_roles = st.toggle(
            "What roles ask for too", value=True, key="training_roles", bind="query-params",
            help="Also close gaps that no assignment is waiting for, within half a year.",
        )  # fmt: skip
    return Choice(n_months, with_roles)


def drawn(choice: Choice) -> Drawn | None:
    """Return the plan; None while it is at work: its progress is drawn then."""
    basis = given(choice)
    found = worked_out(
        ("training", basis.name), lambda tell: jobs.planned(basis, tell),
        words=f"Looking for courses for {counted(basis.needs.height, 'gap')}", name="training",
    )  # fmt: skip
    return None if found is None else Drawn(choice, basis, found)


def given(choice: Choice) -> Given:
    """Return what a plan is made from, as it is kept now."""
    return data.derived(
        "training given",
        lambda: jobs.given(data, as_of(), choice.n_months, with_roles=choice.with_roles),
        as_of=as_of(), choice=choice,
    )  # fmt: skip


def bookings(now: Drawn) -> pl.DataFrame:
    """Return what the plan books; see `jobs.training_views.bookings`."""
    return _view(now, "bookings", lambda: views.bookings(data, now.given, now.plan))


def unmet(now: Drawn) -> pl.DataFrame:
    """Return what is not closed in time; see `jobs.training_views.unmet`."""
    return _view(now, "unmet", lambda: views.unmet(data, now.given, now.plan))


def needs(now: Drawn) -> pl.DataFrame:
    """Return all gaps with their outcome; see `jobs.training_views.needs`."""
    return _view(now, "needs", lambda: views.needs(data, now.given, now.plan))


def budgets(now: Drawn) -> pl.DataFrame:
    """Return the budgets; see `jobs.training_views.budgets`."""
    return _view(now, "budgets", lambda: views.budgets(data, now.given, now.plan))


def dates(now: Drawn) -> pl.DataFrame:
    """Return the dates to come; see `jobs.training_views.dates`."""
    return _view(now, "dates", lambda: views.dates(data, now.given))


def over() -> pl.DataFrame:
    """Return the trainings that wait to be completed; see `jobs.training_views.over`."""
    return data.derived("training over", lambda: views.over(data, as_of()), as_of=as_of())


def catalogue(now: Drawn) -> pl.DataFrame:
    """Return the courses; see `jobs.training_views.catalogue`."""
    return _view(now, "catalogue", lambda: views.catalogue(data, now.given))


def figures(now: Drawn) -> None:
    """Draw what is read first, each with its formula."""
    rows, plan = needs(now), now.plan
    n = dict(rows["need_outcome"].value_counts().rows())
    in_time = n.get("in time", 0) + n.get("booked already", 0)
    unit = data.settings().base_currency
    proof = {
        "optimal": ("proven", "no plan is better"),
        "feasible": (f"gap {plan.gap:.1%}", "time was over before the proof"),
        "unknown": ("not found", "nothing was found in time"),
    }[plan.state]
    headline(
        [
            Figure(
                "Gaps", f"{rows.height:,}",
                "Person and level of a competence asked for and not held on that day.",
                f"of {counted(rows['person'].n_unique(), 'person', 'people')}",
            ),
            Figure(
                "Closed in time", f"{in_time:,}",
                "Gaps that a training closes before the day on which the competence is needed.",
                f"{n.get('booked already', 0):,} booked already",
            ),
            Figure(
                "Late or open", f"{rows.height - in_time:,}",
                "Gaps that no training closes before that day; the tab says why.",
                f"{n.get('late', 0):,} late, {n.get('open', 0):,} open",
            ),
            Figure(
                "Cost of the plan", short(plan.cost, unit),
                "Sum of the prices of what the plan books, by the rates of today; what is booked "
                "already is not among it.",
                f"{counted(plan.chosen.height, 'training')} to book",
            ),
            Figure(
                "Plan", proof[0],
                "First the weight of gaps not closed in time is least, then weight x days late, "
                "then the cost. The gap is by how much of that weight it could at most be better.",
                proof[1],
            ),
        ],
        "training_figures", width=150,
    )  # fmt: skip


def picture(now: Drawn) -> None:
    """Draw what becomes of the gaps, by the month in which they open."""
    drawing = _view(
        now, "picture", lambda: outcomes(needs(now), title="Gaps by the month they open")
    )
    chart(drawing, "training_outcomes")


def _view(now: Drawn, name: str, make: Callable[[], Made]) -> Made:
    """Return a view of the plan, made once."""
    return data.derived(f"training {name}", make, name=now.given.name, choice=now.choice)


__all__ = [
    "MONTHS", "Choice", "Drawn", "bookings", "budgets", "catalogue", "choose", "dates", "drawn",
    "figures", "given", "needs", "over", "picture", "unmet",
]  # fmt: skip
