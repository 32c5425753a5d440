"""Neighbourhood policing teams, as data.police.uk tells of them."""

from __future__ import annotations

from schemas.base import STATUS_CODES, Degrees, column
from schemas.crime import Located


class Neighbourhoods(Located):
    """One neighbourhood of one force as it stands now: there is no history."""

    force: str = column(
        "Force", "data.police.uk's short name of the force.", example="kent", str_matches=r"^[a-z][a-z-]*$"
    )
    neighbourhood_id: str = column(
        "Neighbourhood",
        "The force's own identifier of the neighbourhood.",
        example="NC04",
        str_length={"max_value": 80},
    )
    name: str = column(
        "Name",
        "Name of the neighbourhood, freed of markup.",
        example="Leake & Keyworth",
        free_text=True,
        str_length={"max_value": 300},
    )
    description: str = column(
        "Description",
        "What the force says of the neighbourhood, freed of markup.",
        example="The city centre, and the parks beside it.",
        nullable=True,
        free_text=True,
    )
    population: int = column(
        "Residents",
        "Residents of the neighbourhood, by the force.",
        example="1000",
        unit="residents",
        nullable=True,
        ge=0,
    )
    population_status: str = column(
        "Status of residents",
        "[x] where the source gives no number, [u] where it gives 0, which forces also write for unknown.",
        example="[u]",
        isin=STATUS_CODES,
        nullable=True,
    )
    longitude: Degrees = column(
        "Longitude of the centre",
        "Longitude (WGS 84) of about the middle of the neighbourhood.",
        example="-1.136190",
        unit="degrees",
        nullable=True,
        in_range={"min_value": -9, "max_value": 3},
    )
    latitude: Degrees = column(
        "Latitude of the centre",
        "Latitude (WGS 84) of about the middle of the neighbourhood.",
        example="52.638900",
        unit="degrees",
        nullable=True,
        in_range={"min_value": 49, "max_value": 61},
    )
    page: str = column(
        "Page",
        "Address of the force's own page about it.",
        example="https://www.kent.police.uk/a/your-area/",
        nullable=True,
        str_matches=r"^https?://\S+$",
    )
    telephone: str = column(
        "Telephone",
        "The team's telephone number.",
        example="101",
        nullable=True,
        free_text=True,
    )
    email: str = column(
        "Email",
        "The team's address, not a person's.",
        example="team@example.org",
        nullable=True,
        free_text=True,
    )
