"""Which locales a text is meant for: the Locale Filter of ITS 2.0.

A filter is a list of extended language ranges (RFC 4647, 3.3.2) that lets locales in, or keeps
them out. Its one spelling here: empty for all locales, `none`, `es-US, pt-BR`, or `not fr, ja`.
"""

from __future__ import annotations

from functools import lru_cache

from pipeline.model.locale import LocaleTag
from pipeline.text.patterns import lazy

__all__ = ["filter_admits", "is_narrower", "read_filter", "read_short_filter"]

_RANGE = lazy(r"(?:[A-Za-z]{1,8}|\*)(?:-(?:[A-Za-z0-9]{1,8}|\*))*")
_NONE = "none"
_NOT = "not "


def read_filter(ranges: str, kind: str = "include") -> str | None:
    """The filter of these attributes of ITS 2.0; None when they are none.

    >>> read_filter("*"), read_filter(""), read_filter("*", "exclude"), read_filter("", "exclude")
    ('', 'none', 'none', '')
    >>> read_filter(" es-US ,pt-BR"), read_filter("fr", "exclude"), read_filter("es_US")
    ('es-US, pt-BR', 'not fr', None)
    """
    found = [item.strip() for item in ranges.split(",")] if ranges.strip() else []
    kind = kind.strip().lower()
    if kind not in {"include", "exclude"} or not all(map(_RANGE.fullmatch, found)):
        return None
    if not found or "*" in found:
        return "" if bool(found) is (kind == "include") else _NONE
    return ("" if kind == "include" else _NOT) + ", ".join(dict.fromkeys(found))


def read_short_filter(text: str) -> str | None:
    """The filter in its short spelling, as a comment in Markdown has it; None when it is none.

    >>> read_short_filter("not fr"), read_short_filter("none"), read_short_filter("*")
    ('not fr', 'none', '')
    """
    text = text.strip()
    if text.lower() == _NONE:
        return _NONE
    word, _, rest = text.partition(" ")
    if word.lower() == _NOT.strip():
        return read_filter(rest, "exclude") if rest.strip() else None
    return read_filter(text)


@lru_cache(maxsize=4096)
def filter_admits(locales: str, locale: LocaleTag) -> bool:
    """Whether the filter lets this locale in.

    >>> filter_admits("*-US", "es-US"), filter_admits("es-US", "es"), filter_admits("zh-TW",
    ... "zh-Hant-TW"), filter_admits("not es", "es-US")
    (True, False, True, False)
    """
    if not locales or locales == _NONE:
        return not locales
    is_list_of_others = locales.startswith(_NOT)
    tag = locale.lower().split("-")
    matched = any(_matches(item.lower().split("-"), tag) for item in _ranges(locales))
    return matched is not is_list_of_others


def is_narrower(inner: str, outer: str) -> bool:
    """Whether `inner` surely lets in no locale that `outer` keeps out.

    >>> is_narrower("es-US", "es, pt"), is_narrower("es", "es-US"), is_narrower("fr", "not es")
    (True, False, False)
    """
    if inner in {_NONE, outer} or not outer:
        return True
    if not inner or outer == _NONE or inner.startswith(_NOT) is not outer.startswith(_NOT):
        return False
    wide, narrow = (outer, inner) if not inner.startswith(_NOT) else (inner, outer)
    return all(
        any(_matches(big.lower().split("-"), small.lower().split("-")) for big in _ranges(wide))
        for small in _ranges(narrow)
    )


def _ranges(locales: str) -> list[str]:
    return locales.removeprefix(_NOT).split(", ")


def _matches(wanted: list[str], tag: list[str]) -> bool:
    """Extended filtering: subtags may stand between, a single letter or digit ends it."""
    if wanted[0] not in {"*", tag[0]}:
        return False
    at = 1
    for part in wanted[1:]:
        if part == "*":
            continue
        while at < len(tag) and tag[at] != part:
            if len(tag[at]) == 1:
                return False
            at += 1
        if at == len(tag):
            return False
        at += 1
    return True
