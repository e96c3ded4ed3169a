"""Front matter of a Markdown page: its title and description, and the language it says.

Only `title`, `description` and `lang` on one line at the left margin are read; the rest of the
front matter is the site's business and stays as it is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from pipeline.formats.document_outline import Outline
from pipeline.formats.document_runs import has_words
from pipeline.formats.document_spans import Part, Place, Slot, Style
from pipeline.text.patterns import lazy
from pipeline.text.space import collapse

__all__ = ["read_front_matter", "write_scalar"]

_LINE = lazy(
    r"""(title|description|lang)[ \t]*+:[ \t]++
    (?:
        "((?:[^"\\]|\\.)*+)"
      | '((?:[^']|'')*+)'
      | ([^\s"'\#&*!|>{}\[\]%@`,?-](?:[^\s\#]|[ \t]++(?=[^\s\#])|(?<=\S)\#)*+)
    )[ \t]*+(?:(?<=\s)\#.*)?""",
    re.VERBOSE | re.ASCII,
)
_OTHER = lazy(r"[^#\n]*?(?::[ \t]++|-[ \t]++|^[ \t]++)([^\s#][^\n]* [^\n]*)")
"""A line whose value has several words: a caption, a list entry, a block scalar's line."""
_ROLES = {"title": "title", "description": "meta"}
_PLAIN = lazy(r"[^\W\d][^#:\n\"'\\{}\[\],&*!|>%@`]*")
_WORDS = frozenset({"true", "false", "yes", "no", "on", "off", "null", "y", "n"})


def read_front_matter(text: str, low: int, high: int, outline: Outline) -> list[Place]:
    """Adds the segments of the front matter; returns where it says the language."""
    places = []
    at = low
    while at < high:
        end = text.find("\n", at, high)
        end = high if end < 0 else end
        match = _LINE.fullmatch(text, at, end - (text[at:end].endswith("\r")))
        if match is not None:
            place = _read_line(match, outline)
            places += [place] if place is not None else []
        elif (other := _OTHER.match(text, at, end)) is not None:
            outline.skip("front matter", other.group(1), at=at)
        at = end + 1
    return places


def _read_line(match: re.Match[str], outline: Outline) -> Place | None:
    group = next(number for number in (2, 3, 4) if match.group(number) is not None)
    start, end = match.span(group)
    if match.group(1) == "lang":
        return Place(start, end, "lang")
    value = _value(match.group(group), group)
    if value is None or not has_words(value):
        return None
    quote = {2: '"', 3: "'", 4: ""}[group]
    slot = Slot(start, end, Style.SCALAR, quote)
    outline.add(slot, collapse(value), role=_ROLES[match.group(1)], is_attribute=True)
    return None


def _value(raw: str, group: int) -> str | None:
    if group == 2:  # noqa: PLR2004 - the double-quoted alternative
        try:
            return str(json.loads(f'"{raw}"'))
        except ValueError:
            return None  # an escape of YAML's own: not read, so not translated
    return raw.replace("''", "'") if group == 3 else raw  # noqa: PLR2004 - the single-quoted one


def write_scalar(slot: Slot, parts: Sequence[Part], careful: bool) -> str:  # noqa: ARG001, FBT001
    """The raw scalar of a target, in the document's own quotes where it had some."""
    value = "".join(part.raw for part in parts)
    if slot.hint == "'":
        return value.replace("'", "''")
    if slot.hint == '"':
        return json.dumps(value, ensure_ascii=False)[1:-1]
    if _PLAIN.fullmatch(value) and value.lower() not in _WORDS and value == value.strip():
        return value
    return json.dumps(value, ensure_ascii=False)
