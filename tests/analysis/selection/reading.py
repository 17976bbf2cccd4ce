"""A formulation as a person reads it: rows in natural units, codes of findings."""

from typing import Any

from pmo_core.analysis.selection.formulation import Formulation

INF = float("inf")


def rows(formulation: Formulation) -> list[tuple[Any, ...]]:
    """Return kind, rule, natural coefficients by column, lower and upper of each row."""
    problem = formulation.problem
    scale = formulation.rows["scale"].to_numpy()
    found = []
    for at, (kind, rule) in enumerate(formulation.rows.select("kind", "rule").iter_rows()):
        entries = slice(problem.row_begin[at], problem.row_begin[at + 1])
        pairs = zip(problem.column[entries], problem.coefficient[entries] / scale[at], strict=True)
        coefficients = {int(column): float(value) for column, value in pairs}
        lower, upper = problem.lower[at] / scale[at], problem.upper[at] / scale[at]
        found.append((kind, rule, coefficients, float(lower), float(upper)))
    return found


def codes(formulation: Formulation) -> list[str]:
    """Return the codes of the findings, but that nothing is funded."""
    return [one.code for one in formulation.findings if one.code != "no_funding"]
