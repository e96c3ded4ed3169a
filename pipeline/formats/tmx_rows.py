"""Rows of approved translations out of TMX: one per unit and target variant.

A variant with inline codes is passed on with a fault: nobody guesses where its markup belongs.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.formats.bilingual import BilingualRow, tag_of
from pipeline.formats.tmx import TmxUnit, parse_tmx
from pipeline.model.locale import LocaleTag, language_of
from pipeline.model.policy import Limits
from pipeline.text.tags import tags_of

__all__ = ["parse_tmx_rows"]


def parse_tmx_rows(
    data: bytes, *, path: str, source_locale: LocaleTag, limits: Limits | None = None
) -> tuple[BilingualRow, ...]:
    """The rows; RejectedError `xml.*`, `tmx.invalid`, `limit`.

    The header's `srclang` must be the source locale, or its bare language; otherwise every row
    carries that as its fault.
    """
    found = parse_tmx(data, path=path, limits=limits or Limits())
    language = tag_of(found.source_language)
    same = language in {source_locale, language_of(source_locale)}
    said = language or "not named (srclang)"
    fault = "" if same else f"the source language is {said}, expected {source_locale}"
    return tuple(row for unit in found.units for row in _unit_rows(unit, fault))


def _unit_rows(unit: TmxUnit, fault: str) -> Iterator[BilingualRow]:
    properties = {name.removeprefix("x-"): value for name, value in unit.properties}
    for language, target in unit.targets:
        codes = tags_of(unit.source) or tags_of(target)
        yield BilingualRow(
            source=unit.source,
            target=target,
            line=unit.line,
            locale=tag_of(language),
            fault=fault or ("inline codes are not taken" if codes else ""),
            lock=properties.get("lock", ""),
            reference=properties.get("reference", ""),
            approved_by=properties.get("approved_by", ""),
            effective_on=properties.get("effective_on", ""),
            expires_on=properties.get("expires_on", ""),
        )
