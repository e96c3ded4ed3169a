"""Locale filters: which segments they hold for, and the page without what is left out."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import RejectedError
from pipeline.formats.document import document_for, parse_document, render_document
from pipeline.text.localefilter import filter_admits
from tests.formats.pages import parse

LOCALES = ("es-US", "fr-FR", "pt-BR", "ja")
ATTRIBUTES = ("", "*", "es-US", "fr, pt-BR", "*-US")


def filters(text: str, path: str = "p.html") -> list[tuple[str, str]]:
    return [(s.source, s.locales) for s in parse(text, path).segments]


def left(text: str, locale: str, path: str = "p.html") -> str:
    return document_for(parse(text, path), locale).text


def refused(text: str, path: str = "p.html") -> list[str]:
    with pytest.raises(RejectedError) as caught:
        parse_document(text.encode(), path)
    assert {fault.code for fault in caught.value.faults} == {"document.filter"}
    assert all(fault.line for fault in caught.value.faults)
    return [fault.message for fault in caught.value.faults]


def test_a_filter_holds_for_all_inside_attributes_and_skipped_text_included():
    text = (
        '<p>All</p><div its-locale-filter-list="es-US, pt-BR" title="a tip"><p>One</p>'
        '<img alt="a pic" src=x><div translate=no>brand</div></div><p>Rest</p>'
    )
    own = "es-US, pt-BR"
    assert filters(text) == [
        ("All", ""),
        ("a tip", own),
        ("One", own),
        ("a pic", own),
        ("Rest", ""),
    ]
    assert left(text, "fr-FR") == "<p>All</p><p>Rest</p>"
    assert document_for(parse(text, "p.html"), "es-US").text == text


@pytest.mark.parametrize(
    ("text", "locale", "expected"),
    [
        ("<ul><li its-locale-filter-list=fr>x<li>y</ul>", "de", "<ul><li>y</ul>"),
        ("<ul><li>y<li its-locale-filter-list=fr>x</ul>", "de", "<ul><li>y</ul>"),
        ("<p>y<p its-locale-filter-list=fr>x", "de", "<p>y"),
        ("<p its-locale-filter-list=''>x</p><p>y</p>", "fr", "<p>y</p>"),
        (
            "<p its-locale-filter-list=fr its-locale-filter-type=exclude>x</p><p>y</p>",
            "fr-CA",
            "<p>y</p>",
        ),
        ("<a href=a its-locale-filter-list=fr>x</a> | <a href=b>y</a>", "de", " | <a href=b>y</a>"),
        ("<p>y</p><pre its-locale-filter-list=fr>code</pre>", "de", "<p>y</p>"),
        ("<p>y</p><hr its-locale-filter-list=fr>", "de", "<p>y</p>"),
        (
            "<div its-locale-filter-list=es><p its-locale-filter-list=es-US>x</p>z</div>y",
            "es-MX",
            "<div its-locale-filter-list=es>z</div>y",
        ),
        (
            "<head><meta name=description content='A b' its-locale-filter-list=fr></head>y",
            "de",
            "<head></head>y",
        ),
    ],
)
def test_the_element_is_cut_from_its_start_tag_to_its_end(text, locale, expected):
    assert left(text, locale) == expected


MARKDOWN = """# Title

<!-- locales: es-US -->
Only here, [see][r]

Text

<!-- locales: not fr -->

- a b
- c d

<!-- note: short -->
Other

<!-- /locales -->

Last

<div its-locale-filter-list="pt">

In *it*

</div>

[r]: /u
"""


def test_marks_in_markdown_hold_for_a_block_or_up_to_their_end():
    assert filters(MARKDOWN, "p.md") == [
        ("Title", ""),
        ("Only here, <1>see</1>", "es-US"),
        ("Text", ""),
        ("a b", "not fr"),
        ("c d", "not fr"),
        ("Other", "not fr"),
        ("Last", ""),
        ("In <1>it</1>", "pt"),
    ]
    assert left(MARKDOWN, "fr-FR", "p.md") == "# Title\n\n\nText\n\n\nLast\n\n\n\n[r]: /u\n"


def test_paths_and_lines_are_those_of_the_whole_page():
    whole = parse(MARKDOWN, "p.md")
    part = document_for(whole, "fr-FR")
    known = {s.source: (s.path, s.line) for s in whole.segments}
    assert [s.source for s in part.segments] == ["Title", "Text", "Last"]
    assert all(known[s.source] == (s.path, s.line) for s in part.segments)


@pytest.mark.parametrize(
    "text",
    [
        "<p>Ask <b its-locale-filter-list=fr>us</b> now</p>",
        "<p>Ask us<br its-locale-filter-list=fr> now</p>",
        "<p its-locale-filter-type=exclude>x</p>",
        "<p its-locale-filter-list=es_US>x</p>",
        "<p its-locale-filter-list=es its-locale-filter-type=only>x</p>",
        "<html its-locale-filter-list=es><p>x</p></html>",
        "<body its-locale-filter-list=es><p>x</p></body>",
        "<div its-locale-filter-list=es><p>x</p>",
        "<div><section its-locale-filter-list=es>x</div>",
        "<p><b its-locale-filter-list=es>x</p>",
        "<div its-locale-filter-list=es><p its-locale-filter-list='*'>x</p></div>",
        "<div its-locale-filter-list=''><p its-locale-filter-list=es>x</p></div>",
        "<div its-locale-filter-list='not'><p its-locale-filter-list=es>x</p></div>",
        "<svg><text its-locale-filter-list=es>x</text></svg>",
        "<div>Hello <p its-locale-filter-list=fr>x</p> world</div>",
    ],
)
def test_what_cannot_be_decided_in_html_is_refused(text):
    assert refused(text)


@pytest.mark.parametrize(
    "text",
    [
        "<!-- locales: es_US -->\nText",
        "<!-- locales: es -->\n",
        "Text\n\n<!-- /locales -->\n",
        "- a\n\n  <!-- locales: es -->\n  b c\n",
        "> <!-- locales: es -->\n> b c\n",
        "Some <!-- locales: es --> text",
        "<!-- locales: es --> text on the line\n\nmore",
        "A <b its-locale-filter-list=es>word</b> here",
        "<b its-locale-filter-list=es>word here",
        "<div its-locale-filter-list=es>\n\nText\n",
        "<!-- locales: es -->\n[r]: /u\n\n<!-- /locales -->\n\nSee [it][r]",
        "One\n<!-- locales: es -->\nTwo\n\n<!-- /locales -->\nThree",
        "<!-- locales: es -->\n\n<div its-locale-filter-list=fr>\n\nx\n\n</div>",
    ],
)
def test_what_cannot_be_decided_in_markdown_is_refused(text):
    assert refused(text, "p.md")


def test_a_mark_in_code_is_code():
    text = "```html\n<!-- locales: es -->\n<p its-locale-filter-list=es>\n```\n\nText\n"
    assert filters(text, "p.md") == [("Text", "")]
    assert filters("<!-- locales: es --><p>Text</p>") == [("Text", "")]


def test_global_rules_are_refused_rather_than_overlooked():
    for text in (
        "<script type='application/its+xml'><its:rules/></script><p>x</p>",
        "<link rel=its-rules href=its.xml><p>x</p>",
    ):
        with pytest.raises(RejectedError) as caught:
            parse_document(text.encode(), "p.html")
        assert caught.value.code == "document.unsupported"


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ("its-loc-note='keep it short'", "keep it short"),
        ("its-loc-note='keep  it' its-loc-note-type=alert", "ALERT: keep it"),
        ("its-loc-note='keep it' its-loc-note-type=description", "keep it"),
        ("its-loc-note-ref='notes.html#n1'", "notes.html#n1"),
        ("its-loc-note=short its-loc-note-ref=n.html", "short (see n.html)"),
    ],
)
def test_localization_notes_reach_the_translator(attributes, expected):
    (segment,) = parse(f"<p {attributes}>Text</p>", "p.html").segments
    assert segment.notes == (expected,)
    assert segment.context == ""


BLOCKS = st.lists(
    st.tuples(
        st.sampled_from(ATTRIBUTES),
        st.sampled_from(("include", "exclude")),
        st.sampled_from(("One <b>two</b>", "<a href=x>Three</a>", "Four<ul><li>Five<li>Six</ul>")),
        st.booleans(),
    ),
    max_size=6,
)


def page_of(blocks, *, markdown: bool) -> str:
    made = []
    for ranges, kind, text, is_marked in blocks:
        if not markdown:
            mark = f' its-locale-filter-list="{ranges}" its-locale-filter-type={kind}'
            made.append(f"<div{mark if is_marked else ''}>{text}</div>")
            continue
        short = ("not " if kind == "exclude" else "") + (ranges or "none")
        short = short.replace("not none", "*").replace("not *", "none")
        block = "Some *words*\r\n\r\n- and\r\n- more\r\n"
        made.append(
            f"<!-- locales: {short} -->\r\n{block}\r\n<!-- /locales -->" if is_marked else block
        )
    return "\r\n\r\n".join(made)


@given(BLOCKS, st.booleans(), st.sampled_from(LOCALES))
@settings(max_examples=150, deadline=None)
def test_a_locale_reads_exactly_what_it_is_meant_to_and_targets_read_back(blocks, markdown, locale):
    path = "p.md" if markdown else "p.html"
    whole = parse(page_of(blocks, markdown=markdown), path)
    part = document_for(whole, locale)
    wanted = [s for s in whole.segments if filter_admits(s.locales, locale)]
    assert [(s.path, s.source, s.line) for s in part.segments] == [
        (s.path, s.source, s.line) for s in wanted
    ]
    nothing = [None] * len(part.segments)
    assert render_document(part, nothing, locale=None).decode() == part.text
    targets = [s.source.replace("o", "ó") for s in part.segments]
    rendered = render_document(part, [(it,) for it in targets], locale=locale)
    again = parse_document(rendered, path)
    assert [s.source for s in again.segments] == targets
    assert all(filter_admits(s.locales, locale) for s in again.segments)
    assert document_for(again, locale).text.encode() == rendered
