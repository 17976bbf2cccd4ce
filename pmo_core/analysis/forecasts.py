"""All forecasts of a project side by side: what it will cost, and how long it will take.

Cost: the manager's, the forms of earned value, and the reference class. Time: the manager's, the
nine forms of EAC(t), and the reference class. All in the units of `measured`: base currency, and
working days since the start.
"""

from dataclasses import dataclass

import polars as pl

from pmo_core.analysis.earned_value import indices
from pmo_core.analysis.reference_class import MEASURES, PRIORS, Measure, references
from pmo_core.analysis.time_forecasts import time_forecasts


@dataclass(frozen=True)
class Method:
    """A way to forecast.

    Parameters
    ----------
    code : str
        Column of its forecast.
    measure : {"cost", "duration"}
        What it forecasts.
    label, formula : str
        How it is called, and what it is.
    """

    code: str
    measure: Measure
    label: str
    formula: str


METHODS = (
    Method("cost_manager", "cost", "Manager", "As reported in the latest status."),
    Method("eac_budget", "cost", "AC + remaining budget", "AC + BAC - EV"),
    Method("eac_cpi", "cost", "BAC / CPI", "AC + (BAC - EV) / CPI"),
    Method("eac_weighted", "cost", "0.8 CPI + 0.2 SPI", "AC + (BAC - EV) / (0.8 CPI + 0.2 SPI)"),
    Method("eac_cpi_spi", "cost", "CPI x SPI", "AC + (BAC - EV) / (CPI x SPI)"),
    Method("eac_spi", "cost", "SPI", "AC + (BAC - EV) / SPI"),
    Method("eac_bottom_up", "cost", "Bottom-up", "AC + the estimates to complete by element"),
    Method("cost_reference", "cost", "Reference class",
           "AC + (BAC - EV) x median of how the rest went in closed projects"),
    Method("duration_manager", "duration", "Manager", "As reported in the latest status."),
    Method("eac_t_es_1", "duration", "ES, planned pace", "AT + PD - ES"),
    Method("eac_t_es_spi_t", "duration", "ES, SPI(t)", "AT + (PD - ES) / SPI(t)"),
    Method("eac_t_es_sci_t", "duration", "ES, SCI(t)", "AT + (PD - ES) / (CPI x SPI(t))"),
    Method("eac_t_pv_1", "duration", "PV, planned pace", "PD - (EV - PV) x PD / BAC"),
    Method("eac_t_pv_spi", "duration", "PV, SPI", "PD / SPI"),
    Method("eac_t_pv_sci", "duration", "PV, SCI", "PD / (CPI x SPI)"),
    Method("eac_t_ed_1", "duration", "ED, planned pace", "max(PD, AT) + AT - AT x SPI"),
    Method("eac_t_ed_spi", "duration", "ED, SPI", "AT + (max(PD, AT) - AT x SPI) / SPI"),
    Method("eac_t_ed_sci", "duration", "ED, SCI",
           "AT + (max(PD, AT) - AT x SPI) / (CPI x SPI)"),
    Method("duration_reference", "duration", "Reference class",
           "AT + (PD - ES) x median of how the rest went in closed projects"),
)  # fmt: skip
"""Every way to forecast, in the order in which they are shown."""
LABELS = {one.code: one.label for one in METHODS}
DEFAULT: dict[Measure, str] = {"cost": "eac_budget", "duration": "eac_t_es_1"}
"""Method that counts where the own history says nothing: the nearest ones in published tests."""
OUTLOOKS = ("median", "p80", "p90")


def forecasts(rows: pl.DataFrame, history: pl.DataFrame) -> pl.DataFrame:
    """Add every forecast to each row.

    Parameters
    ----------
    rows : polars.DataFrame
        Columns of `measured`; cost_manager and duration_manager (base currency, working days since
        the start; null = none reported), optionally remaining_cost; known_on and the keys of
        `reference_class.references`. Other columns are kept.
    history : polars.DataFrame
        Points of closed projects; see `reference_class.references`.

    Returns
    -------
    polars.DataFrame
        With a column per method (null = cannot be worked out), and of each reference class, as
        cost_n and duration_n: n, of, is_whole, and the forecasts p80 and p90.
    """
    found = time_forecasts(indices(rows))
    for measure in MEASURES:
        found = found.with_columns(_reference(found, history, measure))
    return found


def _reference(rows: pl.DataFrame, history: pl.DataFrame, measure: Measure) -> list[pl.Series]:
    """What closed projects say: the rest of the estimate, times how such rests went."""
    class_ = references(history, rows, measure)
    spent, rest = ("ac", rows["bac"] - rows["ev"])
    if measure == "duration":
        spent, rest = "at_days", rows["pd_days"] - rows["es_days"]
    rest = rest.cast(pl.Float64).clip(lower_bound=0.0)
    names = dict(zip(OUTLOOKS, ("reference", "p80", "p90"), strict=True))
    outlook = [
        (rows[spent] + rest * class_[name]).alias(f"{measure}_{short}")
        for name, short in names.items()
    ]
    return [
        *outlook,
        *(class_[name].alias(f"{measure}_{name}") for name in ("n", "of", "is_whole")),
    ]


def prior(measure: Measure, share: float, spent: float, rest: float) -> tuple[float, str] | None:
    """Return what a published quantile gives where the own history is too short, and its label.

    Parameters
    ----------
    measure, share : str, float
        What is to be bounded, and for which share of projects.
    spent, rest : float
        What is spent, and what is left of the estimate.

    Examples
    --------
    >>> prior("cost", 0.8, 20.0, 100.0)
    (170.0, 'IT projects, published')
    """
    found = next((p for p in PRIORS if (p.measure, p.share) == (measure, share)), None)
    return None if found is None else (spent + rest * found.ratio, found.label)


def methods_of(measure: Measure) -> list[str]:
    """Return the codes of the methods that forecast it.

    Examples
    --------
    >>> methods_of("cost")[:3]
    ['cost_manager', 'eac_budget', 'eac_cpi']
    """
    return [one.code for one in METHODS if one.measure == measure]


__all__ = ["DEFAULT", "LABELS", "METHODS", "Method", "forecasts", "methods_of", "prior"]
