"""TBX-Basic: terms to and from other tools.

Written is ISO 30042:2019 in its `dca` style; read are that and the older `martif` form. What is
kept of a concept: its id, and per locale its terms in order, with those apart whose
`administrativeStatus` says that they are not to be used: `deprecatedTerm` (forbidden here) and
`supersededTerm` (deprecated here). A status that is not known is a fault: nobody guesses it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

from pipeline.errors import Fault, RejectedError
from pipeline.formats.bilingual import tag_of
from pipeline.formats.xmlsafe import XmlNode, parse_xml
from pipeline.model.locale import LocaleTag
from pipeline.model.lock import FormStatus
from pipeline.model.policy import Limits

__all__ = ["Concept", "parse_tbx", "serialize_tbx"]

_NAMESPACE = "urn:iso:std:iso:30042:ed-2"
_CONCEPTS = ("conceptEntry", "termEntry")
_LANGUAGES = frozenset({"langSec", "langSet"})
_GROUPS = ("termSec", "tig", "ntig")
_WRITTEN = {
    FormStatus.FORBIDDEN: "deprecatedTerm-admn-sts",
    FormStatus.DEPRECATED: "supersededTerm-admn-sts",
}
_STATUS: dict[str, FormStatus | None] = {
    "": None,
    "preferredTerm": None,
    "admittedTerm": None,
    "deprecatedTerm": FormStatus.FORBIDDEN,
    "supersededTerm": FormStatus.DEPRECATED,
}
_STATUS |= {f"{name}-admn-sts": status for name, status in _STATUS.items() if name}


@dataclass(frozen=True, slots=True, kw_only=True)
class Concept:
    """One concept with its terms."""

    id: str
    terms: Mapping[LocaleTag, tuple[str, ...]]
    unwanted: Mapping[LocaleTag, tuple[tuple[str, FormStatus], ...]] = field(default_factory=dict)
    """Terms that are not to be used, and why."""
    note: str = ""
    line: int = 0


def parse_tbx(data: bytes, *, path: str, limits: Limits | None = None) -> tuple[Concept, ...]:
    """The concepts in order. RejectedError `xml.*`, `tbx.invalid` with every fault, `limit`."""
    bounds = limits or Limits()
    root = parse_xml(data, path=path, limits=bounds)
    if root.tag not in {"tbx", "martif"}:
        message = f"a TBX file is <tbx> or <martif>, found <{root.tag}>"
        raise RejectedError.of("tbx.invalid", message, path=path, line=root.line)
    faults: list[Fault] = []
    found = []
    seen: set[str] = set()
    for node in root.all(*_CONCEPTS):
        concept, unknown = _concept(node)
        faults += [
            Fault(code="tbx.invalid", message=message, path=path, line=node.line)
            for message in unknown
        ]
        if concept.id and concept.id in seen:
            message = f"the concept {concept.id[:60]!r} stands twice"
            faults.append(Fault(code="tbx.invalid", message=message, path=path, line=node.line))
        seen.add(concept.id)
        if not any(concept.terms.values()) and not any(concept.unwanted.values()):
            message = "a concept without a term"
            faults.append(Fault(code="tbx.invalid", message=message, path=path, line=node.line))
        found.append(concept)
    if len(found) > bounds.catalog_units:
        raise RejectedError.of("limit", f"more than {bounds.catalog_units} concepts", path=path)
    RejectedError.raise_for(faults)
    return tuple(found)


def _concept(node: XmlNode) -> tuple[Concept, list[str]]:
    """The concept, and what is wrong with it."""
    terms: dict[LocaleTag, tuple[str, ...]] = {}
    unwanted: dict[LocaleTag, tuple[tuple[str, FormStatus], ...]] = {}
    unknown: list[str] = []
    for section in node.children:
        if section.tag not in _LANGUAGES:
            continue
        tag = tag_of(section.attributes.get("xml:lang", ""))
        terms.setdefault(tag, ())
        for text, status in _words(section):
            if status not in _STATUS:
                unknown.append(f"{text[:60]!r} has the unknown status {status[:60]!r}")
            elif (kept := _STATUS[status]) is None:
                terms[tag] = tuple(dict.fromkeys((*terms[tag], text)))
            else:
                unwanted[tag] = tuple(dict.fromkeys((*unwanted.get(tag, ()), (text, kept))))
    note = next((child.text.strip() for child in node.children if child.tag == "note"), "")
    concept = Concept(
        id=node.attributes.get("id", ""), terms=terms, unwanted=unwanted, note=note, line=node.line
    )
    return concept, unknown


def _words(section: XmlNode) -> Iterator[tuple[str, str]]:
    """Each term of a language with its status, which stands beside it in the same group."""
    groups = [*section.all(*_GROUPS)] or [section]
    for group in groups:
        notes = [
            _whole_text(note).strip()
            for note in group.all("termNote")
            if note.attributes.get("type") == "administrativeStatus"
        ]
        for term in group.all("term"):
            if text := _whole_text(term):
                yield text, notes[0] if notes else ""


def _whole_text(node: XmlNode) -> str:
    return "".join(part if isinstance(part, str) else _whole_text(part) for part in node.parts)


def serialize_tbx(concepts: Iterable[Concept], *, source_locale: LocaleTag, title: str) -> bytes:
    """The bytes of a TBX-Basic file: the same concepts give the same bytes."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        (
            f'<tbx style="dca" type="TBX-Basic" xml:lang={quoteattr(source_locale)}'
            f' xmlns="{_NAMESPACE}">'
        ),
        "  <tbxHeader>",
        "    <fileDesc>",
        "      <sourceDesc>",
        f"        <p>{escape(title)}</p>",
        "      </sourceDesc>",
        "    </fileDesc>",
        "  </tbxHeader>",
        "  <text>",
        "    <body>",
    ]
    for concept in concepts:
        lines += _concept_lines(concept)
    lines += ["    </body>", "  </text>", "</tbx>"]
    return ("\n".join(lines) + "\n").encode("utf-8")


def _concept_lines(concept: Concept) -> Iterator[str]:
    yield f"      <conceptEntry id={quoteattr(concept.id)}>"
    if concept.note:
        yield f"        <note>{escape(concept.note)}</note>"
    for locale in dict.fromkeys((*concept.terms, *concept.unwanted)):
        terms = concept.terms.get(locale, ())
        yield f"        <langSec xml:lang={quoteattr(locale)}>"
        for term, status in _with_status(terms, concept.unwanted.get(locale, ())):
            yield "          <termSec>"
            yield f"            <term>{escape(term)}</term>"
            yield f'            <termNote type="administrativeStatus">{status}</termNote>'
            yield "          </termSec>"
        yield "        </langSec>"
    yield "      </conceptEntry>"


def _with_status(
    terms: Iterable[str], unwanted: Iterable[tuple[str, FormStatus]]
) -> Iterator[tuple[str, str]]:
    for number, term in enumerate(terms):
        yield term, "preferredTerm-admn-sts" if number == 0 else "admittedTerm-admn-sts"
    for term, status in unwanted:
        yield term, _WRITTEN[status]
