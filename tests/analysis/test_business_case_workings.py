"""What a controller sees behind a figure gives the figure again when it is worked out by hand."""

import re

import polars as pl
import pytest

from pmo_core.analysis.business_case import FIGURES, case_of, values
from pmo_core.analysis.business_case_workings import FORMULAS, working

HAND = case_of(
    pl.DataFrame({
        "year": [2028, 2029, 2030, 2031], "cost": [100.0, 20.0, None, 90.0],
        "benefit": [None, 60.0, 108.0, 100.0],
    }),
    2027,
)  # fmt: skip
RATE = 20


def from_terms(name: str, terms: pl.DataFrame) -> float:
    """Return the figure from the terms alone, as the formula says."""
    total = {column: terms[column].sum() for column in terms.columns}
    if name == "npv":
        return float((terms["flow"] * terms["factor"]).sum())
    if name == "mirr_pct":
        return float(100 * ((total["received"] / total["paid"]) ** (1 / (terms.height - 1)) - 1))
    if name == "bcr":
        return float(total["pv_benefit"] / total["pv_cost"])
    return float(total["received"] / total["paid"])


@pytest.mark.parametrize("name", ["npv", "mirr_pct", "bcr", "pi"])
def test_the_terms_give_the_figure(name: str) -> None:
    """Sums of the terms, put into the formula, are the figure that the page shows."""
    shown = working(HAND, name, RATE)
    assert from_terms(name, shown.terms) == pytest.approx(values(HAND, RATE)[name].value)
    assert shown.formula == FORMULAS[name]
    assert shown.terms["year"].to_list() == [2028, 2029, 2030, 2031]


def test_the_rate_makes_nothing_of_it() -> None:
    """The present values at the IRR add up to zero."""
    shown = working(HAND, "irr_pct", RATE)
    assert shown.terms["pv_flow"].sum() == pytest.approx(0, abs=1e-9)
    assert shown.steps[0].endswith("add up to 0.00")


def test_the_step_of_the_payback_is_true() -> None:
    """Running sum -100, -60, 48: 1 + 60 / 108 years."""
    step = working(HAND, "payback_years", RATE).steps[0]
    whole, left, flow = (float(one) for one in re.findall(r"[\d.]+", step)[:3])
    assert (whole, left, flow) == (1, 60, 108)
    assert whole + left / flow == pytest.approx(values(HAND, RATE)["payback_years"].value)


def test_what_is_not_there_says_why() -> None:
    """Without benefits each figure shows its flows and the reason."""
    nothing = case_of(pl.DataFrame({"year": [2027], "cost": [5.0]}), 2027)
    for name in FIGURES:
        shown = working(nothing, name, RATE)
        assert shown.steps == ("N/A: No benefit is registered.",)
        assert shown.terms.columns == ["year", "flow"]
