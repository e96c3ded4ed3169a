from __future__ import annotations

import pytest

from pipeline.errors import RejectedError
from pipeline.formats.document import parse_document
from tests.formats.pages import HTML, parse, render, sources


def found(text: str) -> list[tuple[str, str]]:
    return [(s.role, s.source) for s in parse(text, "p.html").segments]


def test_the_page_has_every_segment_once_with_its_role():
    assert found(HTML) == [
        ("title", "About BETASERON &amp; MS"),
        ("meta", 'What it "is"'),
        ("heading", "What is it?"),
        ("body", "Take <1>one</1> dose &lt; 5\u00a0mg, see <2>the <3/> guide</2>."),
        ("tooltip", "More ©"),
        ("alt", 'A "pen"'),
        ("link", "Home"),
        ("link", "About"),
        ("body", "First"),
        ("body", "Second <1/> one"),
        ("body", "MS<1/> is a disease"),
        ("tooltip", "Multiple <1>sclerosis</1>"),
        ("body", "but this"),
        ("label", "Send it"),
        ("button", "Go"),
        ("placeholder", "Your name"),
        ("button", "Send"),
        ("body", "Block in a link"),
        ("body", "Short text"),
        ("heading", "Dose"),
        ("body", "Para"),
        ("heading", "Dose"),
        ("body", "Para two"),
        ("body", "Term"),
        ("body", "Meaning"),
    ]


def test_contexts_follow_the_role_unless_the_author_sets_one():
    segments = parse(HTML, "p.html").segments
    for segment in segments:
        expected = {"body": ""}.get(segment.role, segment.role)
        assert segment.context == ("footer" if segment.source == "Short text" else expected)
    assert segments[18].notes == ("Keep it short",)


def test_content_paths_name_ids_and_headings():
    paths = [segment.path for segment in parse(HTML, "p.html").segments]
    assert paths[0] == "p.html/title/1"
    assert paths[2] == "p.html/#top/heading/1"
    assert paths[3] == "p.html/#top/what-is-it/body/1"
    assert paths[20] == "p.html/#top/what-is-it/dose/body/1"
    assert paths[22] == "p.html/#top/what-is-it/dose~2/body/1"
    assert len(set(paths)) == len(paths)


def test_an_edit_in_one_section_moves_no_path_of_another():
    before = {s.source: s.path for s in parse(HTML, "p.html").segments}
    edited = HTML.replace("<h2 id=", "<p>New</p><p>Newer</p><h2 id=")
    after = {s.source: s.path for s in parse(edited, "p.html").segments}
    assert after["Para"] == before["Para"]
    assert after["Para two"] == before["Para two"]


def test_a_lock_mark_starts_once_per_marked_element():
    text = "<ul data-lock='a.b'><li>x<li>y</ul><p data-lock='a.b'>z</p><p>w</p>"
    marks = [(s.source, s.lock_mark, s.lock_start) for s in parse(text, "p.html").segments]
    assert marks == [("x", "a.b", True), ("y", "a.b", False), ("z", "a.b", True), ("w", "", False)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<p><a href=x>Only</a></p>", [("link", "Only")]),
        ("<p><a href=x role=button>Only</a></p>", [("button", "Only")]),
        ("<p><a href=x>Read</a>.</p>", [("body", "<1>Read</1>.")]),
        ("<p><button>A</button> <button>B</button></p>", [("button", "A"), ("button", "B")]),
        ("<h2><a href=x>Head</a></h2>", [("heading", "Head")]),
        ("<p><img alt='Only a pen'></p>", [("alt", "Only a pen")]),
        ("<p><img alt='Pen'> text</p>", [("body", "<1/> text"), ("alt", "Pen")]),
        ("<p><br>text<br><!-- c --></p>", [("body", "text")]),
        ("<p>a<!-- c -->b</p>", [("body", "a<1/>b")]),
        ("<p><b>a<i>b</b>c</i></p>", [("body", "<1>a<2/>b</1>c")]),
        ("<p><i class=icon></i> text</p>", [("body", "text")]),
        (
            "<abbr title='Multiple sclerosis'>MS</abbr>",
            [("body", "<1>MS</1>"), ("tooltip", "Multiple sclerosis")],
        ),
        ("<p translate=no title='x y'>no <b>no</b></p>", []),
        ("a <span translate=no title='x y'>no</span>", [("body", "a <1/>")]),
        ("<div translate=no><p>no</p><p translate=yes>yes</p></div>", [("body", "yes")]),
        ("<span translate=no><div>no</div></span>yes", [("body", "yes")]),
        ("<b><div>block</div></b>", [("body", "block")]),
        ("<p>• – |</p>", []),
        ("<p>24/7</p>", [("body", "24/7")]),
        ("a < b", [("body", "a &lt; b")]),
        ("a &lt b &amp c &copy d &notit;", [("body", "a &lt; b &amp; c © d ¬it;")]),
        ("<a title='&copy=1 &copyx &copy'>x</a>", [("tooltip", "&copy=1 &copyx ©"), ("link", "x")]),
        ("<svg><title>no</title></svg><svg aria-label='Yes'/>x", [("label", "Yes"), ("body", "x")]),
        ("<textarea>Some &amp; <b>text</textarea>", [("body", "Some &amp; &lt;b>text")]),
        ("<table><tr><td>a<td>b<tr><th>c</table>", [("body", "a"), ("body", "b"), ("body", "c")]),
        ("<x-card>Custom <x-b>element</x-b></x-card>", [("body", "<1>Custom <2>element</2></1>")]),
        ("<p its-loc-note='n'>x</p>", [("body", "x")]),
        ("<script>never <p>x</p>", []),
        ("<p>1 <script>a<b</script> 2</p>", [("body", "1 <1/> 2")]),
    ],
)
def test_constructs(text, expected):
    assert found(text) == expected


def test_only_text_lang_and_dir_differ():
    targets = [s.source.replace("Dose", "DOSIS") for s in parse(HTML, "p.html").segments]
    rendered = render(HTML, "p.html", *targets, locale="ar")
    assert "<html lang=\"ar\" dir='rtl'>" in rendered
    assert '<h2 id="dose">DOSIS</h2><p>Para<h2>DOSIS</h2>' in rendered
    assert '<script>if (a < b) { "<p>no</p>" }</script>' in rendered


@pytest.mark.parametrize(
    ("root", "locale", "expected"),
    [
        ("<html>", "es-US", '<html lang="es-US">'),
        ("<html>", "ar", '<html lang="ar" dir="rtl">'),
        ("<html lang=en dir=rtl>", "de-DE", '<html lang="de-DE" dir="ltr">'),
        ("<html lang>", "de-DE", '<html lang="de-DE">'),
        ("<HTML class=x LANG='en'>", "ja", "<HTML class=x LANG='ja'>"),
        ("<html xml:lang='en'>", "ja", "<html lang=\"ja\" xml:lang='ja'>"),
        ("<html lang=en>", None, "<html lang=en>"),
    ],
)
def test_the_root_says_the_language(root, locale, expected):
    assert render(root + "<p>a", "p.html", "b", locale=locale) == expected + "<p>b"


@pytest.mark.parametrize(
    ("text", "target", "expected"),
    [
        ("<a title=x>y</a>", 'a "b" c', '<a title="a &quot;b&quot; c">y</a>'),
        ("<a title='x'>y</a>", "it's", "<a title='it&#39;s'>y</a>"),
    ],
)
def test_attributes_are_quoted(text, target, expected):
    assert render(text, "p.html", target) == expected


def test_tags_move_with_their_markup_and_what_is_in_it():
    text = "<p>See <a href=x title='tip'>this</a> or <b>that</b>.</p>"
    rendered = render(text, "p.html", "<2>Eso</2> o <1>esto</1>.", "pista")
    assert rendered == "<p><b>Eso</b> o <a href=x title='pista'>esto</a>.</p>"


@pytest.mark.parametrize(
    "target",
    [
        "",
        " a <1/>",
        "a  b <1/>",
        "a",
        "<1/> <1/> a",
        "a <2/>",
        "a &nbsp; <1/>",
        "a < b <1/>",
        "a &eacute <1/>",
        "– <1/>",
        "a\n<1/>",
        "a \x07 <1/>",
        "a \ud800 <1/>",
        "a <b>b</b> <1/>",
    ],
)
def test_what_html_cannot_carry_is_refused(target):
    document = parse("<p>x <br> y</p>", "p.html")
    assert [s.source for s in document.segments] == ["x <1/> y"]
    with pytest.raises(RejectedError) as caught:
        render("<p>x <br> y</p>", "p.html", target)
    assert caught.value.code in {"render.unrepresentable", "render.forms"}


def test_crlf_and_bom_stay():
    text = "\ufeff<p>one\r\n  two</p>\r\n"
    assert sources(text, "p.html") == ["one two"]
    assert render(text, "p.html", "uno dos") == "\ufeff<p>uno dos</p>\r\n"


def test_deep_nesting_is_refused_at_its_line():
    with pytest.raises(RejectedError) as caught:
        parse_document(("\n<div>" * 600).encode(), "p.html")
    assert caught.value.code == "document.limit"
    assert caught.value.faults[0].line == 514


@pytest.mark.parametrize(
    "piece", ["<", "<p ", "<a '", "<!--", "&", "<b>", "</b>", "<a b='", "</", "<svg>"]
)
def test_hostile_repetition_takes_linear_time(piece):
    for text in (piece * 20_000, "<p>" + piece * 20_000 + "x'\"-->>"):
        try:
            parse_document(text.encode(), "p.html")
        except RejectedError:
            continue
