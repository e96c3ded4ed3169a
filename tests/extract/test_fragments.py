"""Joined fragments are the template, byte for byte."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import RejectedError
from pipeline.extract.fragments import (
    join_fragments,
    make_fragment,
    parse_fragment,
    serialize_fragment,
)
from pipeline.extract.template import make_template
from pipeline.formats.document import parse_document
from pipeline.formats.gettext import serialize_template
from pipeline.formats.gettext.header import Header

HEADER = {
    "project": "demo",
    "domain": "site",
    "source_locale": "en-US",
    "created_on": "2026-11-02",
}


def locks_of(item):
    if item.plural is not None:
        return ()
    return ("a@1", "b@1") if "Dose" in item.source else ()


def the_long_way(documents) -> bytes | None:
    try:
        return serialize_template(make_template(documents, locks_of=locks_of, **HEADER))
    except RejectedError:
        return None


def by_fragments(documents) -> bytes | None:
    made = [make_fragment(item, locks_of) for item in documents]
    fragments = [item for item in made if item is not None]
    if len(fragments) < len(made):
        return None
    again = [parse_fragment(serialize_fragment(item), item.path) for item in fragments]
    assert again == [item._replace(extras=dict(item.extras)) for item in fragments]
    joined = join_fragments(again, Header(**HEADER))
    return None if joined is None else b"".join(joined[0])


BLOCKS = st.sampled_from(
    [
        "<h1>Dose</h1>",
        "<h1>Dose \\ day</h1>",
        "<p>Take <b>one</b></p>",
        "<p>Take <i>one</i></p>",
        "<p>one</p>",
        "<p data-note='first'>one</p>",
        "<p data-note='sec\\ond'>one</p>",
        "<p data-note='bad &#1;'>one</p>",
        "<p data-context='c'>one</p>",
        "<p title='one'>two \"quoted\"</p>",
        "<p>Dose</p>",
        "<p its-locale-filter-list='es-US'>one</p>",
        "<p its-locale-filter-list='fr' its-locale-filter-type='exclude'>Dose</p>",
    ]
)
PAGES = st.lists(BLOCKS, max_size=5).map("\n".join)
STRINGS = st.dictionaries(
    st.sampled_from(["n", "n_one", "n_other", "m_one", "m_other", "k"]),
    st.sampled_from(["one", "items", "{{count}} items", "msgid_plural x"]),
    max_size=4,
).map(json.dumps)


@given(pages=st.lists(PAGES, max_size=4), strings=st.lists(STRINGS, max_size=3))
def test_joined_fragments_are_the_template(pages, strings):
    named = [(f"p {number}.html", text) for number, text in enumerate(pages)]
    named += [(f"s{number}.json", text) for number, text in enumerate(strings)]
    documents = []
    for name, text in named:
        try:
            documents.append(parse_document(text.encode(), name))
        except RejectedError:
            continue
    assert by_fragments(documents) == the_long_way(documents)


def test_what_text_cannot_tell_gives_no_fragment():
    control = parse_document(b"<p data-note='&#1;'>x</p>", "a.html")
    assert make_fragment(control, locks_of) is None
    same = parse_document(b'{"n_one": "a", "n_other": "b"}', "a.json")
    other = parse_document(b'{"n": "a"}', "b.json")
    made = [make_fragment(item, locks_of) for item in (same, other)]
    fragments = [item for item in made if item is not None]
    assert len(fragments) == len(made)
    assert join_fragments(fragments, Header(**HEADER)) is None


def test_marks_that_are_equal_by_chance_change_nothing(monkeypatch):
    monkeypatch.setattr("pipeline.extract.fragments.crc32", lambda _: 7)
    texts = {"a.html": "<p>one</p><h1>Dose</h1>", "b.html": "<p>two</p><p>one</p><h2>Dose</h2>"}
    documents = [parse_document(text.encode(), name) for name, text in texts.items()]
    assert by_fragments(documents) == the_long_way(documents)
