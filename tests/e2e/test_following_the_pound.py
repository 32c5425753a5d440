"""From any payment to its decision and priority and back, by ids alone, in SQL over the published CSV files."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines.settings import ROOT
from pipelines.sources.records import RecordsSource
from tests.docs.pages import pages
from tests.e2e.office import Office, data_files
from tests.pipelines.releases.test_takedown import told

ABSENT = {"MEASURES": "assets.measures", "POLICE_WORKFORCE": "assets.workforce", "POPULATION_DATASET": "assets.places"}
"""Inputs that this night does without, and where they are declared: they would take most of its time."""

ONLY = (
    *("budget", "chain", "claims", "claims-checked", "commissioned-services", "contracts", "decisions", "expenditure"),
    *("funded-projects", "grants", "ledger-totals", "plan-commitments", "plan-priorities", "reconciliations"),
    *("suppliers", "survey-results", "tenders"),
)
# What each payment leads up to, step by step: the walk of docs/chain.md.
WALK = """
    CREATE TABLE walk AS
    WITH RECURSIVE links AS (FROM chain WHERE to_id IS NOT NULL), walk AS (
        SELECT line_id AS payment, 'payment' AS kind, line_id AS id FROM expenditure
        UNION
        SELECT payment, to_kind, to_id FROM walk JOIN links ON kind = from_kind AND id = from_id
    )
    FROM walk
"""


@pytest.fixture(scope="module", autouse=True)
def absent() -> Iterator[tuple[str, ...]]:
    """The names of the inputs that have no files tonight."""
    with pytest.MonkeyPatch.context() as patch:
        names = []
        for constant, module in ABSENT.items():
            dataset = getattr(import_module(module), constant)
            nothing = RecordsSource("none", dataset.schema, f"no-{dataset.name}", "Nothing")
            patch.setattr(f"{module}.{constant}", replace(dataset, source=nothing))
            names.append(dataset.name)
        yield tuple(names)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, absent: tuple[str, ...]) -> Office:
    office = Office(tmp_path_factory.mktemp("chain"), "sandbox", only=(*ONLY, *absent)).furnish()
    shutil.copytree(ROOT / "records", office.records, dirs_exist_ok=True)
    answer = office.run("nightly")
    assert answer.status == 0, answer.said
    return office


@pytest.fixture(scope="module")
def sql(office: Office) -> duckdb.DuckDBPyConnection:
    """The published CSV files as tables, and nothing else."""
    engine = duckdb.connect()
    for name in ONLY:
        files = [str(path) for path in data_files(office.latest(name), name)]
        engine.execute(f"CREATE TABLE {name.replace('-', '_')} AS FROM read_csv({files}, all_varchar = true)")
    engine.execute("ALTER TABLE expenditure ALTER amount_gbp TYPE DECIMAL(14, 2)")
    engine.execute(WALK)
    return engine


def ask(sql: duckdb.DuckDBPyConnection, query: str) -> list[Any]:
    return sql.execute(query).fetchall()


def test_a_payment_that_names_its_contract_reaches_a_decision_and_a_priority(sql: duckdb.DuckDBPyConnection) -> None:
    registered = "contract_id IN (SELECT contract_id FROM contracts WHERE decision_id IS NOT NULL)"
    for kind in ("decision", "priority", "commitment"):
        missed = ask(
            sql,
            f"""SELECT line_id FROM expenditure JOIN contracts USING (contract_id) JOIN decisions d
                ON d.decision_id = contracts.decision_id WHERE d.commitment_ids IS NOT NULL AND line_id NOT IN
                (SELECT payment FROM walk WHERE kind = '{kind}')""",
        )
        assert missed == []
    ((named, grants),) = ask(
        sql, f"SELECT count(*) FILTER ({registered}), count(*) FILTER (grant_id IS NOT NULL) FROM expenditure"
    )
    assert named > 3_000
    assert grants > 50


def test_the_walk_back_comes_to_the_same_payments(sql: duckdb.DuckDBPyConnection) -> None:
    sql.execute(
        """
        CREATE OR REPLACE TEMP TABLE back AS
        WITH RECURSIVE links AS (FROM chain WHERE to_id IS NOT NULL), back AS (
            SELECT priority_id AS priority, 'priority' AS kind, priority_id AS id FROM plan_priorities
            UNION
            SELECT priority, from_kind, from_id FROM back JOIN links ON kind = to_kind AND id = to_id
        )
        SELECT id AS payment, priority FROM back WHERE kind = 'payment'
        """
    )
    up = "SELECT payment, id AS priority FROM walk WHERE kind = 'priority'"
    assert ask(sql, f"(FROM back EXCEPT {up}) UNION ALL ({up} EXCEPT FROM back)") == []
    assert len(ask(sql, up)) > 3_000


def test_every_id_stands_in_its_own_dataset(sql: duckdb.DuckDBPyConnection) -> None:
    ids = """
        SELECT 'payment' AS kind, line_id AS id FROM expenditure UNION ALL SELECT 'contract', contract_id FROM contracts
        UNION ALL SELECT 'grant', grant_id FROM grants UNION ALL SELECT 'decision', decision_id FROM decisions
        UNION ALL SELECT 'tender', tender_id FROM tenders UNION ALL SELECT 'supplier', supplier_id FROM suppliers
        UNION ALL SELECT 'commitment', commitment_id FROM plan_commitments
        UNION ALL SELECT 'priority', priority_id FROM plan_priorities
        UNION ALL SELECT 'service', service_id FROM commissioned_services
        UNION ALL SELECT 'project', project_id FROM funded_projects
    """
    ends = "SELECT from_kind, from_id FROM chain UNION SELECT to_kind, to_id FROM chain WHERE to_id IS NOT NULL"
    assert ask(sql, f"({ends}) EXCEPT ({ids})") == []


def test_every_payment_stands_there_and_what_leads_nowhere_says_why(sql: duckdb.DuckDBPyConnection) -> None:
    assert (
        ask(sql, "SELECT line_id FROM expenditure EXCEPT SELECT from_id FROM chain WHERE to_kind <> 'supplier'") == []
    )
    reasons = dict(ask(sql, "SELECT reason, count(*) FROM chain WHERE how = 'none' GROUP BY 1"))
    assert set(reasons) == {"nothing-stated", "not-registered", "withheld"}
    ((withheld, linked),) = ask(
        sql,
        """SELECT count(DISTINCT line_id), count(to_id) FROM expenditure JOIN chain ON line_id = from_id
           AND to_kind = 'supplier' WHERE redaction_reason IS NOT NULL""",
    )
    assert withheld
    assert linked == 0


def test_the_queries_of_the_page_find_something(sql: duckdb.DuckDBPyConnection) -> None:
    (page,) = [page for page in pages() if page.name == "docs/chain.md"]
    found = [ask(sql, block.text) for block in page.blocks("sql")]
    assert len(found) == 4
    assert all(found)
    up = {kind for kind, _ in found[1]}
    assert up == {"payment", "grant", "decision", "commitment", "priority", "supplier"}
    ((payments, pounds),) = found[2]
    assert payments > 100
    assert pounds > 0


def test_grants_and_their_payments_are_held_together(sql: duckdb.DuckDBPyConnection) -> None:
    outcomes = dict(
        ask(sql, "SELECT outcome, count(*) FROM reconciliations WHERE kind = 'grant-payments-to-award' GROUP BY 1")
    )
    assert {"agrees", "below-value", "nothing-found"} <= set(outcomes)


def test_every_claim_has_a_verdict(sql: duckdb.DuckDBPyConnection) -> None:
    verdicts = dict(ask(sql, "SELECT verdict, count(*) FROM claims_checked GROUP BY 1"))
    assert "query-fails" not in verdicts
    assert ask(sql, "SELECT claim_id FROM claims EXCEPT SELECT claim_id FROM claims_checked") == []
    assert verdicts["reproduced"]
    assert verdicts["data-not-held"]


def test_a_redacted_payee_is_in_no_version_of_what_is_worked_out(office: Office, tmp_path: Path) -> None:
    office = office.moved_to(tmp_path / "office")
    canary = next(row for row in office.rows("suppliers") if row["stated_in"] == "expenditure")
    name, known = canary["supplier_name"], canary["supplier_id"]
    assert told(office.published, name)
    assert told(office.published, known)
    decided = ["--reason", "personal_data", "--date", "2026-11-21", "--review", "2027-11-21", "--by", "operator"]
    where = ["--where", f"supplier_name = '{name}'", "--columns", "supplier_name", "--note", "A person after all"]
    done = office.run("redact", "expenditure", *where, *decided, "--yes")
    assert done.status == 0, done.said
    assert "chain 1.0.0" in done.words
    assert "suppliers 1.0.0" in done.words
    left = [told(office.published, text) for text in (name, canary["normalised_name"], known)]
    assert left == [[], [], []]
    assert told(office.settings.read_copy.parent, name) == []
    assert office.verify().status == 0
