"""Catalogs and templates for Hypothesis: everything the writer may be given."""

from __future__ import annotations

from hypothesis import strategies as st

from pipeline.formats.gettext.quoting import CONTROL
from pipeline.model.message import Message, MessageKey, Template
from pipeline.model.unit import Catalog, Held, Origin, Unit
from pipeline.text.plurals import plural_count

LOCALES = ["es-US", "pt-BR", "fr-CA", "de-DE", "ja", "ar", "zh-Hant-TW", "sr-Latn-RS"]


def _is_clean(text: str) -> bool:
    return not CONTROL.search(text)


AWKWARD = [
    *("\\", '"', "\\n", "#~", "msgid", '"\n"', "#, fuzzy", "\u2028", "\ufeff", "…"),
    *("%s", "{x}", "85% of", "<1>a</1>", "\t", "é", "日本", "\u2066"),
]
WORDS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8).filter(_is_clean),
    st.sampled_from(AWKWARD),
)
TEXTS = st.lists(WORDS, min_size=1, max_size=5).map(" ".join).filter(str.strip)
LINES = TEXTS.map(lambda text: text.replace("\n", " "))
FULL = st.one_of(TEXTS, st.builds("{}\n{}".format, TEXTS, TEXTS))
NAMES = st.sampled_from(["a.md", "b c.html", "d/é.json", "x:3.txt"])
FLAGS = st.sampled_from([(), ("i18next-format",), ("python-brace-format",)])
DIGESTS = st.text("0123456789abcdef", min_size=12, max_size=12)
DETAILS = st.sampled_from(["", "apertium/eng-spa", "ACME Corp", "87% same place"])
ORIGINS = st.builds(Origin, st.sampled_from(["lock", "engine", "desk"]), DETAILS, DIGESTS)
HELD = st.builds(
    Held, st.sampled_from(["lock.drift", "number.changed"]), st.just("engine x"), DIGESTS
)
ODD = [
    "C:\\",
    "ends in \\ ",
    "# two",
    " three ",
    "origin: me",
    "a \u2028 b",
    "~ x",
    ".",
    ":",
    ",",
    "|",
]
SOURCES = FULL.filter(bool)
KEYS = st.builds(MessageKey, st.one_of(st.just(""), st.just("button"), TEXTS), SOURCES)


@st.composite
def messages(draw, key=KEYS):
    return Message(
        key=draw(key),
        plural=draw(st.one_of(st.none(), FULL)),
        documents=tuple(sorted(draw(st.sets(NAMES, max_size=3)))),
        paths=tuple(draw(st.lists(LINES, max_size=2))),
        role=draw(st.sampled_from(["body", "title", "button"])),
        locks=tuple(draw(st.sampled_from([[], ["isi.us@4"], ["a@1", "b@2"]]))),
        tags=tuple(draw(st.lists(LINES, max_size=2))),
        notes=tuple(draw(st.lists(FULL, max_size=2))),
        flags=draw(FLAGS),
    )


@st.composite
def units(draw, forms_of, message):
    found = draw(message)
    count = 1 if found.plural is None else forms_of
    filled = st.lists(FULL, min_size=count, max_size=count).map(tuple)
    previous = draw(st.one_of(st.none(), KEYS))
    forms = draw(st.one_of(st.just(()), filled))
    return Unit(
        message=found,
        forms=forms,
        origin=draw(st.one_of(st.none(), ORIGINS)) if forms else None,
        held=draw(st.one_of(st.none(), HELD)),
        fuzzy=bool(forms) and draw(st.booleans()),
        previous=previous,
        previous_plural=draw(st.one_of(st.none(), FULL)) if previous else None,
        comments=tuple(draw(st.sampled_from([(), ("",), ("one", ""), *((c,) for c in ODD)]))),
        read_only=draw(st.booleans()),
    )


@st.composite
def catalogs(draw):
    locale = draw(st.sampled_from(LOCALES))
    found = draw(
        st.lists(units(plural_count(locale), messages()), max_size=4, unique_by=lambda u: u.key)
    )
    split = draw(st.integers(0, len(found)))
    return Catalog(
        project=draw(st.sampled_from(["Brand site", "Ümläut"])),
        domain="brand",
        source_locale="en-US",
        locale=locale,
        created_on="2026-03-01",
        units=tuple(found[:split]),
        obsolete=tuple(found[split:]),
    )


@st.composite
def templates(draw):
    found = draw(st.lists(messages(), max_size=4, unique_by=lambda message: message.key))
    return Template(
        project="Brand site",
        domain="brand",
        source_locale="en-US",
        created_on="2026-03-01",
        messages=tuple(found),
    )
