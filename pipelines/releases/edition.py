"""The documents of an edition, worked out in memory: lists of versions, catalogue, ledger, and what seals them all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.releases.approvals import APPROVED, Decision
from pipelines.releases.files import dumps, line, loads, sha256
from pipelines.releases.layout import MARK_NAME, Published
from pipelines.releases.model import Context
from pipelines.releases.report import CHANGES_SCHEMA
from pipelines.releases.version import parts

VERIFY = Path(__file__).with_name("verify.py")
"""The checker that anyone can run, published as it stands."""

README = """{mark}Open data of {body}

  current            the edition that stands now; everything below hangs on this one pointer
  catalogue.json     every dataset, its latest version and where its files are
  datasets/NAME/versions.json    every version of a dataset
  datasets/NAME/VERSION/         one version, which never changes:
      NAME*.csv .json .parquet   the same rows in three formats
      datapackage.json, schema.json   what the columns mean (Data Package v2, Table Schema)
      changes.json, changes.csv       every value that differs from the version before, and why
      quality.json                    every check that ran, and which periods are there
      manifest.json                   SHA-256 of every file, and the bytes each figure came from
  ledger.jsonl       every release and approval in order, each line chained to the one before
  edition.json       the seal: what the whole catalogue said, with SHA-256 of all the above
  changes.schema.json  JSON Schema of changes.json

Check a copy of this folder with nothing but Python:  python3 verify.py .
"""
MARK_TEXT = """SYNTHETIC SAMPLE

Everything in this folder is made up by a sandbox, to show and to test how publishing works.
None of it describes real crimes, calls, payments, people or decisions of any police force or office.
"""


@dataclass(frozen=True)
class Candidate:
    """A candidate that goes out: its document, its folder, and the approval that let it go, if it was held."""

    document: Mapping[str, Any]
    folder: Path
    decision: Decision | None

    @property
    def name(self) -> str:
        """The dataset."""
        return str(self.document["dataset"])

    @property
    def version(self) -> str:
        """The version it becomes."""
        return str(self.document["version"])

    @property
    def approval(self) -> Decision | None:
        """The approval, where it was held and a person let it go."""
        decision = self.decision if self.document["causes"] else None
        return decision if decision is not None and decision.decision == APPROVED else None

    @property
    def manifest(self) -> bytes:
        """The sealed `manifest.json`."""
        approval = self.approval
        note = {"reason": approval.reason, "by": approval.by} if approval else None
        return dumps(self.document["manifest"] | {"approval": note})


def edition_files(shown: Published, context: Context, candidates: Sequence[Candidate]) -> dict[str, bytes]:
    """Every file of the next edition's folder, by its relative name, `edition.json` and its hash last."""
    number = shown.number + 1
    versions = {c.name: dumps(_versions(shown, c)) for c in candidates}
    kept = shown.edition["datasets"] if shown.edition else {}
    versions |= {name: shown.read(f"versions/{name}.json") for name in kept if name not in versions}
    found = {f"versions/{name}.json": versions[name] for name in sorted(versions)}
    found["catalogue.json"] = dumps(_catalogue(shown, context, candidates, number))
    found["ledger.jsonl"] = _ledger(shown.read("ledger.jsonl"), candidates)
    found["changes.schema.json"] = dumps(CHANGES_SCHEMA)
    found["verify.py"] = VERIFY.read_bytes()
    mark = "SYNTHETIC SAMPLE\n\n" if context.synthetic else ""
    found["README.txt"] = README.format(mark=mark, body=context.body).encode()
    if context.synthetic:
        found[MARK_NAME] = MARK_TEXT.encode()
    edition = dumps(_edition(shown, context, candidates, found))
    return found | {"edition.json": edition, "edition.sha256": f"{sha256(edition)}  edition.json\n".encode()}


def _versions(shown: Published, candidate: Candidate) -> dict[str, Any]:
    """`versions.json`: every version, oldest first, the latest, and the latest of each major."""
    document, name, version = candidate.document, candidate.name, candidate.version
    manifest = document["manifest"]
    entry = {
        "version": version,
        "status": "published",
        "level": document["level"],
        "rows": manifest["rows"],
        "as_at": manifest["as_at"],
        "changes": [change["text"] for change in document["changes"]],
        "counts": document["counts"],
        "manifest_sha256": sha256(candidate.manifest),
        "path": f"datasets/{name}/{version}",
    }
    entries = [*shown.versions(name)["versions"], entry]
    ordered = sorted((e["version"] for e in entries), key=parts)
    return {
        "dataset": name,
        "synthetic": document["synthetic"],
        "latest": version,
        "latest_of_major": {number.partition(".")[0]: number for number in ordered},
        "versions": entries,
    }


def _catalogue(shown: Published, context: Context, candidates: Sequence[Candidate], number: int) -> dict[str, Any]:
    folder = shown.edition_folder(shown.number)
    entries = loads(folder / "catalogue.json")["datasets"] if shown.edition else []
    listed = {entry["name"]: entry for entry in entries} | {c.name: c.document["catalogue"] for c in candidates}
    return {
        "title": f"{'Synthetic sample: ' if context.synthetic else ''}Open data of {context.body}",
        "synthetic": context.synthetic,
        "publisher": context.body,
        "force": context.force,
        "edition": number,
        "datasets": [listed[name] for name in sorted(listed)],
    }


def _ledger(ledger: bytes, candidates: Sequence[Candidate]) -> bytes:
    """The ledger with the new events: an approval stands before the release that it let go."""
    lines = ledger.splitlines()
    for candidate in candidates:
        for event in _events(candidate):
            previous = sha256(lines[-1]) if lines else None
            lines.append(line({"seq": len(lines) + 1, "previous": previous, **event}))
    return b"".join(entry + b"\n" for entry in lines)


def _events(candidate: Candidate) -> list[dict[str, Any]]:
    document, approval = candidate.document, candidate.approval
    subject = {"dataset": candidate.name, "version": candidate.version, "synthetic": document["synthetic"]}
    release = {
        "event": "release",
        **subject,
        "level": document["level"],
        "manifest_sha256": sha256(candidate.manifest),
        "previous_manifest_sha256": document["previous_manifest_sha256"] or None,
    }
    if approval is None:
        return [release]
    signed = {
        "event": "approval",
        **subject,
        "fingerprint": approval.fingerprint,
        "causes": document["causes"],
        "reason": approval.reason,
        "by": approval.by,
    }
    return [signed, release]


def _edition(
    shown: Published, context: Context, candidates: Sequence[Candidate], found: Mapping[str, bytes]
) -> dict[str, Any]:
    kept = {name: dict(entry) for name, entry in shown.edition["datasets"].items()} if shown.edition else {}
    for candidate in candidates:
        kept[candidate.name] = {"version": candidate.version, "manifest_sha256": sha256(candidate.manifest)}
    for name, entry in kept.items():
        entry["versions_sha256"] = sha256(found[f"versions/{name}.json"])
    lines = found["ledger.jsonl"].splitlines()
    before = {"edition": shown.number, "sha256": sha256(shown.read("edition.json"))} if shown.edition else None
    alone = [name for name in sorted(found) if "/" not in name and name not in {"catalogue.json", "ledger.jsonl"}]
    return {
        "edition": shown.number + 1,
        "synthetic": context.synthetic,
        "publisher": context.body,
        "force": context.force,
        "world": context.world,
        "previous": before,
        "ledger": {"length": len(lines), "head_sha256": sha256(lines[-1])},
        "catalogue_sha256": sha256(found["catalogue.json"]),
        "datasets": {name: kept[name] for name in sorted(kept)},
        "files": {name: sha256(found[name]) for name in alone},
    }
