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
    ("Count the gaps in data before a migration is planned.", "avoid",
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
# The same of those that were closed last.
LATELY = (
    ("Prices are tested with old orders.", "keep",
     "Two hundred old orders were priced by the new rules before the pilot.",
     "Eleven rules were corrected before a customer saw them.",
     "Take old orders of each kind and compare the totals before the pilot.",
     "closure", "Business application", "waterfall", None, "Business application", None,
     "accepted", None),
    ("Old contracts keep their terms.", "avoid",
     "Subscriptions sold before the change were billed by the new terms.",
     "1,400 invoices were corrected by hand.",
     "List the contracts that keep their terms before the migration, and test them apart.",
     "closure", "Business application", "hybrid", None, "Business application", None, "proposed",
     None),
    ("Rules of the firewall are cleaned before they are moved.", "keep",
     "Half of 900 rules had no owner any more.", "412 rules were dropped; one night was enough.",
     "Ask each owner for each rule; what nobody claims is switched off for a week first.",
     "closure", "Security", "waterfall", None, "Security", None, "accepted", None),
    ("Suppliers learn of new access rules first.", "avoid",
     "Forty suppliers could not log in on the first Monday.", "Two deliveries were late.",
     "Write to each supplier four weeks before, and keep a phone open on the day.",
     "closure", "Security", None, None, "Security", "supplier", "accepted", None),
    ("Guests are tested with their own devices.", "avoid",
     "The pilot ran on our laptops; half of the guests came with phones.",
     "The portal was built twice.", "Ask ten guests into the first demo, with what they carry.",
     "closure", "Security", "agile", None, "Security", None, "proposed", None),
    ("Alarms are tuned before they are handed over.", "avoid",
     "Sensors raised 300 alarms a day in the first week.",
     "Operations switched them off for three days.",
     "Tune them with operations for two weeks before the handover.",
     "closure", "Security", "hybrid", None, "Security", None, "accepted", None),
    ("One floor moves before the building.", "keep",
     "One floor moved a month before the others.",
     "Nineteen add-ins were found and mended in time.",
     "Choose the floor where the work differs most.",
     "closure", "Infrastructure", "hybrid", None, "Infrastructure", None, "accepted", None),
    ("A spare of each part is on site before the switch.", "avoid",
     "A power supply failed in the night of the switch.",
     "Two floors were without network until noon.",
     "Order one spare of each part on which that night depends.",
     "closure", "Infrastructure", "agile", None, "Infrastructure", None, "proposed", None),
    ("Consent is checked before data are used.", "avoid",
     "The service used data of customers who had not agreed.", "It was stopped for nine days.",
     "Ask data protection about each source before the first model.",
     "closure", "Data", None, None, "Data", None, "accepted", None),
    ("Tests that nobody mends are deleted.", "keep",
     "A third of the automated tests failed for weeks, and everybody looked away.",
     "Since they are gone, a red test means a fault again.",
     "Give each test an owner; what is red for a week is mended or deleted.",
     "closure", "Software", "agile", None, "Software", None, "proposed", None),
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
    "L-0007": ("Decision on the interface", "The board decided in the second month."),
    "L-0009": ("Licenses", None),
}  # fmt: skip
_N_USES = 9
_JUDGED = ("applied", "later", "applied", "applied", "not relevant")
_UNHEEDED = 5  # the one who applied a lesson and had the issue all the same
_LOOKED_DAYS, _BEFORE_DAYS = 6, 60  # after an item was raised; before an issue that came then


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
    told = pl.DataFrame((*LESSONS, *LATELY), schema=names, orient="row").with_row_index("n")
    is_late = pl.col("n") >= len(LESSONS)
    told = told.with_columns(nth=pl.int_range(pl.len()).over("of", is_late), is_late=is_late)
    closed = project.filter(stage="closed").sort("actual_finish", "code", nulls_last=True).select(
        "code", "manager", "actual_finish", of="project_type"
    )  # fmt: skip
    parts = [
        _from(told.filter("is_late"), closed.drop_nulls("actual_finish").reverse()),
        _from(told.filter(~pl.col("is_late")), closed.sort("code")),
    ]
    frame = pl.concat(parts).sort("n")
    raised = pl.coalesce(pl.col("actual_finish") + timedelta(days=12), pl.lit(as_of))
    return typed(Lesson, {
        **frame.select(*names[:6], *names[7:], "project").to_dict(),
        "code": frame.select(
            pl.format("L-{}", (pl.col("n") + 1).cast(pl.String).str.zfill(4))
        ).to_series(),
        "raised_by": frame["manager"].fill_null("PMO"),
        "raised_on": frame.select(pl.min_horizontal(raised, pl.lit(as_of))).to_series(),
    })  # fmt: skip


def _from(told: pl.DataFrame, closed: pl.DataFrame) -> pl.DataFrame:
    """Return lessons with their project: in turn those of their type, in the order given."""
    nth = pl.int_range(pl.len()).over("of")
    turns = closed.with_columns(nth=nth, n_closed=pl.len().over("of")).rename({"code": "project"})
    sizes = turns.select("of", "n_closed").unique()
    told = told.join(sizes, on="of", how="left").with_columns(
        nth=pl.col("nth") % pl.col("n_closed")
    )
    return told.join(turns.drop("n_closed"), on=["of", "nth"], how="left")


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
    """Return what managers of running projects made of lessons: on the project or at its gate.

    They judged a lesson days after its words were written into the RAID log; where it was left,
    and in few other cases, before an issue came that it had warned of.
    """
    running = frames["project"].filter(
        pl.col("stage") == "delivery", pl.col("manager").is_not_null()
    ).select("manager", project="code")  # fmt: skip
    ahead = frames["gate"].filter(pl.col("held_on").is_null()).sort("project", "number")
    following = dict(ahead.group_by("project", maintain_order=True).agg(
        pl.col("gate").first()
    ).iter_rows())  # fmt: skip
    rows = []
    for nth, (lesson, (words, effect)) in enumerate(_USED.items()):
        named = frames["raid_item"].filter(pl.col("name").str.contains(words, literal=True))
        found = named.sort("kind", "raised_on").unique("project", keep="first", maintain_order=True)
        found = found.join(running, on="project").sort("raised_on", "project")
        chosen = found.gather_every(max(found.height // _N_USES, 1)).head(_N_USES)
        for k, row in enumerate(chosen.iter_rows(named=True)):
            used_as = _JUDGED[(nth + k) % len(_JUDGED)]
            is_left = used_as != "applied"
            is_again = row["kind"] == "issue" and (k % 3 != 2 if is_left else k == _UNHEEDED)
            days = -_BEFORE_DAYS + 3 * k if is_again else _LOOKED_DAYS + nth
            on = min(row["raised_on"] + timedelta(days=days), as_of)
            gate = following.get(row["project"]) if k % 2 else None
            place = "gate" if gate else "project"
            subject = f"{row['project']} {gate}" if gate else row["project"]
            told = effect if not is_left and not is_again and k % 3 else None
            rows.append((lesson, place, subject, row["manager"], used_as, on, told))
    fields = list(LessonUse.model_fields)
    return typed(LessonUse, pl.DataFrame(rows, schema=fields, orient="row").to_dict())


__all__ = ["LATELY", "LESSONS", "PRACTICES", "learned"]
