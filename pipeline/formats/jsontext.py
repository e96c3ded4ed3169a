"""JSON files of interface strings (i18next): every string value is a segment.

- The context is the dotted key path, the author's id; the role follows from the last word of the
  key (`cta_button`, `page.title`). Text is taken exactly: JSON has no soft line breaks.
- `key_one` and `key_other` in one object are one segment with a plural. Another category beside
  them is refused: the English source has these two. A target writes the locale's own categories
  as keys, in CLDR's order, and no others.
- Refused: duplicate keys, lone surrogates, nesting over 64, anything `json` does not accept.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from json import decoder

from pipeline.errors import RejectedError
from pipeline.formats.document_outline import Outline
from pipeline.formats.document_runs import has_words
from pipeline.formats.document_spans import ParsedDocument, Slot, Style
from pipeline.text.patterns import lazy
from pipeline.text.plurals import plural_categories

__all__ = ["expected_strings", "flatten_json", "parse_json", "render_json"]

MAX_DEPTH = 64
_scan_string: Callable[[str, int, bool], tuple[str, int]] = decoder.scanstring  # type: ignore[attr-defined]  # the typeshed does not name it
_WHITE = lazy(r"[ \t\n\r]*+")
_LITERAL = lazy(r"true|false|null|-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?(?:[eE][+-]?[0-9]++)?")
_CATEGORIES = ("zero", "one", "two", "few", "many", "other")
_ROLES = {
    "title": "title",
    "heading": "heading",
    "headline": "heading",
    "alt": "alt",
    "tooltip": "tooltip",
    "button": "button",
    "cta": "button",
    "link": "link",
    "label": "label",
    "placeholder": "placeholder",
}
_LAST_WORD = lazy(r"(?:.*[^A-Za-z]|.*[a-z](?=[A-Z]))?([A-Za-z][a-z]*)\Z", re.DOTALL)


@dataclass(slots=True)
class _Value:
    """A value with its offsets: a string, a container, or anything else."""

    start: int
    end: int = 0
    text: str | None = None
    members: list[_Member] = field(default_factory=list)
    """Of an object or an array; an array's have no key."""
    is_object: bool = False


@dataclass(slots=True)
class _Member:
    start: int
    """Behind the brace or comma before it: white space included."""
    key: str
    key_start: int
    key_end: int
    value: _Value
    end: int = 0
    """At the comma behind it; at the end of the value for the last one."""


class _SyntaxFault(Exception):  # noqa: N818 - never leaves this module
    def __init__(self, offset: int, what: str, code: str = "document.syntax") -> None:
        super().__init__(what)
        self.offset, self.what, self.code = offset, what, code


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.duplicates: list[tuple[int, str]] = []

    def document(self) -> _Value:
        start = self.skip(1 if self.text.startswith("\ufeff") else 0)
        value = self.value(start, 0)
        end = self.skip(value.end)
        if end != len(self.text):
            raise _SyntaxFault(end, "text behind the end of the JSON value")
        return value

    def skip(self, at: int) -> int:
        match = _WHITE.match(self.text, at)
        return match.end() if match else at

    def string(self, at: int) -> tuple[str, int]:
        try:
            value, end = _scan_string(self.text, at + 1, True)  # noqa: FBT003 - strict
        except json.JSONDecodeError as error:
            raise _SyntaxFault(error.pos, error.msg) from None
        if not value.isascii() and any("\ud800" <= char <= "\udfff" for char in value):
            raise _SyntaxFault(at, "a lone surrogate in a string")
        return value, end

    def value(self, at: int, depth: int) -> _Value:
        if depth > MAX_DEPTH:
            raise _SyntaxFault(at, f"nested deeper than {MAX_DEPTH}", "document.limit")
        char = self.text[at : at + 1]
        value = _Value(at)
        if char == '"':
            value.text, value.end = self.string(at)
        elif char in {"{", "["} and char:
            self.container(value, depth)
        else:
            match = _LITERAL.match(self.text, at)
            if match is None:
                raise _SyntaxFault(at, "a JSON value was expected")
            value.end = match.end()
        return value

    def container(self, value: _Value, depth: int) -> None:
        value.is_object = self.text[value.start] == "{"
        closing = "}" if value.is_object else "]"
        seen: set[str] = set()
        at = value.start + 1
        if self.text.startswith(closing, self.skip(at)):
            value.end = self.skip(at) + 1
            return
        while True:
            member = self.member(at, len(value.members), depth, is_keyed=value.is_object)
            if value.is_object and member.key in seen:
                self.duplicates.append((member.key_start, member.key))
            seen.add(member.key)
            value.members.append(member)
            at = self.skip(member.value.end)
            if self.text.startswith(",", at):
                member.end = at
                at += 1
                continue
            if not self.text.startswith(closing, at):
                raise _SyntaxFault(at, f"`,` or `{closing}` was expected")
            member.end = member.value.end
            value.end = at + 1
            return

    def member(self, start: int, index: int, depth: int, *, is_keyed: bool) -> _Member:
        at = self.skip(start)
        if not is_keyed:
            return _Member(start, str(index), at, at, self.value(at, depth + 1))
        if not self.text.startswith('"', at):
            raise _SyntaxFault(at, "a key in double quotes was expected")
        key, key_end = self.string(at)
        colon = self.skip(key_end)
        if not self.text.startswith(":", colon):
            raise _SyntaxFault(colon, "`:` was expected")
        return _Member(start, key, at, key_end, self.value(self.skip(colon + 1), depth + 1))


def _scan(text: str, path: str) -> _Value:
    scanner = _Scanner(text)
    try:
        value = scanner.document()
    except _SyntaxFault as fault:
        line = text.count("\n", 0, fault.offset) + 1
        raise RejectedError.of(fault.code, fault.what, path=path, line=line) from None
    outline = Outline(path)
    for offset, key in scanner.duplicates:
        line = text.count("\n", 0, offset) + 1
        outline.fault("document.syntax", f"the key {key!r} occurs twice", line=line)
    RejectedError.raise_for(outline.faults)
    return value


def _plurals(value: _Value) -> dict[str, dict[str, _Member]]:
    """Base key to its members by category, for the keys that are a plural."""
    found: dict[str, dict[str, _Member]] = {}
    for member in value.members if value.is_object else ():
        base, _, category = member.key.rpartition("_")
        if base and category in _CATEGORIES and member.value.text is not None:
            found.setdefault(base, {})[category] = member
    return {base: forms for base, forms in found.items() if {"one", "other"} <= forms.keys()}


def parse_json(text: str, path: str) -> ParsedDocument:
    """The document; RejectedError `document.syntax`, `document.limit`, `document.unsupported`."""
    outline = Outline(path)
    _collect(text, _scan(text, path), (), outline)
    return outline.finish(text, "application/json")


def _collect(text: str, value: _Value, keys: tuple[str, ...], outline: Outline) -> None:
    plurals = _plurals(value)
    plural_keys = {member.key for forms in plurals.values() for member in forms.values()}
    for base, forms in plurals.items():
        for category, member in forms.items():
            if category not in {"one", "other"}:
                outline.fault(
                    "document.unsupported",
                    f"{member.key!r}: an English source has the plural forms _one and _other only",
                    line=text.count("\n", 0, member.key_start) + 1,
                )
        one, other = forms["one"].value, forms["other"].value
        if has_words(one.text or "") and has_words(other.text or ""):
            _add(one, (*keys, base), outline, plural=other.text)
    for member in value.members:
        if member.value.text is not None and member.key not in plural_keys:
            if has_words(member.value.text):
                _add(member.value, (*keys, member.key), outline)
        elif member.value.members:
            _collect(text, member.value, (*keys, member.key), outline)
    if value.text is not None and not keys and has_words(value.text):
        _add(value, (), outline)


def _add(
    value: _Value, keys: tuple[str, ...], outline: Outline, *, plural: str | None = None
) -> None:
    word = _LAST_WORD.match(keys[-1]) if keys else None
    outline.add(
        Slot(value.start, value.end, Style.STRING),
        value.text or "",
        role=_ROLES.get(word.group(1).lower(), "body") if word else "body",
        context=".".join(keys),
        plural=plural,
        flags=("i18next-format",),
        section="/".join((outline.path, *keys)),
    )


def render_json(
    document: ParsedDocument, targets: Sequence[tuple[str, ...] | None], locale: str | None
) -> str:
    """The document with these targets, one per segment."""
    wanted = {
        slot.start: forms
        for slot, forms in zip(document.slots, targets, strict=True)
        if forms is not None
    }
    if not wanted:
        return document.text
    root = _scan(document.text, document.path)
    categories = plural_categories(locale) if locale is not None else ("one", "other")
    body = _Renderer(document.text, wanted, categories).value(root)
    return document.text[: root.start] + body + document.text[root.end :]


class _Renderer:
    def __init__(
        self, text: str, wanted: Mapping[int, tuple[str, ...]], categories: tuple[str, ...]
    ) -> None:
        self.text = text
        self.wanted = wanted
        self.categories = categories

    def value(self, value: _Value) -> str:
        if value.text is not None:
            forms = self.wanted.get(value.start)
            return _quote(forms[0]) if forms else self.text[value.start : value.end]
        if not value.members:
            return self.text[value.start : value.end]
        plurals = {
            member.key: (base, self.wanted[forms["one"].value.start])
            for base, forms in _plurals(value).items()
            if forms["one"].value.start in self.wanted
            for member in (forms["one"], forms["other"])
        }
        chunks = []
        for member in value.members:
            if member.key in plurals:
                chunks += self.plural(member, *plurals[member.key])
            else:
                before = self.text[member.start : member.value.start]
                after = self.text[member.value.end : member.end]
                chunks.append(before + self.value(member.value) + after)
        last = value.members[-1].end
        return self.text[value.start] + ",".join(chunks) + self.text[last : value.end]

    def plural(self, member: _Member, base: str, forms: tuple[str, ...]) -> list[str]:
        """`other` stays in its place, all other categories stand where `one` stood."""
        is_other = member.key.endswith("_other")
        colon = self.text[member.key_end : member.value.start]
        return [
            self.text[member.start : member.key_start]
            + _quote(f"{base}_{category}")
            + colon
            + _quote(form)
            + (self.text[member.value.end : member.end])
            for category, form in zip(self.categories, forms, strict=True)
            if (category == "other") is is_other
        ]


def _quote(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def expected_strings(
    document: ParsedDocument, targets: Sequence[tuple[str, ...] | None], locale: str | None
) -> dict[tuple[str, ...], str]:
    """Every string the rendered file must hold, by its keys."""
    starts = (slot.start for slot in document.slots)
    wanted = {start: forms for start, forms in zip(starts, targets, strict=True) if forms}
    categories = plural_categories(locale) if locale is not None else ("one", "other")
    found: dict[tuple[str, ...], str] = {}
    stack: list[tuple[tuple[str, ...], _Value]] = [((), _scan(document.text, document.path))]
    while stack:
        keys, value = stack.pop()
        if value.text is not None:
            found[keys] = wanted.get(value.start, (value.text,))[0]
        stack += [((*keys, member.key), member.value) for member in value.members]
    stack = [((), _scan(document.text, document.path))]
    while stack:
        keys, value = stack.pop()
        for base, members in _plurals(value).items():
            forms = wanted.get(members["one"].value.start)
            if forms is None:
                continue
            for category in ("one", "other"):
                del found[(*keys, f"{base}_{category}")]
            for category, form in zip(categories, forms, strict=True):
                found[(*keys, f"{base}_{category}")] = form
        stack += [((*keys, member.key), member.value) for member in value.members]
    return found


def flatten_json(text: str, path: str) -> dict[tuple[str, ...], str]:
    """Every string of the file by its keys."""
    found: dict[tuple[str, ...], str] = {}
    stack: list[tuple[tuple[str, ...], _Value]] = [((), _scan(text, path))]
    while stack:
        keys, value = stack.pop()
        if value.text is not None:
            found[keys] = value.text
        stack += [((*keys, member.key), member.value) for member in value.members]
    return found
