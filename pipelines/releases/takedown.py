"""Take something out of public: a version (`withdraw`), or rows and values of all versions (`redact`).

What readers may be inside of is never changed under them. A new generation is made beside the old one, with hard links
to all that stays; the ledger says which manifests take the place of which; the one pointer moves; the old generation is
erased. Killed anywhere, readers see all that stood or all that stands, and the next run finishes or takes back.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.dataset import Dataset
from pipelines.releases import files
from pipelines.releases.approvals import forget
from pipelines.releases.edition import Takedown, edition_files, latest_of_major
from pipelines.releases.erasure import TOMBSTONE, Eraser, Findings, tombstone
from pipelines.releases.keys import NO_KEYS, Keyring
from pipelines.releases.layout import (
    KEPT_ALWAYS,
    PREVIEWS,
    WITHDRAWN,
    Published,
    Release,
    edition_name,
    generation_name,
    open_published,
)
from pipelines.releases.lifting import tell_liftings
from pipelines.releases.model import Context, ReleaseError
from pipelines.releases.previews import Previews
from pipelines.releases.redaction import REASONS, Decided, Lifting, Rule, Rulebook
from pipelines.releases.switch import Hook, Plan, alone, begin, finish, heal_alone, move_pointer, stage_edition, unheard
from pipelines.releases.traces import SHORTEST

Make = Callable[[Release, Path], dict[str, Any]]
"""Writes a version to a folder and returns the manifest that stands there."""


@dataclass(frozen=True)
class Desk:
    """Where takedowns are made: the public folder, the candidates, the keys, and what an edition says of itself."""

    context: Context
    published: Path
    candidates: Path
    keys: Keyring = NO_KEYS
    hook: Hook = unheard


def survey(desk: Desk, dataset: Dataset, rule: Rule) -> Findings:
    """What a rule would hide, version by version, without touching anything.

    Raises ReleaseError when it would hide nothing, when its note names what it hides, or its condition is no SQL.
    """
    found = find(desk, dataset, rule)
    if not found.traces.values:
        raise ReleaseError(f"{rule.where!r} finds nothing to hide in any published version of {dataset.name}")
    spoken = [text for text in found.traces.texts if text.casefold() in f"{rule.note} {rule.by}".casefold()]
    if spoken:
        raise ReleaseError("the note, or who decides, names what is to be hidden, and both are published: reword them")
    return found


def find(desk: Desk, dataset: Dataset, rule: Rule) -> Findings:
    """What a rule would hide, which may be nothing. Raises ReleaseError when its condition is no SQL."""
    import duckdb

    releases = standing(open_published(desk.published, desk.context), dataset.name)
    with duckdb.connect() as connection:
        try:
            return Eraser(connection, dataset, rule).find(releases)
        except duckdb.Error as error:
            raise ReleaseError(f"{rule.where!r} is no condition over the columns of {dataset.name}: {error}") from error


def elsewhere(desk: Desk, dataset: str, found: Findings) -> list[str]:
    """The other datasets whose newest version has a hidden text too: a rule reaches its own dataset alone."""
    texts = sorted(text for text in found.traces.texts if len(text) >= SHORTEST)
    if not texts:
        return []
    pattern = re.compile("|".join(re.escape(text) for text in texts).encode())
    folders = open_published(desk.published).newest
    return [
        name
        for name, folder in sorted(folders.items())
        if name != dataset and any(pattern.search(file.read_bytes()) for file in sorted(folder.glob(f"{name}*.csv")))
    ]


def redact(
    desk: Desk, dataset: Dataset, rulebook: Rulebook, rule: Rule, following: Sequence[tuple[Dataset, Rule]] = ()
) -> int:
    """Let a rule stand and bring everything published into line with it. Returns the number of the last edition.

    `following` are the rules of datasets that tell the same: all stand before the first is carried out, so that a
    machine that dies in between leaves none out. Raises ReleaseError as `survey` does, and while another process
    publishes.
    """
    insist_on_rules(open_published(desk.published, desk.context), dataset.name, rulebook)
    survey(desk, dataset, rule)
    for other, own in (*following, (dataset, rule)):
        rulebook.add(other.name, own)
    settle(desk, [dataset, *(other for other, _ in following)], rulebook)
    return open_published(desk.published).number


def insist_on_rules(shown: Published, dataset: str, rulebook: Rulebook) -> None:
    """Raises ReleaseError where the ledger tells of a redaction whose rule is lost: what it hides would come back."""
    known = rulebook.ids(dataset)
    lost = sorted(name for of, name in _settled(shown) if of == dataset and name not in known)
    if lost:
        raise ReleaseError(
            f"{dataset}: the ledger tells of {', '.join(lost)}, and {rulebook.folder} has no such rule, so that what "
            "was hidden would come back: nothing was done. Put the folder back from a backup, or from the hand-over"
        )


def settle(desk: Desk, datasets: Sequence[Dataset], rulebook: Rulebook) -> int:
    """Finish every redaction and every lifting that the ledger does not know yet. Returns how many there were."""
    if not (desk.published / "current").is_symlink() or not any(rulebook.ids(d.name) for d in datasets):
        return 0
    done = 0
    with alone(desk.published):
        heal_alone(desk.published)
        for dataset in datasets:
            for rule in rulebook.rules(dataset.name):
                shown = open_published(desk.published, desk.context)
                if (dataset.name, rule.id) not in _settled(shown) and dataset.name in shown.newest:
                    _redact(desk, shown, dataset, rule)
                    done += 1
            shown = open_published(desk.published, desk.context)
            done += tell_liftings(shown, desk.context, dataset.name, rulebook, desk.keys, desk.hook)
    return done


def lift(desk: Desk, dataset: Dataset, rulebook: Rulebook, lifting: Lifting) -> int:
    """Let a rule hide nothing any more. Returns the number of the edition that says so.

    Raises ReleaseError when no such rule stands, and while another process publishes.
    """
    insist_on_rules(open_published(desk.published, desk.context), dataset.name, rulebook)
    rulebook.lift(dataset.name, lifting)
    settle(desk, [dataset], rulebook)
    return open_published(desk.published).number


def _redact(desk: Desk, shown: Published, dataset: Dataset, rule: Rule) -> None:
    import duckdb

    notice = _notice("redaction", rule.id, rule) | {"review": rule.review, "columns": list(rule.columns)}
    with duckdb.connect() as connection:
        eraser = Eraser(connection, dataset, rule)
        releases = standing(shown, dataset.name)
        found = eraser.find(releases)

        def make(release: Release, target: Path) -> dict[str, Any]:
            return eraser.rewrite(release, target, found, notice)

        _replace(desk, shown, dataset.name, releases, make, notice)


def withdraw(desk: Desk, dataset: str, version: str, decided: Decided) -> int:
    """Take a whole version out of public; a tombstone stays. Returns the number of the edition that says so.

    The newest version that stands becomes the latest. Raises ReleaseError when no such version stands.
    """
    with alone(desk.published):
        heal_alone(desk.published)
        shown = open_published(desk.published, desk.context)
        releases = [release for release in standing(shown, dataset) if release.version == version]
        if not releases:
            raise ReleaseError(f"{dataset} {version} does not stand in {desk.published}, so it cannot be withdrawn")
        notice = _notice("withdrawal", f"withdrawal-{version}", decided)

        def make(release: Release, target: Path) -> dict[str, Any]:
            return _bury(release, target, notice)

        _replace(desk, shown, dataset, releases, make, notice)
    return shown.number + 1


def standing(shown: Published, dataset: str) -> list[Release]:
    """The versions of a dataset that are not withdrawn, oldest first, each with its manifest checked."""
    entries = [entry for entry in shown.versions(dataset)["versions"] if entry["status"] != WITHDRAWN]
    return [shown.release(dataset, entry["version"], entry["manifest_sha256"]) for entry in entries]


def _notice(kind: str, name: str, decided: Decided) -> dict[str, Any]:
    """What the tombstone and the ledger say alike."""
    return {
        "kind": kind,
        "id": name,
        "reason": decided.reason,
        "law": REASONS[decided.reason],
        "note": decided.note.strip(),
        "by": decided.by.strip(),
        "date": decided.day,
    }


def _bury(release: Release, target: Path, notice: dict[str, Any]) -> dict[str, Any]:
    """A withdrawn version: its tombstone, and a manifest that still names the bytes that it was made from."""
    target.mkdir(parents=True)
    facts = tombstone(release, target, notice)
    periods = [period | {"files": []} for period in release.manifest["periods"]]
    manifest = release.manifest | {
        "replaces": release.manifest_sha256,
        "periods": periods,
        "files": {TOMBSTONE: facts},
    }
    files.write(target / "manifest.json", files.dumps(manifest))
    files.sync_folder(target)
    return manifest


def _replace(
    desk: Desk, shown: Published, dataset: str, releases: Sequence[Release], make: Make, notice: dict[str, Any]
) -> None:
    """Bring out an edition in a new generation, in which some versions of a dataset are made anew."""
    try:
        _bring_out(desk, shown, dataset, releases, make, notice)
    except (OSError, ReleaseError):
        heal_alone(desk.published)
        raise
    files.remove(desk.candidates / dataset)
    files.remove(desk.candidates / f".{dataset}.tmp")
    forget(desk.candidates, dataset)
    finish(desk.published, desk.hook)


def _bring_out(
    desk: Desk, shown: Published, dataset: str, releases: Sequence[Release], make: Make, notice: dict[str, Any]
) -> None:
    hook, number, generation = desk.hook, shown.number + 1, shown.generation + 1
    hook("plan")
    staging = begin(shown, Plan(number, generation))
    beside = staging / "generation"
    made = {}
    for release in releases:
        hook(f"stage {dataset} {release.version}")
        manifest = make(release, beside / "datasets" / dataset / release.version)
        made[release.version] = manifest
    _share_rest(shown.home, beside, hook, leave_out={f"datasets/{dataset}/{PREVIEWS}"})
    takedown = _takedown(shown, dataset, made, notice)
    events = [_event(shown, dataset, made, notice), *_previews_gone(shown, dataset).events]
    anew = {(dataset, version): beside / "datasets" / dataset / version for version in made}
    documents = edition_files(shown, desk.context, (), events, made=anew, takedown=takedown, keys=desk.keys)
    before = shown.edition_folder(shown.number)
    stage_edition(documents, beside / "editions" / edition_name(number), before, hook)
    files.sync_folder(beside / "editions")
    files.sync_folder(beside)
    hook("place generation")
    beside.rename(shown.root / generation_name(generation))
    files.sync_folder(shown.root / generation_name(generation).partition("/")[0])
    hook("pointer")
    move_pointer(shown, number, generation)


def _share_rest(source: Path, target: Path, hook: Hook, leave_out: set[str]) -> None:
    """Give all that is not made anew a second name in the new generation. Of editions only the links of their chain
    stay: the rest of them said what stood then.
    """
    for folder in sorted(path for path in source.rglob("*") if path.is_dir() and not path.is_symlink()):
        name = folder.relative_to(source).as_posix()
        if (target / name / "manifest.json").is_file() or any(name.startswith(left) for left in leave_out):
            continue
        kept = KEPT_ALWAYS if name.startswith("editions/") else None
        if kept and name.count("/") > 1:
            continue
        hook(f"share {name}")
        (target / name).mkdir(parents=True, exist_ok=True)
        for entry in sorted(folder.iterdir()):
            if entry.is_symlink():
                (target / name / entry.name).symlink_to(entry.readlink())
            elif entry.is_file() and (kept is None or entry.name in kept):
                files.share(entry, target / name / entry.name)
        files.sync_folder(target / name)


def _event(
    shown: Published, dataset: str, made: Mapping[str, dict[str, Any]], notice: dict[str, Any]
) -> dict[str, Any]:
    """What the ledger says: which manifests take the place of which. The old hashes stay in the lines before."""
    replaced = [
        {"version": version, "manifest_sha256_before": manifest["replaces"], "manifest_sha256": _hash(manifest)}
        for version, manifest in made.items()
        if _hash(manifest) != _known(shown, dataset)[version]
    ]
    told = {name: value for name, value in notice.items() if name != "kind"}
    synthetic = bool(shown.edition and shown.edition["synthetic"])
    return {"event": notice["kind"], "dataset": dataset, "synthetic": synthetic, **told, "versions": replaced}


def _previews_gone(shown: Published, dataset: str) -> Previews:
    """A preview rests on what is taken out: it goes, and is announced anew when its candidate is made again."""
    entry = shown.preview(dataset)
    return Previews(left_out=((dataset, entry, "something was taken out of public under it"),) if entry else ())


def _takedown(shown: Published, dataset: str, made: Mapping[str, dict[str, Any]], notice: dict[str, Any]) -> Takedown:
    """versions.json, the catalogue's entry and the latest version as they stand afterwards."""
    document = shown.versions(dataset)
    entries = [_entry(entry, made.get(entry["version"]), notice) for entry in document["versions"]]
    last = next((entry for entry in reversed(entries) if entry["status"] != WITHDRAWN), None)
    latest, manifest = (last["version"], last["manifest_sha256"]) if last else ("", "")
    listed = document | {"latest": latest, "latest_of_major": latest_of_major(entries), "versions": entries}
    if PREVIEWS in document:
        listed[PREVIEWS] = []
    rows = last["rows"] if last else 0
    return Takedown(
        versions={dataset: listed},
        catalogue={dataset: _catalogue_entry(shown, dataset, latest, rows) if last else None},
        latest={dataset: (latest, manifest)},
    )


def _entry(entry: dict[str, Any], manifest: dict[str, Any] | None, notice: dict[str, Any]) -> dict[str, Any]:
    """A line of versions.json, where the version was made anew: its manifest, its rows, and what was taken out."""
    if manifest is None or _hash(manifest) == entry["manifest_sha256"]:
        return entry
    status = WITHDRAWN if notice["kind"] == "withdrawal" else entry["status"]
    taken = [*entry.get("taken_out", []), notice["id"]]
    now = {"status": status, "rows": manifest["rows"], "manifest_sha256": _hash(manifest), "taken_out": taken}
    return entry | now


def _catalogue_entry(shown: Published, dataset: str, latest: str, rows: int) -> dict[str, Any]:
    """What the catalogue says of the dataset, with links into the version that is the latest now."""
    found = files.loads(shown.edition_folder(shown.number) / "catalogue.json")["datasets"]
    entry: dict[str, Any] = next(entry for entry in found if entry["name"] == dataset)
    if entry["latest"] == latest:
        return entry | {"rows": rows}
    manifest = files.loads(shown.home / "datasets" / dataset / latest / "manifest.json")
    names = [period["files"][0] for period in manifest["periods"]]
    periods = [period["period"] for period in manifest["periods"]]
    before = f"datasets/{dataset}/{entry['latest']}/"
    links = {name: link.replace(before, f"datasets/{dataset}/{latest}/") for name, link in entry["links"].items()}
    links["newest_csv"] = f"datasets/{dataset}/{latest}/{names[-1] if names else ''}"
    coverage = {"from": periods[0], "to": periods[-1]} if entry["coverage"] and periods else None
    told = {"latest": latest, "rows": rows, "as_at": manifest["as_at"], "coverage": coverage, "links": links}
    return entry | told


def _known(shown: Published, dataset: str) -> dict[str, str]:
    return {entry["version"]: entry["manifest_sha256"] for entry in shown.versions(dataset)["versions"]}


def _settled(shown: Published) -> set[tuple[str, str]]:
    """The redactions that the ledger tells of."""
    events = [json.loads(line) for line in shown.read("ledger.jsonl").splitlines()]
    return {(event["dataset"], event["id"]) for event in events if event["event"] == "redaction"}


def _hash(manifest: dict[str, Any]) -> str:
    return files.sha256(files.dumps(manifest))
