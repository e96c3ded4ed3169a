"""What must not be translated inside a text: where it stands and what replaces it.

- Found here: inline tags, placeholders (by format flag, never by guessing), URLs, e-mail
  addresses, phone numbers, codes, and numbers with their sign, unit, per cent or range.
- Locks are the caller's: they come in as spans on the text without tags (`lift_spans`).
- A number is written as the target locale writes it, when `text.numbers` agrees that both are the
  same number; everything else found here keeps its spelling.
- Where spans overlap, locks win, then tags, placeholders and so on down; what is left over of a
  loser is protected with its own spelling.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.model.locale import LocaleTag, is_right_to_left, language_of
from pipeline.text.numbers import missing_numbers
from pipeline.text.placeholders import find_placeholders
from pipeline.text.tags import TAG, tag_faults

__all__ = ["ProtectedSpan", "find_spans", "isolate", "lift_spans", "localize_numbers"]


@dataclass(frozen=True, slots=True)
class ProtectedSpan:
    """A half-open range of a source text, and what stands for it in the target."""

    start: int
    end: int
    replacement: str
    kind: str = "lock"
    """`lock`, `tag`, `placeholder`, `url`, `mail`, `phone`, `code`, `quantity` or `number`."""

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"not a span: {self.start}..{self.end}")


_NUMBER = r"\d+(?:[.,]\d+)*"
_UNIT = (
    r"(?:mmHg|[mµμn]?mol|mcg|k?cal|mOsm|mEq|mIU|kPa|[mckµμn]?m|[mkµμn]?g|[mdcµμ]?[lL]|IU|"
    r"[kM]?Hz|MBq|Gy|mSv|ppm|lb|oz|min|h|°C|°F|°|%|‰)"
)
_URL = re.compile(
    r"(?:https?|ftp)://[^\s<>\"]+|(?<![\w.@])www\.[^\s<>\"]+"
    r"|(?<![\w.@-])(?:[A-Za-z0-9-]+\.)+(?:com|org|net|gov|edu|info|health|eu)\b(?:/[^\s<>\"]*)?"
)
_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(
    r"(?<![\w-])(?:\+?\d{1,3}[- ])?(?:\(\d{2,4}\) ?|\d{2,4}-)(?:[A-Z\d]{2,4}-)?[A-Z\d]{3,5}"
    r"(?![\w-])"
    r"|(?<![\w.])\d{3}\.\d{3}\.\d{4}(?![\w.])"
    r"|(?<!\w)\+\d{1,3}(?: \d{2,4}){2,4}(?!\w)"
)
_QUANTITY = re.compile(
    rf"(?<![\w.,])[$€£<>≤≥±~]?{_NUMBER}(?:[ \u00a0]?[–—/×-][ \u00a0]?{_NUMBER})*"
    rf"(?:[ \u00a0-]?{_UNIT}(?:/{_UNIT})*)?(?!\w)"
)
_CODE = re.compile(
    rf"(?<!\w)(?!\d+(?:st|nd|rd|th|s|{_UNIT})(?!\w))"
    r"(?:[A-Za-z]+-(?=\d)[A-Za-z\d]+|(?=[A-Za-z]*\d)(?=\d*[A-Za-z])[A-Za-z\d]+)(?:-\d[A-Za-z\d]*)*"
)
_DIGIT = re.compile(r"\d")
_TRAILING = ".,;:!?)]}'’”»"

_GROUPS = {
    **dict.fromkeys(("ca", "da", "de", "el", "es", "id", "it", "nl", "pt", "tr", "vi"), "."),
    **dict.fromkeys(
        ("bg", "cs", "fi", "fr", "hu", "nb", "nn", "no", "pl", "ru", "sk", "sv", "uk"), "\u00a0"
    ),
}
"""Group separators of languages that write a decimal comma (CLDR)."""
_SPACED_PER_CENT = frozenset(
    {"cs", "da", "de", "es", "fi", "fr", "nb", "nn", "no", "ru", "sk", "sv", "uk"}
)
_ENGLISH_NUMBER = re.compile(r"(?<![\d.,])(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d+)(?![.,]?\d)")
_RIGHT_TO_LEFT_TEXT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
_STRONG_OR_DIGIT = re.compile(r"[A-Za-z0-9À-ɏ]")
_ISOLATED_KINDS = frozenset({"lock", "url", "mail", "phone", "code", "quantity"})


def isolate(text: str, *, kind: str, locale: LocaleTag) -> str:
    """The text between U+2068 and U+2069 where a right-to-left locale needs that (law 7).

    Left alone: a locale that runs left to right, text in a right-to-left script, a bare number,
    text that brings isolates of its own.
    """
    if not is_right_to_left(locale) or kind not in _ISOLATED_KINDS:
        return text
    if _RIGHT_TO_LEFT_TEXT.search(text) or not _STRONG_OR_DIGIT.search(text):
        return text
    if any(char in text for char in "\u2066\u2067\u2068\u2069"):
        return text
    return f"\u2068{text}\u2069"


def localize_numbers(text: str, *, source_locale: LocaleTag, locale: LocaleTag) -> str:
    """The text with its numbers as the locale writes them, or unchanged where that is not sure."""
    group = _GROUPS.get(language_of(locale))
    if group is None or language_of(source_locale) != "en":
        return text
    swap = {",": group, ".": ","}
    written = _ENGLISH_NUMBER.sub(
        lambda match: "".join(swap.get(char, char) for char in match.group()), text
    )
    changed = missing_numbers(text, written, source_locale=source_locale, locale=locale)
    if any(changed):
        return text
    point = any(missing_numbers("0.5", "0,5", source_locale="en", locale=locale))
    if language_of(locale) in _SPACED_PER_CENT and not point:
        written = re.sub(r"(?<=\d) ?(?=[%‰])", "\u00a0", written)
    return written


def lift_spans(text: str, spans: Iterable[ProtectedSpan]) -> tuple[ProtectedSpan, ...]:
    """Spans on the text without its tags, as spans on the text itself.

    Tags inside a span stay outside its replacement: around it when they are whole pairs,
    otherwise before it. Raises ValueError when neither keeps the pairs well nested.
    """
    positions: list[int] = []
    end = 0
    for match in TAG.finditer(text):
        positions += range(end, match.start())
        end = match.end()
    positions += range(end, len(text))
    lifted = []
    for span in spans:
        start, stop = positions[span.start], positions[span.end - 1] + 1
        tags = TAG.findall(text[start:stop])
        replacement = span.replacement
        if tags and tag_faults("".join(tags), "".join(tags)):
            replacement = "".join(tags) + replacement
        elif tags:
            opening = [tag for tag in tags if not tag.startswith("</")]
            closing = [f"</{tag[1:-1]}>" for tag in reversed(opening) if not tag.endswith("/>")]
            replacement = "".join(opening) + replacement + "".join(closing)
        if tags and tag_faults(text, text[:start] + replacement + text[stop:]):
            raise ValueError("tags cross the edge of a locked text")
        lifted.append(ProtectedSpan(start, stop, replacement, span.kind))
    return tuple(lifted)


def _found(text: str, flags: Iterable[str]) -> list[ProtectedSpan]:
    """Everything that can be found without a registry, in order of precedence."""
    spans = [ProtectedSpan(m.start(), m.end(), m.group(), "tag") for m in TAG.finditer(text)]
    spans += [
        ProtectedSpan(span.start, span.end, text[span.start : span.end], "placeholder")
        for span in find_placeholders(text, flags)
    ]
    if "." in text or "://" in text:
        for match in _URL.finditer(text):
            word = match.group().rstrip(_TRAILING)
            spans.append(ProtectedSpan(match.start(), match.start() + len(word), word, "url"))
    if "@" in text:
        spans += [
            ProtectedSpan(m.start(), m.end(), m.group(), "mail") for m in _MAIL.finditer(text)
        ]
    if _DIGIT.search(text) is None:
        return spans
    spans += [ProtectedSpan(m.start(), m.end(), m.group(), "phone") for m in _PHONE.finditer(text)]
    spans += [ProtectedSpan(m.start(), m.end(), m.group(), "code") for m in _CODE.finditer(text)]
    for match in _QUANTITY.finditer(text):
        kind = "number" if match.group().replace(",", "").replace(".", "").isdigit() else "quantity"
        spans.append(ProtectedSpan(match.start(), match.end(), match.group(), kind))
    return spans


def find_spans(
    text: str,
    *,
    flags: Iterable[str],
    locks: Sequence[ProtectedSpan],
    source_locale: LocaleTag,
    locale: LocaleTag,
) -> tuple[ProtectedSpan, ...]:
    """All spans to protect, in order, none overlapping, with their replacements in the locale."""
    taken = [""] * len(text)
    kept: list[ProtectedSpan] = []
    for span in [*sorted(locks, key=lambda s: (s.start, -s.end)), *_found(text, flags)]:
        free = [index for index in range(span.start, span.end) if not taken[index]]
        if len(free) == span.end - span.start:
            kept.append(span)
        elif span.kind not in {"lock", "tag"}:
            kept += _left_over(text, free, span.kind)
        for index in free:
            taken[index] = span.kind
    localized = [
        ProtectedSpan(
            span.start,
            span.end,
            isolate(
                localize_numbers(span.replacement, source_locale=source_locale, locale=locale)
                if span.kind in {"quantity", "number"}
                else span.replacement,
                kind=span.kind,
                locale=locale,
            ),
            span.kind,
        )
        for span in kept
    ]
    return tuple(sorted(localized, key=lambda span: span.start))


def _left_over(text: str, free: Sequence[int], kind: str) -> list[ProtectedSpan]:
    """The runs of free positions, each with its own spelling."""
    spans: list[ProtectedSpan] = []
    for index in free:
        if spans and spans[-1].end == index:
            last = spans.pop()
            spans.append(ProtectedSpan(last.start, index + 1, text[last.start : index + 1], kind))
        else:
            spans.append(ProtectedSpan(index, index + 1, text[index], kind))
    return spans
