"""What the demonstration's projects learned, what became practice, and what came of it."""

from datetime import date, timedelta

import polars as pl

from pmo_core.demo.shape import typed
from pmo_core.demo.words import OWNERS
from pmo_core.model import Lesson, LessonUse, Practice, PracticeAdoption

Frames = dict[str, pl.DataFrame]

# In one sentence, keep or avoid, what happened, what came of it, advice, when it was learned,
# type of the project it is from; to whom it speaks: method, phase, type, tags; state; practice.
LESSONS = (
    ("A test environment is booked like a delivery.", "avoid",
     "The test environment was shared with operations and stood still for two weeks.",
     "Tests ended five weeks late.",
     "Name its owner and book it for the tests before the design is accepted.",
     "closure", "Software", None, None, None, "test environment", "accepted", "BP-01"),
    ("Suppliers deliver in parts.", "keep",
     "The supplier was late, but the first part was there and work could begin.",
     "Three weeks were saved.", "Agree on parts that are of use by themselves, with a day each.",
     "closure", "Infrastructure", None, None, None, "supplier", "accepted", "BP-02"),
    ("Two people know each old interface.", "avoid",
     "The only one who knew the old interface left in the middle of the build.",
     "His knowledge was bought back for 38,000 EUR.",
     "Let a second person work along from the first day.",
     "gate", "Business application", None, None, None, "key person;key people", "accepted",
     "BP-04"),
    ("A pilot group decides along.", "keep",
     "Users saw the first screens in the second month and threw out two of them.",
     "No change was asked for after the rollout.",
     "Choose ten users, free four hours a week of theirs, let them accept each step.",
     "closure", "Software", None, None, None, "users;user acceptance", "accepted", None),
    ("Count the gaps in the data before the migration is planned.", "avoid",
     "Every fifth record had no key that the new system knew.",
     "The migration took three times as long as estimated.",
     "Count samples of each source in the first phase; plan and price the cleaning.",
     "closure", "Data", None, None, None, "data is worse;data migration;master data", "accepted",
     None),
    ("The security review begins with the design.", "keep",
     "The reviewer sat in the design meetings.", "The review at the end found nothing to change.",
     "Invite the reviewer before the design is accepted, not before the tests.",
     "gate", "Security", None, None, None, "security review", "accepted", "BP-03"),
    ("The format of an interface is decided before the build.", "avoid",
     "Two departments wanted different formats until the tests.",
     "The interface was built twice.", "Bring it to the board with a proposal in the first month.",
     "finding", "Business application", None, None, None, "interface is open;intercompany",
     "accepted", None),
    ("A cutover is rehearsed twice.", "keep",
     "The first rehearsal failed in the middle of the night, when it cost nothing.",
     "The cutover took four of the eight hours planned.",
     "Rehearse with the real data and the people of that night; keep the run sheet.",
     "closure", "Infrastructure", None, "Rollout", "Infrastructure", None, "accepted", None),
    ("Licenses are counted, not taken from the offer.", "avoid",
     "The offer counted named users, we work in shifts.", "The forecast rose by 12 %.",
     "Count users, devices and test systems before the order.",
     "finding", "Business application", None, None, None, "licenses", "accepted", None),
    ("Each increment is shown to those who will use it.", "keep",
     "The product owner invited three departments to every review.",
     "Half of the backlog turned out not to be needed.",
     "Invite by name, every second week, and write down what is left out.",
     "closure", "Software", "agile", "Product increments", None, None, "accepted", None),
    ("The handover begins before the last test.", "avoid",
     "Operations saw the documents in the week of the rollout.",
     "The team answered calls for two months.",
     "Let operations run the acceptance tests with the handover list.",
     "closure", "Infrastructure", "waterfall", "Test", None, None, "accepted", "BP-05"),
    ("Running cost belongs into the business case.", "avoid",
     "The cloud cost more each month than the data center.", "The case was lost in two years.",
     "Ask for the running cost of five years with the first estimate.",
     "audit", "Infrastructure", None, None, None, "running cost;run in the cloud", "accepted",
     None),
    ("Rules may change until the last day.", "avoid",
     "The supervisor changed two details a month before the deadline.", "A night shift of a week.",
     "Keep details that may change in tables, and four weeks free before the deadline.",
     "closure", "Compliance", None, None, "Compliance", "supervisor;auditor;mandatory", "accepted",
     None),
    ("A supplier's holidays are not ours.", "avoid",
     "The supplier's country was closed for ten days in the month of the delivery.", None,
     "Ask for the calendar with the offer.",
     "gate", "Software", None, None, None, "vendor;supplier", "proposed", None),
    ("Test protocols are printed and signed.", "keep",
     "The auditor asked for signatures.", None, "Print and sign them.",
     "audit", "Compliance", None, "Test", None, None, "retired", None),
)  # fmt: skip
# Code, in one sentence, how it is done, state, days since it holds, days to its review.
PRACTICES = (
    ("BP-01", "A test environment has an owner and a booking.",
     "1. The test concept names the environment and its owner.\n2. Operations books it for the "
     "tests; the booking is part of the plan.\n3. It gets the care of production until the "
     "go-live.", "mandatory", 210, 155),
    ("BP-02", "Deliveries of suppliers are agreed in parts.",
     "Each order names at least two parts, what each is good for by itself, and its day. The last "
     "fifth is paid after acceptance.", "recommended", 160, 205),
    ("BP-03", "The security review begins with the design.",
     "The reviewer is named in the charter, takes part in the design and says before the design "
     "gate what the test will look at.", "mandatory", 300, -12),
    ("BP-04", "Two people know each old interface.",
     "The project names both before the design gate. The second one does the first change.",
     "recommended", 95, 270),
    ("BP-05", "The handover begins before the last test.",
     "Operations runs the acceptance tests by the handover list. Draft: the list is being agreed.",
     "draft", 20, 160),
)  # fmt: skip
_LATE = "The rest of the running projects is too far to change it."
_SMALL = "Not for projects below 50,000 EUR."
_NOT = "Its suppliers are chosen by the group."
# Practice -> what the departments say, in the order of their codes; the others have not said.
_SAID: dict[str, tuple[tuple[str, str | None], ...]] = {
    "BP-01": (("adopted", None), ("adopted", None), ("partly", _SMALL), ("adopted", None),
              ("adopted", None), ("partly", _LATE)),
    "BP-02": (("adopted", None), ("no", _NOT), ("adopted", None), ("partly", _SMALL)),
    "BP-03": (("partly", _LATE), ("adopted", None), ("adopted", None), ("adopted", None),
              ("adopted", None), ("adopted", None), ("adopted", None)),
    "BP-04": (("adopted", None), ("partly", _SMALL), ("no", "Its old interfaces end this year.")),
}  # fmt: skip
# Tag of a lesson -> words in the name of the RAID items of those who used it, and what came of it.
_USED = {
    "L-0001": ("Test environment", "The tests began on the day planned."),
    "L-0002": ("Supplier delivers late", "The first part came in time; work could begin."),
    "L-0003": ("Key person", "The second person took over within a week."),
    "L-0004": ("Users do not", "Two screens were thrown out before they were built."),
    "L-0005": ("Data is worse", "The cleaning was in the plan: no delay."),
    "L-0006": ("Security review", "Two findings in the design, none at the end."),
    "L-0009": ("Licenses", None),
}  # fmt: skip
_N_USES = 5
_JUDGED = ("applied", "applied", "not relevant", "applied", "later")
_EVERY_DAYS = 19


def learned(frames: Frames, day: int) -> Frames:
    """Return lessons, practices, who follows them, and what became of lessons where they appeared.

    Parameters
    ----------
    frames : dict of str to polars.DataFrame
        The demonstration: project, department, gate and raid_item are read.
    day : int
        Last day of the demonstration, counted from 1970-01-01.
    """
    as_of = date(1970, 1, 1) + timedelta(days=day)
    return {
        "practice": _practices(frames["project"], as_of),
        "lesson": _lessons(frames["project"], as_of),
        "practice_adoption": _adoption(frames, as_of),
        "lesson_use": _uses(frames, as_of),
    }


def _lessons(project: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Return the lessons, each from a closed project of its type and said by its manager."""
    names = [
        "name", "kind", "happened", "effect", "advice", "source", "of", "method", "phase",
        "project_type", "tags", "state", "practice",
    ]  # fmt: skip
    frame = pl.DataFrame(LESSONS, schema=names, orient="row").with_row_index("n")
    closed = project.filter(pl.col("stage") == "closed").select(
        "manager", "actual_finish", project="code", of="project_type",
        nth=pl.int_range(pl.len()).over("project_type"),
    )  # fmt: skip
    n_closed = closed.group_by("of").agg(n_closed=pl.len())
    nth = pl.int_range(pl.len()).over("of") % pl.col("n_closed")
    frame = frame.join(n_closed, on="of", how="left").with_columns(nth=nth)
    frame = frame.join(closed, on=["of", "nth"], how="left").sort("n")
    raised = pl.coalesce(pl.col("actual_finish") + timedelta(days=12), pl.lit(as_of))
    return typed(Lesson, {
        **frame.select(*names[:6], *names[7:], "project").to_dict(),
        "code": frame.select(
            pl.format("L-{}", (pl.col("n") + 1).cast(pl.String).str.zfill(4))
        ).to_series(),
        "raised_by": frame["manager"].fill_null("PMO"),
        "raised_on": frame.select(pl.min_horizontal(raised, pl.lit(as_of))).to_series(),
    })  # fmt: skip


def _practices(project: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Return the practices, each kept by a project manager; the review of one is overdue."""
    names = ["code", "name", "text", "state", "age", "review"]
    frame = pl.DataFrame(PRACTICES, schema=names, orient="row")
    managers = project["manager"].drop_nulls().unique().sort().to_list() or ["PMO"]
    tags = {row[-1]: row[-3] for row in LESSONS if row[-1]}
    traits = {row[-1]: row[7:10] for row in LESSONS if row[-1]}
    return typed(Practice, {
        **frame.select("code", "name", "text", "state").to_dict(),
        "owner": [managers[k % len(managers)] for k in range(frame.height)],
        **{field: pl.Series([traits[code][k] for code in frame["code"]], dtype=pl.String)
           for k, field in enumerate(("method", "phase", "project_type"))},
        "tags": pl.Series([tags[code] for code in frame["code"]], dtype=pl.String),
        "since_on": [as_of - timedelta(days=age) for age in frame["age"]],
        "review_on": [as_of + timedelta(days=days) for days in frame["review"]],
    })  # fmt: skip


def _adoption(frames: Frames, as_of: date) -> pl.DataFrame:
    """Return what departments say of the practices; some have not said anything."""
    leader = dict(frames["department"].select("code", "manager").iter_rows())
    owners = [code for code in sorted(set(OWNERS.values())) if code in leader]
    rows = [
        (practice, department, status, reason, as_of - timedelta(days=90 - 7 * k),
         leader[department] or "PMO")
        for practice, said in _SAID.items()
        for k, (department, (status, reason)) in enumerate(zip(owners, said, strict=False))
    ]  # fmt: skip
    fields = list(PracticeAdoption.model_fields)
    return typed(PracticeAdoption, pl.DataFrame(rows, schema=fields, orient="row").to_dict())


def _uses(frames: Frames, as_of: date) -> pl.DataFrame:
    """Return what managers of running projects made of lessons: on the project or at its gate."""
    running = frames["project"].filter(
        pl.col("stage") == "delivery", pl.col("manager").is_not_null()
    ).select("manager", project="code")  # fmt: skip
    ahead = frames["gate"].filter(pl.col("held_on").is_null()).sort("project", "number")
    following = dict(ahead.group_by("project", maintain_order=True).agg(
        pl.col("gate").first()
    ).iter_rows())  # fmt: skip
    open_ = frames["raid_item"].filter(pl.col("state") == "open")
    rows = []
    for nth, (lesson, (words, effect)) in enumerate(_USED.items()):
        named = open_.filter(pl.col("name").str.contains(words, literal=True))
        found = running.join(named.select("project"), on="project", how="semi").sort("project")
        for k, (person, project) in enumerate(found.slice(nth, _N_USES).iter_rows()):
            gate = following.get(project) if k % 2 else None
            used_as = _JUDGED[(nth + k) % len(_JUDGED)]
            told = effect if used_as == "applied" and k < 2 else None
            on = as_of - timedelta(days=_EVERY_DAYS * k + nth)
            place = "gate" if gate else "project"
            subject = f"{project} {gate}" if gate else project
            rows.append((lesson, place, subject, person, used_as, on, told))
    fields = list(LessonUse.model_fields)
    return typed(LessonUse, pl.DataFrame(rows, schema=fields, orient="row").to_dict())


__all__ = ["LESSONS", "PRACTICES", "learned"]
