"""Whose progress an apportioned element follows in the end."""

import polars as pl

from pmo_core.errors import Finding, Severity


def bases(elements: pl.DataFrame) -> tuple[pl.DataFrame, tuple[Finding, ...]]:
    """Return the element that each apportioned one follows, through others that follow.

    Parameters
    ----------
    elements : polars.DataFrame
        `project`, `wbs`, `technique`, `based_on`; an element may have several rows.

    Returns
    -------
    polars.DataFrame, tuple of Finding
        One row per apportioned element: `project`, `wbs`, `basis` (null where there is none),
        `basis_why` (why there is none; else null). Findings: a basis that is not named or does not
        exist (warning `unknown_basis`), a circle (error `cycle`).

    Examples
    --------
    >>> rows = pl.DataFrame({"project": "A", "wbs": ["1", "2", "3"], "based_on": [None, "1", "2"],
    ...     "technique": ["units", "apportioned", "apportioned"]})
    >>> bases(rows)[0].select("wbs", "basis").rows()
    [('2', '1'), ('3', '1')]
    """
    keys = ["project", "wbs"]
    follow = elements.filter(pl.col("technique") == "apportioned").unique(keys, keep="first")
    target: dict[tuple[str, str], str | None] = {
        (project, wbs): basis
        for project, wbs, basis in follow.select(*keys, "based_on").sort(keys).iter_rows()
    }
    there = set(elements.join(follow, on="project", how="semi").select(keys).iter_rows())
    found: list[tuple[str, str, str | None, str | None]] = []
    findings: list[Finding] = []
    for project, wbs in target:
        basis, why = _end(project, wbs, target, there)
        found.append((project, wbs, basis, why))
        if why is not None:
            is_circle = why == _CIRCLE
            severity: Severity = "error" if is_circle else "warning"
            code = "cycle" if is_circle else "unknown_basis"
            said = f"{project} {wbs}: {why}, so its earned value is not known."
            findings.append(
                Finding(severity, code, said, column="based_on", value=f"{project} {wbs}")
            )
    schema = {"project": pl.String, "wbs": pl.String, "basis": pl.String, "basis_why": pl.String}
    return pl.DataFrame(found, schema=schema, orient="row"), tuple(findings)


_CIRCLE = "it follows itself in a circle"


def _end(
    project: str, wbs: str, target: dict[tuple[str, str], str | None], there: set[tuple[str, str]]
) -> tuple[str | None, str | None]:
    """Return where following leads, or why it leads nowhere."""
    path: list[str] = []
    at = wbs
    while (project, at) in target:
        if at in path:
            return None, _CIRCLE
        path.append(at)
        basis = target[project, at]
        if basis is None:
            return None, f"{at} names no element to follow"
        at = basis
    if (project, at) not in there:
        return None, f"there is no element {at} to follow"
    return at, None


__all__ = ["bases"]
