"""Small plans with uncertain durations, for the tests of schedule and cost risk."""

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl

from pmo_core.analysis.risk_plan import COSTS, LINKS, RISKS, TASKS, Plan

Range = tuple[str, float, float, float]


def fixed(days: float) -> Range:
    return ("fixed", days, days, days)


def plan(
    tasks: Mapping[str, Range],
    links: Sequence[tuple[str, str, str, float]] = (),
    *,
    correlation: float = 0,
    risks: Sequence[tuple[object, ...]] = (),
    costs: Sequence[tuple[object, ...]] = (),
) -> Plan:
    """Tasks are named 'project/task'; all that is uncertain correlates by the same."""
    rows = [(code, code.split("/")[0], *values) for code, values in tasks.items()]
    frames = {
        name: pl.DataFrame(data, schema=schema, orient="row")
        for name, data, schema in (
            ("tasks", rows, TASKS), ("links", list(links), LINKS), ("risks", list(risks), RISKS),
            ("costs", list(costs), COSTS),
        )
    }  # fmt: skip
    return Plan.nested(within=correlation, between=correlation, **frames)


def random_plan(seed: int, n_projects: int, n_tasks: int, kind: str = "pert") -> Plan:
    """Projects of that many tasks with all four links, leads and lags, tied across projects."""
    rng = np.random.default_rng(seed)
    codes = [f"P{p}/{t}" for p in range(n_projects) for t in range(n_tasks)]
    likely = rng.integers(0, 9, len(codes)).tolist()
    less, more = rng.integers(1, 4, (2, len(codes))).tolist()
    tasks = {
        code: (kind, float(max(day - a, 0)), float(day), float(day + b))
        for code, day, a, b in zip(codes, likely, less, more, strict=True)
    }
    links = []
    for successor in range(1, len(codes)):
        for predecessor in set(rng.integers(0, successor, rng.integers(0, 4)).tolist()):
            kind_, lag = str(rng.choice(["FS", "SS", "FF", "SF"])), float(rng.integers(-3, 5))
            links.append((codes[predecessor], codes[successor], kind_, lag))
    return plan(tasks, links, correlation=0.3)
