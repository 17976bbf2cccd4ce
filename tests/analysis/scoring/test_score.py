"""One number per project: range, missing scores, parts, order of rows."""

import numpy as np
import polars as pl
import pytest

from pmo_core.analysis.scoring.judged import judged
from pmo_core.analysis.scoring.score import PARTS, scored, scores
from pmo_core.analysis.selection.case import SCHEMAS
from pmo_core.model.what_if import ScoringMethod

METHODS: list[ScoringMethod] = ["weighted sum", "wsjf", "rice", "topsis", "promethee"]
ALL_PARTS = [*PARTS["wsjf"], *PARTS["rice"]]


def criteria_of(*rows: tuple[str, str, float, str | None]) -> pl.DataFrame:
    """Criteria from (code, direction, weight, part) on a scale from 1 to 5."""
    return pl.DataFrame(
        [
            {
                "criterion": code,
                "name": code,
                "direction": f"{direction} is better",
                "weight": weight,
                "scale_min": 1.0,
                "scale_max": 5.0,
                "part": part,
            }
            for code, direction, weight, part in rows
        ],
        schema=SCHEMAS["criteria"],
    )


def scores_of(*rows: tuple[str, str, str, float | None]) -> pl.DataFrame:
    """Scores from (project, criterion, assessor, score)."""
    columns = {"low": pl.lit(None, pl.Float64), "high": pl.lit(None, pl.Float64)}
    names = ["project", "criterion", "assessor", "score"]
    schema = {name: SCHEMAS["scores"][name] for name in names}
    return pl.DataFrame(list(rows), schema=schema, orient="row").with_columns(**columns)


def random_case(n: int, seed: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Criteria of all parts, and scores of n projects by two assessors with holes."""
    draw = np.random.default_rng(seed)
    criteria = criteria_of(
        *[(f"C{k}", ("more", "less")[k % 2], 1.0 + k, part) for k, part in enumerate(ALL_PARTS)]
    )
    given = [
        (f"P{i}", f"C{k}", assessor, float(draw.integers(1, 6)))
        for i in range(n)
        for k in range(8)
        for assessor in ("ana", "ben")
        if draw.random() > 0.2
    ]
    return criteria, scores_of(*given)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("seed", range(5))
def test_a_score_lies_between_0_and_100_or_has_a_reason(method: ScoringMethod, seed: int) -> None:
    """Every project is there once; a number is within 0 to 100; none comes without a reason."""
    criteria, given = random_case(40, seed)
    found = scores(criteria, given, method)
    assert found["project"].to_list() == sorted(set(given["project"]))
    assert found["score"].drop_nulls().is_between(0, 100).all()
    assert (found["score"].is_null() == (found["reason"] != "")).all()
    assert found["score"].is_not_null().any()


@pytest.mark.parametrize("method", METHODS)
def test_the_order_of_rows_does_not_matter(method: ScoringMethod) -> None:
    """Shuffled scores give the same numbers to the last digit."""
    criteria, given = random_case(60, 7)
    shuffled = given.sample(fraction=1.0, shuffle=True, seed=1)
    assert scores(criteria, given, method).equals(scores(criteria, shuffled, method))


@pytest.mark.parametrize("method", METHODS)
def test_the_better_project_is_above(method: ScoringMethod) -> None:
    """A project that is best on everything gets more than one that is worst on everything."""
    less = {"job size", "effort"}
    criteria = criteria_of(
        *[(part, "less" if part in less else "more", 1.0, part) for part in ALL_PARTS]
    )
    given = [
        row
        for part in ALL_PARTS
        for row in [
            ("good", part, "", 1.0 if part in less else 5.0),
            ("poor", part, "", 5.0 if part in less else 1.0),
        ]
    ]
    found = dict(scores(criteria, scores_of(*given), method).select("project", "score").rows())
    assert found["good"] == 100
    assert found["good"] > found["poor"]


def test_weighted_sum_by_hand() -> None:
    """(0.75 x 3 + 0.75 x 1) / 4: 4 and 2 on scales from 1 to 5, the second mirrored."""
    criteria = criteria_of(("FIT", "more", 3, None), ("RISK", "less", 1, None))
    given = scores_of(("P1", "FIT", "ana", 3), ("P1", "FIT", "ben", 5), ("P1", "RISK", "ana", 2))
    assert scores(criteria, given).rows() == [("P1", 75.0, 0, "")]


def test_weights_of_the_what_if_replace_those_of_the_register() -> None:
    """A changed weight counts, below zero as zero; one of an unknown criterion is passed over."""
    criteria = criteria_of(("FIT", "more", 3, None), ("EASE", "more", 1, None))
    given = scores_of(("P1", "FIT", "", 5), ("P1", "EASE", "", 1))
    assert scores(criteria, given)["score"].to_list() == [75.0]
    changed = [("FIT", 1.0), ("GONE", 9.0)]
    assert scores(criteria, given, weights=changed)["score"].to_list() == [50.0]
    assert scores(criteria, given, weights=[("FIT", -1.0)])["score"].to_list() == [0.0]


@pytest.mark.parametrize("method", ["weighted sum", "topsis", "promethee"])
def test_who_is_scored_on_too_little_is_not_compared(method: ScoringMethod) -> None:
    """Half of the weight suffices, less does not, and who is not compared moves nobody."""
    criteria = criteria_of(
        ("A", "more", 50, None), ("B", "more", 30, None), ("C", "more", 20, None)
    )
    compared = [
        *[("P1", code, "", 4.0) for code in "ABC"],
        *[("P2", code, "", 2.0) for code in "ABC"],
        ("P3", "A", "", 3.0),
    ]
    found = scores(criteria, scores_of(*compared, ("P4", "B", "", 5.0)), method)
    assert found["n_missing"].to_list() == [0, 0, 2, 2]
    assert found["reason"][3] == "Scored on 30 % of the weight; 50 % are needed."
    assert found[3, "score"] is None
    assert found[:3].equals(scores(criteria, scores_of(*compared), method))


def test_a_missing_score_leaves_the_mean_of_the_others() -> None:
    """The weight of the missing one is spread in proportion, whatever the method compares."""
    criteria = criteria_of(("A", "more", 2, None), ("B", "more", 1, None), ("C", "more", 1, None))
    given = scores_of(("P1", "A", "", 5), ("P1", "B", "", 2))
    assert scores(criteria, given)["score"].to_list() == [pytest.approx(100 * 2.25 / 3)]


def test_criteria_without_a_weight_are_not_missed() -> None:
    """A score that would not count is not missing."""
    criteria = criteria_of(("A", "more", 1, None), ("B", "more", 0, None))
    found = scores(criteria, scores_of(("P1", "A", "", 5)))
    assert found.rows() == [("P1", 100.0, 0, "")]


def test_without_any_weight_nobody_is_compared() -> None:
    """All weights zero: no number, and the reason says so."""
    criteria = criteria_of(("A", "more", 0, None))
    found = scores(criteria, scores_of(("P1", "A", "", 5)))
    assert found.rows() == [("P1", None, 0, "No criterion has a weight.")]


def test_a_scale_without_length_cannot_be_read() -> None:
    """Where the highest score is the lowest, the criterion counts as not scored."""
    criteria = criteria_of(("A", "more", 1, None)).with_columns(scale_max=pl.lit(1.0))
    found = scores(criteria, scores_of(("P1", "A", "", 1)))
    assert found.select("score", "n_missing").rows() == [(None, 1)]


def test_missing_parts_are_named() -> None:
    """WSJF and RICE say which parts have no score, or that the divisor is not above 0."""
    criteria = criteria_of(*[(part, "more", 1, part) for part in PARTS["wsjf"]])
    some = [("P1", part, "", 3.0) for part in PARTS["wsjf"][:2]]
    zero = [("P2", part, "", 0.0 if part == "job size" else 3.0) for part in PARTS["wsjf"]]
    whole = [("P3", part, "", 3.0) for part in PARTS["wsjf"]]
    given = scores_of(*some, *zero, *whole)
    assert scores(criteria, given, "wsjf").rows() == [
        ("P1", None, 2, "No score for risk reduction, job size."),
        ("P2", None, 0, "The job size is not above 0."),
        ("P3", 100.0, 0, ""),
    ]
    lacking = "No score for reach, impact, confidence, effort."
    assert scores(criteria, given, "rice")["reason"].unique().to_list() == [lacking]


def test_ratios_keep_their_proportion() -> None:
    """The largest WSJF is 100, half of it is 50; two criteria of one part count as their mean."""
    parts = [*PARTS["wsjf"], "job size"]
    criteria = criteria_of(*[(f"C{k}", "more", 1, part) for k, part in enumerate(parts)])
    given = scores_of(
        *[("P1", f"C{k}", "", score) for k, score in enumerate([5, 5, 2, 1, 3])],
        *[("P2", f"C{k}", "", score) for k, score in enumerate([2, 2, 2, 1, 3])],
    )
    assert scores(criteria, given, "wsjf")["score"].to_list() == [100.0, 50.0]


@pytest.mark.parametrize("method", METHODS)
def test_nothing_scored_gives_an_empty_frame(method: ScoringMethod) -> None:
    """Without scores there is no row, and the columns are those of every answer."""
    found = scores(criteria_of(("A", "more", 1, None)), scores_of(), method)
    kinds = {"project": pl.String, "score": pl.Float64, "n_missing": pl.Int64, "reason": pl.String}
    assert dict(found.schema) == kinds
    assert found.is_empty()


@pytest.mark.parametrize("method", METHODS)
def test_one_project_alone_is_compared_with_itself(method: ScoringMethod) -> None:
    """A single candidate gets a number from every method."""
    criteria = criteria_of(*[(f"C{k}", "more", 1, part) for k, part in enumerate(ALL_PARTS)])
    given = scores_of(*[("P1", f"C{k}", "", 3.0) for k in range(8)])
    expected = {"wsjf": 100.0, "rice": 100.0}.get(method, 50.0)
    assert scores(criteria, given, method)["score"].to_list() == [expected]


def test_scores_that_cannot_be_read_are_passed_over() -> None:
    """Null, not a number and unknown criteria leave no trace."""
    criteria = criteria_of(("A", "more", 1, None))
    given = scores_of(
        ("P1", "A", "ana", 5), ("P1", "A", "ben", None), ("P1", "A", "eva", float("nan")),
        ("P1", "GONE", "", 1), ("P2", "GONE", "", 1),
    )  # fmt: skip
    assert scores(criteria, given).rows() == [("P1", 100.0, 0, "")]


def test_the_median_of_assessors_is_not_moved_by_one() -> None:
    """Three assessors say 5, 5 and 1: the median is 5, the mean is less."""
    criteria = criteria_of(("A", "more", 1, None))
    given = scores_of(("P1", "A", "ana", 5), ("P1", "A", "ben", 5), ("P1", "A", "eva", 1))
    assert scores(criteria, given, average="median")["score"].to_list() == [100.0]
    assert scores(criteria, given)["score"][0] == pytest.approx(100 * 8 / 12)


def test_the_matrix_can_be_kept_while_weights_change() -> None:
    """Reading once and scoring twice is the same as scoring twice."""
    criteria, given = random_case(30, 3)
    matrix = judged(criteria, given)
    for weights in ([], [("C0", 40.0), ("C3", 0.0)]):
        assert scored(matrix, "topsis", weights).equals(scores(criteria, given, "topsis", weights))
