"""What one unit asks of an engine: a protected text per distinct source form."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from pipeline.model.locale import LocaleTag
from pipeline.model.message import Message, MessageKey
from pipeline.model.unit import Unit
from pipeline.pretranslate.locked import LockMissingError, LockView, locks_in
from pipeline.pretranslate.protect import Protected, protect
from pipeline.pretranslate.spans import find_spans
from pipeline.text.numbers import numbers_of
from pipeline.text.placeholders import placeholders_of
from pipeline.text.plurals import plural_categories, plural_index

__all__ = ["HoldError", "Job", "OpenError", "make_job"]


class OpenError(Exception):
    """The unit stays open."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class HoldError(Exception):
    """The unit is held."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Job:
    """One unit for the engine: a protected text per distinct source form."""

    unit: Unit
    sources: tuple[str, ...]
    """Source text per target form."""
    texts: tuple[Protected, ...]


def _sources_of(message: Message, source_locale: LocaleTag, locale: LocaleTag) -> tuple[str, ...]:
    """The source text to translate for each form of the target."""
    plural = message.plural
    if plural is None:
        return (message.source,)
    categories = plural_categories(locale)
    sources = tuple(message.source if name == "one" else plural for name in categories)
    if "one" in categories:
        index = categories.index("one")
        covers_more = any(plural_index(locale, n) == index for n in (0, 21, 101, 1_000_001))
        if covers_more and _counts(message.source, message, source_locale) != _counts(
            plural, message, source_locale
        ):
            raise OpenError("mt.plural")
    return sources


def _counts(text: str, message: Message, source_locale: LocaleTag) -> Counter[str]:
    numbers = [token for token, _ in numbers_of(text, source_locale)]
    return Counter(numbers + placeholders_of(text, message.flags))


def make_job(unit: Unit, *, registry: LockView, source_locale: LocaleTag, locale: LocaleTag) -> Job:
    """The unit's texts, protected. OpenError or HoldError where there is nothing to ask."""
    sources = _sources_of(unit.message, source_locale, locale)
    texts = []
    for source in sources:
        message = (
            unit.message
            if source == unit.message.source
            else replace(unit.message, key=MessageKey(unit.message.context, source), plural=None)
        )
        try:
            locks = locks_in(registry, message, locale)
        except LockMissingError as error:
            raise OpenError(error.code) from None
        except ValueError:
            raise HoldError("tag.mismatch") from None
        spans = find_spans(
            source,
            flags=unit.message.flags,
            locks=locks,
            source_locale=source_locale,
            locale=locale,
        )
        texts.append(protect(source, spans))
    return Job(unit, sources, tuple(texts))
