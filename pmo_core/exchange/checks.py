"""What a record class demands, checked for a whole frame at once.

Only lines that fail meet pydantic, which says in words what is wrong with them.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

import annotated_types
import polars as pl
from pydantic import ValidationError

from pmo_core.model import Record

_BOUNDS: dict[type, Callable[[pl.Expr, Any], pl.Expr]] = {
    annotated_types.Ge: lambda value, rule: value < rule.ge,
    annotated_types.Gt: lambda value, rule: value <= rule.gt,
    annotated_types.Le: lambda value, rule: value > rule.le,
    annotated_types.Lt: lambda value, rule: value >= rule.lt,
}


def conditions(record: type[Record]) -> Iterator[tuple[str, str, pl.Expr]]:
    """Yield field, reason and the expression that is true where a value breaks the class's rule.

    Examples
    --------
    >>> from pmo_core.model import REGISTERS
    >>> [reason for field, reason, _ in conditions(REGISTERS["rate"]) if field == "rate"]
    ['missing', 'out_of_range', 'out_of_range']
    """
    for field, info in record.model_fields.items():
        value = pl.col(field)
        base = record.base_type(field)
        if not record.is_nullable(field):
            yield field, "missing", value.is_null()
        for rule in _rules(info.annotation, list(info.metadata)):
            yield from ((field, reason, broken) for reason, broken in _broken(value, rule, base))
        if base is float:
            yield field, "out_of_range", ~value.is_finite()


def _rules(annotation: Any, found: list[Any]) -> list[Any]:
    """Return the constraints in an annotation, also inside `X | None`."""
    rules: list[Any] = []
    for item in (*found, *getattr(annotation, "__metadata__", ())):
        rules.extend(getattr(item, "metadata", [item]))
    for part in getattr(annotation, "__args__", ()):
        if not isinstance(part, str):
            rules.extend(_rules(part, []))
    return rules


def _broken(value: pl.Expr, rule: Any, base: type) -> Iterator[tuple[str, pl.Expr]]:
    for bound, breaks in _BOUNDS.items():
        if isinstance(rule, bound):
            yield "out_of_range", breaks(value, rule)
    if isinstance(rule, annotated_types.MaxLen):
        yield "too_long", _longer(value, rule.max_length)
    elif isinstance(rule, annotated_types.MinLen):
        yield "missing", value.str.len_bytes() < rule.min_length
    elif base is str and (pattern := getattr(rule, "pattern", None)):
        yield (
            "bad_pattern",
            ~value.str.contains(pattern if isinstance(pattern, str) else pattern.pattern),
        )


def _longer(value: pl.Expr, limit: int) -> pl.Expr:
    # bytes are counted first: they are at hand, and no text has more characters than bytes
    return (value.str.len_bytes() > limit) & (value.str.len_chars() > limit)


def broken_rules(frame: pl.DataFrame, record: type[Record]) -> dict[str, pl.Series]:
    """Return field -> reason per line (null = fine), for the fields with any broken rule.

    Parameters
    ----------
    frame : polars.DataFrame
        Typed; any subset of the record's fields.
    record : type of Record
        Whose rules are checked.
    """
    rules = [rule for rule in conditions(record) if rule[0] in frame.columns]
    any_broken = frame.select(
        broken.any(ignore_nulls=True).fill_null(False).alias(str(at))
        for at, (_, _, broken) in enumerate(rules)
    ).row(0)
    reasons: dict[str, list[pl.Expr]] = {}
    for (field, reason, broken), is_any in zip(rules, any_broken, strict=True):
        if is_any:
            reasons.setdefault(field, []).append(pl.when(broken).then(pl.lit(reason)))
    return {
        field: frame.select(pl.coalesce(found).alias(field)).to_series()
        for field, found in reasons.items()
    }


def explain(record: type[Record], row: dict[str, Any]) -> dict[str, str]:
    """Return field -> what pydantic says is wrong with a row, as one sentence.

    Examples
    --------
    >>> from pmo_core.model import REGISTERS
    >>> explain(REGISTERS["role"], {"code": "", "name": "Developer"})
    {'code': 'String should have at least 1 character.'}
    """
    try:
        record.model_validate(row)
    except ValidationError as error:
        return {
            str(found["loc"][0]): re.sub(r"\.?$", ".", found["msg"])
            for found in error.errors()
            if found["loc"]
        }
    return {}
