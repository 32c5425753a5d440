"""data.police.uk as the sandbox serves it, read by clients that know nothing of the sandbox."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import requests
from remotezip import RemoteZip

from pipelines.sandbox import archive
from pipelines.sandbox.crimes import Supply, street
from pipelines.sandbox.forces import FORCES
from pipelines.sandbox.page import Setting
from pipelines.sandbox.police_uk import pages, volumes
from pipelines.sandbox.server import Sandbox


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    setting = Setting(seed=1, today=date(2026, 10, 20), force="kent", cache=tmp_path_factory.mktemp("cache"))
    with Sandbox(pages(setting)) as running:
        yield running


def _get(sandbox: Sandbox, address: str) -> requests.Response:
    return requests.get(f"{sandbox.base_url}/{address}", allow_redirects=False, timeout=30)


@pytest.mark.parametrize(("name", "newest"), [("latest", "2026-08"), ("2024-01", "2024-01"), ("2026-08", "2026-08")])
def test_the_archive_redirects_once_to_s3(sandbox: Sandbox, name: str, newest: str) -> None:
    answer = _get(sandbox, f"data.police.uk/data/archive/{name}.zip")
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"https://policeuk-data.s3.amazonaws.com/archive/{newest}.zip"


def test_no_archive_before_its_time(sandbox: Sandbox) -> None:
    assert _get(sandbox, "data.police.uk/data/archive/2026-09.zip").status_code == 404
    assert _get(sandbox, "policeuk-data.s3.amazonaws.com/archive/2026-09.zip").status_code == 404


def test_the_index_links_every_archive(sandbox: Sandbox) -> None:
    answer = _get(sandbox, "data.police.uk/data/archive/")
    assert answer.headers["Content-Type"].startswith("text/html")
    assert "synthetic sample" in answer.text
    links = [part.split('"')[0] for part in answer.text.split('href="')[1:]]
    assert links == [f"/data/archive/{vintage}.zip" for vintage in archive.vintages(date(2026, 10, 20))]
    assert _get(sandbox, f"data.police.uk{links[0]}").status_code == 302


def test_the_api_has_the_real_shapes(sandbox: Sandbox, real: Path) -> None:
    answer = _get(sandbox, "data.police.uk/api/crime-last-updated")
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.json() == json.loads((real / "police_uk/api/crime-last-updated_2026-10-08.json").read_text())
    dates = _get(sandbox, "data.police.uk/api/crimes-street-dates").json()
    shape = json.loads((real / "police_uk/api/object-fixtures/data-set.json").read_text())
    assert all(entry.keys() == shape.keys() for entry in dates)
    assert [entry["date"] for entry in dates] == list(reversed(archive.window("2026-08")))
    forces = _get(sandbox, "data.police.uk/api/forces").json()
    assert json.loads((real / "police_uk/api/object-fixtures/police-force-reference.json").read_text()) in forces
    assert len(forces) == 43 + 1  # and Northern Ireland


def test_stop_and_search_is_told_only_when_it_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build = pages(Setting(1, date(2026, 10, 20), "kent", tmp_path))["https://data.police.uk/api/crimes-street-dates"]
    told = {"date": "2026-08", "stop-and-search": ["essex", "kent", "surrey", "sussex"]}
    assert json.loads(build().body)[0] == told
    monkeypatch.setattr(archive, "KINDS", {"street": street})
    assert json.loads(build().body)[0]["stop-and-search"] == []


def test_remotezip_reads_members_with_few_bytes(sandbox: Sandbox) -> None:
    before = len(sandbox.log)
    url = f"{sandbox.base_url}/policeuk-data.s3.amazonaws.com/archive/2026-08.zip"
    with RemoteZip(url) as box:
        infos = [info for info in box.infolist() if info.filename.endswith("-kent-street.csv")]
        chosen = infos[-3:]
        contents = {info.filename: box.read(info.filename) for info in chosen}
    assert len(infos) == 36
    assert contents["2026-08/2026-08-kent-street.csv"] == street(Supply(1, "kent", 15400), "2026-08", "2026-08")
    hits = sandbox.log[before:]
    assert {hit.status for hit in hits} == {206}
    assert sum(hit.sent for hit in hits) <= 1.1 * sum(info.compress_size for info in chosen)


def test_the_zip_has_a_tag_and_a_date_from_the_calendar(sandbox: Sandbox) -> None:
    url = f"{sandbox.base_url}/policeuk-data.s3.amazonaws.com/archive/2026-08.zip"
    answer = requests.head(url, timeout=30)
    assert answer.headers["Content-Type"] == "application/zip"
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert answer.headers["Last-Modified"] == "Mon, 12 Oct 2026 06:00:00 GMT"
    again = requests.get(url, headers={"If-None-Match": answer.headers["ETag"]}, timeout=30)
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    ("force", "others"),
    [
        ("kent", ["essex", "surrey", "sussex"]),
        ("essex", ["surrey", "sussex", "kent"]),
        ("gwent", ["essex", "surrey", "sussex"]),
    ],
)
def test_every_force_has_three_neighbours(force: str, others: list[str]) -> None:
    assert volumes(force) == {force: FORCES[force].monthly, **dict.fromkeys(others, 400)}


def test_forces_to_compare_with_are_there_at_full_size() -> None:
    found = volumes("kent", ("essex", "dorset", "atlantis", "all"))
    assert found == {
        "kent": FORCES["kent"].monthly,
        "essex": FORCES["essex"].monthly,
        "dorset": FORCES["dorset"].monthly,
        "surrey": 400,
        "sussex": 400,
    }


def test_an_unknown_force_has_no_file() -> None:
    assert list(volumes("atlantis")) == ["essex", "surrey", "sussex"]


def test_a_day_before_any_archive_has_an_empty_index(tmp_path: Path) -> None:
    early = pages(Setting(1, date(2013, 1, 1), "kent", tmp_path))
    assert set(early) == {"https://data.police.uk/data/archive/", "https://data.police.uk/api/forces"}
