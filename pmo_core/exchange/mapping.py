"""How the columns of a file become the fields of a register.

A mapping is guessed from the file, corrected by the user, remembered with the header, and passed on
the command line as JSON. It holds every choice that reading needs, so the same file and the same
mapping always give the same result.
"""

from dataclasses import field
from typing import Any, Literal

from pydantic import ConfigDict, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from pmo_core.errors import Refused

DecimalMark = Literal[".", ","]
_STRICT = ConfigDict(extra="forbid")


@dataclass(frozen=True, config=_STRICT)
class FieldSource:
    """Where the text of one field stands: one column, or several joined.

    Parameters
    ----------
    columns : tuple of str
        Columns, named as in `Table.names`.
    separator : str
        Put between the parts; empty parts are left out.

    Examples
    --------
    >>> FieldSource(("Category", "SubCategory")).separator
    '/'
    """

    columns: tuple[str, ...]
    separator: str = "/"


@dataclass(frozen=True, config=_STRICT)
class Mapping:
    """How one table of text is read into one register.

    Parameters
    ----------
    register : str
        Register that the table is read into.
    fields : dict
        Field of the register -> where its text stands. Columns are named as in `Table.names`, after
        reshaping.
    names : dict
        Field that refers to another register (project, person, ...) -> where the file writes the
        name of what it refers to; used to offer to create what is unknown.
    constants : dict
        Field -> text that holds for every line (currency, data_date, ...). Where the field also has
        a column, the constant fills its empty cells.
    date_formats : dict
        Column -> date format (strftime), chosen by the user where it is ambiguous.
    decimal : dict
        Column -> decimal mark, chosen by the user where it is ambiguous.
    factors : dict
        Column -> decimal number by which its numbers are multiplied ("1000000" for a column in
        millions, "8" for days into hours). It wins over the unit in the column's header.
    source : str
        Name of the feed; the `source` of actuals.
    merges : dict
        Field -> spelling in the file -> text that is stored instead.
    shape : dict
        How the table was reshaped before, as the reshaping needs it; empty = as it stands.

    Examples
    --------
    >>> mapping = Mapping("actual", {"project": FieldSource(("Project",))}, source="SAP")
    >>> Mapping.from_json(mapping.to_json()) == mapping
    True
    """

    register: str
    fields: dict[str, FieldSource] = field(default_factory=dict)
    names: dict[str, FieldSource] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    date_formats: dict[str, str] = field(default_factory=dict)
    decimal: dict[str, DecimalMark] = field(default_factory=dict)
    factors: dict[str, str] = field(default_factory=dict)
    source: str = ""
    merges: dict[str, dict[str, str]] = field(default_factory=dict)
    shape: dict[str, Any] = field(default_factory=dict)

    def to_json(self) -> str:
        """Return the mapping as JSON."""
        return TypeAdapter(Mapping).dump_json(self, indent=2).decode()

    @classmethod
    def from_json(cls, text: str | bytes) -> "Mapping":
        """Read a mapping from JSON.

        Raises
        ------
        Refused
            The text is not a mapping.
        """
        try:
            return TypeAdapter(Mapping).validate_json(text)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"])
            raise Refused(
                f"This is not a mapping: {where or 'the file'}: {first['msg']}.",
                "Take a mapping that was written by the preview.",
            ) from error
