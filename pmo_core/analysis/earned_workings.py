"""How each figure of earned value came about: formula, the numbers put in, result or reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple


@dataclass(frozen=True)
class Working:
    """How one figure of one row came about.

    Parameters
    ----------
    figure, label : str
        Column, and its name among people.
    formula : str
        With the names of its inputs, such as "EV / AC".
    numbers : str
        The same with the row's numbers, such as "35,000 / 36,000"; empty where one is missing.
    value : float or None
        The result; None = undefined.
    reason : str
        Why there is no result; empty where there is one.
    """

    figure: str
    label: str
    formula: str
    numbers: str
    value: float | None
    reason: str


class _Figure(NamedTuple):
    """Label, formula with its columns in braces, and why it may be undefined all the same."""

    label: str
    formula: str
    undefined: str = ""


INPUTS = {
    "bac": "BAC", "pv": "PV", "ev": "EV", "ac": "AC", "remaining_cost": "bottom-up ETC",
    "es_days": "ES", "at_days": "AT", "pd_days": "PD",
}  # fmt: skip
"""Columns that are put in, and their names among people."""
_REST = "{ac} + ({bac} - {ev}) / "
_FIGURES = {
    "cv": _Figure("CV", "{ev} - {ac}"),
    "sv": _Figure("SV", "{ev} - {pv}"),
    "cpi": _Figure("CPI", "{ev} / {ac}", "AC is zero or less"),
    "spi": _Figure("SPI", "{ev} / {pv}", "PV is zero or less"),
    "earned_pct": _Figure("Earned, %", "{ev} / {bac} * 100", "BAC is zero or less"),
    "cv_pct": _Figure("CV, %", "{cv} / {ev} * 100", "EV is zero or less"),
    "sv_pct": _Figure("SV, %", "{sv} / {pv} * 100", "PV is zero or less"),
    "sv_t_days": _Figure("SV(t)", "{es_days} - {at_days}"),
    "spi_t": _Figure("SPI(t)", "{es_days} / {at_days}", "AT is zero or less"),
    "eac_budget": _Figure("EAC, rest as budgeted", "{ac} + {bac} - {ev}"),
    "eac_cpi": _Figure("EAC, rest at CPI", _REST + "{cpi}", "CPI is zero or less"),
    "eac_spi": _Figure("EAC, rest at SPI", _REST + "{spi}", "SPI is zero or less"),
    "eac_spi_t": _Figure("EAC, rest at SPI(t)", _REST + "{spi_t}", "SPI(t) is zero or less"),
    "eac_cpi_spi": _Figure(
        "EAC, rest at CPI x SPI", _REST + "({cpi} * {spi})", "CPI x SPI is zero or less"
    ),
    "eac_sci_t": _Figure(
        "EAC, rest at CPI x SPI(t)", _REST + "({cpi} * {spi_t})", "CPI x SPI(t) is zero or less"
    ),
    "eac_weighted": _Figure(
        "EAC, rest at 0.8 CPI + 0.2 SPI", _REST + "(0.8 * {cpi} + 0.2 * {spi})",
        "CPI and SPI are zero or less",
    ),
    "eac_weighted_t": _Figure(
        "EAC, rest at 0.8 CPI + 0.2 SPI(t)", _REST + "(0.8 * {cpi} + 0.2 * {spi_t})",
        "CPI and SPI(t) are zero or less",
    ),
    "eac_bottom_up": _Figure("EAC, bottom-up", "{ac} + {remaining_cost}"),
    "etc": _Figure("ETC", "{eac} - {ac}"),
    "vac": _Figure("VAC", "{bac} - {eac}"),
    "tcpi_bac": _Figure(
        "TCPI (BAC)", "({bac} - {ev}) / ({bac} - {ac})", "nothing of the budget is left to spend"
    ),
    "tcpi_eac": _Figure(
        "TCPI (EAC)", "({bac} - {ev}) / ({eac} - {ac})",
        "nothing of the estimate is left to spend",
    ),
    "tspi": _Figure(
        "TSPI", "({pd_days} - {es_days}) / ({pd_days} - {at_days})", "no planned time is left"
    ),
    "ieac_t_days": _Figure("IEAC(t)", "{pd_days} / {spi_t}", "SPI(t) is zero or less"),
}  # fmt: skip
_LABELS = {**INPUTS, **{name: one.label for name, one in _FIGURES.items()}, "eac": "EAC"}


def workings(row: Mapping[str, Any]) -> tuple[Working, ...]:
    """Return how the figures of a row came about, in the order in which people read them.

    Parameters
    ----------
    row : mapping of str to value
        A row as `earned_value.indices` (and `time_forecasts`) gives it, by column. Figures that it
        does not hold are left out.

    Examples
    --------
    >>> from pmo_core.analysis.earned_value import indices
    >>> import polars as pl
    >>> row = pl.DataFrame({"bac": [90.0], "pv": [40.0], "ev": [35.0], "ac": [0.0]})
    >>> found = {one.figure: one for one in workings(indices(row).row(0, named=True))}
    >>> found["spi"].formula, found["spi"].numbers, found["spi"].value
    ('EV / PV', '35 / 40', 0.875)
    >>> found["cpi"].reason, found["eac_cpi"].reason
    ('AC is zero or less', 'CPI is not known: AC is zero or less')
    """
    return tuple(_working(row, name) for name in _FIGURES if name in row)


def _working(row: Mapping[str, Any], name: str) -> Working:
    figure = _FIGURES[name]
    reason = "" if row[name] is not None else _reason(row, name)
    put_in = {one: row.get(one) for one in _columns(figure.formula)}
    numbers = {one: _number(value) for one, value in put_in.items() if value is not None}
    is_whole = len(numbers) == len(put_in)
    return Working(
        name, figure.label, figure.formula.format(**_LABELS),
        figure.formula.format(**numbers) if is_whole else "", row[name], reason,
    )  # fmt: skip


def _columns(formula: str) -> list[str]:
    return [part.split("}")[0] for part in formula.split("{")[1:]]


def _reason(row: Mapping[str, Any], name: str) -> str:
    """Return why a figure is undefined: the first input that is missing, or its denominator."""
    for one in _columns(_FIGURES[name].formula):
        if row.get(one) is None:
            why = f": {_reason(row, one)}" if one in _FIGURES else ""
            return f"{_LABELS[one]} is not known{why}"
    return _FIGURES[name].undefined


def _number(value: float) -> str:
    """Six significant digits, or whole thousands: enough to check by hand."""
    text = f"{value:,.2f}" if abs(value) >= 1000 else f"{value:.6g}"
    return text.removesuffix(".00")


__all__ = ["INPUTS", "Working", "workings"]
