"""Entries to TMX and back, and what an import leaves out."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from pipeline.formats.tmx import parse_tmx, serialize_tmx
from pipeline.memory.entry import Entry, Kind
from pipeline.memory.exchange import entries_of_catalog, entries_of_tmx, tmx_units
from pipeline.model.message import Message, MessageKey
from pipeline.model.unit import Catalog, Unit
from pipeline.text.plurals import plural_count

LOCALES = ("es-US", "ja", "ar-SA")
TEXT = st.text(
    st.characters(max_codepoint=0x3FFF, exclude_categories=["Cc", "Cs", "Cn"]),
    min_size=1,
    max_size=15,
).filter(str.strip)
TAGGED = TEXT.filter(lambda text: "<" not in text).map(lambda text: f"<1>{text}</1> and <2/>")


@st.composite
def entries(draw):
    locale = draw(st.sampled_from(LOCALES))
    plural = draw(st.none() | TEXT)
    key = MessageKey(draw(st.just("") | TEXT), draw(TEXT | TAGGED))
    count = 1 if plural is None else plural_count(locale)
    forms = tuple(draw(TEXT) for _ in range(count))
    if plural is None:
        forms = (key.source,)
    return Entry(locale=locale, key=key, plural=plural, forms=forms, detail=draw(TEXT))


def taken(data, *, only=None, refuse=lambda _: None, source_locale="en-US"):
    return entries_of_tmx(
        parse_tmx(data, path="x"),
        reference="TM-1",
        source_locale=source_locale,
        locales=LOCALES,
        only=only,
        refuse=refuse,
    )


def written(found, language="en-US"):
    return b"".join(serialize_tmx(tmx_units(found), source_language=language, tool_version="1"))


@given(st.lists(entries(), max_size=6))
def test_a_memory_goes_out_and_comes_back_as_an_import(found):
    result = taken(written(found))
    assert result.left_out == {}
    assert result.entries == [replace(entry, kind=Kind.IMPORT, detail="TM-1") for entry in found]


def test_plural_forms_that_are_not_whole_are_left_out():
    key = MessageKey("", "{{count}} day")
    forms = ("un día", "un millón de días", "días")
    entry = Entry(locale="es-US", key=key, plural="{{count}} days", forms=forms, detail="d")
    data = written([entry])
    assert taken(data).entries[0].forms == forms
    for number in ("1", "2", "3"):
        cut = data.replace(f">{number}/3<".encode(), b">9/3<")
        result = taken(cut)
        assert result.entries == []
        assert result.left_out.keys() == {"plural forms are missing"}


def test_no_market_falls_back_to_another_unless_a_person_says_so():
    entry = Entry(locale="es-US", key=MessageKey("", "Stop"), forms=("Pare",), detail="d")
    bare = written([entry]).replace(b'"es-US"', b'"es"')
    assert taken(bare).left_out == {"language es": 1}
    assert taken(bare, only="es-US").entries[0].locale == "es-US"
    assert taken(bare, only="ja").left_out == {"language es": 1}
    spain = written([entry]).replace(b'"es-US"', b'"es-ES"')
    assert taken(spain, only="es-US").left_out == {"language es-ES": 1}
    other = written([entry], language="de-DE")
    assert taken(other).left_out == {"another source language": 1}


def test_what_is_refused_or_broken_is_counted():
    good = Entry(locale="es-US", key=MessageKey("", "<1>a</1>"), forms=("<1>b</1>",), detail="d")
    bad = replace(good, forms=("<1>b",))
    result = taken(written([good, bad]), refuse=lambda entry: "locked" if entry else None)
    assert result.left_out == {"locked": 1, "tags differ": 1}


def test_of_a_catalog_only_what_is_finished_comes_in():
    def unit(source, target, **more):
        forms = (target,) if target else ()
        return Unit(message=Message(key=MessageKey("", source)), forms=forms, **more)

    catalog = Catalog(
        project="",
        domain="",
        source_locale="",
        locale="es-US",
        created_on="",
        units=(unit("a", "x"), unit("b", ""), unit("c", "z", fuzzy=True)),
    )
    result = entries_of_catalog(catalog, reference="PO-1", refuse=lambda _: None)
    assert [(entry.source, entry.kind, entry.detail) for entry in result.entries] == [
        ("a", Kind.IMPORT, "PO-1")
    ]
    assert result.left_out == {"not finished": 2}
