"""Runs of audit rules compared: what is new, still there, changed and gone, and how it moves."""

import polars as pl

KEY = ("rule", "project")
NEW, STILL, CHANGED, GONE, UNJUDGED = "new", "still there", "changed", "gone", "not judged any more"
_ORDER = ("data_date", "ran_at", "code")
STATES = (NEW, CHANGED, STILL, GONE, UNJUDGED)
"""How a violation of a rule by a project stands against an earlier run, the gravest first."""


def compared(now: pl.DataFrame, before: pl.DataFrame, rules: pl.Series) -> pl.DataFrame:
    """Return how each violation stands against an earlier run of the same scope.

    Parameters
    ----------
    now, before : polars.DataFrame
        Outcomes of two runs: rule, project, n_rows (0 = passed), digest.
    rules : polars.Series
        Rules that came out in both runs: a rule that was not run, or failed, says nothing.

    Returns
    -------
    polars.DataFrame
        One row per rule and project that violates in one of the runs, sorted: rule, project,
        change_state (one of `STATES`: new = it passed before or was not judged; changed = other
        violations than before; not judged any more = nothing to judge is left), n_rows, n_before
        (violations; null = not judged).

    Examples
    --------
    >>> made = lambda *rows: pl.DataFrame(
    ...     rows, schema=["rule", "project", "n_rows", "digest"], orient="row")
    >>> found = compared(
    ...     made(("A", "P", 1, "x"), ("A", "Q", 0, ""), ("B", "P", 2, "z")),
    ...     made(("A", "P", 1, "x"), ("A", "Q", 3, "y")), pl.Series(["A"]))
    >>> found.select("rule", "project", "change_state").rows()
    [('A', 'P', 'still there'), ('A', 'Q', 'gone')]
    """
    columns = [*KEY, "n_rows", "digest"]
    kept = [one.select(columns).filter(pl.col("rule").is_in(rules.implode()))
            for one in (now, before)]  # fmt: skip
    both = kept[0].join(kept[1], on=KEY, how="full", coalesce=True, suffix="_before")
    fails, failed = pl.col("n_rows") > 0, pl.col("n_rows_before") > 0
    state = (
        pl.when(fails & ~failed.fill_null(False)).then(pl.lit(NEW))
        .when(fails & (pl.col("digest") == pl.col("digest_before"))).then(pl.lit(STILL))
        .when(fails).then(pl.lit(CHANGED))
        .when(pl.col("n_rows").is_null()).then(pl.lit(UNJUDGED))
        .otherwise(pl.lit(GONE))
    )  # fmt: skip
    return (
        both.filter(fails.fill_null(False) | failed.fill_null(False))
        .select(*KEY, "n_rows", change_state=state, n_before="n_rows_before")
        .select(*KEY, "change_state", "n_rows", "n_before")
        .sort(KEY)
    )


def ran_in_both(now: pl.DataFrame, before: pl.DataFrame) -> pl.Series:
    """Return the rules that came out in both runs and asked the same.

    With another threshold or question more or less is found in the same data: that is neither new
    nor gone.

    Parameters
    ----------
    now, before : polars.DataFrame
        Results of two runs: rule, parameters, query_hash, failure (null = it was run).
    """
    same = ["rule", "parameters", "query_hash"]
    ran = [one.filter(pl.col("failure").is_null()).select(same) for one in (now, before)]
    both = ran[0].join(ran[1], on=same, how="semi", nulls_equal=True, maintain_order="left")
    return both["rule"]


def left_out(now: pl.DataFrame, before: pl.DataFrame) -> pl.DataFrame:
    """Return the rules of two runs by which these are not compared, and why.

    Parameters
    ----------
    now, before : polars.DataFrame
        As for `ran_in_both`.

    Returns
    -------
    polars.DataFrame
        rule, reason; sorted. Together with `ran_in_both` these are all rules of both runs.

    Examples
    --------
    >>> made = lambda days: pl.DataFrame({
    ...     "rule": ["A"], "parameters": [f"days = {days}"], "query_hash": ["x"],
    ...     "failure": pl.Series([None], dtype=pl.String)})
    >>> left_out(made(60), made(45)).rows()
    [('A', 'other thresholds: days = 45 before, days = 60 now')]
    """
    names = ["rule", "parameters", "query_hash", "failure"]
    both = now.select(names).join(
        before.select(names), on="rule", how="full", coalesce=True, suffix="_then"
    )
    told = [pl.col(name).fill_null("none").str.replace_all("\n", ", ")
            for name in ("parameters_then", "parameters")]  # fmt: skip
    reason = (
        pl.when(pl.col("query_hash").is_null()).then(pl.lit("not run now"))
        .when(pl.col("query_hash_then").is_null()).then(pl.lit("not run before"))
        .when(pl.col("failure").is_not_null()).then(pl.lit("could not be run now"))
        .when(pl.col("failure_then").is_not_null()).then(pl.lit("could not be run before"))
        .when(pl.col("parameters").ne_missing(pl.col("parameters_then")))
        .then(pl.format("other thresholds: {} before, {} now", *told))
        .when(pl.col("query_hash") != pl.col("query_hash_then")).then(pl.lit("another question"))
    )  # fmt: skip
    return both.select("rule", reason=reason).drop_nulls("reason").sort("rule")


def counts(found: pl.DataFrame, by: str = "rule") -> pl.DataFrame:
    """Return how many violations are new, changed, still there and gone, by rule or project.

    Parameters
    ----------
    found : polars.DataFrame
        From `compared`.
    by : {"rule", "project"}
        What is counted by.

    Returns
    -------
    polars.DataFrame
        `by`, n_new, n_changed_again, n_still, n_gone, n_unjudged; sorted by `by`.
    """
    names = ("n_new", "n_changed_again", "n_still", "n_gone", "n_unjudged")
    return (
        found.group_by(by)
        .agg(
            (pl.col("change_state") == state).sum().cast(pl.Int64).alias(name)
            for name, state in zip(names, STATES, strict=True)
        )
        .sort(by)
    )


def trend(runs: pl.DataFrame, results: pl.DataFrame) -> pl.DataFrame:
    """Return how much of what was judged passed, run by run and family by family.

    Parameters
    ----------
    runs : polars.DataFrame
        audit_run rows: code, data_date, ran_at.
    results : polars.DataFrame
        rule_result rows of them: run, family, n_projects, n_failing, n_rows, failure.

    Returns
    -------
    polars.DataFrame
        run, data_date, ran_at, family, n_judged (projects times rules), n_failing, n_rows,
        passing_pct (null where nothing was judged), n_rules, n_not_run; in the order of the days
        that they judge.
    """
    summed = results.group_by("run", "family").agg(
        n_judged=pl.col("n_projects").sum(), n_failing=pl.col("n_failing").sum(),
        n_rows=pl.col("n_rows").sum(), n_rules=pl.len().cast(pl.Int64),
        n_not_run=pl.col("failure").is_not_null().sum().cast(pl.Int64),
    )  # fmt: skip
    return (
        runs.select("data_date", "ran_at", run="code")
        .join(summed, on="run")
        .with_columns(passing_pct=_passing_pct())
        .sort("data_date", "ran_at", "run", "family")
        .select(
            "run", "data_date", "ran_at", "family", "n_judged", "n_failing", "n_rows",
            "passing_pct", "n_rules", "n_not_run",
        )
    )  # fmt: skip


def by_group(outcomes: pl.DataFrame, groups: pl.DataFrame) -> pl.DataFrame:
    """Return how a run came out by rule and group of projects.

    Parameters
    ----------
    outcomes : polars.DataFrame
        rule, project, n_rows.
    groups : polars.DataFrame
        project, group; a project that is not in it belongs to none and is left out.

    Returns
    -------
    polars.DataFrame
        rule, group, n_judged, n_failing (projects), n_rows (violations), failing_pct; sorted.
    """
    return (
        outcomes.join(groups, on="project")
        .group_by("rule", "group")
        .agg(
            n_judged=pl.len().cast(pl.Int64),
            n_failing=(pl.col("n_rows") > 0).sum().cast(pl.Int64),
            n_rows=pl.col("n_rows").sum(),
        )
        .with_columns(failing_pct=100 - _passing_pct())
        .sort("rule", "group")
    )


def before(runs: pl.DataFrame, code: str) -> str | None:
    """Return the run of the same scope before a run, None where it is the first.

    Before it is what judges an earlier day; of the runs of one day, what was run earlier.

    Parameters
    ----------
    runs : polars.DataFrame
        audit_run rows: code, data_date, ran_at, scope_kind, scope.
    code : str
        The run.

    Examples
    --------
    >>> runs = pl.DataFrame({"code": ["R1", "R2", "R3"], "data_date": [7, 8, 8],
    ...                      "ran_at": [3, 1, 2], "scope_kind": ["all", "project", "all"],
    ...                      "scope": ["", "P", ""]})
    >>> before(runs, "R3"), before(runs, "R2")
    ('R1', None)
    """
    own = runs.filter(pl.col("code") == code)
    same = runs.join(own, on=["scope_kind", "scope"], how="semi").sort(_ORDER)["code"].to_list()
    earlier = same[: same.index(code)] if own.height else []
    return earlier[-1] if earlier else None


def _passing_pct() -> pl.Expr:
    """Return what share of the projects judged does not fail, in percent."""
    passing = (pl.col("n_judged") - pl.col("n_failing")) / pl.col("n_judged") * 100
    return pl.when(pl.col("n_judged") > 0).then(passing)


__all__ = [
    "CHANGED", "GONE", "NEW", "STATES", "STILL", "UNJUDGED", "before", "by_group", "compared",
    "counts", "left_out", "ran_in_both", "trend",
]  # fmt: skip
