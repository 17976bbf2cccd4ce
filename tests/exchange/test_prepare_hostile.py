"""Cells that nobody would write: each is read right or refused, and nothing breaks."""

import random
from dataclasses import replace
from decimal import Decimal

import polars as pl
import pytest

from pmo_core.exchange.mapping import FieldSource, Mapping
from pmo_core.exchange.prepare import prepare
from pmo_core.exchange.reader import read_table
from pmo_core.exchange.table import LineCount
from pmo_core.model import REGISTERS

HOSTILE = [
    "9" * 40, "1e14", "99999999999999.99995", "-99999999999999.99995", "1e13m", "9999999999999m",
    "1e-400", "1e4000", "0" * 50 + "1", "1." + "3" * 60, "(1e5)", "€" * 5, "1," * 20 + "000",
    "12/31/9999", "00/00/0000", "31/12/1899", "99999", "79999", "70000.999", "1e9999bn", "5 d",
    "99999999999999 d", "9999999999999 crore", "\ufeff5", "2026-01-31T25:99", "-0", "(0)", "+",
    "- -", "%", "%5",
    "5%%", "5 h h", "1 EUR EUR", "EUR", "m", "k€", "\ufffd5", "=1+1", "<b>5</b>", "🙂",
    "٣", "5\u200b", "NaN", "-inf", "0x1F", "1_0", "\\", "'", '"', ";", "\t", "\u00a0",
]  # fmt: skip


@pytest.mark.parametrize(
    "register", ["project", "budget_line", "actual", "status_report", "person"]
)
@pytest.mark.parametrize("factor", ["1", "1000000000", "0.001"])
def test_hostile_cells_break_nothing(register: str, factor: str) -> None:
    """Whatever stands in a cell, lines are accounted for and what is taken is a valid record."""
    record = REGISTERS[register]
    dice = random.Random(f"{register}{factor}")
    names = list(record.model_fields)
    good = {date: "31/01/2026" for date in names if str(record.polars_schema()[date]) == "Date"}
    good |= {money: "5,5" for money in names if record.base_type(money) is Decimal}
    good |= {"project": "P1", "code": "C1", "name": "One", "currency": "EUR", "n_months": "1"}
    rows = [
        {name: dice.choice(HOSTILE) if dice.random() < 0.06 else good.get(name) for name in names}
        for _ in range(400)
    ]
    frame = pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String)).with_row_index("_line", 2)
    frame = frame.with_columns(pl.col("_line").cast(pl.Int64))
    count = LineCount(total=401, header=1, data=400)
    table = replace(read_table(b"a,b\n1,2\n"), frame=frame, count=count)
    mapping = Mapping(
        register,
        {name: FieldSource((name,)) for name in names},
        decimal=dict.fromkeys(names, ","),
        date_formats=dict.fromkeys(names, "%d/%m/%Y"),
        factors=dict.fromkeys(names, factor),
    )
    prepared = prepare(table, mapping)
    taken = [row for part in prepared.frames() for row in part.drop("_line").iter_rows(named=True)]
    for row in taken:
        record.model_validate(row)
    assert prepared.reconciliation.is_balanced()
    assert prepared.reconciliation.lines.read == 400
    assert prepared.rejected.height > 0
    refused = prepared.rejected["reason"].null_count()
    assert refused == 0
