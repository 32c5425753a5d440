"""What OCDS 1.1.5 and 360Giving 1.4 ask of a document, in JSON Schemas of our own.

Written from the documented required fields, types and closed codelists of both standards, as they stand at
standard.open-contracting.org/1.1 and standard.threesixtygiving.org. No installed package carries the official schemas,
which are not ours to copy in.
"""

from __future__ import annotations

from typing import Any

TEXT = {"type": "string", "minLength": 1}
MOMENT = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$"}
DAY = {"type": "string", "pattern": r"^\d{4}-(0[1-9]|1[012])-(0[1-9]|[12]\d|3[01])$"}
URI = {"type": "string", "pattern": r"^[a-z][a-z0-9+.-]*:\S+$"}


def thing(required: str, **properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": required.split(), "properties": properties}


def listed(items: Any, **more: Any) -> dict[str, Any]:
    return {"type": "array", "minItems": 1, "items": items, "uniqueItems": True, **more}


def word(*words: str) -> dict[str, Any]:
    return {"enum": list(words)}


MONEY = thing("amount currency", amount={"type": "number"}, currency=word("GBP"))
PERIOD = {**thing("", startDate=MOMENT, endDate=MOMENT), "minProperties": 1}
REFERENCE = thing("name", id=TEXT, name=TEXT)
DOCUMENT = thing("id", id=TEXT, url=URI, documentType=TEXT)
ITEM = thing("id", id=TEXT, classification=thing("scheme id", scheme=TEXT, id=TEXT))
ROLES = word("buyer", "procuringEntity", "supplier", "tenderer", "funder", "payer", "payee", "reviewBody")
TAGS = (
    *("planning", "planningUpdate", "tender", "tenderAmendment", "tenderUpdate", "tenderCancellation", "award"),
    *("awardUpdate", "awardCancellation", "contract", "contractUpdate", "contractAmendment", "implementation"),
    *("implementationUpdate", "contractTermination", "compiled"),
)
TENDER = thing(
    "id",
    id=TEXT,
    status=word("planning", "planned", "active", "cancelled", "unsuccessful", "complete", "withdrawn"),
    procurementMethod=word("open", "selective", "limited", "direct"),
    value=MONEY,
    items=listed(ITEM),
    tenderPeriod=PERIOD,
    numberOfTenderers={"type": "integer"},
    documents=listed(DOCUMENT),
)
AWARD = thing(
    "id",
    id=TEXT,
    status=word("pending", "active", "cancelled", "unsuccessful"),
    date=MOMENT,
    value=MONEY,
    suppliers=listed(REFERENCE),
    items=listed(ITEM),
    contractPeriod=PERIOD,
)
TRANSACTION = thing("id", id=TEXT, date=MOMENT, value=MONEY, payer=REFERENCE, payee=REFERENCE)
CONTRACT = thing(
    "id awardID",
    id=TEXT,
    awardID=TEXT,
    status=word("pending", "active", "cancelled", "terminated"),
    period=PERIOD,
    value=MONEY,
    dateSigned=MOMENT,
    documents=listed(DOCUMENT),
    implementation=thing("transactions", transactions=listed(TRANSACTION)),
)
RELEASE = thing(
    "ocid id date tag initiationType",
    ocid=TEXT,
    id={"type": "string", "pattern": "^[^#]+$"},
    date=MOMENT,
    tag=listed(word(*TAGS)),
    initiationType=word("tender"),
    language=word("en"),
    parties=listed(thing("id name roles", id=TEXT, name=TEXT, roles=listed(ROLES))),
    buyer=REFERENCE,
    tender=TENDER,
    awards=listed(AWARD),
    contracts=listed(CONTRACT),
)
_PACKAGE = {
    "uri": URI,
    "version": word("1.1"),
    "publishedDate": MOMENT,
    "publisher": thing("name", name=TEXT, uid=TEXT),
    "license": URI,
}
RELEASE_PACKAGE = thing("uri version publishedDate publisher releases", **_PACKAGE, releases=listed(RELEASE))
LINKED = thing("url date tag", url=URI, date=MOMENT, tag=listed(word(*TAGS)))
RECORD = thing("ocid releases compiledRelease", ocid=TEXT, releases=listed(LINKED), compiledRelease=RELEASE)
RECORD_PACKAGE = thing(
    "uri version publishedDate publisher records", **_PACKAGE, packages=listed(URI), records=listed(RECORD)
)

ORGANISATION = listed(thing("id name", id=TEXT, name=TEXT, charityNumber=TEXT, companyNumber=TEXT), maxItems=1)
GRANT = {
    **thing(
        "id title description currency amountAwarded awardDate fundingOrganization",
        id=TEXT,
        title={**TEXT, "maxLength": 140},
        description=TEXT,
        currency=word("GBP"),
        amountAwarded={"type": "number"},
        awardDate=DAY,
        plannedDates=listed(thing("startDate", startDate=DAY, endDate=DAY)),
        recipientOrganization=ORGANISATION,
        recipientIndividual=thing("id name", id=TEXT, name=TEXT),
        fundingOrganization=ORGANISATION,
        beneficiaryLocation=listed(thing("geoCode", geoCode=TEXT)),
        grantProgramme=listed(thing("title", title=TEXT)),
        fromOpenCall=word("Yes", "No"),
        relatedDocument=listed(thing("url", url=URI)),
    ),
    "oneOf": [{"required": ["recipientOrganization"]}, {"required": ["recipientIndividual"]}],
}
GRANTS_PACKAGE = thing(
    "version title description modified publisher license grants",
    version={"type": "string", "pattern": r"^\d+\.\d+$"},
    modified=DAY,
    publisher=thing("name", name=TEXT, identifier=TEXT),
    license=URI,
    grants=listed(GRANT),
)
