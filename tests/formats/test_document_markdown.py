from __future__ import annotations

import pytest

from pipeline.errors import RejectedError
from pipeline.formats.document import parse_document
from pipeline.formats.markdown import parse_markdown
from tests.formats.pages import MARKDOWN, parse, render


def found(text: str) -> list[tuple[str, str]]:
    return [(s.role, s.source) for s in parse(text, "p.md").segments]


def test_the_page_has_every_segment_once_with_its_role():
    assert found(MARKDOWN) == [
        ("title", "My page"),
        ("meta", 'Some "text"'),
        ("heading", "What is <1>code</1>?"),
        (
            "body",
            (
                "Hello <1>bold</1> and <2>link <3>x</3></2> text * star © &lt;b>."
                " Second line<4/>after <5/> end."
            ),
        ),
        ("tooltip", "The title"),
        ("alt", "alt text"),
        ("tooltip", "Image title"),
        ("body", "item one"),
        ("link", "Only link"),
        ("body", "quote line second <1>a&lt;b</1> <2>inline</2>"),
        ("tooltip", "tip text"),
        ("body", "A"),
        ("body", "B | c"),
        ("body", "a"),
        ("body", "b<1/>c"),
        ("body", "locked one"),
        ("body", "locked two"),
        ("body", "Free <1>short</1> and <2>coll</2> <3/>."),
        ("alt", "short"),
        ("body", "Inside <1>it</1>."),
        ("body", "Noted text"),
        ("body", "After it"),
        ("body", "Quoted HTML text"),
        ("body", "Foot<1/> <2/>."),
        ("body", "The footnote continues."),
        ("tooltip", "Definition title"),
        ("heading", "Setext <1>head</1>"),
    ]


def test_comment_marks_apply_to_the_next_block_only():
    segments = {s.source: s for s in parse(MARKDOWN, "p.md").segments}
    assert segments["Noted text"].notes == ("For translators",)
    assert segments["Noted text"].context == "footer"
    assert segments["After it"].notes == ()
    assert segments["After it"].context == ""
    locks = [(s.source, s.lock_mark, s.lock_start) for s in segments.values() if s.lock_mark]
    assert locks == [
        ("locked one", "isi.us", True),
        ("locked two", "isi.us", False),
        ("Inside <1>it</1>.", "x.y", True),
    ]


def test_a_comment_mark_with_an_end_covers_what_is_between():
    text = "<!-- lock: a.b -->\none\n\n- two\n\n# three\n<!-- /lock -->\n\nfour\n"
    marks = [(s.source, s.lock_mark, s.lock_start) for s in parse(text, "p.md").segments]
    assert marks == [
        ("one", "a.b", True),
        ("two", "a.b", False),
        ("three", "a.b", False),
        ("four", "", False),
    ]


def test_two_marks_in_a_row_are_two_passages():
    text = "<!-- lock: a.b -->\none\n\n<!-- lock: a.b -->\ntwo\n"
    assert [s.lock_start for s in parse(text, "p.md").segments] == [True, True]


def test_content_paths_name_headings():
    text = "intro\n\n# A\n\ntext\n\n## B\n\ntext 2\n\n## B\n\ntext 3\n\n# C\n\n[x](y)\n"
    assert [s.path for s in parse(text, "p.md").segments] == [
        "p.md/body/1",
        "p.md/heading/1",
        "p.md/a/body/1",
        "p.md/a/heading/1",
        "p.md/a/b/body/1",
        "p.md/a/heading/2",
        "p.md/a/b~2/body/1",
        "p.md/heading/2",
        "p.md/c/link/1",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1. 1\n2. 2", ["1", "2"]),
        ("- - a\n  - b", ["a", "b"]),
        ("# a ##", ["a"]),
        ("# a#", ["a#"]),
        ("# # #\n\nx", ["x"]),
        ("> a\nlazy\n> b", ["a lazy b"]),
        ("***a***", ["<1><2>a</2></1>"]),
        ("**a****b**", ["<1>a****b</1>"]),
        ("a*b", ["a*b"]),
        ("`` a`b ``", ["<1>a`b</1>"]),
        ("`&lt; & <`", ["<1>&amp;lt; & &lt;</1>"]),
        ("\\& \\< \\> \\a \\&amp;", ["&amp; &lt; > \\a &amp;amp;"]),
        ("AT&T &amp; &#38; &#x3C; &quot; &nosuch;", ['AT&T &amp; &amp; &lt; " &nosuch;']),
        ("a  \nb\\\nc\nd", ["a<1/>b<2/>c d"]),
        ("[![alt](i)](u)", ["alt"]),
        ("![](i)", []),
        ("![*a* b](i 'title')", ["a b", "title"]),
        ("[a](<u v> (t i) )", ["a", "t i"]),
        ("x [a](\n'u'\n)", ["x <1>a</1>"]),
        ("<a@b.cd> mail", ["<1/> mail"]),
        ("a <b>c</b> <i>d", ["a <1>c</1> <2/>d"]),
        ("*a <b>b* c</b>", ["<1>a <2/>b</1> c"]),
        ("[a <b>](x) c</b>", ["<1>a <2/></1> c"]),
        ("a <span translate=no>X *y*</span> b", ["a <1/> b"]),
        ("<!-- translate: no -->\nno\n\nyes", ["yes"]),
        ("<div translate=no>\n\nno\n\n</div>\n\nyes", ["yes"]),
        ("    code\n\ntext", ["text"]),
        ("```\ncode\n```\ntext", ["text"]),
        ("---\ntitle: 'It''s'\nother: x\n---\ny", ["It's", "y"]),
        ("---\ntitle: Plain # comment\ndescription: >\n  folded\n---\ny", ["Plain", "y"]),
        ("---\ntitle: a: b\n---\ny", ["a: b", "y"]),
        ("| a |\n|---|\n| `x\\|y` \\| z |\n", ["a", "<1>x|y</1> | z"]),
        ("a | b\n--|--\n1 | 1\n", ["a", "b", "1", "1"]),
        ("[^n]: note *x*\n\ntext[^n]", ["note <1>x</1>", "text<1/>"]),
        ("[l]: u 'A title'\n\nsee [l]", ["A title", "see <1>l</1>"]),
        ("> [l]: u\n> 'A title'\n\n[l]", ["A title", "l"]),
        ("- [ ] a\n- [x] b *c*\n- [x]\n\n[ ] d", ["a", "b <1>c</1>", "[x]", "[ ] d"]),
        ("<p>HTML *no*</p>\n\n*md*", ["HTML *no*", "<1>md</1>"]),
        ("- <div>\n  a\n  b</div>", ["a b"]),
        ("\tcode\n\n1.\ttab\n\ttext", ["tab text"]),
        ("a\u00a0\nb", ["a\u00a0 b"]),
        ("日本**「語」**です", ["日本**「語」**です"]),
    ],
)
def test_constructs(text, expected):
    assert [source for _, source in found(text)] == expected
    crlf = text.replace("\n", "\r\n")
    assert [source for _, source in found(crlf)] == expected
    assert [source for _, source in found("\ufeff" + text)] == expected


@pytest.mark.parametrize(
    ("text", "target", "expected"),
    [
        ("a", "# b", "\\# b"),
        ("a", "1. b", "1\\. b"),
        ("a", "1.5 b", "1.5 b"),
        ("a", "- b", "\\- b"),
        ("a", "> b", "\\> b"),
        (
            "a",
            "*b* _c_ `d` [e](f) snake_case \\",
            "\\*b\\* \\_c\\_ \\`d\\` \\[e\\](f) snake_case \\\\",
        ),
        ("a", "AT&T &amp; &lt;b>", "AT&T &amp; &lt;b>"),
        ("a", "--- b", "\\--- b"),
        ("a", "b\u00a0c", "b\u00a0c"),
        ("# a", "b #", "# b \\#"),
        ("a | b\n--|--\n", "x | y", "x \\| y | b\n--|--\n"),
        ("a\n===", "b | c", "b &#124; c\n==="),
        ("これは *x*", "これは<1>「x」</1>です", "これ&#12399;*「x」*&#12391;す"),
        ("see *x*", "a <1> x </1>", "a *&#32;x&#32;*"),
        ("x\\\ny", "x <1/> y", "x&#32;\\\n&#32;y"),
        ("see `x`", "vea <1>a&lt;b &amp;lt; *</1>", "vea `a<b &lt; *`"),
        ("![x](u)", "a [b] *c*", "![a \\[b\\] \\*c\\*](u)"),
        ("see [x]\n\n[x]: u", "vea <1>y</1>", "vea [y][x]\n\n[x]: u"),
        ("[x][]\n\n[x]: u", "y", "[y][x]\n\n[x]: u"),
        ("![x][]\n\n[x]: u", "y", "![y][x]\n\n[x]: u"),
        ("[x]\n\n[x]: u", "y", "[y][x]\n\n[x]: u"),
        ("> a\n> b\\\n> c", "x<1/>y", "> x\\\n> y"),
        ("---\ntitle: a\n---\n", "b: c", '---\ntitle: "b: c"\n---\n'),
        ("---\ntitle: a\n---\n", "Sí, b", '---\ntitle: "Sí, b"\n---\n'),
        ("---\ntitle: 'a'\n---\n", "it's", "---\ntitle: 'it''s'\n---\n"),
        ("- [x] a *b*", "c <1>d</1>", "- [x] c *d*"),
        ("wow <b>x</b>", "¡wow! <1>x</1>", "¡wow! <b>x</b>"),
        ("x [y](z)", "wow!<1>y</1>", "wow\\![y](z)"),
        ("<img src=x>\ntext", "<1/> texto", "<img src=x>\ntexto"),
        ("<b>\ntext", "texto", "<b>\ntexto"),
    ],
)
def test_targets_are_escaped_so_that_they_read_back(text, target, expected):
    assert render(text, "p.md", target) == expected


def test_a_link_title_is_escaped_for_its_delimiter():
    assert render('[x](u "t")', "p.md", None, 'a "b" \\c') == '[x](u "a \\"b\\" \\\\c")'
    assert render("[x](u (t))", "p.md", None, "a (b)") == "[x](u (a \\(b\\)))"


def test_front_matter_says_the_language():
    assert render("---\nlang: en\n---\na", "p.md", "b", locale="ar") == "---\nlang: ar\n---\nb"


@pytest.mark.parametrize("target", [" a", "a  b", "a &copy; b", "a < b", "a\nb", "<1/> a", "…"])
def test_what_markdown_cannot_carry_is_refused(target):
    with pytest.raises(RejectedError) as caught:
        render("x", "p.md", target)
    assert caught.value.code == "render.unrepresentable"


def test_all_faults_are_named_with_their_lines():
    text = "a\n\n<div\n\nb\n\n<!-- x"
    with pytest.raises(RejectedError) as caught:
        parse_document(text.encode(), "p.md")
    assert [fault.line for fault in caught.value.faults] == [3, 7]


@pytest.mark.parametrize("piece", ["*", "[", "`", "<b>", "![", "> ", "a_", "&", "[x](", "|", "- "])
def test_hostile_repetition_does_not_hang(piece):
    try:
        parse_document((piece * 5_000).encode(), "p.md")
    except RejectedError:
        return


def test_words_that_stay_as_they_are_are_listed():
    text = "---\ntitle: Read\ntagline: Some words\n---\n\n```sh\nrun it\n```\n\n"
    text += "- a\n\n      deep code\n\n<!-- remark -->\n"
    found = [(s.line, s.kind, s.excerpt) for s in parse(text, "p.md").skipped]
    assert found == [
        (3, "front matter", "Some words"),
        (6, "code", "run it"),
        (12, "code", "deep code"),
        (14, "comment", "remark"),
    ]


@pytest.mark.parametrize("fast", [True, False])
@pytest.mark.parametrize(
    ("text", "sources"), [("- a---+ b\n\nc\n", ["a---+ b", "c"]), ("* a---\n  b\n", ["a--- b"])]
)
def test_a_list_on_the_first_line_holds_no_front_matter(text, sources, fast):
    document = parse_markdown(text, "a.md", fast=fast)
    assert [segment.source for segment in document.segments] == sources


@pytest.mark.parametrize("char", ["\x01", "\x0b", "\x7f", "\x80", "\x9f", "\ufffe", "\uffff"])
def test_no_document_holds_a_control_character(char):
    with pytest.raises(RejectedError) as caught:
        parse_document(f"é\n{char}b".encode(), "p.md")
    assert (caught.value.code, caught.value.faults[0].line) == ("document.control", 2)


@pytest.mark.parametrize("char", ["\t", "\u00a0", "\u00bf", "\ufffd", "\U0001fffd"])
def test_other_characters_are_text(char):
    assert parse_document(f"é{char}b".encode(), "p.md").segments[0].source.endswith("b")
