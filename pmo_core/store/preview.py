"""What a page shows before a file is kept: samples, sums, unknown codes."""

from pmo_core.model import REGISTERS, Record
from pmo_core.store.comparison import LINE, Comparison
from pmo_core.store.sql import columns, same_key

KINDS = ("new", "changed_before", "changed_after", "removed")


def sample(record: type[Record], plan: str, limit: int) -> str:
    """Return SQL for the first planned rows as they will be kept, with `_line`."""
    return (
        f"select {LINE}, {columns(record.model_fields)} from {plan} as plan "
        f"order by {LINE} nulls first limit {int(limit)}"
    )


def changed_sample(record: type[Record], plan: str, limit: int) -> str:
    """Return SQL for the first rows that change: each other field before and after."""
    pairs = ", ".join(
        f"kept.{name} as {name}_before, plan.{name} as {name}_after"
        for name in record.model_fields
        if name not in record.key
    )
    return (
        f"select plan.{LINE}, {columns(record.key, 'plan')}, {pairs} "
        f"from {plan} as plan inner join {record.register} as kept "
        f"on {same_key(record, 'plan', 'kept')} where plan.is_changed "
        f"order by plan.{LINE} nulls first limit {int(limit)}"
    )


def removed_sample(record: type[Record], removed: str, limit: int) -> str:
    """Return SQL for the first rows of the relation `removed`."""
    return (
        f"select {columns(record.model_fields, 'removed')} from {removed} "
        f"order by {columns(record.key, 'removed')} nulls first limit {int(limit)}"
    )


def totals(record: type[Record], plan: str, removed: str | None) -> str:
    """Return SQL for the sums of each field of money or hours, per currency."""
    decimals = [name for name, sql in record.sql_schema().items() if sql.startswith("DECIMAL")]
    currency = "coalesce(currency, '')" if "currency" in record.model_fields else "''"
    parts = [_field_totals(record, name, currency, plan=plan, removed=removed) for name in decimals]
    zeros = ", ".join(f"cast(0 as decimal(38,4)) as {kind}" for kind in KINDS)
    nothing = f"(select '' as field, '' as currency, {zeros} limit 0)"
    return (
        f"select * from ({' union all '.join([nothing, *parts])}) as part order by field, currency"
    )


def _field_totals(
    record: type[Record], name: str, currency: str, *, plan: str, removed: str | None
) -> str:
    changing = (
        f"{record.register} as kept semi join (select * from {plan} as plan where is_changed) "
        f"as plan on {same_key(record, 'kept', 'plan')}"
    )
    rows = [
        f"select {currency} as currency, {name} as value, "
        f"case when is_changed then 'changed_after' else 'new' end as kind from {plan} as plan",
        f"select {currency}, {name}, 'changed_before' from {changing}",
    ]
    if removed is not None:
        rows.append(f"select {currency}, {name}, 'removed' from {removed}")
    sums = ", ".join(
        f"cast(coalesce(sum(value) filter (kind = '{kind}'), 0) as decimal(38,4)) as {kind}"
        for kind in KINDS
    )
    return (
        f"(select '{name}' as field, currency, {sums} "
        f"from ({' union all '.join(rows)}) as one group by currency)"
    )


def kept_codes(comparison: Comparison, field: str) -> str:
    """Return SQL for the codes that a field may name: those kept, and those of the file itself."""
    target = comparison.record.refers[field]
    named = REGISTERS[target].key[0]
    own = f" union select {named} from {comparison.rows}"
    return f"select {named} from {target}" + (own if target == comparison.record.register else "")


def unknown(comparison: Comparison, plan: str, field: str) -> str:
    """Return SQL for the codes that a field names and that are not kept: code, n_lines."""
    return (
        f"select code, n_lines from (select {field} as code, count(*) as n_lines "
        f"from {plan} as plan where {field} <> '' group by {field}) as used "
        f"where code not in ({kept_codes(comparison, field)}) "
        "order by n_lines desc nulls last, code"
    )
