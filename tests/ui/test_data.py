"""What pages read, remembered until the next change of the store."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from pmo_core import ui
from pmo_core.model import Person
from pmo_core.store import Repository


def test_a_result_is_made_once_per_state_and_choice(kept: Repository) -> None:
    """Another choice and another state of the store are made anew."""
    made: list[str] = []

    def ask(choice: str) -> int:
        return ui.derived("asked", lambda: made.append(choice) or len(made), choice=choice)

    assert [ask("a"), ask("a"), ask("b"), ask("a")] == [1, 1, 2, 1]
    kept.session("ann", "administrator").save(Person(code="E1", name="Ida Brandt"))
    assert ask("a") == 3


def test_what_fails_is_tried_again(kept: Repository) -> None:
    """An error is raised to whoever asks and is not remembered."""

    def fail() -> int:
        raise ValueError("not yet")

    with pytest.raises(ValueError, match="not yet"):
        ui.derived("failing", fail)
    assert ui.derived("failing", lambda: 1) == 1


def test_who_asks_at_the_same_time_waits_for_the_first(kept: Repository) -> None:
    """Eight sessions that ask at once get the one result."""
    start, made = Barrier(8), []

    def ask(_: int) -> object:
        start.wait()
        return ui.derived("at once", lambda: made.append(object()) or made[0])

    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(ask, range(8)))
    assert found == set(made)
    assert len(made) == 1


def test_what_was_not_asked_for_long_is_forgotten(kept: Repository) -> None:
    """Memory holds the last 256 results."""
    made: list[int] = []
    for choice in [*range(257), 256, 0]:
        ui.derived("many", lambda: made.append(0), choice=choice)
    assert len(made) == 258
