"""What files call the fields of purchase orders; `synonyms.py` says how it is read."""

FIELDS: dict[str, dict[str, tuple[str, ...]]] = {
    "purchase_order": {
        "code": ("po number", "purchase order", "purchase order number", "purchase order id", "po",
                 "po id", "order number", "order id", "purchasing document", "bestellnummer",
                 "bestellung", "einkaufsbeleg", "~number", "~id"),
        "supplier": ("supplier", "supplier name", "vendor", "vendor name", "contractor",
                     "creditor", "lieferant", "kreditor", "fournisseur", "proveedor"),
        "name": ("order text", "order description", "item", "short text", "description", "subject",
                 "kurztext", "bezeichnung", "~text"),
        "ordered_on": ("order date", "ordered on", "ordered", "po date", "purchase order date",
                       "bestelldatum", "document date", "~date"),
        "amount": ("order amount", "order value", "po amount", "po value", "ordered amount",
                   "amount", "net order value", "bestellwert", "~value", "~total"),
        "invoiced_amount": ("invoiced", "invoiced amount", "amount invoiced", "invoiced to date",
                            "invoiced value", "billed", "billed amount", "billed to date",
                            "fakturiert", "berechnet"),
        "expected_on": ("expected payment", "expected payment date", "payment expected",
                        "expected on", "payment due", "payment date", "expected invoice date",
                        "delivery date", "due date", "liefertermin", "~expected date"),
        "closed_on": ("closed", "closed on", "order closed", "order closed on", "date closed",
                      "delivery completed"),
    },
}  # fmt: skip

DISTINCTIVE: dict[str, dict[str, float]] = {
    "purchase_order": {"code": 3, "supplier": 3, "invoiced_amount": 4, "ordered_on": 3,
                       "expected_on": 2, "amount": 1},
}  # fmt: skip

ESSENTIAL: dict[str, frozenset[str]] = {
    "purchase_order": frozenset(("supplier", "invoiced_amount")),
}
