"""The chain of accountability: who is paid, what each payment leads up to, and what bears out each claim."""

from __future__ import annotations

from assets import datasets
from pipelines.accountability import chain, claims, suppliers
from pipelines.dataset import Dataset, Duty, Grain, RevisionPolicy, Triangle
from pipelines.sources.derived import Derived
from schemas.chain import Chain, Suppliers
from schemas.claims_checked import ClaimsChecked

_FOLLOWED = Duty(
    instrument="SI 2011/3050, Schedule, paragraphs 3 and 5; Police and Crime Plan 2025-2029",
    text="Decisions, spending and contracts can be seen, and what was paid can be followed to what it was paid for.",
    due_days=31,
)

SUPPLIERS = Dataset(
    name="suppliers",
    title="Suppliers and recipients, each under one id",
    description=(
        "Everybody who is paid and named in payments, contracts, grants and services, under one id for each. "
        "Each way of writing a name is a row; registered numbers come from the registers. Names that are withheld are "
        "not in here, and no id is made of one."
    ),
    subject="money",
    schema=Suppliers,
    source=Derived(
        name="suppliers",
        title="Worked out from payments, contracts, grants and services",
        inputs=suppliers.INPUTS,
        derive=suppliers.suppliers,
        model=Suppliers,
        declared=datasets,
        echo=suppliers.echo,
    ),
    grain=Grain.WHOLE,
    cadence="R/P1M",
    duty=_FOLLOWED,
    revisions=RevisionPolicy(
        "It follows what it reads. A supplier known by its name alone gets another id when a register gives it one.",
        matures=("main_name", "identity", "supplier_kind", "stated_in"),
    ),
    key=("supplier_id", "supplier_name"),
    triangle=Triangle(by=("identity",)),
    caveats=(
        "Two organisations of one name without registered numbers are taken for one; a change of name makes two.",
        "Whether a registered number is right is not checked against the register of companies or charities.",
        "A person named without a title in a spreadsheet of payments stands here as there: see expenditure.",
    ),
    keywords=("suppliers", "recipients", "companies", "charities", "spending"),
)

CHAIN = Dataset(
    name="chain",
    title="From each payment to its decision and priority, by id",
    description=(
        "Every link between priorities, commitments, decisions, tenders, contracts, grants, payments and suppliers. "
        "Each row says how the link was made and by which field; where a record states none, a row says that too."
    ),
    subject="money",
    schema=Chain,
    source=Derived(
        name="chain",
        title="Worked out from the registers, the plan and the payments",
        inputs=chain.INPUTS,
        derive=chain.chain,
        model=Chain,
        declared=datasets,
        echo=chain.echo,
    ),
    grain=Grain.WHOLE,
    cadence="R/P1M",
    duty=_FOLLOWED,
    revisions=RevisionPolicy(
        "It follows what it reads: a link appears when a record states it, and the row that told of its want goes.",
        matures=("to_id", "how", "reason"),
    ),
    key=("from_kind", "from_id", "to_kind", "to_id", "field"),
    triangle=Triangle(by=("from_kind", "to_kind", "how")),
    caveats=(
        "A link says what a record names, not that the money was well spent or that the priority was served.",
        "Links by-supplier-id are worked out, and nobody has confirmed them: leave them out where that matters.",
        "A payment may lead to a priority by several ways: count payments, not rows, when adding up.",
    ),
    keywords=("accountability", "spending", "contracts", "grants", "decisions", "plan", "traceability"),
)

CLAIMS_CHECKED = Dataset(
    name="claims-checked",
    title="What the data say of each stated figure",
    description=(
        "The query of every claim, run against the newest data here: the figure found, the difference, and a verdict. "
        "Where nothing here can tell, or the data are not held, the row says so."
    ),
    subject="plan",
    schema=ClaimsChecked,
    source=Derived(
        name="claims-checked",
        title="Worked out from the claims and the datasets that they name",
        inputs=claims.INPUTS,
        derive=claims.check_claims,
        model=ClaimsChecked,
        declared=datasets,
    ),
    grain=Grain.WHOLE,
    cadence="R/P1M",
    duty=Duty(
        instrument="Code of Practice for Statistics (Office for Statistics Regulation)",
        text="Statements that quote figures can be traced to data that anyone can check.",
        due_days=183,
    ),
    revisions=RevisionPolicy(
        "It follows what it reads: a verdict changes when data come or are revised. Each change is listed.",
        matures=(
            *("versions_read", "stated", "stated_status", "stated_to", "stated_to_status", "found", "found_status"),
            *("difference", "difference_status", "verdict"),
        ),
    ),
    key=("claim_id",),
    triangle=Triangle(by=("verdict",)),
    caveats=(
        "A difference may come of later revisions, other definitions or other dates: read the claim's note first.",
        "Own records that repeat a statement show that it was copied rightly, and no more.",
        "In a synthetic sample the figures of other publishers are made up: verdicts that rest on them mean nothing.",
    ),
    keywords=("claims", "fact checking", "accountability", "reproducibility"),
)
