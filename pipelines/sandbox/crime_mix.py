"""What Kent's months are made of: crime types, their numbers and seasons, and where their outcomes end.

Counted in the six real Kent months January to June 2025 (data.police.uk, Open Government Licence v3.0): counts only.
"""

from __future__ import annotations

from dataclasses import dataclass

ASB = "Anti-social behaviour"
"""The one type without a Crime ID and without an outcome."""

COURT = "Court result unavailable"
"""How a case that went to court ends: real court results no longer reach data.police.uk."""

AWAITING = "Awaiting court outcome"
"""Where a case that went to court stands for about half a year."""

OPEN = "Under investigation"
"""Where an unsettled case stands in the two newest months of a vintage, and only there."""

STALE = "Status update unavailable"
"""Where an unsettled case stands after that; some stay for good."""

OUTCOMES = (
    "Unable to prosecute suspect",
    "Investigation complete; no suspect identified",
    STALE,
    COURT,
    "Action to be taken by another organisation",
    "Local resolution",
    "Offender given a caution",
    "Further action is not in the public interest",
    "Further investigation is not in the public interest",
    "Formal action is not in the public interest",
)
"""The outcomes in which a case can end, in the order of `CrimeType.outcomes`."""


@dataclass(frozen=True)
class CrimeType:
    """A crime type: its rows in a usual Kent month, the share without a location, and how often each outcome ends it.

    `outcomes` is empty for the type that has none.
    """

    name: str
    monthly: int
    unlocated: float
    outcomes: tuple[int, ...]


TYPES = (
    CrimeType(ASB, 2333, 0.0, ()),
    CrimeType("Bicycle theft", 77, 0.0065, (71, 369, 8, 7, 0, 7, 1, 0, 0, 0)),
    CrimeType("Burglary", 410, 0.0089, (488, 1693, 77, 177, 3, 15, 5, 2, 0, 0)),
    CrimeType("Criminal damage and arson", 1371, 0.0064, (2505, 4588, 118, 516, 45, 314, 104, 29, 4, 2)),
    CrimeType("Drugs", 536, 0.0180, (632, 802, 151, 596, 18, 819, 72, 59, 26, 39)),
    CrimeType("Other theft", 971, 0.0153, (1516, 3833, 200, 136, 26, 88, 18, 6, 2, 0)),
    CrimeType("Possession of weapons", 148, 0.0056, (395, 48, 44, 257, 10, 57, 44, 20, 9, 3)),
    CrimeType("Public order", 666, 0.0128, (1599, 1192, 169, 753, 22, 137, 102, 15, 3, 5)),
    CrimeType("Robbery", 98, 0.0119, (220, 260, 14, 81, 0, 6, 4, 1, 0, 1)),
    CrimeType("Shoplifting", 1440, 0.0095, (854, 4736, 264, 1921, 17, 681, 108, 35, 8, 14)),
    CrimeType("Theft from the person", 63, 0.0263, (107, 246, 14, 10, 0, 1, 1, 1, 0, 0)),
    CrimeType("Vehicle crime", 614, 0.0076, (567, 2837, 115, 146, 0, 18, 2, 0, 0, 1)),
    CrimeType("Violence and sexual offences", 5766, 0.0127, (22515, 4897, 1426, 2459, 1763, 1036, 339, 133, 22, 4)),
    CrimeType("Other crime", 486, 0.0724, (1327, 524, 233, 446, 232, 38, 20, 6, 83, 5)),
)
"""The 14 types in the order in which the published files sort them: by name, but other crime last."""

SEASON = (0.99, 0.91, 1.03, 0.98, 1.05, 1.01, 1.06, 1.03, 1.00, 1.04, 0.97, 0.94)
"""January to December, against a usual month: crimes."""

ASB_SEASON = (0.67, 0.71, 1.02, 1.08, 1.18, 1.24, 1.30, 1.28, 1.05, 1.06, 0.80, 0.68)
"""January to December, against a usual month: anti-social behaviour, which lives outdoors."""

SETTLED = (0.50, 0.72, 0.84, 0.89, 0.92, 0.94, 0.955, 0.966, 0.975, 0.982, 0.987, 0.99, 0.992, 0.993, 0.994, 0.995,
           0.996, 0.9965, 0.997, 0.9975, 0.998, 0.9985, 0.999, 0.9995)  # fmt: skip
"""The share of cases settled when a month is 0, 1, 2 … months older than the newest; all of them at 24."""

COURT_GONE = (0.0, 0.0, 0.0, 0.0, 0.0, 0.03, 0.42, 0.70, 0.79, 0.84, 0.87, 0.89, 0.905, 0.92, 0.93, 0.94, 0.95, 0.955,
              0.96, 0.97, 0.98, 0.985, 0.99, 0.995)  # fmt: skip
"""The share of court cases that read `COURT`, no longer `AWAITING`, at the same ages."""
