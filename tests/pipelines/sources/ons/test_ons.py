"""Areas and population against the real ONS files, other orders and years of their columns, and damaged files."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assets.places import AREAS_DATASET, POPULATION_DATASET
from pipelines.dataset import Dataset
from pipelines.sandbox import estimates
from pipelines.sandbox.page import Setting
from pipelines.sources.spend import SPEND
from pipelines.upstream import Landed, NotOurs, Request, Resource, Severity, SourceError, World
from pipelines.validation import Verdict, validate
from pipelines.worlds import Folder

KENT = "E23000032"
LOOKUP = (
    "LAD30CD,LAD30NM,CSP30CD,CSP30NM,PFA30CD,PFA30NM\n"
    "E07000107,Dartford,E22000352,Dartford and Gravesham,E23000032,Kent\n"
    "E07000109,Gravesham,E22000352,Dartford and Gravesham,E23000032,Kent\n"
    "E07000112,Folkestone and Hythe,E22000145,Shepway,E23000032,Kent\n"
    "E09000003,Barnet,E22000187,Barnet,E23000001,Metropolitan Police\n"
)
NOMIS = (
    "DATE,GEOGRAPHY_CODE,GEOGRAPHY_NAME,GENDER_NAME,C_AGE_NAME,OBS_VALUE\n"
    "2022,E07000112,Folkestone and Hythe,Total,All Ages,109700\n"
    "2022,E07000112,Folkestone and Hythe,Male,All Ages,53000\n"
    "2022,E07000112,Folkestone and Hythe,Total,Aged 16 to 64,62000\n"
    "2023,E07000112,Folkestone and Hythe,Total,All Ages,..\n"
)


def read(dataset: Dataset, content: bytes, folder: Path, name: str = "ONS_LAD_file.csv") -> Verdict:
    path = folder / "landed"
    path.write_bytes(content)
    resource = Resource(f"{KENT}/{name}", f"inbox/{name}")
    return validate(dataset, name, dataset.source.parse(Landed(resource, path, "0" * 64, len(content))))


def world_of(folder: Path, inbox: Path) -> World:
    return World("folder", False, folder, (inbox,), date(2026, 6, 1), files=Folder(folder))


def test_kent_has_thirteen_districts_and_twelve_partnerships_in_every_vintage(real: Path, tmp_path: Path) -> None:
    for year in ("2016", "2018", "2019"):
        name = f"ONS_LAD_CSP_PFA_Dec{year}_lookup.csv"
        verdict = read(AREAS_DATASET, (real / "ons" / name).read_bytes(), tmp_path)
        rows = verdict.rows
        by_level = dict(rows.group_by("level").len().rows())
        assert by_level == {"lad": 13, "csp": 12}
        assert set(rows["vintage"]) == {year}
        shared = rows.filter(rows["parent_code"] == "E22000352")["area_name"].sort().to_list()
        assert shared == ["Dartford", "Gravesham"]
        assert {issue.severity for issue in verdict.issues} == {Severity.NOTE}


def test_the_real_list_of_forces_and_the_best_fit_of_lower_layer_areas(real: Path, tmp_path: Path) -> None:
    forces = read(AREAS_DATASET, (real / "ons/ONS_PFA_Dec2019_names_codes.csv").read_bytes(), tmp_path)
    assert forces.rows.height == 45  # 43 of England and Wales, Scotland, Northern Ireland
    assert (KENT, "Kent", "[z]") in forces.rows.select("area_code", "area_name", "parent_code_status").rows()
    fit = read(AREAS_DATASET, (real / "ons/ONS_LSOA11_LSOA21_LAD22_best_fit_v2.csv").read_bytes(), tmp_path)
    assert dict(fit.rows.group_by("vintage").len().rows()) == {"2011": 1065, "2021": 1064}  # counted with csv alone
    assert fit.tally.furniture + 1065 == 34_753 + 1  # the file's lines and its header
    assert any("1,044" in issue.text for issue in fit.issues)
    shepway = fit.rows.filter(fit.rows["area_name"] == "Shepway 004B").select("area_code", "parent_code").rows()
    assert shepway == [("E01024500", "E07000112")]


def test_columns_are_found_whatever_their_year_and_order(tmp_path: Path) -> None:
    once = read(AREAS_DATASET, LOOKUP.encode(), tmp_path).rows.drop("_row").sort("area_code")
    assert once["area_code"].to_list() == ["E07000107", "E07000109", "E07000112", "E22000145", "E22000352"]
    assert once.filter(once["area_code"] == "E07000112")["also_known_as"].to_list() == ["Shepway"]
    turned = [[str(at), *reversed(row)] for at, row in enumerate(csv.reader(io.StringIO(LOOKUP)))]
    turned[0][0] = "FID"
    text = "\ufeff" + "\r\n".join(",".join(row) for row in turned)
    assert read(AREAS_DATASET, text.encode(), tmp_path).rows.drop("_row").sort("area_code").equals(once)


def test_a_lost_column_stops_the_file_and_a_new_one_is_told(tmp_path: Path) -> None:
    lost = "\n".join(line.split(",", 1)[1] for line in LOOKUP.splitlines())
    with pytest.raises(SourceError, match="LAD30CD is missing"):
        read(AREAS_DATASET, lost.encode(), tmp_path)
    two = "\n".join(",".join(line.split(",")[:2] + line.split(",")[4:]) for line in LOOKUP.splitlines())
    with pytest.raises(SourceError, match=r"CSP\.\.CD is missing"):
        read(AREAS_DATASET, two.encode(), tmp_path)
    more = "\n".join(f"{line},x" for line in LOOKUP.splitlines())
    assert next(issue.check for issue in read(AREAS_DATASET, more.encode(), tmp_path).issues) == "unknown-column"
    with pytest.raises(NotOurs):
        read(AREAS_DATASET, b"a,b\n1,2\n", tmp_path)


def test_real_population_is_taken_whole(real: Path, tmp_path: Path) -> None:
    name = "population_policeforces_2009_2019.csv"
    rows = read(POPULATION_DATASET, (real / "ons" / name).read_bytes(), tmp_path, name).rows
    with (real / "ons" / name).open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file))
    expected = sum(int(value) for line in lines for area, value in line.items() if area != "year")
    assert rows.height == 11 * 39
    assert rows["persons"].sum() == expected
    kent = rows.filter((rows["area_code"] == KENT) & (rows["year"] == 2009))["persons"].to_list()
    assert kent == [1_695_499]
    authorities = read(POPULATION_DATASET, (real / "ons/population_la_2009_2019.csv").read_bytes(), tmp_path).rows
    coded = {(r["area_name"], r["area_code"]) for r in authorities.iter_rows(named=True)}
    assert {("Medway", "E06000035"), ("Kent", "E10000016")} <= coded
    both = authorities.filter((authorities["year"] == 2009) & authorities["area_name"].is_in(["Kent", "Medway"]))
    assert both["persons"].sum() == kent[0]


def test_a_list_of_figures_is_read_by_meaning_and_parts_are_left_out(tmp_path: Path) -> None:
    verdict = read(POPULATION_DATASET, NOMIS.encode(), tmp_path, "nomis.csv")
    assert verdict.rows.select("year", "age_band", "persons", "persons_status", "level").rows() == [
        (2022, "all", 109_700, None, "authority"),
        (2022, "Aged 16 to 64", 62_000, None, "authority"),
        (2023, "all", None, "[x]", "authority"),
    ]
    assert [issue.check for issue in verdict.issues] == ["part-of-a-total"]
    with pytest.raises(SourceError, match="no column for persons"):
        read(POPULATION_DATASET, NOMIS.replace("OBS_VALUE", "OTHER").encode(), tmp_path)
    with pytest.raises(NotOurs):
        read(POPULATION_DATASET, b"a,b\n1,2\n", tmp_path)


def test_files_are_found_in_inbox_and_folder_and_are_no_payments(tmp_path: Path) -> None:
    inbox, folder = tmp_path / "inbox", tmp_path / "files"
    inbox.mkdir()
    folder.mkdir()
    nothing = AREAS_DATASET.source.listing(world_of(folder, inbox), Request("kent"))
    assert [(issue.check, issue.severity) for issue in nothing.issues] == [("no-file", Severity.NOTE)]
    setting = Setting(1, date(2026, 10, 20), "kent", tmp_path)
    assert estimates.add_to(estimates.add_to(inbox, setting), setting) == inbox
    (inbox / "ONS_LAD_CSP_PFA_Dec2024_lookup.csv").write_text(LOOKUP)
    (folder / "ONS_PFA_Dec2019.csv").write_text("FID,PFA19CD,PFA19NM\n")
    world, ask = world_of(folder, inbox), Request("kent")
    found = AREAS_DATASET.source.listing(world, ask).resources
    assert [resource.url.partition("/")[0] for resource in found] == ["inbox", "folder:ONS_PFA_Dec2019.csv"]
    assert len(POPULATION_DATASET.source.listing(world, ask).resources) == 1
    assert SPEND.listing(world, ask).resources == ()
    with pytest.raises(SourceError, match="put it back"):
        AREAS_DATASET.source.fetch(Resource("x", "inbox/gone.csv"), world, io.BytesIO())


MUTATIONS = st.lists(
    st.tuples(st.sampled_from(["cut", "nul", "byte", "huge", "semicolon", "drop"]), st.integers(0, 99))
)


def mutated(content: bytes, mutations: list[tuple[str, int]]) -> bytes:
    for kind, at in mutations:
        here = len(content) * at // 100
        if kind == "cut":
            content = content[: here + 1]
        elif kind == "drop":
            content = b"\n".join(line.split(b",", 1)[-1] for line in content.split(b"\n"))
        elif kind == "semicolon":
            content = content.replace(b",", b";")
        else:
            piece = {"nul": b"\0", "byte": b"\xff", "huge": b"9" * 140_000}[kind]
            content = content[:here] + piece + content[here:]
    return content


def refused_or(dataset: Dataset, content: bytes, folder: Path) -> Verdict | str:
    try:
        return read(dataset, content, folder, "ONS_LAD_file.csv")
    except SourceError as refusal:
        return str(refusal)


@settings(max_examples=60, database=None, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from([(AREAS_DATASET, LOOKUP), (POPULATION_DATASET, NOMIS)]), MUTATIONS)
def test_a_damaged_file_is_accounted_for_or_refused(
    tmp_path: Path, file: tuple[Dataset, str], mutations: list[tuple[str, int]]
) -> None:
    dataset, text = file
    verdict = refused_or(dataset, mutated(text.encode(), mutations), tmp_path)
    if isinstance(verdict, str):
        assert "ONS_LAD_file.csv" in verdict
        return
    assert verdict.tally.accepted == verdict.rows.height
    assert (verdict.tally.rejected > 0) == any(issue.severity is Severity.ERROR for issue in verdict.issues)
