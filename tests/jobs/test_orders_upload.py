"""Lists of purchase orders come in by upload."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pmo_core.errors import NotAllowed
from pmo_core.model import PurchaseOrder
from pmo_core.store.rights import require_write

Run = Callable[..., tuple[int, dict[str, Any]]]
Write = Callable[..., Path]


def test_a_list_of_orders_comes_in(run: Run, write: Write, kept: Any) -> None:
    """Recognized by vendor and what is invoiced; an empty cell is not known, a number no name."""
    file = write(
        "Project,PO number,Vendor,Order date,Amount,Invoiced,Expected payment\n"
        "P1,4500017,Altmark Systeme,2026-03-02,48000,16000,2026-12-15\n"
        "P1,4500021,Fernwald Hardware,2026-05-11,9000.50,,\n"
    )
    status, result = run("import", file)
    assert (status, result["register"]) == (0, "purchase_order")
    fields = ("code", "supplier", "name", "amount", "invoiced_amount", "closed_on")
    assert kept("purchase_order", *fields) == [
        ("4500017", "Altmark Systeme", None, Decimal(48_000), Decimal(16_000), None),
        ("4500021", "Fernwald Hardware", None, Decimal("9000.5"), None, None),
    ]  # fmt: skip


def test_orders_are_the_managers_matter() -> None:
    """A contributor may not change what is ordered, a manager may."""
    require_write("manager", PurchaseOrder.register)
    with pytest.raises(NotAllowed, match="purchase orders"):
        require_write("contributor", PurchaseOrder.register)
