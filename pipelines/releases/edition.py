"""The documents of an edition, worked out in memory: lists of versions, catalogue, ledger, and what seals them all."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pipelines.releases.account import LISTING
from pipelines.releases.approvals import APPROVED, Decision
from pipelines.releases.checker import checker
from pipelines.releases.files import dumps, line, loads, sha256
from pipelines.releases.keys import NO_KEYS, Keyring
from pipelines.releases.layout import MARK_NAME, PUBLISHED, WITHDRAWN, Published, is_page
from pipelines.releases.model import Context
from pipelines.releases.report import CHANGES_SCHEMA
from pipelines.releases.standards import edition_documents
from pipelines.releases.standards.joined import joined_documents
from pipelines.releases.standards.tables import Tables
from pipelines.releases.version import parts
from pipelines.site import Shown, site_documents

README = """{mark}Open data of {body}

  index.html         the pages to read, which go on below site/
  current            the edition that stands now; everything below hangs on this one pointer
  catalogue.json     every dataset, its latest version and where its files are
  datasets/NAME/versions.json    every version of a dataset
  datasets/NAME/VERSION/         one version, which never changes:
      NAME*.csv .json .parquet   the same rows in three formats
      datapackage.json, schema.json   what the columns mean (Data Package v2, Table Schema)
      changes.json, changes.csv       every value that differs from the version before, and why
      csv-metadata.json               what the columns mean, as CSV on the Web
      dcat.jsonld, schemaorg.jsonld   the version as catalogues and search engines read it
      prov.jsonld                     which received bytes each file was made from
      quality.json                    every check that ran, and which periods are there
      manifest.json                   SHA-256 of every file, and the bytes each figure came from
  standards/         contracts, payments and grants in the words of OCDS and 360Giving
  ledger.jsonl       every release and approval in order, each line chained to the one before
  edition.json       the seal: what the whole catalogue said, with SHA-256 of all the above
  edition.sig, keys.json   the office's signature of the seal, and its public keys
  changes.schema.json  JSON Schema of changes.json
  catalog.jsonld, data.json    the catalogue in DCAT, and as data.gov.uk harvests it
  feed.atom, feed.json         what happened, for feed readers

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
    signed: tuple[str, ...] = ()
    """Files that were written again with the approval's reason."""

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
        return dumps(self.document["manifest"] | {"approval": _note(approval) if approval else None})


def _note(approval: Decision) -> dict[str, str]:
    """What is published of an approval."""
    notice = {"without_notice": approval.without_notice} if approval.without_notice else {}
    return {"reason": approval.reason, "by": approval.by, **notice}


@dataclass(frozen=True)
class Takedown:
    """What a withdrawal or a redaction says in the next edition.

    `versions` is versions.json of each dataset it touches, `catalogue` its entry (None: nothing of it stands any more)
    and `latest` the version that stands as the latest with its manifest's SHA-256, both "" where none does.
    """

    versions: Mapping[str, dict[str, Any]]
    catalogue: Mapping[str, dict[str, Any] | None]
    latest: Mapping[str, tuple[str, str]]


NOTHING_TAKEN = Takedown({}, {}, {})


def edition_files(
    shown: Published,
    context: Context,
    candidates: Sequence[Candidate],
    events: Sequence[Mapping[str, Any]] = (),
    previews: Mapping[str, Sequence[Mapping[str, Any]]] = MappingProxyType({}),
    *,
    made: Mapping[tuple[str, str], Path] = MappingProxyType({}),
    takedown: Takedown = NOTHING_TAKEN,
    keys: Keyring = NO_KEYS,
) -> dict[str, bytes]:
    """Every file of the next edition's folder, by its relative name, `edition.json`, its hash and its signature last.

    `events` enter the ledger before those of the candidates. `previews` are the entries of `versions.json` for every
    dataset whose previews change. `made` are the folders of versions (dataset, number) that are not in their place yet:
    what is redacted must be redacted there already. `keys` sign; raises ReleaseError when the key that
    should sign is not there.
    """
    number = shown.number + 1
    versions = {name: dumps(shown.versions(name) | {"previews": entries}) for name, entries in previews.items()}
    versions |= {c.name: dumps(_versions(shown, c)) for c in candidates}
    versions |= {name: dumps(document) for name, document in takedown.versions.items()}
    kept = shown.edition["datasets"] if shown.edition else {}
    versions |= {name: shown.read(f"versions/{name}.json") for name in kept if name not in versions}
    found = {f"versions/{name}.json": versions[name] for name in sorted(versions)}
    catalogue = _catalogue(shown, context, candidates, takedown, number)
    found["catalogue.json"] = dumps(catalogue)
    found["ledger.jsonl"] = _ledger(shown.read("ledger.jsonl"), [*events, *(e for c in candidates for e in _events(c))])
    found["changes.schema.json"] = dumps(CHANGES_SCHEMA)
    told = {name: json.loads(content) for name, content in versions.items()}
    found |= edition_documents(catalogue, told, found["ledger.jsonl"], context)
    found["verify.py"] = checker()
    mark = "SYNTHETIC SAMPLE\n\n" if context.synthetic else ""
    found["README.txt"] = README.format(mark=mark, body=context.body).encode()
    if context.synthetic:
        found[MARK_NAME] = MARK_TEXT.encode()

    def folder(dataset: str, version: str) -> Path:
        return made.get((dataset, version), shown.home / "datasets" / dataset / version)

    newest = {entry["name"]: folder(entry["name"], entry["latest"]) for entry in catalogue["datasets"]}
    found |= joined_documents(Tables(newest), context)
    found |= site_documents(Shown(found, folder, context.contact, context.site))
    pages = {name: sha256(found[name]) for name in sorted(found) if is_page(name)}
    found[LISTING] = dumps({"synthetic": context.synthetic, "files": pages})
    signature = keys.signature(shown.number + 1, shown.keys)
    if signature is not None:
        found["keys.json"] = dumps({"keys": signature.keys})
    edition = dumps(_edition(shown, context, candidates, takedown, found))
    found |= {"edition.json": edition, "edition.sha256": f"{sha256(edition)}  edition.json\n".encode()}
    return found if signature is None else found | {"edition.sig": dumps(signature.of(edition))}


def _versions(shown: Published, candidate: Candidate) -> dict[str, Any]:
    """`versions.json`: every version, oldest first, the latest, and the latest of each major."""
    document, name, version = candidate.document, candidate.name, candidate.version
    manifest = document["manifest"]
    entry = {
        "version": version,
        "status": PUBLISHED,
        "level": document["level"],
        "rows": manifest["rows"],
        "as_at": manifest["as_at"],
        "dated": document["catalogue"]["dated"],
        "changes": [change["text"] for change in document["changes"]],
        "counts": document["counts"],
        "manifest_sha256": sha256(candidate.manifest),
        "path": f"datasets/{name}/{version}",
    }
    entries = [*shown.versions(name)["versions"], entry]
    return {
        "dataset": name,
        "synthetic": document["synthetic"],
        "latest": version,
        "latest_of_major": latest_of_major(entries),
        "previews": [],
        "versions": entries,
    }


def latest_of_major(entries: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """The latest version of each major that is not withdrawn."""
    standing = (entry["version"] for entry in entries if entry["status"] != WITHDRAWN)
    return {number.partition(".")[0]: number for number in sorted(standing, key=parts)}


def _catalogue(
    shown: Published, context: Context, candidates: Sequence[Candidate], takedown: Takedown, number: int
) -> dict[str, Any]:
    folder = shown.edition_folder(shown.number)
    entries = loads(folder / "catalogue.json")["datasets"] if shown.edition else []
    listed = {entry["name"]: entry for entry in entries} | {c.name: c.document["catalogue"] for c in candidates}
    listed |= takedown.catalogue
    return {
        "title": f"{'Synthetic sample: ' if context.synthetic else ''}Open data of {context.body}",
        "synthetic": context.synthetic,
        "publisher": context.body,
        "force": context.force,
        "edition": number,
        "datasets": [listed[name] for name in sorted(listed) if listed[name] is not None],
    }


def _ledger(ledger: bytes, events: Sequence[Mapping[str, Any]]) -> bytes:
    """The ledger with the new events, each chained to the line before it."""
    lines = ledger.splitlines()
    for event in events:
        previous = sha256(lines[-1]) if lines else None
        lines.append(line({"seq": len(lines) + 1, "previous": previous, **event}))
    return b"".join(entry + b"\n" for entry in lines)


def _events(candidate: Candidate) -> list[dict[str, Any]]:
    """What a candidate that goes out adds to the ledger: an approval stands before the release that it let go."""
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
        **_note(approval),
    }
    return [signed, release]


def _edition(
    shown: Published,
    context: Context,
    candidates: Sequence[Candidate],
    takedown: Takedown,
    found: Mapping[str, bytes],
) -> dict[str, Any]:
    kept = {name: dict(entry) for name, entry in shown.edition["datasets"].items()} if shown.edition else {}
    for candidate in candidates:
        kept[candidate.name] = {"version": candidate.version, "manifest_sha256": sha256(candidate.manifest)}
    for name, (version, manifest) in takedown.latest.items():
        kept[name] = {"version": version, "manifest_sha256": manifest}
    for name, entry in kept.items():
        entry["versions_sha256"] = sha256(found[f"versions/{name}.json"])
    lines = found["ledger.jsonl"].splitlines()
    signed = sha256(shown.read("edition.sig")) if shown.keys else None
    seal = {"sha256": sha256(shown.read("edition.json")), "signature_sha256": signed}
    before = {"edition": shown.number} | seal if shown.edition else None
    elsewhere = {"catalogue.json", "ledger.jsonl", *(f"versions/{name}.json" for name in kept)}
    return {
        "edition": shown.number + 1,
        "generation": shown.generation + bool(takedown.versions),
        "synthetic": context.synthetic,
        "publisher": context.body,
        "force": context.force,
        "world": context.world,
        "previous": before,
        "ledger": {"length": len(lines), "head_sha256": sha256(lines[-1])},
        "catalogue_sha256": sha256(found["catalogue.json"]),
        "datasets": {name: kept[name] for name in sorted(kept)},
        "files": {name: sha256(found[name]) for name in sorted(found.keys() - elsewhere) if not is_page(name)},
    }
