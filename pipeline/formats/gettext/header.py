"""The header entry: which fields we write, and which a file must have to be ours."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pipeline.errors import Fault, RejectedError
from pipeline.formats.gettext.quoting import quote
from pipeline.model.locale import LocaleTag, is_well_formed, posix_of
from pipeline.text.plurals import plural_forms

__all__ = ["EXTRACTION", "Header", "header_block", "header_faults", "locale_of", "parse_header"]

EXTRACTION = "1"
"""The version of the rules for a message's text."""
_CHARSET = re.compile(r"text/plain;\s*charset=(utf-?8)", re.IGNORECASE)
_DATE = re.compile(r"(\d{4}-\d{2}-\d{2}) 00:00\+0000")
_SCRIPTS = {"latin": "Latn", "cyrillic": "Cyrl"}
_POSIX = re.compile(r"([a-z]{2,3})(?:[_-]([A-Z]{2}|[0-9]{3}))?(?:@([a-z]+))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What the header says about the whole file."""

    project: str
    domain: str
    source_locale: LocaleTag
    created_on: str
    locale: LocaleTag = ""
    """Empty in a template."""


def header_block(
    header: Header, units: int, *, obsolete: int = 0, extra: Mapping[str, str] | None = None
) -> str:
    """The header entry, one field a line; `X-Units` is the last, so that no cut spares it.

    `X-Obsolete` stands there when there are obsolete entries: a cut between two of them shows.
    """
    date = f"{header.created_on} 00:00+0000"
    fields = {
        "Project-Id-Version": header.project,
        "POT-Creation-Date": date,
        "PO-Revision-Date": date,
        "Last-Translator": "see the origin of each entry",
        "Language-Team": header.locale or "none",
        "Language": posix_of(header.locale) if header.locale else "",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": plural_forms(header.locale) if header.locale else "",
        "X-Source-Language": header.source_locale,
        "X-Domain": header.domain,
        "X-Extraction": EXTRACTION,
        **(extra or {}),
        **({"X-Obsolete": str(obsolete)} if obsolete else {}),
        "X-Units": str(units),
    }
    if not header.locale:
        del fields["Plural-Forms"], fields["PO-Revision-Date"]
    _refuse_unwritable(header, fields)
    lines = "".join(quote(f"{name}: {value}\n") + "\n" for name, value in fields.items())
    return f'msgid ""\nmsgstr ""\n{lines}'


def _refuse_unwritable(header: Header, fields: Mapping[str, str]) -> None:
    for name, value in fields.items():
        if value != value.strip() or not value.isprintable():
            raise RejectedError.of("catalog.header", f"{name} cannot be {value!r}")
    if not _is_day(header.created_on):
        raise RejectedError.of("catalog.header", f"not a day: {header.created_on!r}")


def parse_header(text: str, *, path: str) -> dict[str, str]:
    """The fields of a header's text. RejectedError catalog.header for what is no field."""
    fields: dict[str, str] = {}
    faults = []
    for line in text.split("\n"):
        if not line:
            continue
        name, colon, value = line.partition(":")
        if not colon or name in fields:
            what = "occurs twice" if name in fields else "is no header field"
            message = f"{name[:40]} {what}"
            faults.append(Fault(code="catalog.header", message=message, path=path, line=1))
        fields[name] = value.strip()
    RejectedError.raise_for(faults)
    return fields


def header_faults(
    fields: Mapping[str, str], *, path: str, locale: LocaleTag, own: bool, template: bool = False
) -> list[Fault]:
    """What is wrong with the header of a file in this locale (as `locale_of` found it)."""
    faults = []

    def fault(code: str, message: str) -> None:
        faults.append(Fault(code=code, message=message, path=path, line=1))

    if not _CHARSET.fullmatch(fields.get("Content-Type", "")):
        found = fields.get("Content-Type", "none")
        fault("catalog.charset", f"expected charset=UTF-8 in Content-Type, found {found!r}")
    plural = fields.get("Plural-Forms")
    if not template and not (plural is None and not own):
        _check_plural(plural or "", locale, fault)
    if own:
        for name in ("Project-Id-Version", "X-Domain", "X-Source-Language", "X-Units"):
            if not fields.get(name):
                fault("catalog.header", f"the header field {name} is missing")
        if fields.get("X-Extraction") != EXTRACTION:
            found = fields.get("X-Extraction", "none")
            fault("catalog.header", f"expected X-Extraction: {EXTRACTION}, found {found}")
        if not created_on(fields):
            fault("catalog.header", "POT-Creation-Date is missing or no day at 00:00+0000")
    return faults


def _check_plural(found: str, locale: LocaleTag, fault: Callable[[str, str], None]) -> None:
    expected = plural_forms(locale)
    if _bare(found) != _bare(expected):
        fault(
            "catalog.plural_header",
            f"expected the plural rule of {locale}: {expected} found: {found[:200]}",
        )


def _bare(plural: str) -> str:
    """The value without white space, the last semicolon and the outer parentheses: only text."""
    head, _, expression = re.sub(r"\s+", "", plural).rstrip(";").partition(";plural=")
    while expression.startswith("(") and expression.endswith(")"):
        expression = expression[1:-1]
    return f"{head};{expression}"


def created_on(fields: Mapping[str, str]) -> str:
    """The day in POT-Creation-Date, or empty."""
    match = _DATE.fullmatch(fields.get("POT-Creation-Date", ""))
    return match[1] if match and _is_day(match[1]) else ""


def _is_day(text: str) -> bool:
    try:
        return dt.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def locale_of(language: str) -> LocaleTag:
    """The BCP 47 tag for a `Language` field (the way back of `posix_of`), or empty.

    >>> locale_of("zh_TW@hant")
    'zh-Hant-TW'
    """
    match = _POSIX.fullmatch(language)
    if match is None:
        return ""
    name, region, modifier = match.groups()
    script = _SCRIPTS.get(modifier, modifier.title()) if modifier else ""
    tag = "-".join(part for part in (name, script, region) if part)
    return tag if is_well_formed(tag) else ""
