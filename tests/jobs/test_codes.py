"""Codes are counted up, also when several count at the same time."""

import pytest

from pmo_core.errors import Refused
from pmo_core.jobs.codes import keep_under_next, next_code


def test_the_style_of_codes_is_the_most_common() -> None:
    """Width and prefix of the others are kept, whatever else stands there."""
    assert next_code(["PRJ9", "PRJ10", "X-99"], "P-0001") == "PRJ11"
    assert next_code(["005-0099", "005-0100"], "P-0001") == "005-0101"
    assert next_code(["P-9999"], "P-0001") == "P-10000"
    assert next_code(["shop"], "P-0001") == "P-0001"


def test_a_code_that_is_taken_meanwhile_is_passed_over() -> None:
    """Whoever is second gets the next one."""
    codes = ["R-0001"]

    def keep(code: str) -> str:
        if code == "R-0002":
            codes.append(code)  # as somebody else would do between counting and keeping
            raise Refused("It exists already.")
        return code

    assert keep_under_next(lambda: codes, "R-0001", keep) == "R-0003"


def test_another_reason_is_told_at_once() -> None:
    """Trying again does not help where the code is still free."""
    tried = []

    def keep(code: str) -> None:
        tried.append(code)
        raise Refused("There is no department X.")

    with pytest.raises(Refused, match="no department X"):
        keep_under_next(lambda: [], "R-0001", keep)
    assert tried == ["R-0001"]


def test_it_ends_when_others_are_always_faster() -> None:
    """After some tries the refusal is told."""
    codes: list[str] = []

    def keep(code: str) -> None:
        codes.append(code)
        raise Refused("It exists already.")

    with pytest.raises(Refused, match="exists already"):
        keep_under_next(lambda: codes, "R-0001", keep)
    assert len(codes) > 1
