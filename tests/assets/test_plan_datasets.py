"""The plan, the surveys, the projects and the claims: whole, as their documents say, and in our own words."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import duckdb
import polars as pl
import pytest

from assets import datasets
from assets.money import BUDGET
from assets.plan import CLAIMS, FUNDED_PROJECTS, PLAN_COMMITMENTS, PLAN_PRIORITIES, SURVEY_RESULTS
from assets.records import DECISIONS
from pipelines import steps
from pipelines.checks.plan import SERVES_PRIORITIES
from pipelines.dataset import Dataset
from pipelines.releases.model import State
from pipelines.sandbox.page import Setting
from pipelines.sandbox.records import write_records
from pipelines.settings import Settings
from pipelines.upstream import Landed, Request, Resource, World
from pipelines.validation import validate
from tests.conftest import ROOT

ALL = (PLAN_PRIORITIES, PLAN_COMMITMENTS, SURVEY_RESULTS, FUNDED_PROJECTS, CLAIMS)
DRAFT = "kent-plan-2025"
OWN_WORDS = ("name", "commitment", "timing", "note", "promised", "claim", "question", "answer")
TODAY = Settings().sandbox_date


def rows_of(dataset: Dataset, folder: Path, *more: Path) -> pl.DataFrame:
    """Every row of the office's records of a dataset, each of which must be accepted without an issue."""
    world = World("folder", False, ROOT / "records", (), TODAY, more_records=more)
    frames = []
    for resource in dataset.source.listing(world, Request("kent")).resources:
        path = folder / "landed"
        with path.open("wb") as sink:
            dataset.source.fetch(resource, world, sink)
        verdict = validate(dataset, resource.id, dataset.source.parse(Landed(resource, path, "", 1)))
        assert verdict.issues == ()
        frames.append(verdict.rows)
    return pl.concat(frames)


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> dict[str, pl.DataFrame]:
    folder = tmp_path_factory.mktemp("records")
    return {dataset.table: rows_of(dataset, folder) for dataset in (*ALL, BUDGET, DECISIONS)}


@pytest.fixture(scope="module")
def engine(rows: dict[str, pl.DataFrame]) -> duckdb.DuckDBPyConnection:
    """Each dataset as a table of its name; those of other publishers are there and empty."""
    connection = duckdb.connect()
    for dataset in datasets():
        columns = ", ".join(f'"{column.name}" {column.sql}' for column in dataset.columns)
        connection.execute(f'CREATE TABLE "{dataset.table}" ({columns})')
        if dataset.table in rows:
            connection.register("records", rows[dataset.table].to_arrow())
            connection.execute(f'INSERT INTO "{dataset.table}" BY NAME SELECT * EXCLUDE (_row, _period) FROM records')
    return connection


@pytest.fixture(scope="module")
def seeds() -> str:
    """The office's own documents, as text. They are kept outside the repository because they are not ours."""
    folder = Path(os.environ.get("OPENBEAT_SEEDS", ROOT.parent / "shared" / "seeds"))
    if not folder.is_dir():
        pytest.skip(f"no documents at {folder}: set OPENBEAT_SEEDS to a folder that has them")
    return "\n\n".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt")))


def listed(draft: str) -> Iterator[tuple[str, list[str]]]:
    """Each priority of the draft's tables with its commitments as they stand there, read by another route."""
    draft = re.sub(r" *<ul> *((?:<li>(?:(?!<ul>).)*?</li> *)+)</ul> *(?=</li>)", "", draft)  # parts of another
    tables = draft[draft.index("I will hold the Chief") :]
    for name, cell in re.findall(r"(?m)^([A-Z][^\t\n|]+)\t(.+)$", tables):
        if not re.search(r"How this|\d\t", f"{name}\t{cell}"):
            yield name, re.findall(r"<li>(.*?)</li>", cell) or [cell]
    for name, block in re.findall(r"(?m)^# ([A-Z][^\n]+)\n\n((?:- [^\n]+\n)+)", draft):
        yield name, [line.removeprefix("- ").lstrip("· ") for line in block.splitlines()]


def test_a_whole_night_of_the_plan(tmp_path: Path) -> None:
    """Through every step: all rows taken, every check passed, and one check looks at the priorities beside."""
    settings = Settings(world=f"folder:{tmp_path}", home=tmp_path / "home", published=tmp_path / "published")
    for dataset in ALL:
        assert steps.land(settings, dataset).failed == ()
        assert steps.store(settings, dataset).tally.rejected == 0
    for dataset in ALL:
        outcome, evidence = steps.release(settings, dataset)
        assert outcome.state is not State.HELD, outcome.text
        results = {check.name: check for check in evidence.checks}
        assert all(check.passed for check in results.values())
        assert all(results[check.name].tested for check in dataset.checks)


def test_as_many_rows_as_there_are_facts(rows: dict[str, pl.DataFrame]) -> None:
    counts = {dataset.name: rows[dataset.table].height for dataset in ALL}
    assert counts["plan-priorities"] == 23 + (7 + 6 + 3) + (6 + 6 + 3 + 6)
    assert counts["plan-commitments"] == (82 + 2) + 3 + 5
    assert counts["claims"] >= 55
    draft = rows["plan_priorities"].filter(plan_id=DRAFT)
    assert dict(Counter(draft["area"])) == {"people": 6, "places": 5, "property": 5, "partnerships": 7}
    made = rows["plan_commitments"].filter(plan_id=DRAFT).join(draft, on="priority_id")
    whole = made.filter(pl.col("parent_id").is_null())
    assert dict(Counter(whole["area"])) == {"people": 34, "places": 18, "property": 16, "partnerships": 14}
    assert made.filter(pl.col("parent_id").is_not_null())["area"].to_list() == ["partnerships"] * 2


def test_the_draft_lists_what_is_recorded_and_in_that_order(rows: dict[str, pl.DataFrame], seeds: str) -> None:
    draft = next(text for text in re.split(r"\n\n(?=# Draft|Published 6 March)", seeds) if text.startswith("# Draft"))
    named = {name.strip().casefold(): texts for name, texts in listed(draft) if name.strip() != "Contents"}
    priorities = rows["plan_priorities"].filter(plan_id=DRAFT)
    assert named.keys() >= {name.casefold() for name in priorities["name"]}
    for name, identity, stated in priorities.select("name", "priority_id", "commitments_stated").rows():
        texts = named[name.casefold()]
        made = rows["plan_commitments"].filter(pl.col("parent_id").is_null(), priority_id=identity)
        assert len(texts) == stated == made.height, name
        told = made.sort("commitment_order").select("actor", "actor_stated").rows()
        for text, (actor, is_stated) in zip(texts, told, strict=True):
            assert (actor if is_stated else None) == who(text), text


def who(text: str) -> str | None:
    """Who is to do it, from the plan's own grammar."""
    if text.startswith("Working with the Chief Constable") or "I will work with Kent Police" in text:
        return "joint"
    if re.match(r"(Through [^,]+, )?Kent Police (will|must)", text):
        return "force"
    return "office" if re.match(r"(I |.*, I will )", text) else None


def words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", re.sub("['\u2019]", "", text.casefold()))


def runs(text: str, length: int = 8) -> set[tuple[str, ...]]:
    """Every run of so many words."""
    found = words(text)
    return {tuple(found[at : at + length]) for at in range(len(found) - length + 1)}


def test_no_sentence_is_copied(rows: dict[str, pl.DataFrame], seeds: str) -> None:
    theirs = runs(re.sub(r"<[^>]+>", " ", seeds))
    ours = [
        text
        for dataset in ALL
        for name in OWN_WORDS
        if name in rows[dataset.table].columns
        for text in rows[dataset.table][name].drop_nulls()
    ]
    assert len(ours) > 300
    assert [text for text in ours if runs(text) & theirs] == []
    assert runs("Kent is a safe place to live, work and visit, but that does not mean") & theirs  # it would be noticed


TEMPLATES = {
    PLAN_PRIORITIES: ("plan", 0),
    PLAN_COMMITMENTS: ("plan", 1),
    SURVEY_RESULTS: ("survey", 0),
    FUNDED_PROJECTS: ("projects", 0),
    CLAIMS: ("claims", 0),
}


@pytest.mark.parametrize("dataset", ALL, ids=lambda dataset: dataset.name)
def test_a_template_loads_back_without_a_complaint(dataset: Dataset, tmp_path: Path) -> None:
    folder, at = TEMPLATES[dataset]
    text = (ROOT / "records" / folder / "README.md").read_text(encoding="utf-8")
    path = tmp_path / "record"
    path.write_text(re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)[at], encoding="utf-8")
    parsed = dataset.source.parse(Landed(Resource("one", "records/one.yaml"), path, "", 1))
    verdict = validate(dataset, "one", parsed)
    assert verdict.issues == ()
    assert verdict.tally.accepted == verdict.tally.read > 0


def test_ids_name_no_office_and_no_person(rows: dict[str, pl.DataFrame]) -> None:
    for dataset in ALL:
        (key,) = dataset.key
        named = " ".join(rows[dataset.table][key])
        assert not re.search(r"pcc|commissioner|mayor|scott|matthew", named)
        text = " ".join(str(value) for row in rows[dataset.table].iter_rows() for value in row).casefold()
        assert "scott" not in text


def test_nothing_is_said_of_progress_that_nobody_reported(rows: dict[str, pl.DataFrame]) -> None:
    made = rows["plan_commitments"]
    assert made["progress"].null_count() == made.height
    assert set(made["progress_status"]) == {"[x]"}


def test_survey_figures_are_the_stated_ones(rows: dict[str, pl.DataFrame]) -> None:
    found = {row["result_id"]: row for row in rows["survey_results"].iter_rows(named=True)}
    stated = {
        "2021-safe-where-live": "7.0",
        "2021-victim-satisfaction": "4.3",
        "2024-safe-where-live": "7.0",
        "2023-safe-where-live": "6.3",
        "2024-safe-in-town-centre": "5.8",
        "2024-trust": "6.4",
        "2023-trust": "6.0",
        "2024-performance": "5.8",
    }
    assert {name: found[f"kent-survey-{name}"]["value"] for name in stated} == {
        name: Decimal(value) for name, value in stated.items()
    }
    assert {row["responses"] for row in found.values() if row["survey_id"] == "kent-survey-2021"} == {2848}


@pytest.mark.parametrize("lost", ["victim-last-year", "safe-on-roads", "road-enforcement", "important-issues"])
def test_a_damaged_figure_is_carried_without_a_value(rows: dict[str, pl.DataFrame], lost: str) -> None:
    (row,) = rows["survey_results"].filter(result_id=f"kent-survey-2021-{lost}").iter_rows(named=True)
    assert (row["value"], row["value_status"], row["reading"]) == (None, "[x]", "unverified-source-text")
    assert not re.search(r"\b[825]\s?%", " ".join(str(value) for value in row.values()))


def test_no_damaged_digit_stands_in_a_claim(rows: dict[str, pl.DataFrame]) -> None:
    damaged = rows["claims"].filter(reading="unverified-source-text")
    assert damaged.height == 3
    assert damaged["figure"].null_count() == 3
    assert damaged["evidence"].unique().to_list() == ["no-data-supports-it-yet"]


def test_each_query_over_our_own_records_gives_the_stated_figure(
    rows: dict[str, pl.DataFrame], engine: duckdb.DuckDBPyConnection
) -> None:
    own = rows["claims"].filter(evidence="own-records")
    assert own.height > 20
    for name, figure, query in own.select("claim_id", "figure", "query").rows():
        assert [(figure,)] == [(Decimal(str(value)),) for (value,) in engine.execute(query).fetchall()], name


def test_each_query_reads_the_datasets_it_names_and_finds_nothing_where_there_is_nothing(
    rows: dict[str, pl.DataFrame], engine: duckdb.DuckDBPyConnection
) -> None:
    asked = rows["claims"].filter(pl.col("query").is_not_null())
    for name, named, query in asked.select("claim_id", "datasets", "query").rows():
        tables = {table.replace("_", "-") for table in duckdb.get_table_names(query)}
        assert tables == set(named.split("; ")), name
    others = asked.filter(evidence="another-publisher")
    assert others.height >= 6
    for query in others["query"]:
        assert [row for row in engine.execute(query).fetchall() if row[0] is not None] == []


MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
FURNITURE = (
    rf"(?m)^.*(\.jpg|\d\t|Sutton Road|\*\*Call).*$|^\d[)%].*$|^# Draft.*$|\d+ (?={MONTHS})|101 non-emergency|Hang 10"
)
SCALE = r"scale of 1 to 10|\(1 = [^/]*/ 10 =|/ 10\b|out of 10\b"


def stated_numbers(seeds: str) -> set[Decimal]:
    """Every number written in figures that is not a date, a page, a telephone, a list's own number, or a scale."""
    text = re.sub(SCALE, "", re.sub(FURNITURE, "", seeds))
    found = re.findall(r"(?<![\w/.])(\d[\d,]*(?:\.\d+)?)(m\b| million)?", text)
    numbers = {Decimal(figures.replace(",", "")) * (1_000_000 if unit else 1) for figures, unit in found}
    return {number for number in numbers if not 2015 < number < 2030}


def test_every_number_that_the_documents_state_is_a_claim(rows: dict[str, pl.DataFrame], seeds: str) -> None:
    stated = stated_numbers(seeds)
    assert len(stated) > 20
    assert stated >= {Decimal(536200000), Decimal(3911), Decimal("6.3"), Decimal(96)}
    assert stated <= set(rows["claims"]["figure"].drop_nulls()), stated - set(rows["claims"]["figure"])


def test_queries_on_other_publishers_figures_work_out_what_they_say(
    rows: dict[str, pl.DataFrame], engine: duckdb.DuckDBPyConnection
) -> None:
    """Hand-made counts of two ranks and of the totals beside them, which must not be counted twice."""
    with engine.cursor() as cursor:
        cursor.execute("BEGIN")
        for day, constables in (("2008", 3700), ("2009", 3750), ("2010", 3600), ("2016", 3100), ("2020", 3590)):
            officers(cursor, f"{day}-03-31", constables)
        officers(cursor, "2021-03-31", 3829)
        cursor.execute(
            "INSERT INTO population BY NAME SELECT 'E23000032' AS area_code, 'all' AS age_band, 2019 AS year, "
            "1846478 AS persons, 'v' AS vintage"
        )
        found = {
            claim: cursor.execute(query).fetchall()[0][0]
            for claim, query in rows["claims"].filter(evidence="another-publisher").select("claim", "query").rows()
        }
        cursor.execute("ROLLBACK")
    assert [float(value) for value in found.values() if value is not None] == [
        round(100 * 3690 / 3850, 1),
        2009,
        3929,
        3929 - 3200,
        1846478,
    ]


def officers(cursor: duckdb.DuckDBPyConnection, day: str, constables: int) -> None:
    for rank, sex, heads in (("Constable", "Male", constables), ("Sergeant", "Female", 100), ("All", "All", 9999)):
        cursor.execute(
            "INSERT INTO police_workforce BY NAME SELECT 'E23000032' AS area_code, 'Police officer' AS worker_type, "
            "?::DATE AS as_at, ? AS rank, ? AS sex, ? AS headcount, ? AS fte",
            [day, rank, sex, heads, heads],
        )


def test_every_priority_that_is_named_anywhere_exists(rows: dict[str, pl.DataFrame], tmp_path: Path) -> None:
    known = set(rows["plan_priorities"]["priority_id"])
    written = write_records(Setting(1, TODAY, "kent", tmp_path))
    naming = [dataset for dataset in datasets() if "plan_priority_ids" in {column.name for column in dataset.columns}]
    assert {dataset.name for dataset in naming} >= {"decisions", "contracts", "tenders", "grants", "claims"}
    named = {column.example for dataset in naming for column in dataset.columns if column.name == "plan_priority_ids"}
    for dataset in naming:
        assert SERVES_PRIORITIES in dataset.checks, f"{dataset.name} names priorities that nothing looks up"
        if not dataset.inputs:
            named |= set(rows_of(dataset, tmp_path, written)["plan_priority_ids"].drop_nulls())
    templates = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "records").glob("*/README.md"))
    named |= {given.replace(",", ";") for given in re.findall(r"plan_priority_ids: \[([^\]]+)\]", templates)}
    ids = {name for given in named for name in given.split("; ")}
    assert len(ids) > 3
    assert ids <= known, ids - known


def test_the_queries_of_the_docs_run(engine: duckdb.DuckDBPyConnection) -> None:
    text = (ROOT / "docs" / "plan.md").read_text(encoding="utf-8")
    queries = re.findall(r"```sql\n(.*?)```", text, re.DOTALL)
    found = [engine.execute(query).fetchall() for query in queries]
    assert len(found[0]) == 82
    assert dict(found[1]).keys() == {"another-publisher", "own-records", "no-data-supports-it-yet"}
    rows_told = {name: int(rows) for name, rows in re.findall(r"\| `([a-z-]+)` \|[^|]+\| (\d+) \|", text)}
    counted = {dataset.name: engine.table(dataset.table).count("*").fetchall()[0][0] for dataset in ALL}
    assert rows_told == counted


def test_projects_are_those_that_were_named(rows: dict[str, pl.DataFrame]) -> None:
    found = rows["funded_projects"]
    assert dict(Counter(found["said_on"])) == {"2018-04-10": 1, "2019-03-06": 9, "2021": 16}
    assert found["amount_gbp"].null_count() == found.height
    assert found.filter(name="Domestic abuse perpetrator scheme")["term_months"].to_list() == [12]
    assert found.filter(name="Hang 10").select("place", "area_codes").row(0) == ("Ramsgate", "E07000114")
