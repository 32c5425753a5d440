"""The office's registers: declared by the house rules, and loaded from templates, spreadsheets and the sandbox."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import duckdb
import polars as pl
import pytest

from assets import datasets
from assets.commissioning import CONTRACTS, GRANTS, TENDERS
from assets.governance import COMMISSIONED_SERVICES, MEETINGS, PREMISES
from assets.people import GIFTS, INTERESTS, OFFICERS
from pipelines.dataset import Dataset
from pipelines.sandbox import registers
from pipelines.sandbox.page import MARK, Setting
from pipelines.sandbox.records import write_records
from pipelines.sources.inbox import REGISTERS
from pipelines.sources.records import RecordsSource
from pipelines.upstream import Landed, Request, Resource, World
from pipelines.validation import validate
from tests.assets.read_whole import rows_of

ALL = (OFFICERS, INTERESTS, GIFTS, PREMISES, MEETINGS, COMMISSIONED_SERVICES)
REGISTERED = (*ALL, CONTRACTS, TENDERS, GRANTS)
TODAY = date(2026, 10, 20)
each = pytest.mark.parametrize("dataset", REGISTERED, ids=lambda dataset: dataset.name)
HOME = re.compile(r"\b[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2}\b")


@pytest.fixture(scope="module")
def sandbox(root: Path, tmp_path_factory: pytest.TempPathFactory) -> World:
    cache = tmp_path_factory.mktemp("sandbox")
    (cache / "inbox").mkdir()
    setting = Setting(1, TODAY, "kent", cache)
    inbox = registers.add_to(cache / "inbox", setting)
    return World("sandbox", True, root / "records", (inbox,), TODAY, more_records=(write_records(setting),))


@pytest.fixture(scope="module")
def tables(sandbox: World, tmp_path_factory: pytest.TempPathFactory) -> dict[str, pl.DataFrame]:
    sink = tmp_path_factory.mktemp("landed") / "bytes"
    return {dataset.name: rows_of(dataset, sandbox, sink) for dataset in (*ALL, CONTRACTS)}


@each
def test_declarations_keep_to_the_house_rules(dataset: Dataset) -> None:
    assert len(dataset.title) <= 65
    assert len(re.split(r"(?<=\.)\s", dataset.description)[0]) <= 140
    assert dataset.columns[0].name == dataset.key[0]
    titles = [column.title for column in dataset.columns]
    assert len({re.sub(r"\W", "", title.lower()) for title in titles}) == len(titles)  # headings of a spreadsheet
    for column in dataset.columns:
        assert column.description.endswith(".")
        assert duckdb.execute(f"SELECT CAST(? AS {column.sql})", [column.example]).fetchone(), column.name


def test_every_register_that_may_come_as_a_spreadsheet_is_declared() -> None:
    declared = {dataset.source.folder for dataset in datasets() if isinstance(dataset.source, RecordsSource)}
    assert set(REGISTERS) <= declared


@each
def test_an_office_that_has_recorded_nothing_is_told_so(dataset: Dataset, tmp_path: Path) -> None:
    listing = dataset.source.listing(World("live", False, tmp_path, (), TODAY), Request("kent"))
    assert (listing.resources, listing.complete) == ((), True)
    assert [(issue.check, issue.severity) for issue in listing.issues] == [("no-record", "note")]


def test_the_offices_own_records_say_what_the_plans_say_and_no_more(root: Path, tmp_path: Path) -> None:
    world = World("live", False, root / "records", (), TODAY)
    (holder,) = rows_of(OFFICERS, world, tmp_path / "bytes").rows(named=True)
    assert (holder["post_kind"], holder["name_basis"]) == ("office-holder", "public-office")
    body = (root / "records" / "body.yaml").read_text(encoding="utf-8")
    street = re.search(r"address: (.*)", body)
    assert street is not None
    assert holder["correspondence_address"].endswith(street[1])
    unknown = ("salary_gbp", "salary_band", "allowances_gbp", "valid_from", "valid_to", "responsibilities")
    assert [holder[name] for name in unknown] == [None] * len(unknown)
    assert (holder["salary_gbp_status"], holder["allowances_gbp_status"]) == ("[x]", "[x]")
    for dataset in ALL[1:]:
        assert dataset.source.listing(world, Request("kent")).resources == ()


def templates(root: Path, dataset: Dataset) -> Iterator[str]:
    """The template as it stands, and with every line filled in that can stand beside the others."""
    text = (root / "records" / dataset.name / "README.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    yield block
    filled = re.sub("^#", "", block, flags=re.MULTILINE).replace('"..."', '"' + "0" * 64 + '"')
    yield re.sub(r"^description: .*\n", "", filled, flags=re.MULTILINE) if dataset is INTERESTS else filled


@each
def test_the_template_loads_back_without_a_complaint(dataset: Dataset, root: Path, tmp_path: Path) -> None:
    counts = []
    for content in templates(root, dataset):
        path = tmp_path / "record"
        path.write_text(content, encoding="utf-8")
        resource = Resource(f"{dataset.name}/one", f"records/{dataset.name}/one.yaml")
        verdict = validate(dataset, resource.id, dataset.source.parse(Landed(resource, path, "", 1)))
        assert verdict.issues == ()
        counts.append(sum(verdict.rows[column.name].null_count() == 0 for column in dataset.columns))
    assert counts[1] > counts[0] + 4


def test_the_sandbox_fills_every_register_with_marked_samples(tables: dict[str, pl.DataFrame]) -> None:
    heights = {dataset.name: tables[dataset.name].height for dataset in ALL}
    assert heights == {
        "officers": 17,  # one of them the office's own
        "register-of-interests": 5,
        "gifts-and-hospitality": 78,
        "premises": 6,
        "meetings": 43,
        "commissioned-services": 6,
    }
    named = {"officers": "title", "premises": "name", "meetings": "title", "commissioned-services": "name"}
    for name, column in (named | {"gifts-and-hospitality": "description", "register-of-interests": "post"}).items():
        made_up = tables[name].filter(pl.nth(0).str.starts_with("sample-"))
        assert made_up[column].str.contains(MARK, literal=True).all(), name
    people = tables["officers"].filter(pl.col("officer_id").str.starts_with("sample-"))["name"].drop_nulls()
    assert people.str.contains(MARK, literal=True).all()
    assert tables["officers"].filter(pl.col("name_basis") == "refused")["name"].null_count() == 4


def test_a_rise_in_april_closes_a_row_and_begins_another(tables: dict[str, pl.DataFrame]) -> None:
    posts = tables["officers"].filter(pl.col("officer_id").str.starts_with("sample-"))
    for _, rows in posts.sort("officer_id").group_by("title"):
        assert rows["valid_to"].null_count() == 1
        assert (rows["valid_from"][1:] == rows["valid_to"][:-1] + timedelta(days=1)).all()
        salaries = rows["salary_gbp"].drop_nulls().to_list()
        assert salaries == sorted(set(salaries))


@pytest.mark.parametrize(
    ("dataset", "day"),
    [
        (OFFICERS, date(2023, 4, 20)),
        (OFFICERS, TODAY),
        (INTERESTS, date(2023, 4, 20)),
        (INTERESTS, TODAY),
        (COMMISSIONED_SERVICES, date(2024, 9, 30)),
        (COMMISSIONED_SERVICES, TODAY),
    ],
)
def test_every_check_passes_at_any_day_and_fails_where_an_id_is_lost(
    dataset: Dataset, day: date, tmp_path: Path
) -> None:
    folder = write_records(Setting(1, day, "kent", tmp_path))
    world = World("sandbox", True, tmp_path / "none", (), day, more_records=(folder,))
    store = duckdb.connect()
    for other in (OFFICERS, INTERESTS, CONTRACTS, GRANTS, COMMISSIONED_SERVICES):
        if other.source.listing(world, Request("kent")).resources:
            store.from_arrow(rows_of(other, world, tmp_path / "bytes").to_arrow()).create(other.table)
    found = [finding for check in dataset.checks for finding in check.run(store.table(dataset.table))]
    assert len(found) > 1
    assert all(finding.ok for finding in found)
    for table in {"officers", "contracts"} - {dataset.table}:
        store.execute(f"UPDATE {table} SET {table.removesuffix('s')}_id = 'of nobody'")
    lost = [finding for check in dataset.checks for finding in check.run(store.table(dataset.table)) if not finding.ok]
    assert len(lost) == (dataset is not OFFICERS)


def test_rows_find_their_neighbours(tables: dict[str, pl.DataFrame]) -> None:
    services = tables["commissioned-services"].drop_nulls("contract_id")
    paid = services.join(tables["contracts"], on="contract_id")
    assert paid.height == 5
    assert (paid["provider_name"] == paid["supplier_names"]).all()


def test_nothing_tells_where_people_hide(tables: dict[str, pl.DataFrame]) -> None:
    (hidden,) = tables["commissioned-services"].filter(pl.col("place_withheld")).rows(named=True)
    for name in ("area_codes", "contact_url", "provider_id", "source_url", "contract_id"):
        assert hidden[name] is None
    assert hidden["provider_name"] == "REDACTED PERSONAL DATA"
    texts = tables["commissioned-services"].select(pl.col(pl.String)).rows()
    assert not any(HOME.search(text) for row in texts for text in row if text)
    few = tables["commissioned-services"].filter(pl.col("supported_people").is_null())
    assert few["supported_people_status"].to_list() == ["[c]"]


def test_gifts_come_by_the_quarter_and_stay_as_they_are(tmp_path: Path) -> None:
    now, then = tmp_path / "now", tmp_path / "then"
    for folder, day in ((now, TODAY), (then, date(2024, 7, 31))):
        folder.mkdir()
        registers.add_to(folder, Setting(1, day, "kent", tmp_path))
    files = {path.name: path.read_bytes() for path in now.iterdir()}
    assert len(files) == 13
    earlier = {path.name: path.read_bytes() for path in then.iterdir()}
    assert sorted(earlier) == [f"gifts-and-hospitality {month}.csv" for month in
                                     ("2023-04", "2023-07", "2023-10", "2024-01")]  # fmt: skip
    assert earlier.items() < files.items()
    registers.add_to(then, Setting(1, TODAY, "kent", tmp_path))
    assert {path.name: path.read_bytes() for path in then.iterdir()} == files


def test_a_meeting_is_planned_and_then_held(tmp_path: Path, tables: dict[str, pl.DataFrame]) -> None:
    folder = write_records(Setting(1, date(2026, 8, 20), "kent", tmp_path))
    world = World("sandbox", True, tmp_path / "none", (), TODAY, more_records=(folder,))
    before, now = rows_of(MEETINGS, world, tmp_path / "bytes"), tables["meetings"]
    both = before.join(now, on="meeting_id", suffix="_now")
    assert both.height == before.height < now.height
    moved = both.filter(pl.col("status") != pl.col("status_now"))
    assert set(moved["status"]) == {"planned"}
    assert set(moved["status_now"]) <= {"held", "cancelled"}
    assert set(now["status"]) == {"planned", "held", "cancelled"}
    late = now.filter((pl.col("status") == "planned") != (pl.col("meeting_date") > TODAY - timedelta(days=14)))
    assert late.height == 0


SERVICE = """service_id: kent-s-0001
service_type: domestic-abuse
place_withheld: true
start_date: 2025-04-01
redaction_reason: safety_of_person
redaction_decided_by: Chief executive
redaction_decided_on: 2025-04-01
redaction_review: 2028-04-01
"""
TEXTS = [column.name for column in COMMISSIONED_SERVICES.columns if column.free_text]


@pytest.mark.parametrize("column", TEXTS)
@pytest.mark.parametrize(
    "place", ["1 Example Street, ME14 0ZZ", "in me14 0zz now", "ct9\u00a01xx", "ring 01622 690690"]
)
def test_no_text_of_a_service_can_hold_an_address(column: str, place: str, tmp_path: Path) -> None:
    texts = {"name": "Safe", "provider_name": "Example Charity", "provider_kind": "charity"} | {column: place}
    path = tmp_path / "record"
    path.write_text(SERVICE + "".join(f"{name}: {text}\n" for name, text in texts.items()), encoding="utf-8")
    resource = Resource("commissioned-services/one", "records/commissioned-services/one.yaml")
    verdict = validate(
        COMMISSIONED_SERVICES, resource.id, COMMISSIONED_SERVICES.source.parse(Landed(resource, path, "", 1))
    )
    assert verdict.rows.height == 0
    assert {issue.field for issue in verdict.issues} == {column}
    assert place not in str(verdict.issues)
