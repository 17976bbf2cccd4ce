"""The contracts of the Federal IT Dashboard are kept line by line, also what they list twice."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

FILE = "itdb/contracts.csv"


@pytest.fixture(scope="module")
def contracts(imported: Callable[..., Any]) -> Any:
    return imported(FILE)


def test_mapping_is_guessed_without_any_question(contracts: Any) -> None:
    """The file is a list of contracts of programs, and nothing has to be asked."""
    assert contracts.register == "contract"
    assert contracts.guess.questions == ()
    assert contracts.columns() == {
        "code": "Contract ID",
        "program": "Unique Investment Identifier",
        "supplier": "Vendor Name (USAspending)",
        "name": "Contract Description (USAspending)",
        "kind": "Type of Contract (USAspending)",
        "status": "Contract Status",
        "starts_on": "Contract Start Date (USAspending)",
        "ends_on": "Contract End Date (USAspending)",
        "amount": "Action Obligation Amount (In $ million) (USAspending)",
    }
    assert contracts.mapping.names["program"].columns == ("Investment Title",)
    assert contracts.mapping.constants == {"currency": "USD"}


def test_every_line_is_kept(contracts: Any) -> None:
    """3,893 lines; 57 repeat a contract number and are told apart by their occurrence."""
    lines = contracts.prepared.reconciliation.lines
    assert (lines.read, lines.taken, lines.rejected, lines.repeated) == (3893, 3893, 0, 0)
    assert contracts.frame.select("code", "entry").n_unique() == 3893
    assert contracts.frame.filter(pl.col("entry") != "1").height == 57
    assert contracts.frame["program"].null_count() == 0


def test_dates_and_amounts_are_read_as_published(contracts: Any) -> None:
    """129 contracts end before they start; amounts are dollars, not millions."""
    frame = contracts.frame
    assert frame.filter(pl.col("ends_on") < pl.col("starts_on")).height == 129
    assert frame.filter(code="22329")["amount"].to_list() == [Decimal("29535882")]
