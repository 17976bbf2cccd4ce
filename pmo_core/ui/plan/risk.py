"""What the page of risk rests on: assumptions from the address, inputs, and their draws."""

from datetime import date
from typing import NamedTuple

import streamlit as st

from pmo_core.analysis.schedule_risk import Simulation
from pmo_core.jobs import risk as jobs
from pmo_core.jobs.risk import Choice, Inputs
from pmo_core.ui import data
from pmo_core.ui.background import worked_out

MOST_SEED = 10_000
_NAMES = {"within": "within", "between": "between", "responses": "with_responses", "seed": "seed"}


class Drawn(NamedTuple):
    """What was drawn, its draws, and the name of both: the same inputs give the same."""

    given: Inputs
    simulation: Simulation
    name: str


def choice() -> Choice:
    """Return the assumptions of the address; where one cannot be, all are by the settings."""
    by_settings = usual()
    asked = st.query_params
    try:
        now = Choice(
            within=float(asked.get("within", by_settings.within)),
            between=float(asked.get("between", by_settings.between)),
            with_responses=asked.get("responses") == "1",
            seed=int(asked.get("seed", by_settings.seed)),
        )
    except ValueError:
        return by_settings
    can_be = 0 <= now.within <= 1 and 0 <= now.between <= 1 and 0 <= now.seed <= MOST_SEED
    return now if can_be else by_settings


def assumptions(now: Choice) -> None:
    """Draw the form of what is assumed; what is chosen goes into the address."""
    by_settings = usual()

    def take() -> None:
        given = {name: st.session_state[f"risk_{name}"] for name in _NAMES}
        for name, value in given.items():
            shown = str(int(value)) if isinstance(value, bool | int) else f"{value:g}"
            if value == getattr(by_settings, _NAMES[name]):
                st.query_params.pop(name, None)
            else:
                st.query_params[name] = shown

    with (
        st.popover("Assumptions", icon=":material/tune:"),
        st.form("risk_assumptions", border=False),
    ):
        st.slider(
            "Correlation within a project", 0.0, 1.0, now.within, 0.05, key="risk_within",
            help="How much durations and costs of one project go well or badly together.",
        )  # fmt: skip
        st.slider(
            "Correlation between projects", 0.0, 1.0, now.between, 0.05, key="risk_between",
            help="How much those of different projects do: same suppliers, same optimism. Not "
            "above the one within projects.",
        )  # fmt: skip
        st.toggle(
            "Responses to risks work", now.with_responses, key="risk_responses",
            help="Probability and impact of risks as they are expected after the response, where "
            "the RAID register says so.",
        )  # fmt: skip
        st.number_input(
            "Seed", 0, MOST_SEED, now.seed, key="risk_seed",
            help="The same seed gives the same draws; another one shows how exact the figures are.",
        )  # fmt: skip
        st.form_submit_button("Draw again", on_click=take, type="primary")


def drawn(as_of: date, now: Choice) -> Drawn | None:
    """Return the draws of all projects; None while they are made: progress is drawn then.

    Raises
    ------
    Refused
        Nothing is to do, or the assumptions contradict each other.
    """
    given, name = data.derived("risk inputs", lambda: _inputs(as_of, now), as_of=as_of, choice=now)
    found = worked_out(
        name,
        lambda tell: jobs.simulated(given, tell),
        words=f"Drawing {given.tasks.height:,} tasks {given.n_draws:,} times",
        name="risk",
    )
    return None if found is None else Drawn(given, found, name)


def _inputs(as_of: date, now: Choice) -> tuple[Inputs, str]:
    given = jobs.inputs(data, as_of, now)
    return given, given.hash()


def usual() -> Choice:
    """Return the assumptions of the settings."""
    settings = data.settings()
    return Choice(settings.correlation_within, settings.correlation_between)


def share() -> float:
    """Return which share of the draws a promised day or sum keeps to, 0 to 1."""
    return data.settings().confidence_pct / 100


__all__ = ["Drawn", "assumptions", "choice", "drawn", "share", "usual"]
