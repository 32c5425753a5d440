"""When areas began and ended, by the real vintages and by hand-worked ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from assets.places import AREAS_DATASET
from pipelines import steps
from pipelines.settings import Settings
from pipelines.store import open_store

Row = list[str | None]


def night(folder: Path, home: Path, root: Path) -> None:
    """Land and store what is in a folder."""
    settings = Settings(world=f"folder:{folder}", home=home, published=home / "p", records=root / "records")
    steps.land(settings, AREAS_DATASET)
    steps.store(settings, AREAS_DATASET)


def validity(home: Path, where: str = "true") -> dict[tuple[str, str], Row]:
    with open_store(home / "store/openbeat.duckdb") as store:
        found = store.engine.execute(
            "SELECT area_code, vintage, valid_from, valid_from_status, valid_to, valid_to_status "
            f"FROM areas WHERE {where} ORDER BY ALL"
        ).fetchall()
    return {(code, vintage): rest for code, vintage, *rest in ((a, b, *c) for a, b, *c in found)}


def write(folder: Path, year: int, *districts: str) -> None:
    short = year - 2000
    lines = [f"LAD{short}CD,LAD{short}NM,CSP{short}CD,CSP{short}NM,PFA{short}CD,PFA{short}NM"]
    lines += [f"{code},At {code},E22000001,All of them,E23000032,Kent" for code in districts]
    (folder / f"ONS_LAD_CSP_PFA_Dec{year}_lookup.csv").write_text("\n".join(lines) + "\n")


ASHFORD, DOVER, SWALE, NEW = "E07000105", "E07000108", "E07000113", "E06000999"


def test_an_area_ends_with_the_last_vintage_that_has_it(tmp_path: Path, root: Path) -> None:
    folder, home = tmp_path / "files", tmp_path / "home"
    folder.mkdir()
    write(folder, 2022, ASHFORD, DOVER)
    write(folder, 2024, ASHFORD, DOVER, SWALE)
    night(folder, home, root)
    assert validity(home, "level = 'lad'") == {
        (ASHFORD, "2022"): [None, "[x]", None, "[x]"],
        (ASHFORD, "2024"): [None, "[x]", None, "[x]"],
        (DOVER, "2022"): [None, "[x]", None, "[x]"],
        (DOVER, "2024"): [None, "[x]", None, "[x]"],
        (SWALE, "2024"): ["2024", None, None, "[x]"],
    }
    write(folder, 2028, NEW, SWALE)
    for _ in range(2):  # the second time nothing is new
        night(folder, home, root)
        assert validity(home, "level = 'lad'") == {
            (ASHFORD, "2022"): [None, "[x]", "2024", None],
            (ASHFORD, "2024"): [None, "[x]", "2024", None],
            (DOVER, "2022"): [None, "[x]", "2024", None],
            (DOVER, "2024"): [None, "[x]", "2024", None],
            (NEW, "2028"): ["2028", None, None, "[x]"],
            (SWALE, "2024"): ["2024", None, None, "[x]"],
            (SWALE, "2028"): ["2024", None, None, "[x]"],
        }
    (folder / "ONS_LAD_CSP_PFA_Dec2028_lookup.csv").unlink()
    night(folder, home, root)
    assert {rest[2] for rest in validity(home).values()} == {None}


def test_lists_of_one_country_say_nothing_of_another(tmp_path: Path, root: Path) -> None:
    folder, home = tmp_path / "files", tmp_path / "home"
    folder.mkdir()
    (folder / "ONS_PFA_Dec2019.csv").write_text("FID,PFA19CD,PFA19NM\n1,E23000032,Kent\n2,S23000009,Scotland\n")
    (folder / "ONS_PFA_Dec2024.csv").write_text("FID,PFA24CD,PFA24NM\n1,E23000032,Kent\n")
    night(folder, home, root)
    assert {rest[2] for rest in validity(home).values()} == {None}


@pytest.fixture(scope="module")
def real_home(real: Path, root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("areas")
    night(real / "ons", home, root)
    return home


def test_what_the_real_vintages_show_of_kent(real_home: Path) -> None:
    lads = validity(real_home, "level IN ('lad', 'csp', 'pfa')")
    # The force, its thirteen districts and twelve partnerships stood unchanged from 2016 to 2019.
    assert {tuple(rest) for rest in lads.values()} == {(None, "[x]", None, "[x]")}
    assert len({code for code, _ in lads if code.startswith(("E07", "E06"))}) == 13
    lower = validity(real_home, "level = 'lsoa'")
    ended = {code for (code, _), rest in lower.items() if rest[2] == "2011"}
    began = {code for (code, _), rest in lower.items() if rest[0] == "2021"}
    only_2011 = {code for code, vintage in lower if vintage == "2011"} - {c for c, v in lower if v == "2021"}
    only_2021 = {code for code, vintage in lower if vintage == "2021"} - {c for c, v in lower if v == "2011"}
    assert (ended, began) == (only_2011, only_2021)
    assert ended
    assert began


def test_folkestone_and_hythe_is_shepway_under_one_code(real_home: Path) -> None:
    with open_store(real_home / "store/openbeat.duckdb") as store:
        found = store.engine.execute(
            "SELECT vintage, area_name, also_known_as FROM areas WHERE area_code = 'E07000112' ORDER BY vintage"
        ).fetchall()
    assert found == [
        ("2016", "Shepway", "Folkestone and Hythe"),
        ("2018", "Folkestone and Hythe", "Shepway"),
        ("2019", "Folkestone and Hythe", "Shepway"),
    ]
