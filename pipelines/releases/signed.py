"""The signed reason of a change that nothing else explains, written into the report before it comes out."""

from __future__ import annotations

from dataclasses import replace

from pipelines.releases import files
from pipelines.releases.candidate import SPOOL
from pipelines.releases.edition import Candidate
from pipelines.releases.report import write_changes

SIGNED = "signed"
"""The folder of a candidate that holds the report with the signed reason."""


def with_reason(candidate: Candidate) -> Candidate:
    """The candidate with the approval's reason on every change that has none; itself where there is none such.

    May be done again at any time. Raises OSError when the disk is full.
    """
    head, approval = candidate.document["head"], candidate.approval
    if head is None or approval is None:
        return candidate
    folder = candidate.folder / SIGNED
    files.remove(folder)
    folder.mkdir()
    names = write_changes(head, candidate.folder / SPOOL, folder, approval.reason)
    manifest = dict(candidate.document["manifest"])
    manifest["files"] = manifest["files"] | {name: files.facts(folder / name) for name in names}
    return replace(candidate, document={**candidate.document, "manifest": manifest}, signed=names)
