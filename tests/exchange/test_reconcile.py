"""Lines and amounts of a file add up, whatever is wrong in it."""

import random
from decimal import Decimal

import polars as pl
import pytest

from pmo_core.exchange.mapping import FieldSource, Mapping
from pmo_core.exchange.prepare import prepare
from pmo_core.exchange.reader import read_table

FIELDS = {
    "project": "Project",
    "spent_on": "Day",
    "cost": "Cost",
    "hours": "Hours",
    "currency": "Currency",
}
MAPPING = Mapping("actual", {field: FieldSource((column,)) for field, column in FIELDS.items()})


def _file(seed: int, n: int = 400) -> tuple[bytes, dict[str, Decimal]]:
    """Return a file with faults sown in, and the sum of all its readable costs per currency."""
    dice = random.Random(seed)
    sums: dict[str, Decimal] = {}
    lines = ["Project,Day,Cost,Hours,Currency"]
    for at in range(n):
        cost = Decimal(dice.randint(-(10**7), 10**7)).scaleb(-dice.choice([0, 2, 4, 6]))
        text = dice.choice([f"{cost:f}", f"{cost:f}", "TBC", "", "oops", "confidential"])
        currency = dice.choice(["EUR", "USD"])
        if text == f"{cost:f}":
            sums[currency] = sums.get(currency, Decimal(0)) + cost
        day = dice.choice(["2026-01-31"] * 9 + ["2026-02-30"])
        project = dice.choice(["P1", "P2", "P3", "P4", ""])
        lines.append(f"{project},{day},{text},{at % 9},{currency}")
    return "\n".join(lines).encode(), sums


@pytest.mark.parametrize("seed", range(5))
def test_amounts_read_are_amounts_taken_and_rejected(seed: int) -> None:
    """The total read equals the file's own, and is accounted for to the last digit."""
    data, sums = _file(seed)
    prepared = prepare(read_table(data), MAPPING)
    account = prepared.reconciliation
    assert account.is_balanced()
    assert account.lines.read == 400
    costs = {measure.currency: measure for measure in account.measures if measure.field == "cost"}
    assert {code: measure.read for code, measure in costs.items()} == sums
    taken = pl.concat(prepared.frames()).group_by("currency").agg(pl.col("cost").sum())
    assert {code: measure.taken for code, measure in costs.items()} == dict(taken.iter_rows())
    assert (
        sum(m.n_values + m.n_missing + m.n_withheld + m.n_unreadable for m in costs.values()) == 400
    )


def test_an_amount_that_is_lost_would_be_seen() -> None:
    """A total that does not add up is not balanced."""
    data, _ = _file(1)
    measure = next(iter(prepare(read_table(data), MAPPING).reconciliation.measures))
    changed = type(measure)(
        *[getattr(measure, name) for name in measure.__slots__][:3],
        read=measure.read + 1,
        taken=measure.taken,
        rejected=measure.rejected,
        rounding=measure.rounding,
    )
    assert measure.is_balanced()
    assert not changed.is_balanced()


def test_withheld_and_missing_are_counted_not_summed() -> None:
    """An amount that is kept back is counted, not read as zero."""
    data = b"Project,Day,Cost\nP1,2026-01-31,5\nP1,2026-01-31,confidential\nP1,2026-01-31,TBC\n"
    (cost,) = prepare(read_table(data), MAPPING_OF_COST).reconciliation.measures
    assert (cost.taken, cost.n_values, cost.n_withheld, cost.n_missing) == (5, 1, 1, 1)


MAPPING_OF_COST = Mapping(
    "actual", {field: FieldSource((FIELDS[field],)) for field in ("project", "spent_on", "cost")}
)
