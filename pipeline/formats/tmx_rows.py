"""Rows of approved translations out of TMX 1.4b, as other tools export them; any header will do.

A variant with inline codes is passed on with a fault: nobody guesses where its markup belongs.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.errors import RejectedError
from pipeline.formats.bilingual import BilingualRow, tag_of
from pipeline.formats.xmlsafe import XmlNode, parse_xml
from pipeline.model.locale import LocaleTag, language_of
from pipeline.model.policy import Limits

__all__ = ["parse_tmx_rows"]


def parse_tmx_rows(
    data: bytes, *, path: str, source_locale: LocaleTag, limits: Limits | None = None
) -> tuple[BilingualRow, ...]:
    """One row per unit and target variant. RejectedError `xml.*`, `tmx.invalid`, `limit`.

    The source variant is the one in the source locale, or else the only one in its language.
    """
    bounds = limits or Limits()
    root = parse_xml(data, path=path, limits=bounds)
    body = next((node for node in root.children if node.tag == "body"), None)
    if root.tag != "tmx" or body is None:
        message = f"a TMX file is <tmx> with a <body>, found <{root.tag}>"
        raise RejectedError.of("tmx.invalid", message, path=path, line=root.line)
    rows = [
        row for unit in body.children if unit.tag == "tu" for row in _unit_rows(unit, source_locale)
    ]
    if len(rows) > bounds.catalog_units:
        raise RejectedError.of("limit", f"more than {bounds.catalog_units} units", path=path)
    return tuple(rows)


def _unit_rows(unit: XmlNode, source_locale: LocaleTag) -> Iterator[BilingualRow]:
    variants = [(tag_of(_language(node)), node) for node in unit.children if node.tag == "tuv"]
    exact = [node for tag, node in variants if tag == source_locale]
    near = [node for tag, node in variants if language_of(tag) == language_of(source_locale)]
    chosen = exact or near
    if len(chosen) != 1:
        line = unit.line
        fault = f"{len(chosen)} variants in {source_locale}, expected 1"
        yield BilingualRow(source="", target="", line=line, fault=fault)
        return
    source, fault = _segment(chosen[0])
    properties = {
        node.attributes.get("type", "").removeprefix("x-"): node.text.strip()
        for node in unit.children
        if node.tag == "prop"
    }
    for tag, node in variants:
        if node is not chosen[0]:
            target, other = _segment(node)
            yield BilingualRow(
                source=source,
                target=target,
                line=node.line,
                locale=tag,
                fault=fault or other,
                lock=properties.get("lock", ""),
                reference=properties.get("reference", ""),
                approved_by=properties.get("approved_by", ""),
                effective_on=properties.get("effective_on", ""),
                expires_on=properties.get("expires_on", ""),
            )


def _language(node: XmlNode) -> str:
    return node.attributes.get("xml:lang") or node.attributes.get("lang", "")


def _segment(variant: XmlNode) -> tuple[str, str]:
    """(text, fault) of a variant."""
    segments = [node for node in variant.children if node.tag == "seg"]
    if len(segments) != 1:
        return "", f"a variant has {len(segments)} <seg>, expected 1"
    codes = [node for node in segments[0].children if node.tag != "hi"]
    if codes:
        return segments[0].text, f"<{codes[0].tag}> in a segment: inline codes are not taken"
    return "".join(part if isinstance(part, str) else part.text for part in segments[0].parts), ""
