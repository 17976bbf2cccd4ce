"""What files call the fields of the registers of control; see `synonyms.py` for how it is read."""

from pmo_core.exchange import synonyms_earned

FIELDS: dict[str, dict[str, tuple[str, ...]]] = {
    "raid_item": {
        "code": ("risk id", "risk number", "risk ref", "risk code", "issue id", "issue number",
                 "raid id", "raid number", "action id", "assumption id", "dependency id",
                 "item id", "item number", "~id", "~ref", "~number", "~reference"),
        "kind": ("kind", "type", "raid type", "item type", "raid category", "~category", "art"),
        "name": ("title", "risk title", "risk name", "issue title", "short description",
                 "headline", "summary", "risk", "issue", "~risk event", "~item", "bezeichnung"),
        "description": ("description", "risk description", "issue description", "detail",
                        "cause and effect", "consequence", "~cause", "beschreibung"),
        "probability_pct": ("probability", "likelihood", "chance", "probability percent",
                            "likelihood percent", "wahrscheinlichkeit",
                            "eintrittswahrscheinlichkeit", "inherent likelihood",
                            "inherent probability"),
        "impact_cost": ("impact", "cost impact", "financial impact", "impact cost", "impact amount",
                        "cost if it happens", "~severity", "loss", "schadenshöhe", "auswirkung",
                        "inherent impact"),
        "impact_days": ("schedule impact", "impact in days", "impact day", "time impact",
                        "schedule impact in days", "days of delay", "schedule impact days"),
        "response": ("response", "mitigation", "response plan", "mitigation plan",
                     "mitigation action", "countermeasure", "action plan", "treatment", "maßnahme",
                     "resolution", "next step"),
        "strategy": ("strategy", "response strategy", "response type", "treatment strategy",
                     "kind of response"),
        "residual_probability_pct": ("residual probability", "residual likelihood",
                                     "target probability", "target likelihood",
                                     "probability after mitigation",
                                     "likelihood after mitigation"),
        "residual_cost": ("residual impact", "residual cost", "residual cost impact",
                          "target impact", "impact after mitigation"),
        "residual_days": ("residual schedule impact", "residual day", "residual delay"),
        "other_project": ("other project", "dependent project", "depends on project",
                          "linked project", "related project"),
        "came_from": ("came from", "origin", "derived from", "source item"),
        "owner": ("owner", "risk owner", "issue owner", "action owner", "responsible",
                  "responsible person", "assigned to", "assignee", "verantwortlich"),
        "raised_on": ("raised", "date raised", "raised on", "identified on", "date identified",
                      "created on", "date logged", "opened on", "~created", "~date"),
        "due_on": ("due date", "due", "due on", "target date", "resolution date", "review date",
                   "deadline", "fällig", "~target"),
        "closed_on": ("closed", "closed on", "date closed", "closing date", "resolved on",
                      "actual closure date", "completed on"),
        "state": ("status", "state", "risk status", "issue status", "open or closed"),
    },
}  # fmt: skip

DISTINCTIVE: dict[str, dict[str, float]] = {
    "raid_item": {"probability_pct": 4, "impact_cost": 3, "impact_days": 2, "strategy": 3,
                  "response": 3, "residual_probability_pct": 2, "residual_cost": 2, "kind": 1,
                  "raised_on": 1, "due_on": 1, "owner": 1, "state": 1, "code": 1, "name": 1},
}  # fmt: skip

ESSENTIAL: dict[str, frozenset[str]] = {
    "raid_item": frozenset(
        ("probability_pct", "impact_cost", "impact_days", "response", "strategy", "kind")
    ),
}

FIELDS |= synonyms_earned.FIELDS
DISTINCTIVE |= synonyms_earned.DISTINCTIVE
ESSENTIAL |= synonyms_earned.ESSENTIAL
