"""Registers as they would be: a source in which some rows say something else."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from pmo_core.jobs.facts import Source
from pmo_core.model import REGISTERS, Settings

Frames = dict[str, pl.DataFrame]


class Overlay:
    """A source that reads each register once, and in which changes have been made.

    Parameters
    ----------
    source : Source
        Where the registers are kept.
    now, was : mapping of str to polars.DataFrame
        Register -> rows as they would be, and as they are, as `Session.put` takes them.
    """

    def __init__(
        self,
        source: Source,
        now: Mapping[str, pl.DataFrame] | None = None,
        was: Mapping[str, pl.DataFrame] | None = None,
    ) -> None:
        self._source, self._now, self._was = source, now or {}, was or {}
        self._read: Frames = {}
        self._settings: Settings | None = None

    def table(self, register: str) -> pl.DataFrame:
        """Return the rows of a register as they would be."""
        if register not in self._read:
            self._read[register] = self._changed(register)
        return self._read[register]

    def query(self, name: str, **params: Any) -> pl.DataFrame:
        """Return the answer of a query of the store, which knows nothing of the changes."""
        return self._source.query(name, **params)

    def settings(self) -> Settings:
        """Return the settings that hold now."""
        self._settings = self._settings or self._source.settings()
        return self._settings

    def _changed(self, register: str) -> pl.DataFrame:
        rows = self._source.table(register)
        key = list(REGISTERS[register].key)
        for gone in (self._was.get(register), self._now.get(register)):
            if gone is not None:
                rows = rows.join(gone, on=key, how="anti", nulls_equal=True)
        if register in self._now:
            rows = pl.concat([rows, self._now[register].select(rows.columns)])
        return rows


__all__ = ["Frames", "Overlay"]
