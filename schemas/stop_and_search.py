"""Stops and searches as data.police.uk publishes them: one row for each search, or for each object looked for."""

from __future__ import annotations

from schemas.base import MONTH, Degrees, column
from schemas.crime import Located, latitude, longitude

TYPES = ("Person search", "Person and Vehicle search", "Vehicle search")
GENDERS = ("Female", "Male", "Other")
AGES = ("10-17", "18-24", "25-34", "over 34", "under 10")
OFFICER_DEFINED = ("Asian", "Black", "Mixed", "Other", "White")

SELF_DEFINED = (
    "Asian/Asian British - Any other Asian background",
    "Asian/Asian British - Bangladeshi",
    "Asian/Asian British - Chinese",
    "Asian/Asian British - Indian",
    "Asian/Asian British - Pakistani",
    "Black/African/Caribbean/Black British - African",
    "Black/African/Caribbean/Black British - Any other Black/African/Caribbean background",
    "Black/African/Caribbean/Black British - Caribbean",
    "Mixed/Multiple ethnic groups - Any other Mixed/Multiple ethnic background",
    "Mixed/Multiple ethnic groups - White and Asian",
    "Mixed/Multiple ethnic groups - White and Black African",
    "Mixed/Multiple ethnic groups - White and Black Caribbean",
    "Other ethnic group - Any other ethnic group",
    "Other ethnic group - Arab",
    "Other ethnic group - Not stated",
    "White - Any other White background",
    "White - English/Welsh/Scottish/Northern Irish/British",
    "White - Gypsy or Irish Traveller",
    "White - Irish",
)

LEGISLATION = (
    "Aviation Security Act 1982 (section 27(1))",
    "Criminal Justice Act 1988 (section 139B)",
    "Criminal Justice and Public Order Act 1994 (section 60)",
    "Crossbows Act 1987 (section 4)",
    "Customs and Excise Management Act 1979 (section 163)",
    "Deer Act 1991 (section 12)",
    "Firearms Act 1968 (section 47)",
    "Hunting Act 2004 (section 8)",
    "Misuse of Drugs Act 1971 (section 23)",
    "Poaching Prevention Act 1862 (section 2)",
    "Police and Criminal Evidence Act 1984 (section 1)",
    "Police and Criminal Evidence Act 1984 (section 6)",
    "Protection of Badgers Act 1992 (section 11)",
    "Psychoactive Substances Act 2016 (s36(2))",
    "Psychoactive Substances Act 2016 (s37(2))",
    "Public Stores Act 1875 (section 6)",
    "Wildlife and Countryside Act 1981 (section 19)",
)

OBJECTS = (
    "Anything to threaten or harm anyone",
    "Article for use in theft",
    "Articles for use in criminal damage",
    "Controlled drugs",
    "Crossbows",
    "Detailed object of search unavailable",
    "Evidence of offences under the Act",
    "Evidence of wildlife offences",
    "Firearms",
    "Fireworks",
    "Game or poaching equipment",
    "Goods on which duty has not been paid etc.",
    "Offensive weapons",
    "Psychoactive substances",
    "Seals or hunting equipment",
    "Stolen goods",
)

RESULTS = (
    "A no further action disposal",
    "Arrest",
    "Article found - Detailed outcome unavailable",
    "Caution (simple or conditional)",
    "Community resolution",
    "Khat or Cannabis warning",
    "Local resolution",
    "Nothing found - no further action",
    "Offender cautioned",
    "Offender given drugs possession warning",
    "Offender given penalty notice",
    "Penalty Notice for Disorder",
    "Summons / charged by post",
    "Suspect arrested",
    "Suspect summonsed to court",
)

STAMP = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$"


class StopAndSearch(Located):
    """Stops and searches by a force, by month and approximate place. Nothing identifies a row: equal rows are real."""

    force: str = column(
        "Force",
        "data.police.uk's short name of the force, from the name of its file: the rows do not say.",
        example="kent",
        str_matches=r"^[a-z][a-z-]*$",
    )
    month: str = column(
        "Month",
        "Month of the file, as YYYY-MM. The time of a search may stand in the hour before it in summer, when universal "
        "and British time differ.",
        example="2025-01",
        str_matches=MONTH,
    )
    type: str = column(
        "Type",
        "Whether a person, a vehicle or both were searched.",
        example="Person search",
        known=TYPES,
        str_length={"max_value": 60},
    )
    searched_at: str = column(
        "Date and time",
        "When the search took place, as published (ISO 8601 with an offset).",
        example="2025-01-03T13:20:00+00:00",
        str_matches=STAMP,
    )
    time_known: bool = column(
        "Time known",
        "False where the time is exactly midnight, by universal or by British time: some forces give the date alone. "
        "A search at the stroke of midnight is marked too, about one in 1,440.",
        example="true",
    )
    part_of_operation: bool = column(
        "Part of a policing operation",
        "Whether the search was part of a named policing operation. Empty where the force does not say.",
        example="false",
        nullable=True,
    )
    policing_operation: str = column(
        "Policing operation",
        "Name of the operation. Empty in practice.",
        example="",
        nullable=True,
        free_text=True,
        str_length={"max_value": 200},
    )
    longitude: Degrees = longitude()
    latitude: Degrees = latitude()
    gender: str = column(
        "Gender",
        "Gender of the person searched. Empty for a vehicle alone, or where it was not recorded.",
        example="Male",
        nullable=True,
        known=GENDERS,
        str_length={"max_value": 60},
    )
    age_range: str = column(
        "Age range",
        "Age range of the person, in years. Empty for a vehicle alone, or where it was not recorded.",
        example="25-34",
        nullable=True,
        known=AGES,
        str_length={"max_value": 60},
    )
    self_defined_ethnicity: str = column(
        "Self-defined ethnicity",
        "Ethnicity as the person gave it. Empty for a vehicle alone, or where it was not recorded.",
        example="Other ethnic group - Not stated",
        nullable=True,
        known=SELF_DEFINED,
        str_length={"max_value": 120},
    )
    officer_defined_ethnicity: str = column(
        "Officer-defined ethnicity",
        "Ethnicity as the officer saw it. Empty for a vehicle alone, or where it was not recorded.",
        example="White",
        nullable=True,
        known=OFFICER_DEFINED,
        str_length={"max_value": 120},
    )
    legislation: str = column(
        "Legislation",
        "Act and section under which the search was made. Empty where the force does not say.",
        example="Misuse of Drugs Act 1971 (section 23)",
        nullable=True,
        known=LEGISLATION,
        str_length={"max_value": 200},
    )
    object_of_search: str = column(
        "Object of search",
        "What was looked for. One search for several objects may stand on several rows.",
        example="Controlled drugs",
        nullable=True,
        known=OBJECTS,
        str_length={"max_value": 200},
    )
    outcome: str = column(
        "Outcome",
        "What the search led to. Empty where the force does not say, which is not the same as nothing found.",
        example="A no further action disposal",
        nullable=True,
        known=RESULTS,
        str_length={"max_value": 120},
    )
    outcome_linked_to_object: bool = column(
        "Outcome linked to object of search",
        "Whether the outcome has to do with what was looked for. Empty where the force does not say.",
        example="false",
        nullable=True,
    )
    more_than_outer_clothing_removed: bool = column(
        "Removal of more than just outer clothing",
        "Whether more than a coat, jacket or gloves was removed. Empty where the force does not say.",
        example="false",
        nullable=True,
    )
