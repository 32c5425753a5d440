"""What a hand-over says of itself: `ro-crate-metadata.json` for machines (RO-Crate 1.3), `HANDOVER.md` for people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pipelines.body import Body
from pipelines.handover import LANDING, PUBLISHED, RECORDS, REDACTIONS, SETTINGS, SUMS
from pipelines.releases.files import dumps
from pipelines.releases.package import LICENCES, marked

METADATA = "ro-crate-metadata.json"
GUIDE = "HANDOVER.md"
PROFILE = "https://w3id.org/ro/crate/1.3"

_TEXT = """# Hand-over of the open data of {office}

{mark}This package holds everything that a successor needs to carry on where {office} stopped, at edition {edition}.
What was published stays as it is, versions go on counting, and the ledger says who took over and since when.
{confidential}
| folder | what |
|---|---|
| `published/` | every version of every dataset, the ledger, the editions, the public keys where editions are signed |
| `records/` | what the office wrote: its own name, decisions, budget and the like{inbox} |
| `landing/receipts/` | every fetch that was ever tried: address, time, SHA-256 of what came |
{objects}{rules}| `settings.json` | world and force the press ran with |
| `SHA256SUMS` | the hash of every file here |

No private key is in it, and none must ever be: a successor makes a key of its own.

## Check it

    sha256sum -c SHA256SUMS
    python3 published/verify.py published

The second follows the chain of editions from the last to the first and names whatever was changed.

## Carry on

1. Install openbeat, and write `records/body.yaml` of the new body: close the old entry with `valid_to`, add a new one
   with `valid_from`. An office is never edited into another. Where editions are signed, make a key of your own:
   `openbeat key new --home HOME`.
2. Take over into empty folders. Nothing is placed before every hash and the whole chain hold.

       OPENBEAT_RECORDS=records openbeat takeover THIS-PACKAGE --force {force} --home HOME --published PUBLISHED

3. Run a night as ever: `openbeat nightly --home HOME --published PUBLISHED`. Descriptions now name the new body, so
   that each dataset gets a new version that says so; old versions stay word for word.
4. Point the public address at the new `published/`, and tell people the SHA-256 of `edition.json` that verify prints.
"""


_CONFIDENTIAL = """
**CONFIDENTIAL.** This package goes to the successor body alone and is never published: it holds {what}.
Only `published/` in it is public.
"""
_RULES = "what was taken out of public, as rules by which no later night brings it back; `takeover` puts them in force"


def guide(
    office: str, force: str, edition: int, *, synthetic: bool, originals: bool, rules: bool, small: bool
) -> bytes:
    """`HANDOVER.md`: what it is, who may see it, how to check it, how to carry on."""
    mark = "**SYNTHETIC SAMPLE**: everything published here is made up. " if synthetic else ""
    objects = "| `landing/objects/` | the bytes exactly as they were received, by SHA-256 |\n" if originals else ""
    inbox = ", with the spreadsheets of its inbox" if originals else ", without its inbox"
    held = ["the redaction rules, which name what is hidden"] * rules + ["the bytes as they were received"] * originals
    held += ["records of numbers that are too small to publish"] * small
    text = _TEXT.format(
        office=office,
        force=force,
        edition=edition,
        mark=mark,
        objects=objects,
        inbox=inbox,
        rules=f"| `{REDACTIONS}/` | {_RULES} |\n" * rules,
        confidential=_CONFIDENTIAL.format(what=" and ".join(held)) if held else "",
    )
    return text.encode()


def metadata(
    body: Body, edition: Mapping[str, Any], as_at: str, datasets: Iterable[tuple[str, str, str]], *, rules: bool
) -> bytes:
    """`ro-crate-metadata.json`. `datasets` are (folder in the package, title, latest version), `rules` whether
    redactions stand.

    `datePublished` is the newest date that any source gives, or the day the body came into office where none does: no
    clock stands in a package.
    """
    parts = [_dataset(*entry) for entry in datasets]
    folders = [
        _folder(f"{PUBLISHED}/", "What the public gets: every version, the ledger, every edition"),
        _folder(f"{RECORDS}/", "What the office wrote"),
        _folder(f"{LANDING}/", "Receipts of every fetch"),
        *([_folder(f"{REDACTIONS}/", "Confidential: what was taken out of public")] if rules else ()),
    ]
    files = [_file(GUIDE, "text/markdown"), _file(SUMS, "text/plain"), _file(SETTINGS, "application/json")]
    publisher = {"@id": body.homepage or "#publisher", "@type": "Organization", "name": edition["publisher"]}
    licence = LICENCES["OGL-UK-3.0"]
    terms = {"@id": licence["path"], "@type": "CreativeWork", "name": licence["title"]}
    entities = [*folders, *parts, *files]
    root = {
        "@id": "./",
        "@type": "Dataset",
        "name": marked(f"Hand-over of the open data of {edition['publisher']}", edition["synthetic"]),
        "description": f"Everything a successor needs to carry on after edition {edition['edition']}.",
        "datePublished": as_at or body.valid_from.isoformat(),
        "license": {"@id": terms["@id"]},
        "publisher": {"@id": publisher["@id"]},
        "hasPart": [{"@id": entity["@id"]} for entity in entities],
    }
    about = {
        "@id": METADATA,
        "@type": "CreativeWork",
        "about": {"@id": "./"},
        "conformsTo": {"@id": PROFILE},
    }
    return dumps({"@context": f"{PROFILE}/context", "@graph": [about, root, publisher, terms, *entities]})


def _dataset(folder: str, title: str, version: str) -> dict[str, Any]:
    return {"@id": f"{folder}/", "@type": "Dataset", "name": title, "version": version}


def _folder(name: str, text: str) -> dict[str, Any]:
    return {"@id": name, "@type": "Dataset", "name": name.rstrip("/"), "description": text}


def _file(name: str, media: str) -> dict[str, Any]:
    return {"@id": name, "@type": "File", "name": name, "encodingFormat": media}
