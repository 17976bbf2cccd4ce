"""One tolerance of one project: how it went, what remains, and what the board may decide."""

from dataclasses import dataclass
from typing import Any

import polars as pl
import streamlit as st

from pmo_core.analysis.tolerances import UNITS
from pmo_core.charts import short
from pmo_core.charts.tolerance import against_tolerance
from pmo_core.errors import NotFound, PmoError
from pmo_core.jobs import exceptions as jobs
from pmo_core.jobs.decisions import Subject, preview
from pmo_core.model.columns import label
from pmo_core.model.governance import MEASURES, Outcome
from pmo_core.ui import data, facts
from pmo_core.ui.boot import repository
from pmo_core.ui.chart import chart
from pmo_core.ui.exceptions import exceptions
from pmo_core.ui.grid import grid
from pmo_core.ui.page import Figure, as_of, empty, headline, side_by_side
from pmo_core.ui.text import counted, iso, plain

OPTIONS: dict[str, tuple[Outcome, str]] = {
    "Continue": ("go", "It goes on as it is; the deviation is taken note of."),
    "Re-scope": ("recycle", "It is to be planned anew: that comes as a change request."),
    "Hold": ("hold", "It waits, and is decided again."),
    "Stop": ("stop", "What is still to be spent is freed."),
}
"""What a board may decide, by which outcome, and what that means."""
_TITLES = {
    "cost": "Forecast cost beyond the baseline", "time": "Forecast finish beyond the baseline",
    "scope": "Scope added or dropped",
}  # fmt: skip


@dataclass(frozen=True)
class Seen:
    """What is looked at.

    Parameters
    ----------
    project : dict
        Row of the overview.
    measure : str
        Tolerance that is looked at.
    broken : dict or None
        Its row of the exceptions; None where it is kept.
    all_broken : tuple of str
        Tolerances of the project that are broken.
    remaining : Remaining
        The case from now on.
    """

    project: dict[str, Any]
    measure: str
    broken: dict[str, Any] | None
    all_broken: tuple[str, ...]
    remaining: jobs.Remaining

    @property
    def subject(self) -> Subject:
        """What the board decides about."""
        return Subject("exception", self.project["code"], self.measure)


def seen(code: str, measure: str | None) -> Seen:
    """Return what the address names: of a project its longest broken tolerance by default.

    Raises
    ------
    NotFound
        There is no such project or tolerance.
    """
    today = as_of()
    projects = facts.portfolio(today).filter(pl.col("code") == code)
    if projects.is_empty():
        raise NotFound(f"There is no project {code}.", "Choose one of the list.")
    if measure is not None and measure not in MEASURES:
        raise NotFound(f"There is no tolerance {measure!r}.", f"There are {', '.join(MEASURES)}.")
    rows = exceptions(today).filter(pl.col("project") == code)
    chosen = measure or (rows["measure"][0] if rows.height else MEASURES[0])
    own = rows.filter(pl.col("measure") == chosen)
    remaining = data.derived(
        "remaining case", lambda: jobs.remaining(facts.case(today), code), as_of=today, code=code
    )
    return Seen(
        projects.row(0, named=True), chosen, own.row(0, named=True) if own.height else None,
        tuple(rows["measure"]), remaining,
    )  # fmt: skip


def place(of: Seen) -> str:
    """Return where the project belongs and stands, in one line."""
    project = of.project
    parts = (project["code"], project["portfolio_name"], project["stage"], project["manager"])
    return " · ".join(filter(None, parts))


def other(of: Seen) -> None:
    """Draw the choice among the tolerances of this project."""
    key = f"tolerance_of_{of.project['code']}"
    st.session_state[key] = of.measure

    def show() -> None:
        st.query_params["measure"] = st.session_state[key] or of.measure

    st.segmented_control(
        "Tolerance", MEASURES, key=key, label_visibility="collapsed", on_change=show,
        format_func=lambda one: f"{'◆' if one in of.all_broken else '●'} {one.capitalize()}",
    )  # fmt: skip


def verdict(of: Seen) -> None:
    """Say why it is broken and what was decided, or that it is kept."""
    row = of.broken
    if row is None:
        if not of.project["is_open"]:
            st.info("The project has ended: nothing is left to be decided about it.")
        elif _course(of)["deviation"].count():
            st.success(f"The tolerance in {of.measure} is kept.")
        else:
            st.info(f"Whether the tolerance in {of.measure} is kept is not known.")
        return
    st.text(row["reason"])
    if row["decision"] is None:
        return
    said = f"{row['decision']} of {iso(row['decided_on'])}: {row['outcome']}."
    if row["exception_state"] == "decided":
        st.info(
            plain(f"{said} It holds until the deviation grows by more than another tolerance."),
            icon=":material/gavel:",
        )
    else:
        worse = "Since then it was mended and broken anew, or grew by more than another tolerance."
        st.warning(plain(f"{said} {worse}"), icon=":material/gavel:")


def figures(of: Seen) -> None:
    """Show the deviation, since when, and what is still to be spent and to be gained."""
    remaining, currency = of.remaining, data.settings().base_currency
    spent = of.project["actual_cost"]
    ahead = f"at {remaining.discount_pct:g} %, in {currency}"
    headline(
        [
            *_deviation(of),
            Figure(
                "Still to spend", short(remaining.cost),
                "Forecast less actual cost; without a forecast what the plan has ahead, in "
                f"{currency}. What stopping itself would cost is not in it.",
                f"{short(spent)} spent, sunk" if spent is not None else "nothing spent",
            ),
            Figure(
                "Still to gain", short(remaining.pv_benefit),
                f"Present value of the benefits still to come, {ahead}.",
                remaining.reason if remaining.pv_benefit is None else "",
            ),
            Figure(
                "NPV from now on", short(remaining.npv),
                f"Present value of benefits less costs still to come, {ahead}, as on Business case "
                "(Still to come). What is spent is sunk and decides nothing any more.",
                remaining.reason,
            ),
        ],
        "exception_one",
        width=150,
    )  # fmt: skip


def _deviation(of: Seen) -> list[Figure]:
    """Return how far it is beyond, and since when; nothing where the tolerance is kept."""
    row, unit = of.broken, UNITS[of.measure]
    if row is None:
        return []
    number, first, n = row["baseline_number"], row["first_deviation"], row["n_reports"]
    against = f"baseline {number}" if number else "the plan, as there is no baseline"
    return [
        Figure(
            "Deviation", f"{_number(row['deviation'])} {unit}",
            f"By how much it is beyond {against}. Known from: {row['forecast_source']}.",
            f"{row['tolerated']:g} {unit} tolerated",
        ),
        Figure(
            "From baseline 1", "n/a" if first is None else f"{_number(first)} {unit}",
            "The same from the first baseline: what was approved since is in it.",
        ),
        Figure(
            "Broken since", iso(row["since_on"]),
            "First data date, or day of a new baseline, since which it has been broken in every "
            "report; where no report shows it, the day on which the calendar went past the limit.",
            f"in {counted(n, 'report')}" if n else "no report shows it yet",
        ),
    ]  # fmt: skip


def _number(value: float) -> str:
    """Return a number with at most one decimal.

    Examples
    --------
    >>> _number(654.0), _number(18.44), _number(1234.0)
    ('654', '18.4', '1,234')
    """
    return f"{value:,.1f}".removesuffix(".0")


def course(of: Seen) -> None:
    """Draw how the measure went against its tolerance, beside the case from now on."""
    rows, code = _course(of), of.project["code"]
    left, right = side_by_side()
    with left:
        unit = {"%": "percent", "days": "calendar days"}[UNITS[of.measure]]
        drawn = against_tolerance(rows, title=_TITLES[of.measure], unit=unit)
        if drawn.is_empty:
            empty("How far it is from its baseline is not known.", "It needs a baseline or a plan, "
                  "and a status with a forecast.")  # fmt: skip
        else:
            chart(drawn, f"course_{of.measure}")
    with right:
        st.markdown("**What is still to come, by fiscal year**")
        if of.remaining.cost is None and of.remaining.benefit is None:
            empty("Neither cost nor benefit to come is known.", "Report a forecast, or enter "
                  "budget lines and benefits.")  # fmt: skip
        else:
            grid(
                of.remaining.by_year, "still_to_come", alt="Cost and benefit still to come",
                file_name=f"{code}-still-to-come",
            )  # fmt: skip


def _course(of: Seen) -> pl.DataFrame:
    """Return how the measure went; empty where that is not known."""
    today, code = as_of(), of.project["code"]
    return data.derived(
        "course of a tolerance",
        lambda: jobs.course(
            data, facts.portfolio(today).filter(pl.col("code") == code), of.measure, today
        ),
        as_of=today, code=code, measure=of.measure,
    )  # fmt: skip


def options(of: Seen) -> None:
    """Show what the board may decide and what each would change."""
    rows = data.derived(
        "options of a board", lambda: _options(of), as_of=as_of(), code=of.project["code"],
        measure=of.measure,
    )  # fmt: skip
    st.markdown("**What the board may decide**")
    grid(
        rows, "board_options", alt="What the board may decide", register="decision",
        labels={"outcome": "Recorded as", "reason": "What it means"},
        file_name=f"{of.project['code']}-options",
    )  # fmt: skip


def _options(of: Seen) -> pl.DataFrame:
    rows = [
        (
            name, outcome, _effect(of, outcome), meaning,
            0.0 if outcome == "stop" else of.remaining.cost if outcome == "go" else None,
            0.0 if outcome == "stop" else of.remaining.npv if outcome == "go" else None,
        )
        for name, (outcome, meaning) in OPTIONS.items()
    ]  # fmt: skip
    names = ("board_option", "outcome", "board_effect", "reason", "to_spend", "npv_ahead")
    kinds = [pl.String()] * 4 + [pl.Float64()] * 2
    return pl.DataFrame(rows, schema=dict(zip(names, kinds, strict=True)), orient="row")


def _effect(of: Seen, outcome: Outcome) -> str:
    """Return what an outcome would change, in words."""
    try:
        rows = preview(repository(), of.subject, board="-", outcome=outcome, decided_on=as_of())
    except PmoError as problem:
        return str(problem)
    said = [
        f"{label(field, register)}: {before or 'empty'} → {after or 'empty'}"
        for register, field, before, after in rows.filter(pl.col("register") == "project")
        .select("register", "field", "before", "after").iter_rows()
    ]  # fmt: skip
    if "baseline" in rows["register"]:
        said.append("The plan becomes the first baseline")
    return "; ".join(said) or "Nothing beside the record of the decision"


def takers(of: Seen) -> None:
    """Show who would take the money that is still to be spent."""
    remaining, currency = of.remaining, data.settings().base_currency
    st.markdown("**Who would take the money instead**")
    if not remaining.cost:
        st.caption("Nothing is left to be spent, or it is not known.")
        return
    rows = remaining.takers
    if rows.is_empty():
        empty(
            f"No candidate of any worth can be paid with {short(remaining.cost, currency)}.",
            "Candidates and what they bring stand on What-if.",
        )
        return
    npv, cost = rows["npv"].sum(), rows["cost"].sum()
    st.caption(
        f"{counted(rows.height, 'candidate')} for {short(cost, currency)} of "
        f"{short(remaining.cost, currency)} would bring an NPV of {short(npv, currency)}. A list, "
        "best value for money first, as far as the money of each year reaches; the best set under "
        "all limits, with the people that are freed too, is found by the solver."
    )
    grid(
        rows.select("project", "name", "cost", "npv", "npv_per_cost", "score", "left_over",
                    "portfolio"),
        "takers", alt="Candidates that the freed money would fund",
        labels={"project": "Code", "name": "Candidate", "left_over": "Then left"},
        pinned=("name",), file_name=f"{of.project['code']}-money-instead",
    )  # fmt: skip


__all__ = [
    "OPTIONS", "Seen", "course", "figures", "options", "other", "place", "seen", "takers",
    "verdict",
]  # fmt: skip
