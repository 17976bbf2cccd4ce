"""Files of people, their time, tasks and links are recognized, as other tools write them."""

import pytest

from pmo_core.exchange.guess import guess, guess_register
from pmo_core.exchange.reader import read_table

FILES = {
    "absences": (
        "absence",
        "Employee ID,Leave start,Leave end,Leave type\nE001,2026-12-21,2026-12-31,Vacation\n"
        "E002,2027-01-04,2027-01-08,Sick leave\n",
        {"person": "Employee ID", "from_on": "Leave start", "until_on": "Leave end",
         "kind": "Leave type"},
    ),
    "roles held": (
        "person_role",
        "Employee,Role,Skill level,Valid from,Certificate\nE001,DEV,3,2026-01-01,Yes\n"
        "E002,DATA,4,2026-01-01,\n",
        {"person": "Employee", "role": "Role", "level": "Skill level", "from_on": "Valid from",
         "evidence": "Certificate"},
    ),
    "rates of roles": (
        "cost_rate",
        "Role,Valid from,Hourly rate\nDEV,2027-01-01,88\nQA,2027-01-01,79\n",
        {"role": "Role", "from_on": "Valid from", "hourly_rate": "Hourly rate"},
    ),
    "rates of people": (
        "cost_rate",
        "Employee ID,Effective from,Cost per hour\nE001,2027-01-01,118\n",
        {"person": "Employee ID", "from_on": "Effective from", "hourly_rate": "Cost per hour"},
    ),
    "bookings": (
        "booking",
        "Project,Role,Person,Month,Booked hours,Booking type\nP-0001,DEV,E001,2027-01-01,80,hard\n"
        "P-0002,DEV,E002,2027-01-01,60,soft\n",
        {"project": "Project", "role": "Role", "person": "Person", "month_on": "Month",
         "hours": "Booked hours", "kind": "Booking type"},
    ),
    "teams": (
        "team",
        "Team,Team name,Department,Team lead\nT1,Shop,IT.DEV,Ida Brandt\n",
        {"code": "Team", "name": "Team name", "department": "Department", "manager": "Team lead"},
    ),
    "calendars": (
        "calendar",
        "Calendar,Name,Working days,Public holidays\nNIGHT,Nights,0111110,yes\n",
        {"code": "Calendar", "name": "Name", "working_days": "Working days",
         "has_holidays": "Public holidays"},
    ),
    "days of calendars": (
        "calendar_day",
        "Calendar,Date,Working,Exception\nSHIFT,2026-12-24,no,Christmas Eve\n",
        {"calendar": "Calendar", "day": "Date", "is_worked": "Working", "name": "Exception"},
    ),
    "links": (
        "precedence",
        "Project,Successor,Predecessor,Link type,Lag\nP-0001,1.2,1.1,FS,2\n"
        "P-0001,1.3,1.1,Start-to-Start,0\n",
        {"project": "Project", "successor": "Successor", "predecessor": "Predecessor",
         "kind": "Link type", "lag_days": "Lag"},
    ),
    "links between projects": (
        "cross_link",
        "Project,Task,Other project,Predecessor,Link type,Lag days\nP-0002,1.2,P-0001,3.1,FS,0\n",
        {"project": "Project", "successor": "Task", "other_project": "Other project",
         "predecessor": "Predecessor", "kind": "Link type", "lag_days": "Lag days"},
    ),
    "common causes": (
        "risk_loading",
        "Factor,Project,Loading\nSupplier ACME,P-0001,0.6\nSupplier ACME,P-0002,0.5\n",
        {"factor": "Factor", "project": "Project", "loading": "Loading"},
    ),
    "tasks as a scheduling tool writes them": (
        "wbs_element",
        "Project,WBS,Task name,Duration,Start,Finish,Predecessors,Constraint type,Constraint date\n"
        "P-0001,9.1,Design,10 days,2027-01-04,2027-01-15,,As Soon As Possible,\n"
        "P-0001,9.2,Build,3 days?,2027-01-18,2027-01-20,9.1FS+3 days,Start No Earlier Than,"
        "2027-01-18\n",
        {"project": "Project", "code": "WBS", "name": "Task name", "duration_days": "Duration",
         "planned_start": "Start", "planned_finish": "Finish",
         "constraint_kind": "Constraint type", "constraint_on": "Constraint date"},
    ),
    "tasks with ranges": (
        "wbs_element",
        "Project,Task ID,Task name,Duration (days),Optimistic duration,Pessimistic duration\n"
        "P-0001,9.1,Design,10,8,20\nP-0001,9.2,Build,16,12,30\n",
        {"project": "Project", "code": "Task ID", "name": "Task name",
         "duration_days": "Duration (days)", "low_days": "Optimistic duration",
         "high_days": "Pessimistic duration"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", list(FILES))
def test_a_file_finds_its_register_and_its_fields(name: str) -> None:
    """The register is the first proposal, and each heading leads to its field, others to none."""
    register, text, fields = FILES[name]
    table = read_table(text.encode())
    assert guess_register(table)[0][0] == register
    found = guess(table, register).mapping.fields
    assert {name: source.columns for name, source in found.items()} == {
        name: (heading,) for name, heading in fields.items()
    }
