"""Work on the side: in order, with errors in their place."""

from collections.abc import Iterator

import pytest

from pmo_core.exchange.ahead import N_THREADS, in_order


def test_results_come_in_the_order_of_the_jobs() -> None:
    """Each result stands in the place of its job, however many there are."""
    assert list(in_order(lambda n: n * n, range(50))) == [n * n for n in range(50)]


def test_an_error_stands_in_the_place_of_its_job() -> None:
    """What was done before the error is given first."""
    found = in_order(lambda n: 6 // n, [3, 2, 0, 1])
    assert [next(found), next(found)] == [2, 3]
    with pytest.raises(ZeroDivisionError):
        next(found)


def test_few_jobs_are_taken_ahead() -> None:
    """A caller who stops early has had only few jobs taken, so memory stays bounded."""
    taken = []

    def jobs() -> Iterator[int]:
        for n in range(100):
            taken.append(n)
            yield n

    found = in_order(abs, jobs())
    assert next(found) == 0
    assert len(taken) <= N_THREADS + 1
