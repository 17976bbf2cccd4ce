"""How the real files are read: as the upload page does, by the guess and at most some answers."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pytest

from pmo_core.exchange.guess import Guess, guess, guess_register
from pmo_core.exchange.mapping import Mapping
from pmo_core.exchange.prepare import Prepared, prepare
from pmo_core.exchange.questions import answer
from pmo_core.exchange.reader import open_table
from pmo_core.jobs.pieces import reshaped


@dataclass(frozen=True)
class Imported:
    """A real file as it would be stored, with all that was guessed, found and rejected."""

    register: str
    guess: Guess
    mapping: Mapping
    prepared: Prepared
    frame: pl.DataFrame

    def columns(self) -> dict[str, str]:
        """Return field -> column, joined columns with +."""
        return {name: "+".join(source.columns) for name, source in self.mapping.fields.items()}


@pytest.fixture(scope="session")
def imported(shared_data: Path) -> Callable[..., Imported]:
    """Read a real file: register, mapping and shape guessed, suggestions taken, answers given."""

    def read(name: str, **answers: str) -> Imported:
        stream = open_table(shared_data / name)
        register = guess_register(stream.head)[0][0]
        guessed = guess(stream.head, register)
        mapping = guessed.mapping
        for question in guessed.questions:
            mapping = answer(mapping, question, answers.get(question.field, question.suggestion))
        prepared = prepare(reshaped(stream, mapping, True), mapping)
        assert prepared.questions == ()
        return Imported(register, guessed, mapping, prepared, pl.concat(prepared.frames()))

    return read
