"""What every record has in common: it is a frozen value, named by a key, and knows its columns."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from types import UnionType
from typing import Annotated, Any, ClassVar, Self, Union, get_args, get_origin

import polars as pl
from pydantic import BaseModel, ConfigDict, Field

MONEY_SCALE = 4
Money = Annotated[Decimal, Field(max_digits=18, decimal_places=MONEY_SCALE)]
Hours = Annotated[Decimal, Field(max_digits=18, decimal_places=MONEY_SCALE)]
Code = Annotated[str, Field(min_length=1, max_length=120)]
OptionalCode = Annotated[str, Field(max_length=120)]  # "" = not given; used inside keys
Name = Annotated[str, Field(min_length=1, max_length=2000)]
Text = Annotated[str, Field(max_length=20_000)]
Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]

_POLARS: dict[type, pl.DataType] = {
    str: pl.String(),
    int: pl.Int64(),
    bool: pl.Boolean(),
    float: pl.Float64(),
    date: pl.Date(),
    datetime: pl.Datetime("us"),
    Decimal: pl.Decimal(18, MONEY_SCALE),
}
_SQL: dict[type, str] = {
    str: "VARCHAR",
    int: "BIGINT",
    bool: "BOOLEAN",
    float: "DOUBLE",
    date: "DATE",
    datetime: "TIMESTAMP",
    Decimal: f"DECIMAL(18,{MONEY_SCALE})",
}


class Record(BaseModel):
    """One row of a register.

    A subclass names its register (also the name of the table), its key, and its fields, each with a
    description and an example. Fields that may be None may be empty in the table; others may not.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    register: ClassVar[str]
    key: ClassVar[tuple[str, ...]]
    title: ClassVar[str]
    refers: ClassVar[Mapping[str, str]] = {}
    """Field -> register whose (single) key it names; empty values refer to nothing."""
    is_final: ClassVar[bool] = False
    """Whether a row stays as it was written: it can be added to, never changed or removed."""

    def key_values(self) -> tuple[Any, ...]:
        """Return the values of the key, in the order of `key`."""
        return tuple(getattr(self, name) for name in self.key)

    @classmethod
    def base_type(cls, field: str) -> type:
        """Return the Python type of a field, without its constraints and without None."""
        return _base(cls.model_fields[field].annotation)

    @classmethod
    def is_nullable(cls, field: str) -> bool:
        """Return whether the field may be empty (None)."""
        annotation = cls.model_fields[field].annotation
        return get_origin(annotation) in (Union, UnionType) and type(None) in get_args(annotation)

    @classmethod
    def polars_schema(cls) -> dict[str, pl.DataType]:
        """Return field -> Polars type, in the order of the fields."""
        return {name: _POLARS[cls.base_type(name)] for name in cls.model_fields}

    @classmethod
    def frame(cls, *records: Self) -> pl.DataFrame:
        """Return records of this register as a frame of its fields."""
        return pl.DataFrame([one.model_dump() for one in records], schema=cls.polars_schema())

    @classmethod
    def sql_schema(cls) -> dict[str, str]:
        """Return field -> SQL type with nullability, in the order of the fields."""
        return {
            name: _SQL[cls.base_type(name)] + ("" if cls.is_nullable(name) else " NOT NULL")
            for name in cls.model_fields
        }


def _base(annotation: Any) -> type:
    """Strip None, Annotated and Literal from an annotation."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _base(get_args(annotation)[0])
    if origin in (Union, UnionType):
        (inner,) = (arg for arg in get_args(annotation) if arg is not type(None))
        return _base(inner)
    if origin is not None and str(origin).endswith("Literal"):
        return type(get_args(annotation)[0])
    if not isinstance(annotation, type):
        raise TypeError(f"A record field cannot have the type {annotation!r}.")
    return annotation
