"""Makes the generated part of the corpus: `python tests/corpus/generate.py`; same bytes each time.

Every construct below stands alone, between paragraphs, with CRLF line endings and with a byte
order mark, and in pairs with others. Files whose names do not begin with `gen-` are made by hand.
"""

from __future__ import annotations

import random
from pathlib import Path

HERE = Path(__file__).parent
MARKDOWN = {
    "atx": "# Storage and handling\n\n### Before `use` ###\n\n#### *Keep* cold",
    "setext": "Storage\n=======\n\nHandling of *pens*\n------------------",
    "emphasis": "Take **one dose** *every* other day, ***never*** two, and __do not__ stop _alone_.",
    "code-span": "Set ``a`b`` to `x < y && z`, then ` padded ` and `*no*`.",
    "links": 'See [the guide](guide.html "All about doses"), <https://example.org/a?b=c> or [a][ref].\n\n[ref]: /x "A titled target"',
    "shortcut": "Read [storage] and [handling][].\n\n[storage]: s.html\n[handling]: h.html 'How to handle'",
    "image": '![A pen with a **red** cap](pen.png "The pen") and ![](empty.png)',
    "image-link": "[![Start now](start.png)](start.html)",
    "bullets": "- one dose\n- two doses\n  - nested dose\n    continued here\n  - another\n- three",
    "loose": "* first item\n\n  second paragraph of it\n\n* second item\n\n      code in it",
    "ordered": "1. Warm the pen\n2. Check the liquid\n   1. Is it clear?\n   2. Is it cold?\n\n10) Other list",
    "tasks": "- [x] Ask the doctor\n- [ ] Call *support*\n- [y] Not a task",
    "quote": "> Quoted text that\nruns on lazily\n>\n> - with a list\n> > and deeper",
    "fence": "```sh\nkeep this line\n\n# and this\n```\n\n~~~\nand ``` this\n~~~",
    "indented": "Before code:\n\n    not translated\n      at all\n\nAfter code.",
    "list-fence": "1. Run this:\n\n   ```sh\n   do it\n\n   twice\n   ```\n\n2. Read it",
    "table": "| Dose | When |\n|:-----|----:|\n| 8 MIU | every *other* day |\n| a \\| b | `x \\| y` |",
    "footnote": "A claim.[^1] Another one.[^long]\n\n[^1]: Data on file.\n\n[^long]: First part.\n\n    Second part.",
    "html-block": '<div class="note" title="Read this">\n<p>Keep <b>out</b> of reach</p>\n</div>',
    "html-around": '<div data-note="short">\n\nText *inside* a division.\n\n</div>',
    "html-inline": 'Press <kbd>Enter</kbd>,<br>then <span translate="no">BETASERON</span> &amp; wait.',
    "comment": "<!-- note: tone is formal -->\n\nNoted text.\n\n<!-- plain remark -->\n\nOther text.",
    "range": "<!-- translate: no -->\n\nStays as it is.\n\n- this too\n\n<!-- /translate -->\n\nBack again.",
    "pre": "<pre>\nraw text\n\nmore raw\n</pre>\n\nAfter it.",
    "entities": "AT&amp;T &copy; 2026 &#8212; 5 &lt; 6 &nbsp;mg &notanentity; &",
    "escapes": "\\*no emphasis\\*, \\# no heading, 1\\. no list, \\[no link\\], back\\\\slash",
    "breaks": "First line  \nsecond line\\\nthird line\nfourth line",
    "rules": "Above\n\n---\n\n* * *\n\nBelow",
    "rtl": "مرحبا بكم في **دليل** الجرعات، 250 ملغ.\n\n- عنصر أول\n- עברית כאן",
    "cjk": "投与は**一日おき**に行います。「注意」を読んでください。\n\n* 一\n* 二",
    "emoji": "👩‍⚕️ Ask your nurse 💉 about *site* rotation ✅",
    "spacing": "Odd   spacing\there \n  and   there.\n\n\n\n   # Indented heading\n\n\ttab code",
    "nbsp": "8\u00a0million\u00a0IU\u2060, non\u2011breaking — “quoted” ‘text’ …",
    "autolink": "Write to <help@example.org> or https://example.org/plain_path_here.",
    "underscore": "The file snake_case_name and __init__ and _x_ and a_ b _c.",
    "stars": "2*3*4 and ** not strong ** and *a **b** c* and **a*b*c**",
    "front": None,
    "interrupt": "Text then\n- a list at once\n- more\n\nText\n# Heading at once\nText\n```\ncode\n```\nText",
    "empty-items": "-\n- a\n-\n\n1.\n2. b",
    "brackets": "[not a link] [x](broken (paren) and [a](<with space> 'T') [b]()",
    "definition-like": "Term\n: no definition\n\n[a]: <> \"Only a title\"\n\n[b]:\n/wrapped\n'Wrapped title'",
    "math": "$x^2 + y_1$ and \\(a_b\\) {#id .class} {{ variable }} {% tag %}",
}
HTML = {
    "paragraphs": "<p>Take <b>one</b> dose.</p>\n<p>Then <i>wait</i>.",
    "headings": "<h1 id=top>Storage</h1><h2>Before <code>use</code></h2><h3></h3>",
    "links": '<p><a href="a.html">Read on</a> | <a href="b.html" title="The guide">Guide</a></p><p>See <a href="c">this</a> first.</p>',
    "lists": "<ul><li>one<li>two<ul><li>deep</ul><li><p>three</p></ul><dl><dt>Term<dd>Meaning</dl>",
    "table": "<table><caption>Doses</caption><tr><th scope=col>Day<th>Dose<tr><td>1<td>8 <abbr title='million'>M</abbr>IU</table>",
    "forms": '<form><label for=q>Your question</label> <input id=q placeholder="Ask here"><input type=submit value="Send"><select><optgroup label="Group"><option label="L">One<option>Two</select><textarea>Write\nhere</textarea><button title="Send it">Send</button></form>',
    "media": '<img src=a.png alt="A pen"><picture><img alt=\'Cap "on"\'></picture><video><track label="English">No video</video>',
    "aria": '<div aria-label="Menu" role="navigation"><span role="tooltip">A hint</span> with <span role=button>press</span></div>',
    "tooltip": 'A <span class="t">term<span role="tooltip">What it <b>means</b></span></span> in a sentence.',
    "translate": '<p translate="no">Fixed <b translate="yes">yes</b></p><p>Use <span translate=no>BETASERON<sup>®</sup></span> daily.</p>',
    "notes": '<p data-note="formal" data-context="cta">Start now</p><p its-loc-note="short">Stop</p>',
    "raw": "<script>if (a < b) { x('</p>') }</script><style>p > a { }</style><p>After</p>",
    "pre": "<pre>keep\n  this</pre><p>Text with <svg><title>T</title><text>Dose</text></svg> and <math><mi>x</mi></math>.</p>",
    "comments": "<p>A <!-- remark --> b<!-- -- --></p><!--[if IE]><p>old</p><![endif]--><p>c</p>",
    "entities": "<p>AT&amp;T &copy; &#8212; &lt;b&gt; &nbsp;x &notin y &unknown; & &quot;q&quot;</p>",
    "breaks": "<p>One<br>two<br/>three<wbr>four</p><hr><p><br></p>",
    "stray": "<p>5 < 6 and a<b>c</p></i></div><p>open <b>bold<p>next",
    "uppercase": "<P CLASS=X>Upper <B>case</B></P><TITLE>T</TITLE>",
    "custom": "<my-card heading='x'><p>In a card</p></my-card><x-y>inline</x-y>",
    "blocks-inline": "<a href=x><div>Block in a link</div></a><span><p>Block in a span</p></span>",
    "rtl": '<p dir="rtl">مرحبا <b>بكم</b></p><p>שלום 250 mg</p>',
    "cjk": "<p>投与は<strong>一日おき</strong>に。</p><ruby>漢<rt>かん</rt></ruby>",
    "emoji": "<p>👩‍⚕️ Ask 💉 <em>now</em> ✅</p>",
    "nbsp": "<p>8\u00a0million&nbsp;IU \u2014 “q”</p>",
    "details": "<details><summary>More</summary>Hidden <em>text</em></details><dialog open>Hi</dialog>",
    "figure": "<figure><img alt='Chart'><figcaption>Relapses per year</figcaption></figure>",
    "address": "<address>Call <a href='tel:1'>1-888</a></address><time datetime=x>May</time>",
    "page": '<!DOCTYPE html><html lang="en" dir=ltr><head><meta charset=utf-8><meta name="description" content="About doses"><meta property="og:title" content=\'T\'><title>Doses &amp; days</title><link rel=x title="no"></head><body class=a><main><p>Body</p></main></body></html>',
    "bare-page": "<html><title>Bare</title><p>Text</html>",
    "quotes": "<p title='it&#39;s \"so\"' data-x=1>Q</p><p title=bare>R</p><p title=\"a&gt;b\">S</p>",
}
TEXT = {
    "paragraphs": "First paragraph\nruns on.\n\nSecond one.",
    "bullets": "Reactions:\n- pain\n- fever\n  and chills\n\n• other\n* more",
    "numbers": "1. first\n2) second\n(3) third\na) fourth",
    "label": "Important Safety Information\nDo not use this if you are allergic to any of the ingredients in it.",
    "odd": "   indented\n\n\n\ttab\t here \n \nlast without end",
    "scripts": "مرحبا بكم\n\n投与は一日おき。\n\n👩‍⚕️ 💉\n\n8\u00a0mg",
    "marks": "***\n\n---\n\n– dash item\n— long dash item\n\n5 < 6 & 7 > 2 <b>not html</b>",
}
JSON = {
    "nested": '{"a": {"b": {"c": "Deep text", "n": 1, "t": true, "z": null}}, "list": ["One", "Two", {"x": "Three"}]}',
    "plurals": '{"dose_one": "{{count}} dose", "dose_other": "{{count}} doses", "other_thing": "Text"}',
    "escapes": '{"q": "A \\"quoted\\" word", "u": "caf\\u00e9 \\u2014", "n": "line\\nbreak\\ttab", "s": "a\\/b"}',
    "odd": '{ "a"  :\t"Spaced"\n,\n"b":"Tight","c" : "" , "d": "123" }\n\n',
    "tags": '{"html": "Read <b>this</b> &amp; <1>that</1>", "rtl": "مرحبا", "emoji": "💉 now"}',
    "string": '"Just a string"',
    "array": '["First", ["Second", []], {}]',
    "keys": '{"cta_button": "Go", "page.title": "Title", "closeButton": "Close", "img_alt": "A pen", "é": "Accent"}',
}
FRONT = (
    '---\ntitle: "Doses: a guide"\ndescription: How to take it\nlang: en\ntags: [a, b]\n---\n\n',
    "---\ntitle: 'It''s here'\nlayout: x # remark\n...\n\n",
    "---\nnested:\n  title: not read\n---\n",
)


def documents() -> dict[str, bytes]:
    """Every generated file by its path in this folder."""
    made: dict[str, str] = {}
    parts = {name: text for name, text in MARKDOWN.items() if text is not None}
    for at, front in enumerate(FRONT):
        made[f"md/gen-front-{at}.md"] = front + "# Heading\n\nBody text.\n"
    _vary(made, "md", parts, "A paragraph before.\n\n{}\n\nA paragraph *after*.\n", "\n\n")
    _vary(made, "html", HTML, "<main>\n<p>Before.</p>\n{}\n<p>After <b>it</b>.</p>\n</main>\n", "\n")
    _vary(made, "txt", TEXT, "Before it.\n\n{}\n\nAfter it.\n", "\n\n")
    files = {name: text.encode() for name, text in made.items()}
    for name, text in JSON.items():
        files[f"json/gen-{name}.json"] = text.encode()
        files[f"json/gen-{name}-crlf.json"] = text.replace("\n", "\r\n").encode()
        files[f"json/gen-{name}-bom.json"] = b"\xef\xbb\xbf" + text.encode()
        files[f"json/gen-{name}-in.json"] = f'{{"outer": [{text}]}}\n'.encode()
    return files


def _vary(made: dict[str, str], kind: str, parts: dict[str, str], frame: str, glue: str) -> None:
    rng = random.Random(f"corpus {kind}")
    names = sorted(parts)
    for name in names:
        made[f"{kind}/gen-{name}.{kind}"] = parts[name]
        framed = frame.format(parts[name]) if name not in {"page", "bare-page"} else parts[name]
        made[f"{kind}/gen-{name}-framed.{kind}"] = framed
        made[f"{kind}/gen-{name}-crlf.{kind}"] = framed.replace("\n", "\r\n")
    for at in range(30):
        some = rng.sample([name for name in names if "page" not in name], 4)
        mark = "\ufeff" if at % 3 == 0 else ""
        made[f"{kind}/gen-mix-{at:02}.{kind}"] = mark + glue.join(parts[name] for name in some) + "\n"


if __name__ == "__main__":
    for path, data in documents().items():
        place = HERE / path
        place.parent.mkdir(exist_ok=True)
        place.write_bytes(data)
