"""Evidence: the rows of two times held against each other, whatever their order."""

import json

import pytest

from pmo_core.analysis import evidence

THEN = json.dumps([{"wbs": "1", "days": 3}, {"wbs": "2", "days": 5}])


def test_rows_are_the_same_whatever_their_order_and_that_of_their_fields() -> None:
    """Two rows in another order, their fields too, are gone nowhere and new nowhere."""
    now = json.dumps([{"days": 5, "wbs": "2"}, {"days": 3, "wbs": "1"}])
    assert evidence.compared(THEN, now) == {"still": 2, "new": 0, "gone": 0}
    assert evidence.frame_of(THEN, now)["seen"].to_list() == ["same", "same"]


def test_what_grows_while_nothing_is_mended_is_the_same_violation() -> None:
    """Figures and days move on; the thing is still there, and is marked as changed."""
    then = '[{"manager": "Tom", "status_on": "2026-07-01", "age_days": 50}]'
    now = '[{"manager": "Tom", "status_on": "2026-07-02", "age_days": 80}]'
    assert evidence.in_words(then, now, 1) == "1 of 1 violation remains."
    assert evidence.frame_of(now, then)["seen"].to_list() == ["changed"]
    figures = evidence.compared('[{"n": 1}]', '[{"n": 2}]')
    assert figures == {"still": 0, "new": 1, "gone": 1}, "without a text figures tell rows apart"


def test_a_row_that_stands_twice_counts_twice() -> None:
    """Of two equal rows one is gone when one is left."""
    twice = json.dumps([{"wbs": "1"}, {"wbs": "1"}])
    assert evidence.compared(twice, '[{"wbs": "1"}]') == {"still": 1, "new": 0, "gone": 1}
    assert evidence.frame_of(twice, '[{"wbs": "1"}]')["seen"].to_list() == ["same", "only here"]


@pytest.mark.parametrize(
    ("then", "now", "n_now", "expected"),
    [
        (THEN, None, 0, "No violation is left."),
        (THEN, '[{"wbs": "2", "days": 5}]', 1, "1 of 2 violations remains."),
        (THEN, THEN, 2, "2 of 2 violations remain."),
        (THEN, '[{"wbs": "2", "days": 6}, {"wbs": "9"}]', 2,
         "1 of 2 violations remains, 1 is new."),
        (THEN, '[{"wbs": "9"}]', 1, "The 2 violations found are gone, but there is another one."),
        (THEN, '[{"wbs": "2", "days": 5}]', 80, "80 violations now."),
        (None, '[{"wbs": "9"}]', 1, "1 violation now."),
    ],
)  # fmt: skip
def test_a_second_look_is_told_in_one_sentence(
    then: str | None, now: str | None, n_now: int, expected: str
) -> None:
    """What remains, what is new; of evidence that was cut off only how many there are."""
    assert evidence.in_words(then, now, n_now) == expected


def test_what_is_no_list_of_rows_is_text() -> None:
    """Evidence of people is shown as they wrote it; fields of any kind come along."""
    assert evidence.rows_of('{"a": 1}') == [{"text": '{"a": 1}'}]
    assert evidence.rows_of("[1, 2]") == [{"text": "[1, 2]"}]
    mixed = evidence.frame_of('[{"a": 1, "b": null}, {"a": 2.5, "c": "x"}]')
    assert mixed.columns == ["seen", "a", "b", "c"]
    assert mixed["a"].to_list() == [1.0, 2.5]
    assert evidence.frame_of(None).height == 0
