"""Writes OpenDocument spreadsheets as the Home Office's are: the same bytes whenever and wherever they are written.

Each sheet ends, as real ones do, in a million declared rows and sixteen thousand declared columns without content.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from decimal import Decimal
from xml.sax.saxutils import escape, quoteattr  # writes only

ODS = "application/vnd.oasis.opendocument.spreadsheet"

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<office:document-content office:version="1.2" '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
)
_TAIL = "</office:spreadsheet></office:body></office:document-content>"
_BLANK = (
    '<table:table-row table:number-rows-repeated="{rows}"><table:table-cell table:number-columns-repeated="16384"/>'
    "</table:table-row>"
)
_MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<manifest:manifest manifest:version="1.2" '
    'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{ODS}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)
_SHEET_ROWS = 1_048_576

Row = Sequence[str | int | Decimal]


def write(sheets: Iterable[tuple[str, Sequence[Row]]]) -> bytes:
    """A workbook of these sheets, each a name and its rows."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        _add(archive, "mimetype", ODS, zipfile.ZIP_STORED)
        _add(archive, "content.xml", _HEAD + "".join(_sheet(*sheet) for sheet in sheets) + _TAIL)
        _add(archive, "META-INF/manifest.xml", _MANIFEST)
    return stream.getvalue()


def _add(archive: zipfile.ZipFile, name: str, text: str, how: int = zipfile.ZIP_DEFLATED) -> None:
    entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    entry.compress_type = how
    entry.create_system = 0
    archive.writestr(entry, text.encode())


def _sheet(name: str, rows: Sequence[Row]) -> str:
    lines = "".join(f"<table:table-row>{''.join(map(_cell, row))}</table:table-row>" for row in rows)
    return (
        f"<table:table table:name={quoteattr(name)}>{lines}{_BLANK.format(rows=_SHEET_ROWS - len(rows))}</table:table>"
    )


def _cell(value: str | int | Decimal) -> str:
    if value == "":
        return "<table:table-cell/>"
    kind = f'"float" office:value="{value}"' if not isinstance(value, str) else '"string"'
    return f"<table:table-cell office:value-type={kind}><text:p>{escape(str(value))}</text:p></table:table-cell>"
