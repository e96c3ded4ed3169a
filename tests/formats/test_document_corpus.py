"""The corpus: no file is refused, each comes back byte for byte, each carries targets."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.errors import RejectedError
from pipeline.formats.document import (
    DOCUMENT_SUFFIXES,
    ParsedDocument,
    parse_document,
    render_document,
    renumber_tags,
)
from pipeline.formats.html import parse_html
from pipeline.formats.jsontext import flatten_json
from pipeline.formats.markdown import parse_markdown
from pipeline.model.document import Segment
from tests.corpus.generate import HTML, MARKDOWN, documents

CORPUS = Path(__file__).parents[1] / "corpus"
FILES = sorted(
    place.relative_to(CORPUS).as_posix()
    for place in CORPUS.rglob("*")
    if place.suffix in DOCUMENT_SUFFIXES
)
LOCALES = ("es-US", "ar")


def read(path: str) -> tuple[bytes, ParsedDocument]:
    data = (CORPUS / path).read_bytes()
    return data, parse_document(data, path)


def targets_of(segment: Segment, locale: str) -> tuple[str, ...]:
    count = 1 if segment.plural is None else {"es-US": 3, "ar": 6}[locale]
    return (f"Ñandú {segment.source} ñ",) * count


def test_the_corpus_is_large_and_what_its_generator_makes():
    assert len(FILES) >= 300
    made = documents()
    assert {path for path in FILES if "/gen-" in path} == made.keys()
    assert all((CORPUS / path).read_bytes() == data for path, data in made.items())


@pytest.mark.parametrize("path", FILES)
def test_untouched_it_is_its_own_bytes(path):
    data, document = read(path)
    assert render_document(document, [None] * len(document.segments), locale=None) == data
    own = [
        None if segment.plural is not None else (segment.source,) for segment in document.segments
    ]
    again = parse_document(render_document(document, own, locale=None), path)
    assert [s.source for s in again.segments] == [s.source for s in document.segments]


@pytest.mark.parametrize("path", FILES)
def test_marked_targets_read_back(path):
    _, document = read(path)
    for locale in LOCALES:
        targets = [targets_of(segment, locale) for segment in document.segments]
        rendered = render_document(document, targets, locale=locale)
        if path.endswith(".json"):  # a locale's own plural categories are no English source
            strings = flatten_json(rendered.decode(), path).values()
            assert {form for forms in targets for form in forms} <= set(strings)
        else:
            again = parse_document(rendered, path)
            expected = sorted(renumber_tags(target[0]) for target in targets)
            assert sorted(segment.source for segment in again.segments) == expected


def outcome(parse, text: str, *, fast: bool) -> object:
    try:
        return parse(text, "x", fast=fast)
    except RejectedError as error:
        return error.faults


def same(parse, text: str) -> None:
    assert outcome(parse, text, fast=True) == outcome(parse, text, fast=False)


@pytest.mark.parametrize("path", [path for path in FILES if path.endswith((".md", ".html"))])
def test_the_short_cuts_change_nothing_in_the_corpus(path):
    text = (CORPUS / path).read_bytes().decode()
    same(parse_markdown if path.endswith(".md") else parse_html, text)


PIECES = [
    *"*_`[]()!#>-+=|~:<&\\.1 \t\n",
    *(
        "\n\n",
        "  \n",
        "\n    ",
        "\n  ",
        "**",
        "```",
        "](",
        "[^1]",
        "- ",
        "1. ",
        "word",
        "snake_case",
    ),
    *(
        "ñ",
        "“",
        "\u00a0",
        "<b>",
        "</b>",
        "<!--",
        "-->",
        "<pre>",
        "</pre>",
        "&amp;",
        "---",
        "javascript:",
    ),
]
MARKUP = [
    *("<p>", "</p>", "<li>", "</li>", "<td>", "<h2>", "</h2>", "<b>", "</b>", "<code>", "</code>"),
    *('<a href="x">', "</a>", "word", " ", "\n", "|", "&lt;", "&quot;", "&eacute;", "&", "<", ">"),
    *("<br>", "<div>", "</div>", '<p translate="no">', "<em>", "</em>", "ñ", "\u00a0", "<1>", "."),
]


@settings(deadline=None, max_examples=400)
@given(st.lists(st.sampled_from(PIECES), max_size=24).map("".join))
def test_the_short_cuts_change_nothing_in_markdown(text):
    same(parse_markdown, text)


TABLES = [
    *("|", "| a ", "| b *c* |", "|---", "|---|---|", "| :-: |", "||", "\\|", "`|`", " | ", "word"),
    *("\n", "\n", "\n\n", "> ", "> text", "> [x] t", "- item", "# h | i", "---\n", "...\n", "----"),
    *("title: x\n", "    ", "```", "\t", "\u00a0", "<!-- lock: a -->\n", "<b>", "]:", "[^1]: x"),
]
HEADS = st.sampled_from(["", "| a | b |\n|---|---|\n", "---\n", "---\ntitle: x\n---\n", "> "])


@settings(deadline=None, max_examples=400)
@given(HEADS, st.lists(st.sampled_from(TABLES), max_size=20).map("".join))
def test_the_short_cuts_change_nothing_in_tables_quotes_and_front_matter(head, text):
    same(parse_markdown, head + text)


BLOCKS = [
    *("- a", "* b", "+ c", "1. one", "2. two", "3) three", " - n", "  - n", "  * m", "    - d"),
    *("text", "    code", "  cont", "# h", "```", "> q", "| a |\n|---|\n| c |", "---", "**b**"),
    *("<div>", "</div>", "<p>x</p>", "<DIV class='a'>", "<hr/>", "<span>", "<style", "<!--", "-->"),
    *("<!-- lock: isi -->", "<!-- note: n -->", "<!-- /note -->", "<!-- translate: no -->"),
]
BETWEEN = st.sampled_from(["", " ", "\n", "\n", "\n\n", "\n\n", "\n \n"])


@settings(deadline=None, max_examples=600)
@given(st.lists(st.tuples(st.sampled_from(BLOCKS), BETWEEN).map("".join), max_size=9).map("".join))
@example("<!-- lock: isi -->\n* b\n + c")
@example("<!-- translate: no -->\n# h\n**b**")
@example("* (y)snake_case+ *e* · (y)\n**`x`**` * · \n`code`\n · **s** `code` ")
def test_the_short_cuts_change_nothing_in_lists_marks_and_html_blocks(text):
    same(parse_markdown, text)


@settings(deadline=None, max_examples=150)
@given(st.lists(st.sampled_from([text for text in MARKDOWN.values() if text]), max_size=4))
def test_the_short_cuts_change_nothing_between_blocks(parts):
    same(parse_markdown, "\n\n".join(parts))
    same(parse_markdown, "\n".join(parts))


@settings(deadline=None, max_examples=300)
@given(st.lists(st.sampled_from([*MARKUP, *HTML.values()]), max_size=16).map("".join))
@example("<p>&quot;</p>")
@example("<h2><li>b</li></h2>a")
def test_the_short_cuts_change_nothing_in_html(text):
    same(parse_html, text)
