"""The 43 forces of England and Wales by their data.police.uk slug, with what the sandbox needs to make them up."""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.sandbox.page import MARK


@dataclass(frozen=True)
class Force:
    """A force: `longitude` and `latitude` are about the middle of its area, `monthly` its usual rows in a month.

    `monthly` is rounded from eight rows a month per thousand residents (ONS mid-2019 population by police force area);
    the City of London, which has few residents and many visitors, is counted.
    """

    slug: str
    name: str
    longitude: float
    latitude: float
    monthly: int

    @property
    def label(self) -> str:
        """What stands in the rows: the name with the mark of what is made up."""
        return f"{self.name} ({MARK})"


_TABLE = (
    Force("avon-and-somerset", "Avon and Somerset Constabulary", -2.7, 51.3, 14000),
    Force("bedfordshire", "Bedfordshire Police", -0.5, 52.0, 5400),
    Force("cambridgeshire", "Cambridgeshire Constabulary", 0.1, 52.3, 6900),
    Force("cheshire", "Cheshire Constabulary", -2.6, 53.2, 8500),
    Force("city-of-london", "City of London Police", -0.09, 51.51, 740),
    Force("cleveland", "Cleveland Police", -1.2, 54.6, 4600),
    Force("cumbria", "Cumbria Constabulary", -2.9, 54.6, 4000),
    Force("derbyshire", "Derbyshire Constabulary", -1.6, 53.1, 8500),
    Force("devon-and-cornwall", "Devon & Cornwall Police", -4.2, 50.6, 14100),
    Force("dorset", "Dorset Police", -2.2, 50.8, 6200),
    Force("durham", "Durham Constabulary", -1.7, 54.7, 5100),
    Force("dyfed-powys", "Dyfed-Powys Police", -3.9, 52.1, 4200),
    Force("essex", "Essex Police", 0.5, 51.8, 14800),
    Force("gloucestershire", "Gloucestershire Constabulary", -2.2, 51.8, 5100),
    Force("greater-manchester", "Greater Manchester Police", -2.2, 53.5, 22700),
    Force("gwent", "Gwent Police", -3.0, 51.7, 4800),
    Force("hampshire", "Hampshire Constabulary", -1.3, 51.0, 16000),
    Force("hertfordshire", "Hertfordshire Constabulary", -0.2, 51.8, 9500),
    Force("humberside", "Humberside Police", -0.4, 53.8, 7500),
    Force("kent", "Kent Police", 0.7, 51.2, 15400),
    Force("lancashire", "Lancashire Constabulary", -2.6, 53.8, 12100),
    Force("leicestershire", "Leicestershire Police", -1.1, 52.7, 8800),
    Force("lincolnshire", "Lincolnshire Police", -0.3, 53.1, 6100),
    Force("merseyside", "Merseyside Police", -2.9, 53.4, 11400),
    Force("metropolitan", "Metropolitan Police Service", -0.1, 51.5, 71600),
    Force("norfolk", "Norfolk Constabulary", 1.0, 52.7, 7300),
    Force("north-wales", "North Wales Police", -3.5, 53.1, 5600),
    Force("north-yorkshire", "North Yorkshire Police", -1.4, 54.1, 6600),
    Force("northamptonshire", "Northamptonshire Police", -0.8, 52.3, 6000),
    Force("northumbria", "Northumbria Police", -1.8, 55.1, 11700),
    Force("nottinghamshire", "Nottinghamshire Police", -1.0, 53.1, 9300),
    Force("south-wales", "South Wales Police", -3.4, 51.6, 10700),
    Force("south-yorkshire", "South Yorkshire Police", -1.4, 53.5, 11300),
    Force("staffordshire", "Staffordshire Police", -2.0, 52.8, 9100),
    Force("suffolk", "Suffolk Constabulary", 1.0, 52.2, 6100),
    Force("surrey", "Surrey Police", -0.4, 51.3, 9600),
    Force("sussex", "Sussex Police", -0.2, 50.9, 13700),
    Force("thames-valley", "Thames Valley Police", -1.1, 51.7, 19400),
    Force("warwickshire", "Warwickshire Police", -1.5, 52.3, 4600),
    Force("west-mercia", "West Mercia Police", -2.6, 52.4, 10400),
    Force("west-midlands", "West Midlands Police", -1.9, 52.5, 23500),
    Force("west-yorkshire", "West Yorkshire Police", -1.7, 53.7, 18700),
    Force("wiltshire", "Wiltshire Police", -1.9, 51.3, 5800),
)

FORCES = {force.slug: force for force in _TABLE}
"""Every force by slug, in the order in which data.police.uk lists them."""

WELSH = frozenset({"dyfed-powys", "gwent", "north-wales", "south-wales"})
"""Forces whose area codes begin with W."""
