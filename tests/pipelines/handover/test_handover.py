"""A package of everything: what is in it, that it packs the same, that it is checked before anything is placed."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import warnings
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from rocrate.rocrate import ROCrate

from pipelines.handover import HandoverError
from pipelines.handover.pack import pack
from pipelines.handover.take import take_over
from pipelines.releases import ReleaseError, verify
from pipelines.releases.layout import open_published
from pipelines.settings import ROOT, Settings
from tests.pipelines.releases.pressroom import snapshot
from tests.pipelines.releases.three_editions import three_editions

BODIES = """bodies:
  - {id: first, office: Office of the Kent Commissioner, force_slug: kent, valid_from: 2012-11-22%s}
%s"""
NEXT = "  - {id: second, office: Kent Police Board, force_slug: kent, valid_from: 2028-05-04}\n"


def settings_below(folder: Path) -> Settings:
    return Settings(
        world=f"folder:{folder}", home=folder / "home", published=folder / "published", records=folder / "records"
    )


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Three editions, a receipt, a landed object, records with an inbox, a private key. Read only."""
    folder = tmp_path_factory.mktemp("office")
    with three_editions(folder):
        for name, text in {
            "home/landing/receipts/fake.jsonl": '{"source": "fake"}\n',
            "home/landing/objects/ab/abcd": "bytes as received",
            "home/keys/0123.pem": "-----BEGIN PRIVATE KEY-----",
            "records/body.yaml": BODIES % ("", ""),
            "records/decisions/001.yaml": "title: One\n",
            "records/inbox/payments.csv": "who,what\n",
        }.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        yield folder


@pytest.fixture
def office(furnished: Path, tmp_path: Path) -> Settings:
    """The same in a folder of the test's own; parts that share their bytes do so there too."""
    subprocess.run(["cp", "-a", furnished, tmp_path / "first"], check=True)
    return settings_below(tmp_path / "first")


@pytest.fixture
def successor(tmp_path: Path) -> Settings:
    """A body that follows, with nothing but its entry."""
    (tmp_path / "second/records").mkdir(parents=True)
    (tmp_path / "second/records/body.yaml").write_text(BODIES % (", valid_to: 2028-05-03", NEXT))
    return settings_below(tmp_path / "second")


def unzip(package: Path, folder: Path) -> Path:
    subprocess.run(["unzip", "-q", package, "-d", folder], check=True)
    return folder


def test_everything_is_in_it_and_no_key(office: Settings, tmp_path: Path) -> None:
    pack(office, tmp_path / "all.zip")
    names = set(zipfile.ZipFile(tmp_path / "all.zip").namelist())
    outside = {name for name in names if not name.startswith("published/")}
    assert outside == {
        "HANDOVER.md",
        "SHA256SUMS",
        "landing/receipts/fake.jsonl",
        "records/body.yaml",
        "records/decisions/001.yaml",
        "ro-crate-metadata.json",
        "settings.json",
    }
    public = {f"published/{path.relative_to(office.published)}" for path in every(office.published)}
    assert names - outside == public
    pack(office, tmp_path / "more.zip", originals=True)
    more = set(zipfile.ZipFile(tmp_path / "more.zip").namelist())
    assert more - names == {"landing/objects/ab/abcd", "records/inbox/payments.csv"}
    assert all(b"PRIVATE KEY" not in zipfile.ZipFile(tmp_path / "more.zip").read(name) for name in more)


def every(folder: Path) -> list[Path]:
    """Files and links below a folder, links not followed."""
    return [path for path in folder.rglob("*") if path.is_symlink() or path.is_file()]


def test_it_can_be_checked_and_used_with_the_tools_of_any_machine(office: Settings, tmp_path: Path) -> None:
    """Info-ZIP, coreutils and a bare Python: none of ours."""
    pack(office, tmp_path / "all.zip")
    folder = unzip(tmp_path / "all.zip", tmp_path / "unzipped")
    subprocess.run(["sha256sum", "--strict", "--quiet", "-c", "SHA256SUMS"], cwd=folder, check=True)
    assert snapshot(folder / "published") == snapshot(office.published)
    report = verify(folder / "published")
    assert report.ok, report.text


def test_a_folder_holds_the_same_as_a_zip(office: Settings, tmp_path: Path) -> None:
    pack(office, tmp_path / "all.zip")
    pack(office, tmp_path / "folder")
    assert snapshot(tmp_path / "folder") == snapshot(unzip(tmp_path / "all.zip", tmp_path / "unzipped"))
    inodes = {path.stat().st_ino for path in every(tmp_path / "folder/published") if not path.is_symlink()}
    assert len(inodes) == len({path.stat().st_ino for path in every(office.published) if not path.is_symlink()})


def test_the_same_state_packs_to_the_same_bytes(
    office: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack(office, tmp_path / "one.zip")
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    monkeypatch.setenv("LC_ALL", "tr_TR.UTF-8")
    copy = tmp_path / "elsewhere"
    shutil.copytree(office.home.parent, copy, symlinks=True)
    for path in every(copy):
        if not path.is_symlink():
            os.utime(path, (0, 0))
    pack(settings_below(copy), tmp_path / "two.zip")
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    texts = [zipfile.ZipFile(tmp_path / "one.zip").read(name) for name in ("HANDOVER.md", "settings.json")]
    assert str(tmp_path).encode() not in b"".join(texts)


def test_another_reader_of_ro_crates_understands_it(office: Settings, tmp_path: Path) -> None:
    pack(office, tmp_path / "folder")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        crate = ROCrate(tmp_path / "folder")
    assert crate.metadata.version == "1.3"
    assert str(crate.root_dataset["datePublished"]).startswith("2026-05-03")
    assert crate.root_dataset["license"].id.endswith("/open-government-licence/version/3/")
    assert crate.root_dataset["publisher"]["name"] == "Office of the Kent Commissioner"
    thefts = next(entity for entity in crate.data_entities if entity.get("version"))
    assert (thefts["name"], thefts["version"]) == ("Synthetic sample: Thefts by month", "1.1.1")
    for entity in crate.data_entities:
        assert (tmp_path / "folder" / entity.id).exists(), entity.id


def test_a_private_key_among_the_records_stops_it(office: Settings, tmp_path: Path) -> None:
    (office.records / "notes.txt").write_text("-----BEGIN OPENSSH PRIVATE KEY-----")
    with pytest.raises(HandoverError, match=r"notes\.txt holds a private key"):
        pack(office, tmp_path / "all.zip")
    assert not list(tmp_path.glob("*all*"))


def test_what_does_not_hold_is_not_handed_over(office: Settings, successor: Settings, tmp_path: Path) -> None:
    (tmp_path / "there.zip").touch()
    with pytest.raises(HandoverError, match="is there already"):
        pack(office, tmp_path / "there.zip")
    with pytest.raises(HandoverError, match="run openbeat nightly first"):
        pack(successor, tmp_path / "none.zip")
    tamper(office.published / "ledger.jsonl")
    with pytest.raises(HandoverError, match="cannot be handed over"):
        pack(office, tmp_path / "all.zip")


def tamper(path: Path) -> None:
    path.chmod(0o644)
    path.write_bytes(path.read_bytes() + b" ")


def test_a_full_disk_leaves_nothing_behind(office: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("shutil.copyfileobj", full)
    with pytest.raises(OSError, match="No space"):
        pack(office, tmp_path / "out/all.zip")
    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.parametrize("name", ["all.zip", "folder"])
def test_a_successor_stands_on_it(office: Settings, successor: Settings, tmp_path: Path, name: str) -> None:
    pack(office, tmp_path / name, originals=True)
    assert take_over(successor, tmp_path / name) == 4
    report = verify(successor.published)
    assert report.ok, report.text
    shown = open_published(successor.published)
    assert shown.edition is not None
    assert shown.edition["publisher"] == "Kent Police Board"
    assert "Kent Police Board" in (successor.records / "body.yaml").read_text()
    assert (successor.records / "decisions/001.yaml").read_text() == "title: One\n"
    assert (successor.landing / "objects/ab/abcd").read_text() == "bytes as received"
    parts = [shown.home / f"datasets/thefts/{version}/thefts-2025-02.csv" for version in ("1.0.0", "1.1.1")]
    assert parts[0].samefile(parts[1])
    assert sorted(path.name for path in successor.home.parent.iterdir()) == ["home", "published", "records"]


def rezip(package: Path, change: Callable[[str, bytes], tuple[str, bytes]]) -> None:
    with zipfile.ZipFile(package) as archive:
        entries = [(info, archive.read(info)) for info in archive.infolist()]
    with zipfile.ZipFile(package, "w") as archive:
        for info, content in entries:
            name, changed = change(info.filename, content)
            info.filename = name
            archive.writestr(info, changed)


def swap(wanted: str, name: str = "", content: bytes | None = None) -> Callable[[str, bytes], tuple[str, bytes]]:
    def change(found: str, was: bytes) -> tuple[str, bytes]:
        if not found.endswith(wanted):
            return found, was
        return name or found, was + b" " if content is None and not name else was if content is None else content

    return change


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (swap("1.0.0/thefts-2025-01.csv"), "thefts-2025-01.csv: changed"),
        (swap("fake.jsonl"), "fake.jsonl: changed"),
        (swap("fake.jsonl", name="landing/receipts/other.jsonl"), "fake.jsonl: missing"),
        (swap("fake.jsonl", name="landing/receipts/other.jsonl"), "other.jsonl: not listed"),
        (swap("fake.jsonl", name="../../evil"), "would lie outside"),
        (swap("fake.jsonl", name="/evil"), "would lie outside"),
        (swap("published/current", content=b"../../../etc"), "leads out of the package"),
        (swap("published/editions", content=b"/etc"), "leads out of the package"),
        (swap("SHA256SUMS", name="SUMS"), "no package of ours"),
    ],
)
def test_a_package_that_was_tampered_with_is_refused(
    office: Settings, successor: Settings, tmp_path: Path, change: Callable[[str, bytes], tuple[str, bytes]], words: str
) -> None:
    pack(office, tmp_path / "all.zip")
    rezip(tmp_path / "all.zip", change)
    before = snapshot(successor.records)
    with pytest.raises(HandoverError, match=words):
        take_over(successor, tmp_path / "all.zip")
    assert not successor.published.exists()
    assert not successor.landing.exists()
    assert snapshot(successor.records) == before
    assert not (tmp_path / "evil").exists()


def test_new_sums_do_not_hide_a_broken_chain(office: Settings, successor: Settings, tmp_path: Path) -> None:
    pack(office, tmp_path / "folder")
    (csv,) = (tmp_path / "folder").glob("published/generations/*/datasets/thefts/1.0.0/thefts-2025-01.csv")
    old = hashlib.sha256(csv.read_bytes()).hexdigest()
    tamper(csv)
    sums = tmp_path / "folder/SHA256SUMS"
    lines = [line.split("  ") for line in sums.read_text().splitlines()]
    new = hashlib.sha256(csv.read_bytes()).hexdigest()
    inside = str(csv.relative_to(tmp_path / "folder"))
    shared = {str(p.relative_to(tmp_path / "folder")) for p in csv.parents[1].glob("*/thefts-2025-01.csv")}
    assert inside in shared
    sums.write_text("".join(f"{new if d == old and n in shared else d}  {n}\n" for d, n in lines))
    with pytest.raises(HandoverError, match="DOES NOT HOLD"):
        take_over(successor, tmp_path / "folder")
    assert not successor.published.exists()


def test_the_place_must_be_free_and_the_body_another(office: Settings, successor: Settings, tmp_path: Path) -> None:
    pack(office, tmp_path / "all.zip")
    entry = successor.records / "body.yaml"
    later = entry.read_text()
    entry.write_text(BODIES % ("", ""))
    with pytest.raises(ReleaseError, match="still names Office of the Kent Commissioner"):
        take_over(successor, tmp_path / "all.zip")
    entry.write_text(later)
    (successor.landing / "receipts").mkdir(parents=True)
    (successor.landing / "receipts/own.jsonl").touch()
    with pytest.raises(HandoverError, match="landing is of another press"):
        take_over(successor, tmp_path / "all.zip")
    with pytest.raises(HandoverError, match="published is not empty"):
        take_over(office, tmp_path / "all.zip")
    (tmp_path / "letter.zip").write_text("no zip")
    with pytest.raises(HandoverError, match=r"letter\.zip is no package"):
        take_over(successor, tmp_path / "letter.zip")
    assert not successor.published.exists()


@pytest.mark.parametrize("step", ["unpack", "succeed", "place records", "place landing", "place published"])
def test_broken_off_at_any_step_it_is_tried_again(
    office: Settings, successor: Settings, tmp_path: Path, step: str
) -> None:
    pack(office, tmp_path / "all.zip")

    def die(heard: str) -> None:
        if heard == step:
            raise KeyboardInterrupt(heard)

    with pytest.raises(KeyboardInterrupt):
        take_over(successor, tmp_path / "all.zip", hook=die)
    assert not successor.published.exists()
    assert take_over(successor, tmp_path / "all.zip") == 4
    assert verify(successor.published).ok


@pytest.fixture
def ruled(office: Settings) -> Settings:
    """The office with a rule that stands."""
    office.redactions.mkdir(parents=True)
    (office.redactions / "thefts.json").write_text("[]")
    return office


def test_a_package_with_rules_says_that_it_is_confidential(ruled: Settings, tmp_path: Path) -> None:
    pack(ruled, tmp_path / "folder")
    assert (tmp_path / "folder").stat().st_mode & 0o777 == 0o700
    guide = (tmp_path / "folder/HANDOVER.md").read_text()
    assert "**CONFIDENTIAL.**" in guide
    assert "the redaction rules, which name what is hidden.\n" in guide
    assert "`redactions/`" in guide
    assert ROCrate(tmp_path / "folder").get("redactions/")["description"].startswith("Confidential")
    shutil.rmtree(ruled.redactions)
    pack(ruled, tmp_path / "open")
    assert "CONFIDENTIAL" not in (tmp_path / "open/HANDOVER.md").read_text()


def test_a_package_with_records_of_small_numbers_is_confidential(office: Settings, tmp_path: Path) -> None:
    folder = office.records / "complaints"
    folder.mkdir()
    (folder / "README.md").write_text("How to write one.")
    pack(office, tmp_path / "open")
    assert "CONFIDENTIAL" not in (tmp_path / "open/HANDOVER.md").read_text()
    (folder / "2025-26-Q1.yaml").write_text("counts: []")
    pack(office, tmp_path / "folder")
    assert (tmp_path / "folder").stat().st_mode & 0o777 == 0o700
    assert (
        "it holds records of numbers that are too small to publish.\n" in (tmp_path / "folder/HANDOVER.md").read_text()
    )


@pytest.mark.parametrize("step", ["unpack", "place redactions", "place landing", "place published"])
def test_rules_are_in_force_before_anything_else_is_placed(
    ruled: Settings, successor: Settings, tmp_path: Path, step: str
) -> None:
    pack(ruled, tmp_path / "all.zip")

    def die(heard: str) -> None:
        if heard == step:
            raise KeyboardInterrupt(heard)

    with pytest.raises(KeyboardInterrupt):
        take_over(successor, tmp_path / "all.zip", hook=die)
    assert not successor.landing.exists() or (successor.redactions / "thefts.json").is_file()
    assert take_over(successor, tmp_path / "all.zip") == 4
    assert (successor.redactions / "thefts.json").stat().st_mode & 0o777 == 0o600
    assert successor.redactions.stat().st_mode & 0o777 == 0o700


def test_rules_of_another_press_are_not_mixed(ruled: Settings, successor: Settings, tmp_path: Path) -> None:
    pack(ruled, tmp_path / "all.zip")
    successor.redactions.mkdir(parents=True)
    (successor.redactions / "thefts.json").write_text("[1]")
    with pytest.raises(HandoverError, match="redactions is of another press"):
        take_over(successor, tmp_path / "all.zip")
    assert not successor.published.exists()


def test_the_guide_names_commands_that_there_are(office: Settings, tmp_path: Path) -> None:
    pack(office, tmp_path / "folder")
    guide = (tmp_path / "folder/HANDOVER.md").read_text()
    assert "SYNTHETIC SAMPLE" in guide
    commands = {line.split("openbeat ")[1].split()[0] for line in guide.splitlines() if "openbeat " in line}
    spoken = (ROOT / "pipelines/cli.py").read_text()
    assert {"takeover", "nightly"} <= {command.strip("`:,.") for command in commands}
    assert all(f"def {name}(" in spoken for name in ("takeover", "nightly", "handover"))
    told = json.loads((tmp_path / "folder/settings.json").read_bytes())
    assert told == {"world": "folder", "force": "kent"}


def encrypted(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("SHA256SUMS", "nothing")
    marked = bytearray(path.read_bytes())
    marked[6] |= 1  # the flag of the local header
    marked[marked.index(b"PK\x01\x02") + 8] |= 1  # and of the directory
    path.write_bytes(marked)


def named_twice(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("SHA256SUMS", "one")
        with pytest.warns(UserWarning, match="Duplicate name"):
            package.writestr("SHA256SUMS", "two")


def damaged(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as package:
        package.writestr("SHA256SUMS", bytes(range(256)) * 40)
    broken = bytearray(path.read_bytes())
    broken[60:120] = b"\xff" * 60
    path.write_bytes(broken)


@pytest.mark.parametrize("make", [encrypted, named_twice, damaged])
def test_a_package_that_cannot_be_unpacked_is_refused_in_words(
    successor: Settings, tmp_path: Path, make: Callable[[Path], None]
) -> None:
    make(tmp_path / "odd.zip")
    with pytest.raises(HandoverError, match=r"odd\.zip is no package"):
        take_over(successor, tmp_path / "odd.zip")
    assert not successor.published.exists()
