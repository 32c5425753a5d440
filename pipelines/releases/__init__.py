"""From the store to the public: diff, version, gate, candidate, edition, and the chain that anyone can verify.

`prepare` builds a dataset's candidate, `publish` turns all ready candidates into one edition, `heal` mends a folder
that a broken-off publication left behind, `held`, `approve` and `reject` are a person's part in the gate, and
`verify` checks what stands in public.
"""

from pipelines.releases.account import Report
from pipelines.releases.approvals import Held, approve, held, reject
from pipelines.releases.candidate import prepare
from pipelines.releases.model import (
    Context,
    Counts,
    EditionOutcome,
    Outcome,
    Released,
    ReleaseError,
    State,
    Stored,
)
from pipelines.releases.publish import publish
from pipelines.releases.switch import heal
from pipelines.releases.verify import verify

__all__ = [
    "Context",
    "Counts",
    "EditionOutcome",
    "Held",
    "Outcome",
    "ReleaseError",
    "Released",
    "Report",
    "State",
    "Stored",
    "approve",
    "heal",
    "held",
    "prepare",
    "publish",
    "reject",
    "verify",
]
