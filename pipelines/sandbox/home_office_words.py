"""Offences, outcomes and Kent's partnerships as the Home Office names them, with made-up shares of the whole."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Offence:
    """One offence: `share` is its part of all the crimes of a force."""

    text: str
    group: str
    subgroup: str
    code: str
    share: float

    @property
    def words(self) -> tuple[str, str, str, str]:
        """The four columns that tables give it."""
        return self.text, self.group, self.subgroup, self.code


@dataclass(frozen=True)
class Outcome:
    """One outcome: `share` is the part of crimes that end in it."""

    text: str
    group: str
    number: int
    share: float


_VIOLENCE, _SEXUAL, _THEFT = "Violence against the person", "Sexual offences", "Theft offences"
_HARM, _NO_HARM = "Violence with injury", "Violence without injury"
_DAMAGE, _PUBLIC = "Criminal damage and arson", "Public order offences"
_WEAPONS, _MISC = "Possession of weapons offences", "Miscellaneous crimes against society"

OFFENCES = (
    Offence("Homicide", _VIOLENCE, "Homicide", "1", 0.0001),
    Offence("Assault with injury", _VIOLENCE, _HARM, "8N", 0.085),
    Offence("Assault with intent to cause serious harm", _VIOLENCE, _HARM, "5D", 0.006),
    Offence("Assault without injury", _VIOLENCE, _NO_HARM, "105A", 0.13),
    Offence("Harassment", _VIOLENCE, "Stalking and harassment", "8L", 0.05),
    Offence("Stalking", _VIOLENCE, "Stalking and harassment", "8Q", 0.02),
    Offence("Rape of a female aged 16 and over", _SEXUAL, "Rape", "19C", 0.008),
    Offence("Sexual assault on a female aged 13 and over", _SEXUAL, "Other sexual offences", "20A", 0.01),
    Offence("Robbery of personal property", "Robbery", "Robbery of personal property", "34B", 0.009),
    Offence("Residential burglary of a home", _THEFT, "Residential burglary", "28I", 0.03),
    Offence("Non-residential burglary", _THEFT, "Non-residential burglary", "30C", 0.015),
    Offence("Theft from vehicle", _THEFT, "Vehicle offences", "45", 0.04),
    Offence("Theft or unauthorised taking of a motor vehicle", _THEFT, "Vehicle offences", "48", 0.025),
    Offence("Shoplifting", _THEFT, "Shoplifting", "46", 0.1),
    Offence("Theft from the person", _THEFT, "Theft from the person", "39", 0.01),
    Offence("Theft or unauthorised taking of a pedal cycle", _THEFT, "Bicycle theft", "44", 0.01),
    Offence("Other theft", _THEFT, "All other theft offences", "49", 0.06),
    Offence("Criminal damage to a vehicle", _DAMAGE, "Criminal damage", "58C", 0.035),
    Offence("Arson not endangering life", _DAMAGE, "Arson", "56B", 0.004),
    Offence("Possession of cannabis", "Drug offences", "Possession of drugs", "92E", 0.02),
    Offence("Trafficking in controlled drugs", "Drug offences", "Trafficking of drugs", "92A", 0.006),
    Offence("Possession of an article with a blade or point", _WEAPONS, _WEAPONS, "10D", 0.008),
    Offence("Public fear, alarm or distress", _PUBLIC, _PUBLIC, "9A", 0.07),
    Offence("Threats to commit criminal damage", _MISC, _MISC, "59", 0.006),
)
"""The offences that the sandbox counts."""

_HARD, _NONE = "Evidential difficulties (victim supports action)", "Investigation complete - no suspect identified"

OUTCOMES = (
    Outcome("Charged/Summonsed", "Charged/Summonsed", 1, 0.07),
    Outcome("Caution - adults", "Out-of-court (formal)", 3, 0.01),
    Outcome("Community Resolution", "Out-of-court (informal)", 8, 0.04),
    Outcome("Evidential difficulties: suspect identified; victim supports action", _HARD, 15, 0.12),
    Outcome("Evidential difficulties: victim does not support action", "Evidential difficulties", 16, 0.3),
    Outcome(_NONE, _NONE, 18, 0.36),
    Outcome("Further investigation not in the public interest", "Not in the public interest", 21, 0.01),
)
"""The outcomes that the sandbox gives."""

KENT = (
    "Ashford",
    "Canterbury",
    "Dartford and Gravesham",
    "Dover",
    "Folkestone and Hythe",
    "Maidstone",
    "Medway",
    "Sevenoaks",
    "Swale",
    "Thanet",
    "Tonbridge and Malling",
    "Tunbridge Wells",
)
"""Kent's twelve community safety partnerships."""

MOVED = ("Maidstone", "Medway", "Tonbridge and Malling", "Dartford and Gravesham", "Tunbridge Wells")
"""Those that the source's note calls unusable."""
