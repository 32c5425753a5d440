"""The worlds behind the sources: folders, hosts, and the sandbox whatever the network's settings."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.fetch.attempts import Attempt
from pipelines.settings import Settings
from pipelines.upstream import SourceError
from pipelines.worlds import Folder, open_world


def _settings(tmp_path: Path, world: str) -> Settings:
    return Settings(world=world, home=tmp_path / "home", published=tmp_path / "published", records=tmp_path / "records")


def test_a_folder_finds_files_by_their_whole_path(tmp_path: Path) -> None:
    for name in ("b/x.csv", "a/x.csv", "a/x.csv.bak", ".git/x.csv", "a/~$x.csv", "Ŵ/x.csv"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    folder = Folder(tmp_path)
    assert folder.find(r"(.*/)?x\.csv") == ["a/x.csv", "b/x.csv", "Ŵ/x.csv"]
    assert folder.find("x") == []
    assert folder.path("a/x.csv").read_text() == "a/x.csv"


def test_a_hidden_folder_above_hides_nothing(tmp_path: Path) -> None:
    root = tmp_path / ".cache" / "real"
    root.mkdir(parents=True)
    (root / "x.csv").touch()
    assert Folder(root).find("x.csv") == ["x.csv"]


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    missing = tmp_path / "missing"
    with (
        pytest.raises(SourceError, match=f"{missing} is not a folder"),
        open_world(_settings(tmp_path, f"folder:{missing}")),
    ):
        pytest.fail("opened")


def test_a_folder_world_has_files_and_no_hosts(tmp_path: Path) -> None:
    with open_world(_settings(tmp_path, f"folder:{tmp_path}")) as world:
        assert (world.kind, world.synthetic, world.remote) == ("folder", False, None)
        assert world.files is not None
        assert world.inbox == (tmp_path / "records" / "inbox",)


def test_the_live_world_has_hosts_and_is_not_synthetic(tmp_path: Path) -> None:
    with open_world(_settings(tmp_path, "live")) as world:
        assert (world.kind, world.synthetic, world.files) == ("live", False, None)
        assert world.remote is not None


@pytest.mark.parametrize("proxy", ["", "http://127.0.0.1:9"])
def test_the_sandbox_is_reached_whatever_proxy_is_set(
    tmp_path: Path, proxy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, proxy)
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    journal: list[Attempt] = []
    with open_world(_settings(tmp_path, "sandbox"), journal.append) as world:
        assert (world.kind, world.synthetic, world.files) == ("sandbox", True, None)
        assert world.today == _settings(tmp_path, "sandbox").sandbox_date
        assert len(world.inbox) == 2
        assert world.remote is not None
        body, _ = world.remote.read("https://data.police.uk/api/crime-last-updated?x=1", accept=("application/json",))
    assert body.startswith(b'{"date"')
    assert [attempt.url for attempt in journal] == ["https://data.police.uk/api/crime-last-updated?x=1"]


def test_faults_asked_for_reach_the_sandbox(tmp_path: Path) -> None:
    journal: list[Attempt] = []
    settings = _settings(tmp_path, "sandbox").model_copy(update={"sandbox_faults": "500@last-updated"})
    with open_world(settings, journal.append) as world:
        assert world.remote is not None
        world.remote.read("https://data.police.uk/api/crime-last-updated")
    assert [attempt.status for attempt in journal] == [500, 200]
