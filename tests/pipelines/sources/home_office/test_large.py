"""A workbook as large as the real partnership tables, served, fetched and parsed in a process of its own."""

from __future__ import annotations

import io
import subprocess
import sys
import textwrap
import zipfile
from pathlib import Path

import pytest

from pipelines.sandbox import opendocument

ROW = ("2024/25", 1, "Essex", "Chelmsford", "Shoplifting", "Theft offences", "Shoplifting", "46", 12)
HEADER = ("Financial Year", "Financial Quarter", "Police Force", "CSP Name", "Offence Description", "Offence Group")
HEADER += ("Offence Subgroup", "Offence Code", "Offence Count")
GIGABYTE = 10**9

CODE = """
    import sys
    from pathlib import Path
    from pipelines.fetch.http import Http
    from pipelines.sandbox.opendocument import ODS
    from pipelines.sandbox.page import Page
    from pipelines.sandbox.server import Sandbox
    from pipelines.sources.home_office import RECORDED, HomeOffice
    from pipelines.upstream import Landed, Resource, World
    from pipelines.worlds import _loopback
    from datetime import date

    served, landed = Path(sys.argv[1]), Path(sys.argv[2])
    url = "https://assets.publishing.service.gov.uk/media/0/prc-csp-mar2021.ods"
    found = Resource("recorded/csp/2021/kent", url)
    with Sandbox({url: lambda: Page(served, ODS)}) as sandbox, landed.open("wb") as sink:
        hosts = Http(_loopback(sandbox.base_url))
        HomeOffice(RECORDED).fetch(found, World("sandbox", True, landed, (), date(2026, 1, 1), remote=hosts), sink)
        hosts.close()
    parsed = HomeOffice(RECORDED).parse(Landed(found, landed, "", 0))
    # Not ru_maxrss: that keeps what the parent had when it made this process.
    peak = int(Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0])
    sys.stdout.write(f"{parsed.rows.height} {parsed.tally.furniture} {peak}")
"""


def write_large(path: Path) -> int:
    """A gigabyte of another force's rows below one of ours; returns how many rows of the other."""
    ours = ("2024/25", 1, "Kent", "Ashford", *ROW[4:])
    with zipfile.ZipFile(io.BytesIO(opendocument.write([("2024_25", [HEADER, ours])]))) as small:
        content = small.read("content.xml")
    start = content.index(b"<table:table-row table:number-rows-repeated")
    line = opendocument._sheet("x", [ROW]).encode()
    line = line[line.index(b"<table:table-row>") : line.index(b"<table:table-row table:number-rows-repeated")]
    piece = line * 1000
    times = GIGABYTE // len(piece) + 1
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        with archive.open("content.xml", "w", force_zip64=True) as stream:
            stream.write(content[:start])
            for _ in range(times):
                stream.write(piece)
            stream.write(content[start:])
        assert archive.getinfo("content.xml").file_size > GIGABYTE
    return times * 1000


@pytest.mark.slow
def test_a_gigabyte_of_xml_is_fetched_and_parsed_in_bounded_memory(tmp_path: Path) -> None:
    others = write_large(tmp_path / "served.ods")
    command = [sys.executable, "-c", textwrap.dedent(CODE), str(tmp_path / "served.ods"), str(tmp_path / "landed")]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=500)
    rows, furniture, kilobytes = map(int, done.stdout.split())
    assert (rows, furniture) == (1, others + 1)
    assert kilobytes < 500_000
