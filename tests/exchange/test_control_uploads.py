"""Files of progress, earned value, milestones, tolerances and benefits are recognized."""

import pytest

from pmo_core.exchange.guess import guess, guess_register
from pmo_core.exchange.reader import read_table

FILES = {
    "progress": (
        "Project,WBS,Status date,% complete,Actual start,Forecast finish,Remaining cost\n"
        "P-0001,1.1,2026-10-31,60,2026-02-14,2026-11-30,12000\n"
        "P-0001,1.2,2026-10-31,0,,2026-12-31,18000\n",
        {"project": "Project", "wbs": "WBS", "data_date": "Status date",
         "percent_complete": "% complete", "actual_start": "Actual start",
         "forecast_finish": "Forecast finish", "remaining_cost": "Remaining cost"},
    ),
    "earned_value": (
        "Project;Status Date;BCWS;BCWP;ACWP;BAC\n"
        "P-0001;2026-09-30;100000;90000;95000;250000\n"
        "P-0001;2026-10-31;120000;110000;118000;250000\n",
        {"project": "Project", "data_date": "Status Date", "planned_value": "BCWS",
         "earned_value": "BCWP", "measured_cost": "ACWP", "budget_at_completion": "BAC"},
    ),
    "milestone": (
        "Project,Milestone ID,Milestone name,Planned date,Actual date\n"
        "P-0001,M1,Design done,2026-03-31,2026-04-15\nP-0001,M2,Pilot begins,2026-05-29,\n",
        {"project": "Project", "code": "Milestone ID", "name": "Milestone name",
         "planned_on": "Planned date", "achieved_on": "Actual date"},
    ),
    "milestone_forecast": (
        "Project,Milestone,Status date,Forecast date\n"
        "P-0001,M2,2026-03-31,2026-06-15\nP-0001,M2,2026-04-30,2026-06-22\n",
        {"project": "Project", "milestone": "Milestone", "data_date": "Status date",
         "forecast_on": "Forecast date"},
    ),
    "tolerance": (
        "Project,Cost tolerance %,Schedule tolerance (days)\nP-0001,5,14\nP-0002,10,30\n",
        {"project": "Project", "cost_pct": "Cost tolerance %",
         "slip_days": "Schedule tolerance (days)"},
    ),
    "baseline_item": (
        "Project,Baseline,WBS,Baseline start,Baseline finish,Baseline cost,Baseline work\n"
        "P-0001,2,1.1,2026-01-12,2026-03-31,28800,320\n"
        "P-0001,2,1.2,2026-04-01,2026-06-30,15000,160\n",
        {"project": "Project", "number": "Baseline", "wbs": "WBS",
         "planned_start": "Baseline start", "planned_finish": "Baseline finish",
         "planned_cost": "Baseline cost", "planned_hours": "Baseline work"},
    ),
    "benefit_profile": (
        "Project,Benefit ID,Benefit name,Benefit owner,KPI,Start value,Target value,Target date\n"
        "P-0001,B1,Fewer calls,Mara Lind,calls a month,5200,3600,2027-12-31\n",
        {"project": "Project", "code": "Benefit ID", "name": "Benefit name",
         "owner": "Benefit owner", "measure": "KPI", "start_value": "Start value",
         "target_value": "Target value", "target_on": "Target date"},
    ),
    "benefit_measurement": (
        "Project,Benefit ID,Measurement date,Expected value,Measured value\n"
        "P-0001,B1,2027-06-30,4400,4710\nP-0001,B1,2027-12-31,3600,3900\n",
        {"project": "Project", "code": "Benefit ID", "measured_on": "Measurement date",
         "expected_value": "Expected value", "measured_value": "Measured value"},
    ),
    "project_outcome": (
        "Project,Acceptance date,Defects,Rework hours,User satisfaction\n"
        "P-0001,2026-05-29,12,240,4.2\nP-0002,2026-06-30,3,80,4.6\n",
        {"project": "Project", "accepted_on": "Acceptance date", "n_defects": "Defects",
         "rework_hours": "Rework hours", "satisfaction": "User satisfaction"},
    ),
    "purchase_order": (
        "Project,PO number,Vendor,Order date,Amount,Invoiced,Expected payment\n"
        "P-0001,4500017,Altmark Systeme,2026-03-02,48000,16000,2026-12-15\n"
        "P-0001,4500021,Fernwald Hardware,2026-05-11,9000,,2027-01-29\n",
        {"project": "Project", "code": "PO number", "supplier": "Vendor",
         "ordered_on": "Order date", "amount": "Amount", "invoiced_amount": "Invoiced",
         "expected_on": "Expected payment"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("register", list(FILES))
def test_a_file_finds_its_register_and_its_fields(register: str) -> None:
    """The register is the first proposal, and each heading leads to the field that it means."""
    text, fields = FILES[register]
    table = read_table(text.encode())
    assert guess_register(table)[0][0] == register
    found = guess(table, register).mapping.fields
    assert {name: source.columns for name, source in found.items()} == {
        name: (heading,) for name, heading in fields.items()
    }
