"""Spreadsheets as rows of text: .xlsx and .csv.

The first row names the columns. Every cell comes in as the text it holds: `=1+1` typed as text
stays `=1+1`, and a real formula is refused, because nobody approved what it computes to. A
workbook is judged as an archive first, then every XML part in it, before openpyxl reads it.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import warnings
from collections.abc import Iterable, Iterator
from typing import Any

from pipeline.errors import Fault, RejectedError
from pipeline.formats.archive import read_archive
from pipeline.formats.bilingual import BilingualRow, tag_of
from pipeline.formats.xmlsafe import decode_xml
from pipeline.model.policy import Limits

__all__ = ["read_csv", "read_xlsx"]

_COLUMNS = (
    *("source", "target", "locale", "lock"),
    *("reference", "approved_by", "effective_on", "expires_on"),
)
_MOST_COLUMNS = 50
_MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"


def read_csv(data: bytes, *, path: str, limits: Limits | None = None) -> tuple[BilingualRow, ...]:
    """The rows of a CSV in UTF-8, separated by comma, semicolon or tab."""
    bounds = limits or Limits()
    if len(data) > bounds.file_bytes:
        raise RejectedError.of("limit", f"more than {bounds.file_bytes} bytes", path=path)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RejectedError.of("sheet.invalid", f"not UTF-8: {error.reason}", path=path) from None
    if "\0" in text:
        raise RejectedError.of("sheet.invalid", "holds NUL: not UTF-8", path=path)
    first = text.split("\n", 1)[0]
    separator = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)

    def rows() -> Iterator[tuple[int, list[str]]]:
        try:
            for row in reader:
                yield reader.line_num, row
        except csv.Error as error:
            line = reader.line_num
            message = f"not CSV: {error}"
            raise RejectedError.of("sheet.invalid", message, path=path, line=line) from None

    return _rows(rows(), path=path, limits=bounds)


def read_xlsx(data: bytes, *, path: str, limits: Limits | None = None) -> tuple[BilingualRow, ...]:
    """The rows of a workbook's first sheet. RejectedError `archive.*`, `xml.*`, `sheet.*`."""
    bounds = limits or Limits()
    if len(data) > bounds.file_bytes:
        raise RejectedError.of("limit", f"more than {bounds.file_bytes} bytes", path=path)
    _judge(read_archive(data, path=path), path)
    return _rows(_cells(data, path, bounds), path=path, limits=bounds)


def _judge(parts: dict[str, bytes], path: str) -> None:
    """A plain workbook: no macros, nothing outside, no DOCTYPE in any part."""
    types = parts.get("[Content_Types].xml", b"").decode("utf-8", "replace")
    if _MAIN not in types or "macroEnabled" in types:
        message = "not a plain workbook (.xlsx); macros are not read"
        raise RejectedError.of("archive.type", message, path=path)
    faults = []
    for name, body in parts.items():
        lowered = name.lower()
        if "externallink" in lowered or "vbaproject" in lowered or "/embeddings/" in lowered:
            message = f"{name}: links, macros and embedded files are not read"
            faults.append(Fault(code="archive.type", message=message, path=path))
        elif lowered.endswith((".xml", ".rels", ".vml")):
            decode_xml(body, path=f"{path}:{name}", limits=Limits(file_bytes=50_000_000))
    RejectedError.raise_for(faults)


def _cells(data: bytes, path: str, limits: Limits) -> Iterator[tuple[int, list[str]]]:
    try:
        yield from _book_rows(data, path, limits)
    except RejectedError:
        raise
    except Exception as error:  # noqa: BLE001 - the library raises whatever its parsers raise
        message = f"not a workbook: {type(error).__name__}"
        raise RejectedError.of("sheet.invalid", message, path=path) from None


def _book_rows(data: bytes, path: str, limits: Limits) -> Iterator[tuple[int, list[str]]]:
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        for number, row in enumerate(sheet.iter_rows(), 1):
            if number > limits.catalog_units or len(row) > _MOST_COLUMNS:
                message = f"more than {limits.catalog_units} rows or {_MOST_COLUMNS} columns"
                raise RejectedError.of("limit", message, path=path)
            yield number, [_text(cell, number, path) for cell in row]


def _text(cell: Any, row: int, path: str) -> str:
    value = cell.value
    if getattr(cell, "data_type", "") == "f":
        message = f"a formula: {str(value)[:60]!r}"
        raise RejectedError.of("sheet.formula", message, path=path, line=row)
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    return "" if value is None else str(value)


def _rows(
    cells: Iterable[tuple[int, list[str]]], *, path: str, limits: Limits
) -> tuple[BilingualRow, ...]:
    rows = iter(cells)
    _, head = next(rows, (0, []))
    names = [name.strip().lower().replace(" ", "_") for name in head]
    while names and not names[-1]:
        names.pop()
    missing = {"source", "target"} - set(names)
    unknown = [name for name in names if name not in _COLUMNS]
    if missing or unknown or len(set(names)) != len(names):
        raise RejectedError.of(
            "sheet.columns",
            f"columns are {', '.join(names) or 'none'}"[:200],
            path=path,
            line=1,
            hint=f"the first row names source and target; allowed are {', '.join(_COLUMNS)}",
        )
    found = []
    for line, row in rows:
        values = dict(zip(names, row, strict=False))
        if not any(values.values()):
            continue
        if any(len(value) > limits.string_characters for value in row):
            message = f"a cell is longer than {limits.string_characters} characters"
            raise RejectedError.of("limit", message, path=path, line=line)
        values["locale"] = tag_of(values["locale"]) if values.get("locale") else ""
        found.append(BilingualRow(line=line, **{"source": "", "target": ""} | values))
        if len(found) > limits.catalog_units:
            raise RejectedError.of("limit", f"more than {limits.catalog_units} rows", path=path)
    return tuple(found)
