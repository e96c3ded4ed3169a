"""Laws of every document format: identity, splice, read again."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import RejectedError
from pipeline.formats.document import (
    DOCUMENT_SUFFIXES,
    parse_document,
    render_document,
    renumber_tags,
)
from pipeline.text.tags import TAG, iter_pieces
from tests.formats.pages import ALL

BAD = Path(__file__).parents[1] / "bad" / "documents"

_MARKDOWN = r"""
# ¦## ¦> ¦- ¦1. ¦    ¦\t¦text¦Word ¦*¦**¦_¦__¦`¦``¦[¦]¦(/u)¦![¦(i.png "T x")¦[ref]¦\n¦\n\n¦  \n
¦\\n¦\*¦&amp;¦&lt;¦&copy;¦&¦<¦>¦<b>¦</b>¦<br>¦<div>¦</div>¦<span title='x y'>¦</span>¦|¦\|
¦<!-- c -->¦<!-- lock: a.b -->\n¦[^1]¦\n[^1]: note¦\n[ref]: /u 'Title x'\n¦<http://x.y>
¦---\n¦===\n¦```\n¦é¦日本¦「¦」¦\r\n¦!¦.¦#¦ ¦'¦"¦{{x}}¦~~~¦+ ¦=¦<span translate=no>¦\<¦\&lt;
¦<img alt='q w' src=x>\n¦<a href=x>¦</a>¦<p>¦<span role=tooltip>¦<1>¦&#32;¦| a | b |\n|---|---|\n
"""
_HTML = r"""
<p>¦</p>¦<div id=a>¦</div>¦<b>¦</b>¦<i>¦</i>¦<a href=x title='t i'>¦</a>¦<br>¦<img alt='q w'>
¦<img alt=q>¦<span translate=no>¦<span role=tooltip>¦</span>¦text ¦ Word¦&amp;¦&lt;¦&copy;¦1¦\r\n
¦&copy¦&nbsp;¦& ¦&¦< ¦<¦>¦\n¦  ¦<!-- c -->¦<script>x<y</script>¦<ul><li>¦<li>¦</ul>¦é¦"¦'¦</x>
¦<table><tr><td>¦<td>¦</table>¦<h1>¦</h1>¦<h2 id=q>¦</h2>¦<button>¦</button>¦<x-y>¦<option>
¦<input placeholder='x y'>¦<title>¦</title>¦<pre>¦</pre>¦<svg>¦</svg>¦<div translate=no>
¦<p translate=yes>¦<div data-lock=x.y>¦<html lang=en>¦<!doctype html>¦<textarea>¦</textarea>
"""
_PLAIN = r"Word ¦text¦\n¦\r\n¦\n\n¦- ¦• ¦1. ¦ ¦\t¦é¦.¦:¦-¦日本¦<1>"


def pieces(text: str) -> st.SearchStrategy[str]:
    """Documents made of these pieces; a line break in the table above separates nothing."""
    found = [
        piece.replace(r"\n", "\n").replace(r"\r", "\r").replace(r"\t", "\t")
        for piece in text.replace("\n", "").split("¦")
    ]
    return st.lists(st.sampled_from(found), max_size=14).map("".join)


VALUE = st.recursive(
    st.sampled_from(["1", "true", "null", '"x"', '"é \\n"', '"{{n}} y"', '""', '"\\u00e9 \\\\"']),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: "[" + " ,".join(items) + "]"),
        st.lists(inner, max_size=4).map(
            lambda items: "{" + ",\n".join(f'"k{i}" :{v}' for i, v in enumerate(items)) + " }"
        ),
    ),
    max_leaves=8,
)
DOCUMENTS = st.one_of(
    st.tuples(st.just("p.md"), pieces(_MARKDOWN)),
    st.tuples(st.just("p.html"), pieces(_HTML)),
    st.tuples(st.just("p.txt"), pieces(_PLAIN)),
    st.tuples(st.just("p.json"), VALUE),
)
WORDS = st.lists(
    st.sampled_from(
        [
            "uno",
            "dos ",
            "*x*",
            "_y_",
            "`z`",
            "[q]",
            "&lt;",
            "&amp;",
            "\\",
            "|",
            "#",
            "¿Qué?",
            "日本",
            "「a」",
            "'",
            '"',
            "!",
            "(",
            ")",
            "> ",
            "~~",
            "é",
            " & ",
            "\u00a0",
            "1. ",
            "- ",
        ]
    ),
    min_size=1,
    max_size=5,
).map(lambda words: re.sub(r"\s+$|^\s+| (?= )", "", "x" + "".join(words) + "y"))


@given(DOCUMENTS)
@settings(max_examples=400, deadline=None)
def test_untouched_documents_and_their_own_sources_render_to_the_same_text(case):
    path, text = case
    try:
        document = parse_document(text.encode(), path)
    except RejectedError:
        return
    nothing = [None] * len(document.segments)
    assert render_document(document, nothing, locale=None) == text.encode()
    own = [(segment.source,) for segment in document.segments]
    again = parse_document(render_document(document, own, locale=None), path)
    assert [s.source for s in again.segments] == [s.source for s in document.segments]


@given(DOCUMENTS, st.data())
@settings(max_examples=400, deadline=None)
def test_targets_read_back_exactly_or_are_refused(case, data):
    path, text = case
    try:
        document = parse_document(text.encode(), path)
    except RejectedError:
        return
    targets = []
    for segment in document.segments:
        pieces = [
            piece if is_tag else data.draw(WORDS) for is_tag, piece in iter_pieces(segment.source)
        ]
        targets.append("".join(pieces) if data.draw(st.booleans()) else None)
    forms = [None if target is None else (target,) for target in targets]
    try:
        rendered = render_document(document, forms, locale="es-US")
    except RejectedError as error:
        if error.code == "render.unrepresentable":
            return
        raise
    again = parse_document(rendered, path)
    wanted = [
        segment.source if target is None else renumber_tags(target)
        for segment, target in zip(document.segments, targets, strict=True)
    ]
    assert sorted(s.source for s in again.segments) == sorted(wanted)


@pytest.mark.parametrize("path", sorted(ALL))
@given(WORDS)
@settings(max_examples=60, deadline=None)
def test_ordinary_targets_are_never_refused_on_a_real_page(path, words):
    document = parse_document(ALL[path].encode(), path)
    targets = []
    for segment in document.segments:
        # A code span holds no backtick of its own, and spells a lone ampersand as it is.
        bare = words.replace("`", "").replace("&amp;", "&")
        text = "".join(piece if is_tag else bare for is_tag, piece in iter_pieces(segment.source))
        targets.append((text,) if segment.plural is None else (text, text, text))
    if path.endswith(".txt"):
        targets = [("a",) if i == 0 else (f"B {'long ' * 9}{t[0]}",) for i, t in enumerate(targets)]
    rendered = render_document(document, targets, locale="es-US")
    if not path.endswith(".json"):
        again = parse_document(rendered, path)
        assert [s.source for s in again.segments] == [renumber_tags(t[0]) for t in targets]


@given(st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_reordered_tags_carry_their_markup(random):
    document = parse_document(ALL["a/page.html"].encode(), "a/page.html")
    targets: list[tuple[str] | None] = []
    for segment in document.segments:
        pairs = re.findall(r"<(\d+)>[^<]*</\1>|<\d+/>", segment.source)
        pieces = [m.group() for m in re.finditer(r"<(\d+)>[^<]*</\1>|<\d+/>", segment.source)]
        if TAG.sub("", "".join(pieces)) == TAG.sub("", segment.source) or len(pairs) < 2:
            targets.append(None)
            continue
        if len(TAG.findall("".join(pieces))) != len(TAG.findall(segment.source)):
            targets.append(None)
            continue
        random.shuffle(pieces)
        targets.append(("a " + " b ".join(pieces) + " c",))
    rendered = render_document(document, targets, locale=None).decode()
    assert sorted(re.findall(r"<[a-z!][^>]*>", rendered)) == sorted(
        re.findall(r"<[a-z!][^>]*>", document.text)
    )


@pytest.mark.parametrize("file", sorted(BAD.glob("*.*")), ids=lambda file: file.name)
def test_bad_documents_are_refused_with_the_code_in_their_name(file):
    _, code_area, code, suffix = file.name.rsplit(".", 3)
    with pytest.raises(RejectedError) as caught:
        parse_document(file.read_bytes(), f"x.{suffix}")
    assert {fault.code for fault in caught.value.faults} == {f"{code_area}.{code}"}
    assert all(fault.line or f".{suffix}" not in DOCUMENT_SUFFIXES for fault in caught.value.faults)


def test_there_are_bad_documents_of_every_suffix():
    suffixes = {file.suffix for file in BAD.glob("*.*")}
    assert suffixes >= DOCUMENT_SUFFIXES - {".htm"}
