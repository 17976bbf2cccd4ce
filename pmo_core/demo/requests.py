"""How the demonstration's ideas came in: requests with their figures, and what was said of them."""

import numpy as np
import polars as pl

from pmo_core.demo.life import DAYS_PER_MONTH, PROPOSED, RUNNING, Lives
from pmo_core.demo.people import RATES, Staff
from pmo_core.demo.resources import Ahead
from pmo_core.demo.scales import MANDATES
from pmo_core.demo.shape import Ints, typed
from pmo_core.demo.wishes import ABOUT, MORE_RISKS, REMARKS, WITHOUT_PROJECT
from pmo_core.demo.words import OWNERS
from pmo_core.model import Comment, Request
from pmo_core.model.intake import Figures

Frames = dict[str, pl.DataFrame]
LAST_STEP = 5
SPREAD = (0.9, 1.3)  # lowest and highest cost of the likely
_HALF = 2
BEFORE_GATE = (35, 90)  # days from a request to its first gate: at least, and how many more


def requests(
    rng: np.random.Generator, projects: Lives, who: Staff, plan: Ahead, frames: Frames
) -> pl.DataFrame:
    """Return a request per candidate, and some that did not become a project.

    `frames` holds the registers that the requests have to agree with: project, score, benefit,
    contribution, demand, link and gate. Two of those without a project ask for what exists already.
    """
    became = _of_candidates(rng, projects, who, plan, frames)
    others = _without_project(projects, who, frames)
    every = pl.concat([became, others], how="diagonal_relaxed").sort("day", "name")
    n = pl.int_range(1, pl.len() + 1).cast(pl.String).str.zfill(4)
    every = every.with_columns(code=pl.format("R-{}", n))
    fields = [name for name in Request.model_fields if name in every.columns]
    return typed(Request, every.select(fields).to_dict())


def _of_candidates(
    rng: np.random.Generator, projects: Lives, who: Staff, plan: Ahead, frames: Frames
) -> pl.DataFrame:
    candidates = np.flatnonzero(projects.group == PROPOSED)
    n, codes = len(candidates), projects.code[candidates]
    ago = 10 + np.floor(rng.random(n) ** 2 * 110).astype(np.int64)
    scored = frames["score"].group_by("project").agg(
        n_assessors=pl.col("assessor").n_unique()
    ).filter(pl.col("n_assessors") > _HALF)["project"]  # fmt: skip
    base = pl.DataFrame({
        "project": codes, "place": np.arange(n), "day": projects.as_of - ago,
        "start": projects.start[candidates], "days": projects.planned_days[candidates],
        "author": who.names[_asking(who)][np.arange(n) % len(_asking(who))],
        "chance": rng.random(n),
    })  # fmt: skip
    register = frames["project"].select(
        "name", "department", "sponsor", "stage", "program", project="code",
        portfolio=pl.col("program").str.extract(r"^(\w+)-"),
    )  # fmt: skip
    needs = frames["link"].group_by("project").agg(
        depends_on=pl.col("needs").unique().sort().str.join(";")
    )  # fmt: skip
    wait = BEFORE_GATE[0] + (pl.col("chance") * BEFORE_GATE[1]).floor().cast(pl.Int64)
    first = frames["gate"].filter(pl.col("number") == 1).select(
        "project", first_held=pl.col("held_on").cast(pl.Int32).cast(pl.Int64)
    )  # fmt: skip
    base = base.join(register, on="project").join(needs, on="project", how="left")
    base = base.join(first, on="project", how="left").sort("place").with_columns(
        first_held=pl.col("first_held") - wait
    )  # fmt: skip
    is_approved = pl.col("stage") == "approved"
    is_in = pl.col("project").is_in(scored.implode()) | is_approved
    why = [MANDATES.get(name.partition(" (")[0]) for name in base["name"]]
    rule = pl.when(pl.col("program") == "TRUST-03").then(
        pl.lit("The rule holds for us from its first day.")
    )
    base = base.with_columns(
        day=pl.coalesce("first_held", "day"),
        state=pl.when(is_in).then(pl.lit("accepted")).otherwise(pl.lit("in assessment")),
        mandatory_reason=pl.coalesce(pl.Series(why, dtype=pl.String), rule),
        figures=pl.Series(_figures(projects, plan, frames)),
    )
    return _told(base, projects.as_of)


def _told(base: pl.DataFrame, as_of: int) -> pl.DataFrame:
    """Return the base with texts and dates; needs program, day, start, days, chance and state."""
    parts = {
        name: pl.col("program").replace_strict(
            {program: texts[k] for program, texts in ABOUT.items()}, return_dtype=pl.String
        )
        for k, name in enumerate(("kind", "problem", "outcome", "risk"))
    }
    more = (pl.col("chance") * len(MORE_RISKS)).floor().cast(pl.Int64).replace_strict(
        dict(enumerate(MORE_RISKS)), return_dtype=pl.String
    )  # fmt: skip
    finish = (pl.col("start") + pl.col("days") + 60).floor().cast(pl.Int32).cast(pl.Date)
    is_fixed = pl.col("mandatory_reason").is_not_null()
    since = pl.min_horizontal(pl.col("day") + 5 + pl.col("chance") * 35, pl.lit(as_of - 3))
    return base.with_columns(
        **{name: parts[name] for name in ("kind", "problem", "outcome")},
        risks=pl.concat_str(parts["risk"], more, separator="\n"),
        earliest_start=pl.col("start").floor().cast(pl.Int32).cast(pl.Date),
        duration_months=(pl.col("days") / DAYS_PER_MONTH).ceil().cast(pl.Int64),
        deadline=pl.when(is_fixed).then(finish),
        deadline_reason=pl.when(is_fixed).then(pl.lit("From then on the rule is checked.")),
        step=pl.lit(LAST_STEP),
        submitted_on=pl.col("day").cast(pl.Int32).cast(pl.Date),
        state_on=since.floor().cast(pl.Int32).cast(pl.Date),
    )


def _asking(who: Staff) -> Ints:
    """Return the places of those who write requests: the business analysts."""
    return who.of_role(1) if len(who.of_role(1)) else np.arange(len(who.names))


def _figures(projects: Lives, plan: Ahead, frames: Frames) -> list[str]:
    """Return the figures of the candidates as JSON, in base currency: what the registers say."""
    is_new = projects.group == PROPOSED
    codes = pl.Series(projects.code[is_new], dtype=pl.String)
    rate = pl.col("currency").replace_strict(RATES, default=1.0, return_dtype=pl.Float64)
    benefit = frames["benefit"].select(
        "project", "year",
        **{name: (pl.col(f"{field}_benefit").cast(pl.Float64) * rate).round(2)
           for name, field in (("likely", "planned"), ("low", "low"), ("high", "high"))},
    )  # fmt: skip
    year = pl.col("month_on").dt.year().cast(pl.Int64)
    effort = frames["demand"].group_by("project", "role", year=year).agg(
        pl.col("hours").cast(pl.Float64).sum()
    ).sort("project", "year", "role").select("project", "year", "role", "hours")  # fmt: skip
    found = {
        "costs": _costs(projects, plan), "benefits": benefit.sort("project", "year"),
        "effort": effort,
    }  # fmt: skip
    listed = {
        name: dict(rows.group_by("project").agg(all=pl.struct(pl.exclude("project"))).rows())
        for name, rows in found.items()
    }
    goals = frames["contribution"].group_by("project").agg("goal", "share_pct")
    served = {code: dict(zip(names, shares, strict=True)) for code, names, shares in goals.rows()}
    return [
        _json(goals=served.get(code, {}), **{name: of.get(code, []) for name, of in listed.items()})
        for code in codes
    ]


def _json(**figures: object) -> str:
    """Return figures as JSON, proved to be readable."""
    return Figures.model_validate(figures).model_dump_json(exclude_none=True)


def _costs(projects: Lives, plan: Ahead) -> pl.DataFrame:
    """Return project, year and likely, lowest and highest cost of each year, EUR."""
    of_month = plan.months[:-1].astype("datetime64[D]").astype("datetime64[Y]").astype(int) + 1970
    years = np.unique(of_month)
    sums = np.stack([plan.money[:, of_month == year].sum(axis=1) for year in years], axis=1)
    likely = np.round(sums, 2)
    place, k = np.nonzero(likely)
    return pl.DataFrame({
        "project": projects.code[place], "year": years[k], "likely": likely[place, k],
        "low": np.round(likely[place, k] * SPREAD[0], 2),
        "high": np.round(likely[place, k] * SPREAD[1], 2),
    })  # fmt: skip


def _without_project(projects: Lives, who: Staff, frames: Frames) -> pl.DataFrame:
    """Return requests that became nothing (yet); two ask for what exists already."""
    columns = ["state", "name", "program", "months", "cost", "benefit", "state_reason"]
    rows = [*WITHOUT_PROJECT, *_look_alikes(projects, frames["project"])]
    base = pl.DataFrame(rows, schema=columns, orient="row")
    n, authors = base.height, who.names[_asking(who)]
    place = np.arange(n)
    start = projects.as_of + 90 + 14 * place
    figures = [_rough(start[k], *row) for k, row in enumerate(base.select(columns[3:6]).rows())]
    is_draft = pl.col("state") == "draft"
    base = base.with_columns(
        place=pl.Series(place), day=pl.Series(projects.as_of - 2 - 5 * place),
        start=pl.Series(start.astype(float)), days=pl.col("months") * DAYS_PER_MONTH,
        chance=pl.Series(place / n), author=pl.Series(authors[-1 - place % len(authors)]),
        sponsor=pl.Series(who.names[-1 - place % len(who.names)]),
        department=pl.col("program").replace_strict(OWNERS),
        mandatory_reason=pl.lit(None, pl.String), figures=pl.Series(figures),
    )  # fmt: skip
    told = _told(base, projects.as_of)
    is_begun = is_draft & pl.col("months").is_null()
    late = ("outcome", "risks", "earliest_start", "duration_months", "figures", "sponsor")
    return told.with_columns(
        *(pl.when(~is_begun).then(pl.col(name)).alias(name) for name in late),
        step=pl.when(is_begun).then(1).when(is_draft).then(3).otherwise(LAST_STEP),
        submitted_on=pl.when(~is_draft).then("submitted_on"),
        state_on=pl.when(pl.col("state").is_in(["rejected", "withdrawn"]))
        .then("state_on").otherwise(pl.col("day").cast(pl.Int32).cast(pl.Date)),
        portfolio=pl.col("program").str.extract(r"^(\w+)-"),
    )  # fmt: skip


def _look_alikes(projects: Lives, register: pl.DataFrame) -> list[tuple[object, ...]]:
    """Return two submitted requests for what a running project and a candidate bring already."""
    rows: list[tuple[object, ...]] = []
    for group, end in ((RUNNING, -1), (PROPOSED, 0)):
        members = np.flatnonzero(projects.group == group)
        if len(members):
            one = members[end]
            name = register["name"][int(one)].partition(" (")[0]
            rows.append(
                ("submitted", f"New {name[0].lower()}{name[1:]}", str(projects.program[one]), 8,
                 round(float(projects.planned[one]), -3), 60_000, None)
            )  # fmt: skip
    return rows


def _rough(start: int, months: int | None, cost: int | None, benefit: int | None) -> str | None:
    """Return rough figures: all cost in the year of the start, three years of benefits after."""
    if months is None or cost is None:
        return None
    year = int(str(np.datetime64(int(start), "D"))[:4])
    yearly = [{"year": year + k, "likely": benefit} for k in (1, 2, 3)] if benefit else []
    return _json(costs=[{"year": year, "likely": cost}], benefits=yearly)


def comments(rng: np.random.Generator, asked: pl.DataFrame, who: Staff, as_of: int) -> pl.DataFrame:
    """Return what was said of requests after they were submitted: none, one or two each."""
    said = asked.filter(pl.col("submitted_on").is_not_null()).select("code", "submitted_on")
    n = pl.Series(rng.choice([0, 0, 1, 2], said.height))
    rows = said.select(pl.all().repeat_by(n)).explode(said.columns)
    k = rows.height
    rows = rows.with_columns(
        days=pl.Series(rng.integers(1, 40, k)), minutes=pl.Series(rng.integers(480, 1020, k))
    )
    spoken = pl.col("submitted_on").cast(pl.Datetime("us")) + pl.duration(
        days="days", minutes="minutes"
    )
    today = pl.lit(as_of).cast(pl.Int32).cast(pl.Date).cast(pl.Datetime("us"))
    frame = rows.with_columns(
        about=pl.lit("request"),
        made_at=pl.min_horizontal(spoken, today - pl.duration(minutes=pl.int_range(k))),
        author=pl.Series(who.names[rng.integers(0, len(who.names), k)]),
        text=pl.Series(np.array(REMARKS)[rng.integers(0, len(REMARKS), k)]),
    )
    return typed(Comment, frame.select(list(Comment.model_fields)).to_dict()).sort(Comment.key)
