"""What the officers dataset promises: one post, as one person holds it on the same terms."""

from __future__ import annotations

import pandera.polars as pa
import polars as pl

from schemas import register
from schemas.base import Money, column

POSTS = ["office-holder", "deputy", "senior-employee"]
NAMED = ["public-office", "not-refused"]
NAME_BASES = [*NAMED, "refused", "vacant", "not-recorded"]


class Officers(register.Dated, register.Redacted):
    """One post for as long as its holder and its terms stay the same. A rise in salary is a new row."""

    officer_id: str = register.identity("entry", "kent-o-0007", register.OFFICER_ID, " Interests and gifts name it so.")
    post_kind: str = column(
        "Kind of post",
        "office-holder for the elected holder of the office, deputy for the holder's deputy, senior-employee for a "
        "member of staff whose post the law names for its salary.",
        example="senior-employee",
        isin=POSTS,
    )
    title: str = register.words("Post", "Title of the post.", "Chief executive", needed=True)
    responsibilities: str = register.words(
        "Responsibilities", "What the holder of the post answers for.", "Runs the office and advises on the law."
    )
    name: str = register.words("Name", "Name of the person who holds the post, where it is published.", "Alex Example")
    name_basis: str = column(
        "Why the name is there or not",
        "public-office where the law asks for the name of an office holder or deputy, not-refused for a senior "
        "employee who agreed, refused where a senior employee did not, vacant where nobody holds the post, "
        "not-recorded where the office has not said.",
        example="not-refused",
        isin=NAME_BASES,
    )
    correspondence_address: str = register.address(
        "Correspondence address",
        "Where to write to the holder: the office's address, never a home.",
        "The Office, 1 Example Street, Maidstone ME14 0ZZ",
    )
    salary_gbp: Money = register.pounds(
        "Salary", "Salary of the post in pounds a year, before tax, without allowances and pension."
    )
    salary_gbp_status: str = register.pounds_status("salary")
    salary_band: str = column(
        "Salary band",
        "From and to, in whole pounds a year, where a band is published in place of the salary.",
        example="70000-74999",
        nullable=True,
        str_matches=r"^\d{4,6}-\d{4,6}$",
    )
    allowances_gbp: Money = register.pounds(
        "Allowances", "Allowances for expenses paid to the holder during the time of this row, in pounds."
    )
    allowances_gbp_status: str = register.pounds_status("allowances")
    valid_from: pl.Date = register.day("From", "The first day on which the row holds; empty where it is not recorded.")
    valid_to: pl.Date = register.day("To", "The last day on which the row holds; empty while it does.")
    note: str = register.words("Note", "What else is to be known of the row.", "Named in the plan for 2025 to 2029.")
    redaction_reason: str = register.redaction_reason()
    redaction_decided_by: str = register.redaction_decided_by()
    redaction_decided_on: pl.Date = register.redaction_decided_on()
    redaction_review: pl.Date = register.redaction_review()
    publish_after: pl.Date = register.publish_after()
    source_url: str = register.source_url()

    @pa.dataframe_check(error="a name stands exactly where the basis lets it")
    def _named(cls, data: pa.PolarsData) -> pl.LazyFrame:  # noqa: N805 (pandera makes checks class methods)
        """Nobody who refused is named, and nobody is named without a basis."""
        return data.lazyframe.select(pl.col("name").is_not_null() == pl.col("name_basis").is_in(NAMED))

    @pa.dataframe_check(error="only a senior employee can refuse, and only an office holder is named by law")
    def _basis(cls, data: pa.PolarsData) -> pl.LazyFrame:  # noqa: N805
        """The basis fits the kind of post."""
        senior, basis = pl.col("post_kind") == "senior-employee", pl.col("name_basis")
        fits = pl.when(senior).then(basis != "public-office").otherwise(~basis.is_in(["refused", "not-refused"]))
        return data.lazyframe.select(fits)

    @pa.dataframe_check(error="a salary or a band, not both")
    def _pay(cls, data: pa.PolarsData) -> pl.LazyFrame:  # noqa: N805
        """Where a band is published the salary is not."""
        return data.lazyframe.select(pl.col("salary_gbp").is_null() | pl.col("salary_band").is_null())

    @pa.dataframe_check(error="a senior employee's responsibilities are given")
    def _answers_for(cls, data: pa.PolarsData) -> pl.LazyFrame:  # noqa: N805
        """The law asks for them."""
        senior = pl.col("post_kind") == "senior-employee"
        return data.lazyframe.select(~senior | pl.col("responsibilities").is_not_null())
