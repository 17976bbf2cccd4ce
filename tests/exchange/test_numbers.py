"""Numbers: any exact number, written in any supported way, reads back equal."""

import random
from decimal import ROUND_HALF_EVEN, Decimal
from itertools import product

import polars as pl
import pytest

from pmo_core.exchange import numbers
from pmo_core.exchange.numbers import NumberConvention

SIGNS = {"-{}": "", "({})": "", "{}-": "", "−{}": "", "- {}": ""}
AROUND = {"{}": None, "{} €": "EUR", "€{}": "EUR", "GBP {}": "GBP", "{} USD": "USD", "£ {}": "GBP"}
SCALES = {"": 0, "k": 3, "m": 6, " bn": 9, " million": 6}


def _read(cells: list[str], mark: str | None) -> pl.DataFrame:
    distinct = pl.Series("text", cells).unique(maintain_order=True)
    return numbers.read_cells(numbers.dissect(distinct), NumberConvention(mark))


def _grouped(whole: str, sign: str) -> str:
    """Put a grouping sign between every three digits."""
    if not sign:
        return whole
    head = len(whole) % 3
    parts = [whole[:head]] if head else []
    return sign.join(parts + [whole[at : at + 3] for at in range(head, len(whole), 3)])


def _written(value: Decimal, mark: str, group: str, negative: str, around: str) -> str:
    digits = f"{abs(value):f}"
    whole, _, fraction = digits.partition(".")
    text = _grouped(whole, group) + (mark + fraction if fraction else "")
    if value < 0 and negative == "({})":
        return negative.format(around.format(text))
    text = around.format(text)
    return negative.format(text) if value < 0 else text


@pytest.mark.parametrize("seed", range(3))
def test_any_number_in_any_convention_reads_back_equal(seed: int) -> None:
    """A number of up to 13 digits and 4 decimals is read exactly under its convention."""
    dice = random.Random(seed)
    for mark, groups in (
        (".", ["", ",", "'", " ", "\u00a0", "\u202f", "’"]),
        (",", ["", ".", " ", "'", "\u00a0"]),
    ):
        cells: dict[str, Decimal] = {}
        for group, negative, (around, _) in product(groups, SIGNS, AROUND.items()):
            for _ in range(8):
                size = dice.randint(1, 13)
                value = Decimal(dice.randint(-(10**size), 10**size)).scaleb(-dice.randint(0, 4))
                value = value.quantize(Decimal("0.0001")) if abs(value) >= 10**13 else value
                cells[_written(value, mark, group, negative, around)] = value
        result = _read(list(cells), mark)
        assert result["reason"].null_count() == result.height, result.filter(
            pl.col("reason").is_not_null()
        )
        assert dict(result.select("text", "value").iter_rows()) == cells


def test_a_wrong_convention_never_changes_a_number_that_proves_its_own() -> None:
    """A cell that fits one grammar only is read by it or refused, never read as something else."""
    dice = random.Random(7)
    for mark, other, group in ((".", ",", ","), (",", ".", ".")):
        for _ in range(300):
            value = Decimal(dice.randint(-(10**9), 10**9)).scaleb(-dice.randint(0, 4))
            cell = _written(value, mark, dice.choice(["", group]), "-{}", "{}")
            (got,) = _read([cell], None)["value"]
            assert got in (None, value)
            (forced,) = _read([cell], other)["value"]
            parts = numbers.dissect(pl.Series([cell]))
            is_open = parts["point"][0] is not None and parts["comma"][0] is not None
            assert is_open or forced is None


@pytest.mark.parametrize("scale", SCALES)
def test_scales_multiply_exactly(scale: str) -> None:
    """A unit of scale moves the decimal point and loses nothing."""
    dice = random.Random(11)
    values = {Decimal(dice.randint(1, 10**6)).scaleb(-dice.randint(0, 4)) for _ in range(200)}
    cells = {f"{value:f}{scale}": value.scaleb(SCALES[scale]) for value in values}
    assert dict(_read(list(cells), ".").select("text", "value").iter_rows()) == cells


def test_rounding_is_half_to_even_as_decimal_has_it() -> None:
    """More than four decimals are rounded as Python's decimal module rounds half to even."""
    dice = random.Random(5)
    values = [
        Decimal(dice.randint(-(10**12), 10**12)).scaleb(-dice.randint(5, 9)) for _ in range(500)
    ]
    values += [Decimal(n).scaleb(-5) for n in range(-100, 100, 5)]
    exact = pl.Series(values, dtype=numbers.EXACT)
    expected = [value.quantize(Decimal("0.0001"), ROUND_HALF_EVEN) for value in values]
    assert exact.cast(pl.Decimal(18, 4)).to_list() == expected


@pytest.mark.parametrize(
    "cell", ["1e400", "inf", "nan", "∞", "1..2", "1,,2", ",", "€", "1 2", "12:30", "1/2", "٣"]
)
def test_what_is_no_number_is_refused(cell: str) -> None:
    """Words, ratios, times and infinities are no numbers."""
    for mark in (".", ",", None):
        result = _read([cell], mark)
        assert result["value"].to_list() == [None]
        assert result["reason"].null_count() == 0


@pytest.mark.parametrize(
    ("cell", "code"), list({around.format("5"): code for around, code in AROUND.items()}.items())
)
def test_currencies_are_named(cell: str, code: str | None) -> None:
    """The currency of a cell is its ISO code."""
    assert _read([cell], ".")["currency"].to_list() == [code]


def test_factor_applies_to_cells_without_a_unit_only() -> None:
    """A column in millions multiplies bare numbers, not those that name their unit."""
    parts = numbers.dissect(pl.Series(["15.297", "15.297m", "3k"]))
    result = numbers.read_cells(parts, NumberConvention(".", Decimal(1_000_000)))
    assert result["value"].to_list() == [15_297_000, 15_297_000, 3_000]
