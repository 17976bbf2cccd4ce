"""Roll-ups: sums of actuals to month grain, kept up in the transaction of each change.

All sums are of exact decimals, so what a change adds and takes away can be added to the kept sums,
and the result equals the sum over all lines. A line's cost in base currency is its cost times the
rate in effect on its day, rounded to four places.
"""

import duckdb

TABLES = ("rollup_actual_month", "rollup_person_month")

_KEYS = {
    "rollup_actual_month": ("project", "category", "role", "month", "currency"),
    "rollup_person_month": ("person", "project", "month"),
}
_SUMS = {
    "rollup_actual_month": (
        "cost", "cost_base", "hours", "n_lines", "n_without_cost", "n_without_hours",
        "n_without_rate",
    ),
    "rollup_person_month": ("hours", "cost_base", "n_lines", "n_without_hours"),
}  # fmt: skip
_TYPES = {"cost": "decimal(38,4)", "cost_base": "decimal(38,4)", "hours": "decimal(38,4)"}


def _lines(rows: str, *, has_rates: bool, sign: int = 1) -> str:
    """Return SQL for the lines of `rows` (a from clause over actuals): what is summed of them.

    Without rates (`has_rates` false) the join that looks them up is left out.
    """
    rate = "rate_on_day.rate" if has_rates else "cast(null as double)"
    join = (
        "left join rate_on_day "
        "on line.currency = rate_on_day.currency and line.spent_on = rate_on_day.day"
        if has_rates
        else ""
    )
    minus = "-" if sign < 0 else ""
    return f"""
        select
            line.project, line.category, line.role, line.person, line.month, line.currency,
            {minus}coalesce(line.cost, 0) as cost,
            {minus}case
                when line.cost is null then 0
                when line.currency = '' then line.cost
                when {rate} is null then 0
                else cast(round(cast(line.cost as double) * {rate}, 4) as decimal(18,4))
            end as cost_base,
            {minus}coalesce(line.hours, 0) as hours,
            {sign} as n_lines,
            case when line.cost is null then {sign} else 0 end as n_without_cost,
            case when line.hours is null then {sign} else 0 end as n_without_hours,
            case
                when line.cost is not null and line.currency <> '' and {rate} is null
                then {sign} else 0
            end as n_without_rate
        from (
            select
                project, category, role, person, spent_on, cost, hours,
                cast(date_trunc('month', spent_on) as date) as month,
                case
                    when currency is null or currency = (select code from base_currency) then ''
                    else currency
                end as currency
            from {rows}
        ) as line
        {join}
    """


def _prepare(cursor: duckdb.DuckDBPyConnection, sources: list[str]) -> bool:
    """Make the temporary table that `lines` joins: the rate per foreign currency and day used.

    Returns
    -------
    bool
        Whether there is any.
    """
    used = " union ".join(f"select currency, spent_on as day from {rows}" for rows in sources)
    cursor.execute(
        "create or replace temp table rate_on_day as "
        "select used.currency, used.day, max_by(rate.rate, rate.valid_from) as rate "
        f"from ({used}) as used inner join rate "
        "on used.currency = rate.currency and rate.valid_from <= used.day "
        "where used.currency <> (select code from base_currency) "
        "group by used.currency, used.day"
    )
    return bool(cursor.execute("select 1 from rate_on_day limit 1").fetchall())


def grouped(table: str, source: str, *, all_: bool = False) -> str:
    """Return SQL that sums `source` (a relation with the table's columns) to the table's grain.

    Sums over no line are left out, unless `all_`.
    """
    keys = _KEYS[table]
    sums = ", ".join(
        f"cast(sum({name}) as {_TYPES.get(name, 'bigint')}) as {name}" for name in _SUMS[table]
    )
    having = "" if all_ else " having sum(n_lines) <> 0"
    return f"select {', '.join(keys)}, {sums} from {source} group by {', '.join(keys)}{having}"


def apply(cursor: duckdb.DuckDBPyConnection, *, plus: str, minus: str) -> None:
    """Add to the roll-ups the lines of `plus` and take away those of `minus` (from clauses)."""
    has_rates = _prepare(cursor, [plus, minus])
    added = _lines(plus, has_rates=has_rates)
    taken = _lines(minus, has_rates=has_rates, sign=-1)
    delta = f"({added} union all {taken}) as delta"
    for table in TABLES:
        if cursor.execute(f"select 1 from {table} limit 1").fetchall():
            _add(cursor, table, delta)
        else:
            cursor.execute(f"insert into {table} {grouped(table, delta)}")


def _add(cursor: duckdb.DuckDBPyConnection, table: str, delta: str) -> None:
    """Replace the sums of the keys in `delta` by kept sum plus delta; drop those of no line."""
    names = ", ".join((*_KEYS[table], *_SUMS[table]))
    matches = " and ".join(f"kept.{key} = delta_sum.{key}" for key in _KEYS[table])
    cursor.execute(f"create or replace temp table delta_sum as {grouped(table, delta, all_=True)}")
    both = (
        f"(select {names} from delta_sum union all "
        f"select {names} from {table} as kept semi join delta_sum on {matches}) as both_sums"
    )
    cursor.execute(f"create or replace temp table new_sum as {grouped(table, both)}")
    cursor.execute(f"delete from {table} as kept using delta_sum where {matches}")
    cursor.execute(f"insert into {table} select {names} from new_sum")


def rebuild(cursor: duckdb.DuckDBPyConnection) -> None:
    """Compute all roll-ups anew from the kept actuals."""
    for table in TABLES:
        cursor.execute(f"delete from {table}")
        cursor.execute(f"insert into {table} {recomputed(cursor, table)}")


def recomputed(cursor: duckdb.DuckDBPyConnection, table: str) -> str:
    """Return SQL that computes the roll-up from the kept actuals."""
    has_rates = _prepare(cursor, ["actual"])
    return grouped(table, f"({_lines('actual', has_rates=has_rates)}) as line")


def differs(cursor: duckdb.DuckDBPyConnection, table: str) -> bool:
    """Return whether the kept roll-up differs from the one computed anew."""
    names = ", ".join((*_KEYS[table], *_SUMS[table]))
    anew = recomputed(cursor, table)
    ((n_rows,),) = cursor.execute(
        f"select count(*) from ((select {names} from {table} except all {anew}) "
        f"union all ({anew} except all select {names} from {table}))"
    ).fetchall()
    return bool(n_rows)
