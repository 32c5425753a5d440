"""`python -m bench.pictures FOLDER`: the pictures of the README, taken of a published edition in Debian's Chromium.

Run it on a sandbox edition (`make nightly` makes one in published/), so that every picture is marked as made up.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from pipelines.site.serve import served

PICTURES = {"home": "index.html", "measure": "site/measures/anti-social-behaviour.html", "money": "site/money.html"}
"""The page that each picture shows."""
WIDTH, HEIGHT, LARGEST = 900, 860, 120_000
"""Pixels of a picture, and the most bytes that one may have."""
CHROMIUM = os.environ.get("OPENBEAT_CHROMIUM", "/usr/bin/chromium")


def main(
    published: Annotated[Path, typer.Argument(help="a published folder")] = Path("published"),
    target: Annotated[Path, typer.Option(help="where the pictures go")] = Path("docs/pictures"),
) -> None:
    """Take every picture. Ends with status 1 where one is too large."""
    from playwright.sync_api import sync_playwright

    target.mkdir(parents=True, exist_ok=True)
    with served(published) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, reduced_motion="reduce")
        for name, path in PICTURES.items():
            page.goto(f"{address}{path}")
            page.screenshot(path=target / f"{name}.png")
        browser.close()
    heavy = [name for name in PICTURES if (target / f"{name}.png").stat().st_size > LARGEST]
    if heavy:
        typer.echo(f"more than {LARGEST:,} bytes: {', '.join(heavy)}", err=True)
        raise typer.Exit(1)


if __name__ == "__main__":
    typer.run(main)
