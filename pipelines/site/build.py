"""All pages of an edition, as bytes by their name in the edition."""

from __future__ import annotations

from pipelines.site import (
    about,
    catalogue,
    chain,
    claims,
    datasets,
    districts,
    duties,
    entries,
    find,
    measures,
    money,
    priorities,
    registers,
    search,
    sums,
    versions,
)
from pipelines.site.annexes import annexes
from pipelines.site.measures_data import downloads, measured
from pipelines.site.measures_map import ground
from pipelines.site.reading import Shown
from pipelines.site.render import assets, render


def site_documents(shown: Shown) -> dict[str, bytes]:
    """Every file of the site, by its name in the edition: pages, stylesheet, scripts and what search looks through."""
    found = registers.registers(shown)
    spent = money.spending(shown)
    known, titles = registers.paths(found), registers.titles(found)
    around = entries.Around(spent, annexes(shown, found), sums.by_contract(shown))
    figures = measured(shown)
    front = {"headlines": measures.headlines(figures), "plan": priorities.newest(found)}
    land = ground(shown, list(figures.names))
    pages = [
        *catalogue.pages(shown, front),
        *measures.pages(figures, land, priorities.titled(found)),
        *districts.pages(figures, land),
        *priorities.pages(shown, found, figures),
        *datasets.pages(shown, {name: register.path for name, register in found.items()}),
        *versions.pages(shown),
        *registers.pages(found),
        *entries.pages(shown, found, around),
        *money.pages(shown, spent, known, registers.named_by(found)),
        *chain.pages(shown, spent.links, spent.lines),
        *sums.pages(shown, known, titles),
        *claims.pages(shown, found),
        duties.page(shown, known, titles),
        find.page(shown, found, spent, districts.named(figures)),
        *about.pages(shown),
    ]
    paths = {page.path for page in pages}
    anywhere = {catalogue.MISSING: catalogue.root_of(shown)}
    documents = {page.path: render(page, shown, paths, anywhere.get(page.path, "")) for page in pages}
    searched = {page.path: documents[page.path] for page in pages if page.searched}
    documents |= assets() | dict(downloads(shown)) | search.index(searched)
    return {name: documents[name] for name in sorted(documents)}
