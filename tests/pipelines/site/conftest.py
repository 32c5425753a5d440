"""One small edition and its pages, for all tests that only read them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.pipelines.site.accounts import add_accounts
from tests.pipelines.site.reader import Element, parse
from tests.pipelines.site.shelf import full


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages and the data in one folder, as a host has them."""
    return full(tmp_path_factory.mktemp("site")).write()


@pytest.fixture(scope="session")
def trees(site: Path) -> dict[str, Element]:
    """Every page as a tree, by its name."""
    return grown(site)


@pytest.fixture(scope="session")
def accounts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Element]:
    """Every page of the edition that publishes the chain, suppliers, sums, claims and duties as well."""
    return grown(add_accounts(full(tmp_path_factory.mktemp("accounts"))).write())


def grown(site: Path) -> dict[str, Element]:
    """The pages of a folder as trees."""
    pages = [site / "index.html", site / "404.html", *sorted((site / "site").rglob("*.html"))]
    return {page.relative_to(site).as_posix(): parse(page.read_bytes())[0] for page in pages}
