"""What people of the demonstration say about causes, by the family of the rule."""

from dataclasses import dataclass

from pmo_core.model.rules import Family


@dataclass(frozen=True)
class Cause:
    """Why something happened, asked up to five times, and what it comes from."""

    whys: tuple[str, ...]
    root: str


CAUSES: dict[Family, tuple[Cause, ...]] = {
    "data quality": (
        Cause(
            ("The figure was entered once and never looked at again.",
             "Nobody is told when a figure goes stale.",
             "The weekly list of stale figures was stopped in spring.",
             "Who sent it took over another task.",
             "Her handover named tasks, not lists."),
            "Handovers name tasks and leave out what is done regularly.",
        ),
        Cause(
            ("The row came with a file from the line of business.",
             "The file is filled in by hand.",
             "The system it comes from gives no export to the PMO."),
            "There is no interface to the system that holds the figure.",
        ),
    ),
    "schedule quality": (
        Cause(
            ("The plan was copied from an earlier project.",
             "Links and durations of the old one stayed.",
             "Nobody checked the plan before it was baselined.",
             "The check of the plan is no step of the gate."),
            "The gate asks whether there is a plan, not whether it holds.",
        ),
        Cause(
            ("Dates were typed in to meet the wish of the sponsor.",
             "The tool then does not move them when work is late.",
             "Planners learn the tool by themselves."),
            "There is no training in scheduling for those who plan.",
        ),
    ),
    "process conformance": (
        Cause(
            ("Work began before the board had met.",
             "The board meets once a month.",
             "Small matters wait as long as large ones."),
            "There is no shorter way for small matters.",
        ),
        Cause(
            ("The document was agreed by mail.",
             "The approval was not brought into the register.",
             "The project manager did not know that it has to be.",
             "He joined after the training of the method."),
            "New project managers are not introduced to the method.",
        ),
    ),
    "performance and money": (
        Cause(
            ("The forecast was not touched when the cost rose.",
             "The manager waited for the offer of the supplier.",
             "The offer took seven weeks."),
            "It is not said that a forecast is due before it is certain.",
        ),
        Cause(
            ("Hours went to the wrong project.",
             "The codes in the timesheet look alike.",
             "Closed projects stay open for booking.",
             "Nobody closes them there when a project ends."),
            "Closing a project does not close its code in the timesheet.",
        ),
    ),
}  # fmt: skip
"""Family of the rule -> causes, told in turn."""

DONE: dict[Family, str] = {
    "data quality": "Corrected in the register, and the list of stale figures is sent again.",
    "schedule quality": "Plan gone through with the planner, links and dates set anew.",
    "process conformance": "Brought to the board and entered with its approval.",
    "performance and money": "Forecast renewed with the controller, lines posted anew.",
}
"""Family of the rule -> what is said to have been done."""

__all__ = ["CAUSES", "DONE", "Cause"]
