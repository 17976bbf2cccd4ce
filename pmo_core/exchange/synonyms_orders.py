"""What files call the fields of orders and contracts; `synonyms.py` says how it is read."""

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
    "contract": {
        "code": ("contract id", "contract number", "contract no", "contract code", "agreement id",
                 "agreement number", "vertragsnummer", "vertrag", "contract"),
        "supplier": ("supplier", "supplier name", "vendor", "vendor name", "contractor",
                     "contractor name", "lieferant", "auftragnehmer", "fournisseur", "proveedor"),
        "name": ("contract description", "contract title", "contract name", "agreement title",
                 "~description", "~subject"),
        "kind": ("contract type", "type of contract", "vertragsart", "pricing type"),
        "status": ("contract status", "contract state", "vertragsstatus", "~status"),
        "starts_on": ("contract start date", "contract start", "contract begin", "vertragsbeginn",
                      "~start date", "~valid from", "~effective date"),
        "ends_on": ("contract end date", "contract end", "contract expiry date", "expiry date",
                    "expiration date", "vertragsende", "~end date", "~valid until"),
        "amount": ("contract value", "contract amount", "award amount", "obligation amount",
                   "action obligation amount", "vertragswert", "~amount", "~value"),
    },
}  # fmt: skip

DISTINCTIVE: dict[str, dict[str, float]] = {
    "purchase_order": {"code": 3, "supplier": 3, "invoiced_amount": 4, "ordered_on": 3,
                       "expected_on": 2, "amount": 1},
    "contract": {"code": 1.5, "supplier": 3, "kind": 2, "starts_on": 1, "ends_on": 1, "amount": 1},
}  # fmt: skip

ESSENTIAL: dict[str, frozenset[str]] = {
    "purchase_order": frozenset(("supplier", "invoiced_amount")),
    "contract": frozenset(("supplier", "kind")),
}
