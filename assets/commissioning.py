"""What the office buys and funds: invitations to tender, contracts, and grants."""

from __future__ import annotations

from pipelines.checks.plan import SERVES_PRIORITIES
from pipelines.checks.registers import copies_of_larger, stands_once, values_of_smaller
from pipelines.dataset import Dataset, Duty, Grain, RevisionPolicy
from pipelines.sources.records import RecordsSource
from schemas.contracts import Contracts
from schemas.grants import Grants
from schemas.tenders import Tenders

_EMPTY = "The register begins empty: only what the office has recorded is listed, and an empty register proves nothing."
_NAMES = "The name of a private person is withheld, with the reason and the day on which that is looked at again."

CONTRACTS = Dataset(
    name="contracts",
    title="Contracts of the office and the chief constable",
    description=(
        "Every contract: with whom, for what, how much, how long, and where to read it. "
        "Contracts over £10,000 come with the address and hash of their copy, smaller ones are listed. Payments that "
        "name a contract stand in the dataset expenditure; the OCDS file brings the two together."
    ),
    subject="money",
    schema=Contracts,
    source=RecordsSource("contracts", Contracts, "contract-records", "Contract records of the office"),
    grain=Grain.WHOLE,
    cadence="R/P1M",
    duty=Duty(
        instrument="SI 2011/3050, Schedule, paragraph 4(b) and (d)",
        text=(
            "A copy of each contract of more than £10,000 to which the elected local policing body or the chief "
            "officer is party, and a list of the others with value, parties and purpose, as soon as practicable."
        ),
        due_days=31,
    ),
    revisions=RevisionPolicy(
        "A contract keeps its id. Its status, dates and value change as it runs; each change is listed."
    ),
    key=("contract_id",),
    checks=(
        stands_once("contract_id"),
        SERVES_PRIORITIES,
        copies_of_larger("contract_id", "contract"),
        values_of_smaller("contract_id"),
    ),
    caveats=(
        _EMPTY,
        _NAMES,
        "Where a contract has several suppliers, names, kinds and ids are joined in the same order.",
        "A value is the whole term's as signed; what was paid so far stands in the dataset expenditure.",
    ),
    keywords=("contracts", "procurement", "suppliers", "spending", "transparency"),
    files_stand_alone=True,
    reject_limit=0.1,
)

TENDERS = Dataset(
    name="tenders",
    title="Invitations to tender",
    description=(
        "Every invitation to tender: what was asked for, when it closed, and what became of it. "
        "A contract that followed names the invitation."
    ),
    subject="money",
    schema=Tenders,
    source=RecordsSource("tenders", Tenders, "tender-records", "Tender records of the office"),
    grain=Grain.WHOLE,
    cadence="R/P1M",
    duty=Duty(
        instrument="SI 2011/3050, Schedule, paragraph 4(c)",
        text=(
            "A copy of each invitation to tender for a contract expected to be worth more than £10,000, as soon as "
            "practicable after it is issued."
        ),
        due_days=31,
    ),
    revisions=RevisionPolicy(
        "An invitation keeps its id. Its status and number of bids change; each change is listed."
    ),
    key=("tender_id",),
    checks=(
        stands_once("tender_id"),
        SERVES_PRIORITIES,
        copies_of_larger("tender_id", "invitation for a contract"),
    ),
    caveats=(_EMPTY, "Who bid and lost is not published, only how many bids there were."),
    keywords=("tenders", "procurement", "competition", "transparency"),
    files_stand_alone=True,
    reject_limit=0.1,
)

GRANTS = Dataset(
    name="grants",
    title="Crime and disorder reduction grants",
    description=(
        "Every grant: to whom, how much, on what conditions, and why it will reduce crime and disorder. "
        "The same grants stand in the 360Giving file."
    ),
    subject="money",
    schema=Grants,
    source=RecordsSource("grants", Grants, "grant-records", "Grant records of the office"),
    grain=Grain.WHOLE,
    cadence="R/P1M",
    duty=Duty(
        instrument="SI 2011/3050, Schedule, paragraph 3(f)",
        text=(
            "Each crime and disorder reduction grant: its conditions, recipient and purpose, and the reasons why it "
            "will secure or contribute to the reduction of crime and disorder; for each month, as soon as practicable "
            "after its end."
        ),
        due_days=30,
    ),
    revisions=RevisionPolicy("A grant keeps its id. Outcomes are added as they are reported; each change is listed."),
    key=("grant_id",),
    checks=(stands_once("grant_id"), SERVES_PRIORITIES),
    caveats=(
        _EMPTY,
        _NAMES,
        "A row may stand for several individuals together; the column recipients says how many.",
    ),
    keywords=("grants", "crime reduction", "voluntary sector", "360Giving", "transparency"),
    files_stand_alone=True,
    reject_limit=0.1,
)
