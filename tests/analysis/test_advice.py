"""Advice in words: each sentence holds the figures that are worked out here by hand."""

import polars as pl

from pmo_core.analysis.advice import advise
from pmo_core.analysis.business_case import BusinessCase, case_of
from pmo_core.analysis.outturn import Outturn

KNOWN = Outturn("cost", "portfolio", "GROWTH", 23, 2, median=1.24, low=1.0, high=1.5)
UNKNOWN = Outturn("cost", "all", "", 3, 0, reason="Only 3 closed projects are known.")


def money(amount: float) -> str:
    """Write an amount plainly."""
    return f"{amount:.0f} EUR"


def made(cost: float, benefit: float | None, **more: float) -> BusinessCase:
    """Return a case of one cost now and one benefit a year later."""
    row = {"year": [2027, 2028], "cost": [cost, None], "benefit": [None, benefit]}
    ranges = {name: [None, amount] for name, amount in more.items()}
    schema = dict.fromkeys(("cost", "benefit", *ranges), pl.Float64)
    return case_of(pl.DataFrame({**row, **ranges}, schema={"year": pl.Int64, **schema}), 2027)


def test_a_good_case() -> None:
    """-100, +150 at 0 %: NPV 50, break-even at 67 %, at 1.24 x the cost still 26."""
    found = advise(made(100, 150), 0, reference=KNOWN, money=money)
    assert [one.tone for one in found] == ["good", "good", "good", "neutral"]
    assert found[0].text == (
        "It pays: at 0 % it is worth 50 EUR more than it costs, and the money is back after "
        "0.7 years."
    )
    assert "benefits reach 67 % of the estimate" in found[1].text
    assert "costs may grow by 50 %" in found[1].text
    assert "closed projects of portfolio GROWTH cost a median 1.24 x" in found[2].text
    assert "n = 23. At that cost the NPV is 26 EUR: it still pays." in found[2].text
    assert found[3].text == (
        "What moves it most is the size of its benefits: 20 % less, and the NPV is 20 EUR."
    )
    assert all(one.rule for one in found)


def test_a_thin_case_turns() -> None:
    """-100, +110 at 0 %: 91 % is thin, at 1.24 x the cost it loses 14, at -20 % 12."""
    found = advise(made(100, 110), 0, reference=KNOWN, money=money)
    assert [one.tone for one in found] == ["good", "caution", "bad", "caution"]
    assert "That is a thin margin." in found[1].text
    assert "-14 EUR: it does not pay." in found[2].text
    assert "-12 EUR; the case turns negative." in found[3].text


def test_a_bad_case() -> None:
    """-100, +80 at 0 %: NPV -20, benefits would have to reach 125 %, costs stay 20 % below."""
    found = advise(made(100, 80), 0, reference=UNKNOWN, money=money)
    assert found[0].tone == found[1].tone == "bad"
    assert "worth 20 EUR less than it costs" in found[0].text
    assert "reach 125 % of the estimate, or its costs to stay 20 % below" in found[1].text
    assert found[2].text.endswith("Only 3 closed projects are known.")


def test_ranges_speak() -> None:
    """Low 90 of 150 loses 10; low 120 still pays; high 90 of 80 never pays."""
    for more, benefit, tone, words in (
        ({"benefit_low": 90, "benefit_high": 160}, 150, "caution", "from -10 EUR to 60 EUR"),
        ({"benefit_low": 120, "benefit_high": 160}, 150, "good", "20 EUR, 60 EUR at best"),
        ({"benefit_low": 60, "benefit_high": 90}, 80, "bad", "it does not pay: -10 EUR"),
    ):
        one = advise(made(100, benefit, **more), 0, reference=KNOWN, money=money)[2]
        assert (one.tone, words in one.text) == (tone, True)


def test_without_benefits_nothing_is_claimed() -> None:
    """No benefit: it says that it cannot be said, and what history tells of the cost."""
    found = advise(made(100, None), 8, reference=KNOWN, money=money)
    assert len(found) == 2
    assert found[0].text.startswith("No benefit is registered.")
    assert "1.24 x" in found[1].text
