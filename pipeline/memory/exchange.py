"""Entries to and from TMX units, and from catalogs of elsewhere.

A plural entry is one unit per form, numbered `x-form: 2/3`, with its sources in `x-singular` and
`x-plural`; on the way back they are one entry only when every form is there, in order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from pipeline.formats.tmx import Tmx, TmxUnit
from pipeline.memory.entry import Entry, Kind
from pipeline.model.locale import LocaleTag, language_of
from pipeline.model.message import MessageKey
from pipeline.model.unit import Catalog
from pipeline.text.plurals import plural_categories
from pipeline.text.tags import tag_faults

__all__ = ["Taken", "entries_of_catalog", "entries_of_tmx", "tmx_units"]


@dataclass(slots=True)
class Taken:
    """What an import yields: entries, and how many pairs were left out, by reason."""

    entries: list[Entry] = field(default_factory=list)
    left_out: dict[str, int] = field(default_factory=dict)

    def leave_out(self, reason: str) -> None:
        """Counts one pair that is not taken."""
        self.left_out[reason] = self.left_out.get(reason, 0) + 1


def tmx_units(entries: Iterable[Entry]) -> Iterator[TmxUnit]:
    """One unit per entry and form."""
    for entry in entries:
        properties = [("x-kind", entry.kind.value), ("x-detail", entry.detail)]
        if entry.key.context:
            properties.append(("x-context", entry.key.context))
        if entry.plural is None:
            yield TmxUnit(
                source=entry.source,
                targets=((entry.locale, entry.forms[0]),),
                properties=tuple(properties),
            )
            continue
        categories = plural_categories(entry.locale)
        for number, form in enumerate(entry.forms):
            one = number < len(categories) and categories[number] == "one"
            place = f"{number + 1}/{len(entry.forms)}"
            yield TmxUnit(
                source=entry.source if one else entry.plural,
                targets=((entry.locale, form),),
                properties=(
                    *properties,
                    ("x-form", place),
                    ("x-singular", entry.source),
                    ("x-plural", entry.plural),
                ),
            )


def locale_among(
    written: str, locales: Iterable[LocaleTag], *, only: LocaleTag | None
) -> LocaleTag | None:
    """The project's locale for a language tag: the same one; nothing falls back.

    With `only`, the one locale the importing person named, its bare language is taken for it.
    """
    tag = written.replace("_", "-").lower()
    for locale in locales:
        if locale.lower() == tag and only in (None, locale):
            return locale
    return only if only is not None and tag == language_of(only) else None


def entries_of_tmx(
    tmx: Tmx,
    *,
    reference: str,
    source_locale: LocaleTag,
    locales: Iterable[LocaleTag],
    only: LocaleTag | None,
    refuse: Callable[[Entry], str | None],
) -> Taken:
    """The entries of a TMX in the project's locales; `refuse` gives a reason to leave one out."""
    taking = _Taking(reference=reference, refuse=refuse)
    known = tuple(locales)
    if tmx.source_language and language_of(tmx.source_language.lower()) not in (
        language_of(source_locale),
        "*all*",
    ):
        taking.taken.left_out["another source language"] = len(tmx.units)
        return taking.taken
    for unit in tmx.units:
        properties = dict(unit.properties)
        for written, text in unit.targets:
            locale = locale_among(written, known, only=only)
            if locale is None:
                taking.taken.leave_out(f"language {written[:20]}")
            elif "x-form" in properties:
                taking.take_form(locale, properties, text)
            else:
                key = MessageKey(properties.get("x-context", ""), unit.source)
                taking.take(locale, key, None, (text,))
    taking.drop_forms()
    return taking.taken


@dataclass(slots=True, kw_only=True)
class _Taking:
    """One import under way."""

    reference: str
    refuse: Callable[[Entry], str | None]
    taken: Taken = field(default_factory=Taken)
    forms: list[str] = field(default_factory=list)
    """Of a plural entry: the forms that came so far."""
    whole: tuple[str, ...] = ()
    """What those forms have in common."""

    def take(
        self, locale: LocaleTag, key: MessageKey, plural: str | None, forms: tuple[str, ...]
    ) -> None:
        """Takes an entry, or counts why not."""
        if not key.source.strip() or not all(form.strip() for form in forms):
            self.taken.leave_out("empty")
            return
        entry = Entry(
            locale=locale,
            key=key,
            plural=plural,
            forms=forms,
            kind=Kind.IMPORT,
            detail=self.reference,
        )
        tags = plural is None and tag_faults(key.source, forms[0])
        reason = "tags differ" if tags else self.refuse(entry)
        if reason is None:
            self.taken.entries.append(entry)
        else:
            self.taken.leave_out(reason)

    def take_form(self, locale: LocaleTag, properties: dict[str, str], text: str) -> None:
        """Puts one plural form to those before it; takes the entry with its last form."""
        number, _, count = properties["x-form"].partition("/")
        names = ("x-context", "x-singular", "x-plural", "x-detail")
        whole = (locale, count, *(properties.get(name, "") for name in names))
        if number == "1" or whole != self.whole:
            self.drop_forms()
            self.whole = whole
        if number != str(len(self.forms) + 1):
            self.taken.leave_out("plural forms are missing")
            return
        self.forms.append(text)
        if number == count:
            forms, self.forms = tuple(self.forms), []
            self.take(locale, MessageKey(whole[2], whole[3]), whole[4], forms)

    def drop_forms(self) -> None:
        """Gives up the forms of an entry that is not whole."""
        if self.forms:
            self.taken.leave_out("plural forms are missing")
            self.forms = []


def entries_of_catalog(
    catalog: Catalog, *, reference: str, refuse: Callable[[Entry], str | None]
) -> Taken:
    """The finished units of somebody's catalog: with a target in every form and not fuzzy."""
    taking = _Taking(reference=reference, refuse=refuse)
    for unit in catalog.units:
        message = unit.message
        if unit.has_target and not unit.fuzzy:
            taking.take(catalog.locale, message.key, message.plural, unit.forms)
        else:
            taking.taken.leave_out("not finished")
    return taking.taken
