"""What the expenditure dataset promises: one line of one payment by the office or the chief constable."""

from __future__ import annotations

import pandera.polars as pa
import polars as pl

from schemas.base import FINANCIAL_YEAR, MONTH, Money, Table, column, confidential

REDACTED_NAME = "REDACTED PERSONAL DATA"
"""Stands in place of a name that is withheld because it is, or may be, a living person's."""

REPORTING_LIMIT_GBP = 500
"""The law asks for each item of more than this."""

SUPPLIER_KINDS = ["company", "public-body", "charity", "sole-trader", "individual", "redacted", "unknown"]
AMOUNT_BASES = ["line", "invoice-total", "unknown"]

_TEXT = {"max_value": 2000}
_LABEL = {"max_value": 300}


class Expenditure(Table):
    """One line per payment line as published in the spreadsheets that staff drop into the inbox."""

    line_id: str = column(
        "Line identifier",
        "Identifies one line for ever. Where the source numbers its transactions it is the transaction number, the "
        "payment month and the occurrence; otherwise twelve hexadecimal digits computed from the published values "
        "of the line, and the occurrence. True repeats keep a line each. No two published lines share one: a release "
        "in which they would is held. Source: openbeat.",
        example="5100123-2026-09-1",
        str_length=_LABEL,
    )
    transaction_id: str = column(
        "Transaction number",
        "The publisher's own number or reference for the payment, which several lines may share. Empty where the "
        "spreadsheet gives none. Source: the spreadsheet's transaction column.",
        example="5100123",
        nullable=True,
        free_text=True,
        str_length=_LABEL,
    )
    body_name: str = column(
        "Paying body",
        "Who paid, where the spreadsheet says so. Source: the spreadsheet's body or organisation column.",
        example="Police and Crime Commissioner for Kent",
        nullable=True,
        free_text=True,
        str_length=_LABEL,
    )
    payment_date: pl.Date = column(
        "Payment date",
        "The day of the payment as the spreadsheet gives it; where it gives only a posting or invoice date, that "
        "date. Source: the spreadsheet's date column.",
        example="2026-09-14",
    )
    month: str = column(
        "Month of payment",
        "The calendar month of the payment date, as YYYY-MM. Source: computed from the payment date.",
        example="2026-09",
        str_matches=MONTH,
    )
    financial_year: str = column(
        "Financial year",
        "The year from 1 April to 31 March that holds the payment date, as 2026-27. Source: computed from the "
        "payment date.",
        example="2026-27",
        str_matches=FINANCIAL_YEAR,
    )
    supplier_name: str = column(
        "Supplier",
        "Who was paid, as the spreadsheet writes it, or REDACTED PERSONAL DATA where the name is withheld. "
        "Source: the spreadsheet's supplier column.",
        example="Wealden Fleet Services Ltd",
        free_text=True,
        str_length={"min_value": 1, "max_value": 300},
    )
    supplier_kind: str = column(
        "Kind of supplier",
        "What the supplier's name itself says it is: company, public-body or charity; sole-trader where a person "
        "trades under a name, which then stands alone; individual where a title shows a person, redacted where the "
        "publisher had already withheld the name, unknown where the name does not say. "
        "Source: openbeat, from the name.",
        example="company",
        isin=SUPPLIER_KINDS,
    )
    amount_gbp: Money = column(
        "Amount",
        "Pounds paid; negative for a credit. Read it with the basis of the amount: an invoice total stands on every "
        "line of its invoice and must not be summed. Source: the spreadsheet's amount column, to the penny.",
        example="1250.00",
        unit="GBP",
    )
    amount_basis: str = column(
        "Basis of the amount",
        "What the amount counts, by the column's heading: line (this line alone), invoice-total (the whole invoice, "
        "repeated on each of its lines) or unknown. Source: the heading of the spreadsheet's amount column.",
        example="line",
        isin=AMOUNT_BASES,
    )
    irrecoverable_vat_gbp: Money = column(
        "Irrecoverable VAT",
        "Value added tax on the line that cannot be reclaimed, in pounds. Empty where the spreadsheet does not say; "
        "empty is not zero. Source: the spreadsheet's irrecoverable VAT column.",
        example="0.00",
        unit="GBP",
        nullable=True,
    )
    irrecoverable_vat_gbp_status: str = column(
        "Status of the irrecoverable VAT",
        "[x] where the spreadsheet does not say; empty where the figure is given. Source: openbeat.",
        example="[x]",
        isin=["[x]"],
        nullable=True,
    )
    over_500: bool = column(
        "More than £500",
        "Whether the amount, its sign apart, is more than £500, the size from which the law asks for publication. "
        "Source: computed from the amount.",
        example="true",
    )
    category: str = column(
        "Category of expenditure",
        "What kind of thing was bought, in the publisher's own words. Source: the spreadsheet's category or account "
        "column.",
        example="Vehicle maintenance",
        nullable=True,
        free_text=True,
        str_length=_LABEL,
    )
    department: str = column(
        "Department",
        "The service, directorate or cost centre that spent the money. Source: the spreadsheet's department column.",
        example="Fleet",
        nullable=True,
        free_text=True,
        str_length=_LABEL,
    )
    purpose: str = column(
        "Purpose",
        "What the money was for, in the publisher's own words; people's names are withheld. Empty where the "
        "spreadsheet does not say. Source: the spreadsheet's purpose or description column.",
        example="Tyres for response vehicles",
        nullable=True,
        free_text=True,
        str_length=_TEXT,
    )
    value_for_money_reason: str = column(
        "Reason for value for money",
        "Why the payer holds that good value for money would be obtained. Empty where the spreadsheet does not say. "
        "Source: the spreadsheet's reason or value-for-money column.",
        example="Lowest of three quotations",
        nullable=True,
        free_text=True,
        str_length=_TEXT,
    )
    contract_id: str = column(
        "Contract reference",
        "The contract under which the payment was made. Source: the spreadsheet's contract column.",
        example="C-2024-017",
        nullable=True,
        free_text=True,
        str_length=_LABEL,
    )
    grant_id: str = column(
        "Grant reference",
        "The grant that the payment is part of. Source: the spreadsheet's grant column.",
        example="G-2024-007",
        nullable=True,
        free_text=True,
        str_length=_LABEL,
    )
    decision_id: str = column(
        "Decision reference",
        "The published decision that allowed the payment. Source: the spreadsheet's decision column.",
        example="D-2024-031",
        nullable=True,
        free_text=True,
        str_length=_LABEL,
    )
    redaction_reason: str = column(
        "Reason for redaction",
        "Why the supplier's name is withheld: personal_data. Empty where nothing is withheld. Source: openbeat.",
        example="personal_data",
        nullable=True,
        isin=["personal_data"],
    )
    source_file: str = column(
        "Source file",
        "The spreadsheet the line was read from, relative to the folder in which it was dropped. Source: openbeat.",
        example="spend-over-500-2026-09.xlsx",
        free_text=True,
    )
    source_sheet: str = column(
        "Source sheet",
        "The sheet of the workbook the line was read from; empty for a CSV file. Source: openbeat.",
        example="Sep 26",
        nullable=True,
        free_text=True,
    )

    supplier_reference: str = confidential(
        "Reference of the supplier",
        "The number or reference under which the payer's own books know the payee; it may be that of a person. "
        "Source: the spreadsheet's column of supplier numbers.",
        example="V100234",
    )
    supplier_address: str = confidential(
        "Address of the supplier",
        "Where the payee is, which for a sole trader is often a home. Source: the spreadsheet's address column.",
        example="1 Sample Street, Sampleton",
    )

    @pa.dataframe_check(error="month and financial year are those of the payment date")
    def _periods_agree(cls, data: pa.PolarsData) -> pl.LazyFrame:  # noqa: N805 (pandera makes checks class methods)
        """The month and the financial year that a line claims follow from its payment date."""
        date = pl.col("payment_date")
        start = date.dt.offset_by("-3mo").dt.year()
        year = pl.format("{}-{}", start, ((start + 1) % 100).cast(pl.String).str.zfill(2))
        return data.lazyframe.select(
            (pl.col("month") == date.dt.strftime("%Y-%m")) & (pl.col("financial_year") == year)
        )

    @pa.dataframe_check(error="over_500 says whether the amount without its sign is more than £500")
    def _limit_agrees(cls, data: pa.PolarsData) -> pl.LazyFrame:  # noqa: N805
        """The flag follows from the amount."""
        over = pl.col("amount_gbp").abs() > REPORTING_LIMIT_GBP
        return data.lazyframe.select(pl.col("over_500") == over)

    @pa.dataframe_check(error="irrecoverable VAT is missing just where its status says so")
    def _status_agrees(cls, data: pa.PolarsData) -> pl.LazyFrame:  # noqa: N805
        """A figure or a marker, never both and never neither."""
        missing = pl.col("irrecoverable_vat_gbp").is_null()
        return data.lazyframe.select(missing == pl.col("irrecoverable_vat_gbp_status").is_not_null())

    @pa.dataframe_check(error="a withheld supplier has a kind, a reason and no name; any other has no reason")
    def _redaction_is_whole(cls, data: pa.PolarsData) -> pl.LazyFrame:  # noqa: N805
        """Kind, reason and name say the same about whether a name is withheld."""
        withheld = pl.col("supplier_kind").is_in(["individual", "redacted"])
        named = pl.col("supplier_name") != REDACTED_NAME
        reason = pl.col("redaction_reason").is_not_null()
        return data.lazyframe.select((withheld == reason) & (withheld != named))
