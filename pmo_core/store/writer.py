"""Who writes, and how a change of theirs begins and ends."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import polars as pl

from pmo_core.model import REGISTERS, Record
from pmo_core.store import finality, journal
from pmo_core.store.change import Change, change
from pmo_core.store.instance import Instance
from pmo_core.store.migrate import utc_now
from pmo_core.store.rights import require_write
from pmo_core.store.sql import record_class


class Writer:
    """An actor with a role."""

    def __init__(self, shared: Instance, actor: str, role: str) -> None:
        self._instance = shared
        self.actor = actor
        self.role = role

    def _entry(self, verb: str, registers: Iterable[str], note: str = "") -> journal.Entry:
        """Return the journal entry of a change, once the role is known to allow it."""
        named = list(dict.fromkeys(registers))
        for register in named:
            record_class(register)
            finality.require_verb(verb, register)
            require_write(self.role, register)
        return self._begin(verb, named, note)

    def _begin(self, verb: str, registers: Iterable[str], note: str) -> journal.Entry:
        named = " ".join(registers)
        return journal.Entry(0, utc_now(), self.actor, self.role, verb, named, note=note)

    @contextmanager
    def _change(self, verb: str, registers: Iterable[str], note: str = "") -> Iterator[Change]:
        with change(self._instance, self._entry(verb, registers, note)) as made:
            yield made
            made.prove()
            made.roll_up()


def frames_of(records: Iterable[Record]) -> dict[str, pl.DataFrame]:
    """Return one frame per register, in the order of references."""
    by_register: dict[str, list[Record]] = {}
    for record in records:
        by_register.setdefault(record.register, []).append(record)
    return {
        name: REGISTERS[name].frame(*by_register[name]) for name in REGISTERS if name in by_register
    }


__all__ = ["Writer", "frames_of"]
