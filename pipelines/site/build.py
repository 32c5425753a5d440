"""All pages of an edition, as bytes by their name in the edition."""

from __future__ import annotations

from pipelines.site import about, catalogue, datasets, duties, find, money, registers, versions
from pipelines.site.reading import Shown
from pipelines.site.render import assets, render


def site_documents(shown: Shown) -> dict[str, bytes]:
    """Every file of the site, by its name in the edition: pages, stylesheet and scripts."""
    found = registers.registers(shown)
    spent = money.spending(shown)
    pages = [
        *catalogue.pages(shown),
        *datasets.pages(shown, {name: register.path for name, register in found.items()}),
        *versions.pages(shown),
        *registers.pages(found, spent.by_reference, {name: g.path for name, g in spent.suppliers.items()}),
        *money.pages(shown, spent, registers.paths(found), registers.named_by(found)),
        duties.page(shown, registers.paths(found), registers.titles(found)),
        find.page(shown, found, spent),
        *about.pages(shown),
    ]
    paths = {page.path for page in pages}
    anywhere = {catalogue.MISSING: catalogue.root_of(shown)}
    documents = {page.path: render(page, shown, paths, anywhere.get(page.path, "")) for page in pages} | assets()
    return {name: documents[name] for name in sorted(documents)}
