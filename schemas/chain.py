"""What ties the money to the plan: who is paid, known by one id, and every link from a payment up to a priority."""

from __future__ import annotations

import pandera.polars as pa
import polars as pl

from schemas import register
from schemas.base import Table, column

KINDS = [
    "commitment",
    "contract",
    "decision",
    "grant",
    "measure",
    "payment",
    "priority",
    "project",
    "service",
    "supplier",
    "tender",
]
HOW = ["stated", "by-reference", "by-supplier-id", "by-name", "none"]
REASONS = ["nothing-stated", "not-registered", "several-fit", "withheld"]
IDENTITIES = ["registered-id", "name-alone"]


class Suppliers(Table):
    """One name under which one supplier or recipient was written. Nobody whose name is withheld is in here."""

    supplier_id: str = column(
        "Supplier id",
        "The one id of the supplier in every dataset here: its identifier by org-id.guide where a register gives one "
        "(GB-COH a company, GB-CHC a charity), otherwise name- and twelve hexadecimal digits of its normalised name.",
        example="GB-COH-01234567",
        str_matches=register.one(rf"(name-[0-9a-f]{{12}}|{register.ORG_ID})"),
    )
    supplier_name: str = column(
        "Name as written",
        "The name as a record or spreadsheet writes it. Each way of writing it is a row.",
        example="WEALDEN FLEET SERVICES LIMITED",
        free_text=True,
        str_length={"min_value": 1, "max_value": 300},
    )
    normalised_name: str = column(
        "Normalised name",
        "The name by which ways of writing are taken for one: small letters without accents or punctuation, and the "
        "forms of companies shortened.",
        example="wealden fleet services ltd",
        free_text=True,
        str_length={"min_value": 1, "max_value": 300},
    )
    main_name: bool = column(
        "Main name",
        "true for the one way of writing that stands for the supplier: a register's before a spreadsheet's.",
        example="true",
    )
    identity: str = column(
        "Known by",
        "registered-id: a register gives an identifier for this name. name-alone: none does, so that another "
        "organisation of the same name would be taken for it.",
        example="registered-id",
        isin=IDENTITIES,
    )
    supplier_kind: str = column(
        "Kinds of supplier found",
        "What the records and spreadsheets say that it is, joined by a semicolon and a space where they differ.",
        example="company",
        str_matches=register.many(r"[a-z]+(-[a-z]+)*"),
    )
    stated_in: str = column(
        "Named in",
        "Names of the datasets that have this way of writing, joined by a semicolon and a space.",
        example="contracts; expenditure",
        str_matches=register.many(r"[a-z0-9]+(-[a-z0-9]+)*"),
    )

    @pa.dataframe_check(error="a supplier that is known by its name alone has an id made of it, any other has none")
    def _identity(cls, data: pa.PolarsData) -> pl.LazyFrame:  # noqa: N805 (pandera makes checks class methods)
        """The id says how the supplier is known."""
        named = pl.col("supplier_id").str.starts_with("name-")
        return data.lazyframe.select(named == (pl.col("identity") == "name-alone"))

    @pa.dataframe_check(error="each supplier has one main name")
    def _main(cls, data: pa.PolarsData) -> pl.LazyFrame:  # noqa: N805
        """One way of writing stands for the supplier; a part of the rows may lack it."""
        return data.lazyframe.select(pl.col("main_name").sum().over("supplier_id") <= 1)


class Chain(Table):
    """One link of one record, upwards to what it was done for or across to who was paid; or the want of it."""

    from_kind: str = column(
        "From",
        "What kind of thing the link starts from.",
        example="payment",
        isin=KINDS,
    )
    from_id: str = column(
        "From id",
        "Its id: the line id of a payment in expenditure, and the id of any other record in its own dataset.",
        example="5100123-2026-09-1",
        str_length={"min_value": 1, "max_value": 300},
    )
    to_kind: str = column(
        "To",
        "What kind of thing it leads to. Money leads from the payment up to the priority: payment, service, grant, "
        "contract, tender, decision, commitment, priority; and across to the supplier.",
        example="contract",
        isin=KINDS,
    )
    to_id: str = column(
        "To id",
        "The id of what it leads to, a supplier's as in the dataset suppliers. Empty where there is no link.",
        example="kent-c-0042",
        nullable=True,
        str_length={"min_value": 1, "max_value": 300},
    )
    how: str = column(
        "How the link was made",
        "stated: a record gives the very id. by-reference: it gives the id in another way of writing. by-supplier-id: "
        "it gives none, and one contract alone with the same supplier ran on the day; nobody has confirmed it. "
        "by-name: a name of the supplier in the dataset suppliers. none: there is no link, and the reason says why.",
        example="stated",
        isin=HOW,
    )
    stated_in: str = column(
        "Dataset of the field",
        "The dataset whose field states the link, or would.",
        example="expenditure",
        str_matches=register.one(r"[a-z0-9]+(-[a-z0-9]+)*"),
    )
    field: str = column(
        "Field that states it",
        "The column of that dataset which states the link, or would; several are joined by a semicolon and a space.",
        example="contract_id",
        str_matches=register.many(r"[a-z]+(_[a-z]+)*"),
    )
    reason: str = column(
        "Reason for no link",
        "nothing-stated: the field is empty. not-registered: it names what no published register has. several-fit: "
        "more than one record fits, so none is taken. withheld: the name is kept from the public.",
        example="nothing-stated",
        isin=REASONS,
        nullable=True,
    )

    @pa.dataframe_check(error="a link leads to an id, and the want of one has a reason and none")
    def _whole(cls, data: pa.PolarsData) -> pl.LazyFrame:  # noqa: N805
        """Found or not found, never both."""
        unmatched = pl.col("how") == "none"
        empty = pl.col("to_id").is_null() == unmatched
        return data.lazyframe.select(empty & (pl.col("reason").is_not_null() == unmatched))
