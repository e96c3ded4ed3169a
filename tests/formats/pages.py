"""Pages the document tests share: every construct, in odd but real spellings."""

from __future__ import annotations

from pipeline.formats.document import ParsedDocument, parse_document, render_document

HTML = """<!doctype html>
<html lang="en" dir='ltr'>
<head><title>About  BETASERON &amp; MS</title>
<meta name="description" content="What it &quot;is&quot;"><meta charset=utf-8>
<style>p > b { color: red }</style><script>if (a < b) { "<p>no</p>" }</script></head>
<body id="top">
<h1>What is
    it?</h1>
<p>Take <b>one</b> dose &lt; 5&nbsp;mg, see <a href="x?a=1&amp;b=2" title="More &copy;">the
  <img src=i.png alt='A "pen"'> guide</a>.<br></p>
<nav><a href=1>Home</a> | <a href=2>About</a></nav>
<ul data-lock="isi.us"><li>First<li>Second <span translate="no">BETA</span> one</ul>
<p>MS<span role="tooltip">Multiple <i>sclerosis</i></span> is a disease</p>
<div translate=no>Nothing <p translate=yes>but this</p> here</div>
<button type=submit aria-label="Send it">Go</button>
<input placeholder="Your name"><input type=submit value=Send>
<a href="z"><div>Block in a link</div></a>
<p data-context="footer" data-note="Keep it short">Short text</p>
<h2 id="dose">Dose</h2><p>Para<h2>Dose</h2><p>Para two
<pre>code stays</pre><dl><dt>Term<dd>Meaning</dl>
</body></html>
"""

MARKDOWN = """---
title: My page
description: "Some \\"text\\""
lang: en
---

# What is `code`?

Hello **bold** and [link *x*](http://a.b "The title") text \\* star &copy; &lt;b>.
Second line\x20\x20
after ![alt *text*](img.png "Image title") end.

- item one
- [Only link](x)

> quote line
> second `a<b` <span title="tip text">inline</span>

| A | B \\| c |
|---|:-:|
| a | b<br>c |

<!-- lock: isi.us -->
- locked one
- locked two

Free [short] and [coll][] ![short].

<div data-lock="x.y">

Inside **it**.

</div>

<!-- note: For translators -->
<!-- context: footer -->
Noted text

After it

> <div>
> <p>Quoted HTML
> text</p>
> </div>

Foot[^1] <https://a.b>.

[^1]: The footnote
    continues.

[short]: /u "Definition title"
[coll]: /v

Setext *head*
====

    code stays

```text
code stays
```
"""

PLAIN = """Important Safety Information
Do not take it if you are allergic to interferon beta-1b, or to
human albumin.

• First point
  goes on
• Second point
- Third

1. Step one
2. Step two

***
"""

JSON = """{
  "nav": {"home": "Home", "cta_button": "Call \\"us\\"\\n now"},
  "items_one": "{{count}} item",
  "items_other": "{{count}} items",
  "list": ["First", 2, true, null, {"alt": "A pen"}],
  "pageTitle": "Caf\\u00e9 \\/ bar",
  "empty": "", "dash": "–"
}
"""

ALL = {"a/page.html": HTML, "a/page.md": MARKDOWN, "a/page.txt": PLAIN, "a/strings.json": JSON}


def parse(text: str, path: str) -> ParsedDocument:
    """The document, after the proof that it renders to its own bytes."""
    data = text.encode()
    document = parse_document(data, path)
    nothing = [None] * len(document.segments)
    assert render_document(document, nothing, locale=None) == data
    return document


def sources(text: str, path: str) -> list[str]:
    """The segments' sources, in order."""
    return [segment.source for segment in parse(text, path).segments]


def render(text: str, path: str, *targets: str | None, locale: str | None = None) -> str:
    """The page with these targets."""
    document = parse(text, path)
    forms = [None if target is None else (target,) for target in targets]
    forms += [None] * (len(document.segments) - len(forms))
    return render_document(document, forms, locale=locale).decode()
