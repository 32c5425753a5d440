"""`verify` finds and names whatever was changed, lost or slipped in, with nothing but Python."""

from __future__ import annotations

import ast
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pipelines.releases import verify
from pipelines.releases import verify as public
from tests.pipelines.releases.pressroom import Press, row


@pytest.fixture
def shown(press: Press) -> Path:
    """Five editions of two months and more, the first of which are cut down."""
    press.release()
    for number in range(3, 7):
        press.store.load(f"2025-{number:02d}", [row("t", f"2025-{number:02d}")])
        press.release()
    return press.published


def real_files(folder: Path) -> list[Path]:
    """Every file by its public name: below `datasets` and `editions`, which are links into the generation."""
    return sorted(
        path
        for name in ("datasets", "editions")
        for path in (folder / name).glob("**/*")
        if path.is_file() and not path.is_symlink()
    )


def run(script: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-I", "-S", str(script), str(folder)], capture_output=True, text=True, check=False
    )


def test_what_stands_holds(shown: Path) -> None:
    report = verify(shown)
    assert (report.problems, report.edition) == ([], 5)
    assert len(report.proved) == 5
    assert report.seal == (shown / "current/edition.sha256").read_text().split()[0]
    assert "What this cannot prove" in report.text
    assert "carries no signature" in report.text


def test_a_flipped_byte_in_any_file_is_found_and_named(shown: Path) -> None:
    unnamed = []
    for path in real_files(shown):
        content = path.read_bytes()
        for position in {0, len(content) // 2, len(content) - 1}:
            path.write_bytes(content[:position] + bytes([content[position] ^ 1]) + content[position + 1 :])
            report = verify(shown)
            name = path.relative_to(shown).as_posix()
            if report.ok or not any(name in problem for problem in report.problems):
                unnamed.append((name, position))
        path.write_bytes(content)
    assert unnamed == []
    assert verify(shown).ok


def test_a_missing_file_is_named(shown: Path) -> None:
    for path in real_files(shown)[::3]:
        content = path.read_bytes()
        path.unlink()
        name = path.relative_to(shown).as_posix()
        assert any(p.startswith(f"{name}: missing") for p in verify(shown).problems), name
        path.write_bytes(content)


@pytest.mark.parametrize(
    "name", ["note.txt", "datasets/thefts/1.0.0/more.csv", "editions/000005/x", "datasets/other/y"]
)
def test_an_unlisted_file_is_named(shown: Path, name: str) -> None:
    (shown / name).parent.mkdir(exist_ok=True)
    (shown / name).write_text("x")
    assert [p for p in verify(shown).problems if p.startswith(f"{name}: unlisted")]


def test_a_pointer_to_an_older_edition_is_found(shown: Path) -> None:
    (shown / "current").unlink()
    (shown / "current").symlink_to("generations/000001/editions/000004")
    problems = verify(shown).problems
    assert any("editions/000005/edition.json: unlisted" in problem for problem in problems)


def test_a_pointer_astray_is_named(shown: Path) -> None:
    (shown / "current").unlink()
    (shown / "current").symlink_to("datasets/thefts")
    assert verify(shown).problems == ["current: points at datasets/thefts, which is no edition"]
    (shown / "catalogue.json").unlink()
    (shown / "current").unlink()
    assert verify(shown).problems == ["current: missing: this is no published folder"]


def test_a_root_name_that_leads_elsewhere_is_named(shown: Path) -> None:
    (shown / "catalogue.json").unlink()
    (shown / "catalogue.json").symlink_to("editions/000003/catalogue.json")
    assert any(p.startswith("catalogue.json: changed: it points at") for p in verify(shown).problems)


def test_a_ledger_made_anew_in_the_middle_is_found(shown: Path) -> None:
    ledger = (shown / "ledger.jsonl").resolve()
    lines = ledger.read_bytes().splitlines(keepends=True)
    del lines[1]
    ledger.write_bytes(b"".join(lines))
    assert any("ledger.jsonl" in problem and "the seal says 5" in problem for problem in verify(shown).problems)


def test_a_version_with_a_manifest_of_its_own_is_found(shown: Path) -> None:
    folder = shown / "datasets/thefts/1.0.0"
    (folder / "schema.json").unlink()
    (folder / "schema.json").write_text("forged\n")
    manifest = json.loads((folder / "manifest.json").read_text())
    del manifest["files"]["schema.json"]
    (folder / "manifest.json").write_text(json.dumps(manifest))
    assert any(p.startswith("datasets/thefts/1.0.0/manifest.json: changed") for p in verify(shown).problems)


def test_a_changed_hard_link_is_named_in_every_version_that_shares_it(shown: Path) -> None:
    path = shown / "datasets/thefts/1.0.0/thefts-2025-01.csv"
    path.write_bytes(path.read_bytes().replace(b"t1", b"t0"))
    named = [p.partition(":")[0] for p in verify(shown).problems]
    assert named == [f"datasets/thefts/1.{minor}.0/thefts-2025-01.csv" for minor in range(5)]


def test_a_copy_without_links_holds_and_its_copies_are_checked(shown: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    subprocess.run(["cp", "-rL", str(shown), str(copy)], check=True)
    assert verify(copy).problems == []
    for name in ("catalogue.json", "current/ledger.jsonl", "datasets/thefts/versions.json", "verify.py"):
        content = (copy / name).read_bytes()
        (copy / name).write_bytes(content + b" ")
        assert any(p.startswith(f"{name}: changed") for p in verify(copy).problems), name
        (copy / name).write_bytes(content)


def test_anyone_runs_the_published_checker(shown: Path, tmp_path: Path) -> None:
    found = run(shown / "verify.py", shown)
    assert (found.returncode, found.stderr) == (0, "")
    assert found.stdout.startswith("HOLDS: edition 5")
    assert "SYNTHETIC SAMPLE" in found.stdout
    alone = shutil.copy(shown / "verify.py", tmp_path / "elsewhere.py")
    (shown / "datasets/thefts/1.0.0/quality.json").write_text("{}")
    found = run(Path(alone), shown)
    assert found.returncode == 1
    assert "datasets/thefts/1.0.0/quality.json: changed" in found.stdout
    assert run(Path(alone), tmp_path / "nowhere").returncode == 1


def test_the_checker_needs_no_more_than_python_3_8(shown: Path) -> None:
    source = (shown / "verify.py").read_text()
    tree = ast.parse(source, feature_version=(3, 8))
    imported = {n.name for node in ast.walk(tree) if isinstance(node, ast.Import) for n in node.names}
    imported |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in imported} <= set(sys.stdlib_module_names)
    defined = [node.name for node in tree.body if isinstance(node, (ast.FunctionDef, ast.ClassDef))]
    named = [
        t.id for node in tree.body if isinstance(node, ast.Assign) for t in node.targets if isinstance(t, ast.Name)
    ]
    assert len(set(defined + named)) == len(defined + named)
    assert public is verify


def test_nonsense_is_reported_and_never_raised(tmp_path: Path) -> None:
    home = tmp_path / "generations/000001/editions/000001"
    home.mkdir(parents=True)
    (tmp_path / "current").symlink_to("generations/000001/editions/000001")
    for content in (b"[]", b"{", b'{"edition": "x"}', b"\xff"):
        (home / "edition.json").write_bytes(content)
        (home / "edition.sha256").write_text("0  edition.json\n")
        assert not verify(tmp_path).ok
        (home / "edition.sha256").write_text(f"{_sha(content)}  edition.json\n")
        assert not verify(tmp_path).ok


def _sha(content: bytes) -> str:
    import hashlib

    return hashlib.sha256(content).hexdigest()
