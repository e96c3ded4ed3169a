"""The style of a review sheet: inline, because a sheet is one file that loads nothing."""

from __future__ import annotations

__all__ = ["STYLE"]

STYLE = """
:root { color-scheme: light; --ink: #1d1c1a; --soft: #5b5750; --rule: #d9d4ca; --paper: #fff;
  --wash: #f7f5f0; --lock: #5b3a00; --lock-wash: #fdf3dc; --bad: #9b1c1c; --bad-wash: #fdecea;
  --warn: #7a4b00; --good: #1e5b34; --link: #1f4a7a;
  --serif: "Source Serif 4", "Source Serif Pro", "Iowan Old Style", Charter, Georgia,
    "Noto Serif", "Noto Naskh Arabic", "Noto Serif CJK JP", "DejaVu Serif", serif;
  --sans: system-ui, "Segoe UI", "Helvetica Neue", "Noto Sans", "DejaVu Sans", sans-serif; }
* { box-sizing: border-box; }
html { font: 100%/1.5 var(--sans); color: var(--ink); background: var(--wash); }
body { max-width: 92rem; margin: 0 auto; padding: 2.5rem clamp(1rem, 3vw, 3rem) 4rem;
  background: var(--paper); }
h1, h2, h3 { font-family: var(--serif); font-weight: 600; line-height: 1.2; text-wrap: balance; }
h1 { font-size: 2.3rem; margin: 0 0 .25rem; letter-spacing: -.01em; }
h2 { font-size: 1.4rem; margin: 2.75rem 0 .75rem; padding-top: .75rem;
  border-top: 2px solid var(--ink); }
h3 { font-size: 1.05rem; margin: 1.25rem 0 .35rem; }
p { margin: .4rem 0; max-width: 46rem; }
a { color: var(--link); }
code, .mono { font: .86em/1.4 ui-monospace, "DejaVu Sans Mono", Menlo, monospace;
  overflow-wrap: anywhere; }
pre { background: var(--wash); border: 1px solid var(--rule); border-radius: 4px;
  padding: .75rem 1rem; overflow-x: auto; font: .86rem/1.5 ui-monospace, "DejaVu Sans Mono",
  Menlo, monospace; }
.lede { color: var(--soft); font-size: 1.05rem; }
.banner { background: var(--bad-wash); color: var(--bad); border: 1px solid currentcolor;
  border-radius: 4px; padding: .5rem .9rem; font-weight: 600; max-width: none; }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, max-content));
  gap: .9rem 2.5rem; margin: 1.5rem 0; }
.facts dt { font-size: .78rem; color: var(--soft); text-transform: uppercase;
  letter-spacing: .06em; }
.facts dd { margin: 0; font-size: 1.1rem; font-variant-numeric: tabular-nums; }
.facts .wide { grid-column: 1 / -1; }
.facts .wide dd { font-size: .95rem; }
.meanings { display: grid; grid-template-columns: repeat(auto-fit, minmax(22rem, 1fr));
  gap: 1rem; padding: 0; list-style: none; }
.meanings li { border: 1px solid var(--rule); border-left: 4px solid var(--good);
  border-radius: 4px; padding: .7rem 1rem; }
.meanings blockquote { font-family: var(--serif); font-size: 1.06rem; margin: .2rem 0; }
.meanings .mono { color: var(--soft); }
table { width: 100%; border-collapse: collapse; table-layout: fixed; }
caption { text-align: left; color: var(--soft); padding-bottom: .5rem; }
col.no { width: 3.6rem; } col.side { width: 19rem; }
thead th { position: sticky; top: 0; background: var(--paper); text-align: left;
  font-size: .8rem; color: var(--soft); letter-spacing: .04em; padding: .5rem .8rem;
  border-bottom: 2px solid var(--ink); z-index: 1; }
tbody th, td { vertical-align: top; padding: .9rem .8rem; border-bottom: 1px solid var(--rule);
  text-align: start; overflow-wrap: break-word; }
tbody th { font-weight: 400; color: var(--soft); font-variant-numeric: tabular-nums; }
tbody th a { color: inherit; text-decoration: none; }
.text { font: 1.08rem/1.6 var(--serif); white-space: pre-wrap; unicode-bidi: isolate; margin: 0;
  max-width: none; }
.text + .form { margin-top: .6rem; }
.form { display: block; font: .78rem var(--sans); color: var(--soft); }
.locked > td > .text { background: var(--lock-wash); box-shadow: -.55rem 0 0 var(--lock-wash),
  -.75rem 0 0 var(--lock); }
.locked > td > .text[dir="rtl"] { box-shadow: .55rem 0 0 var(--lock-wash), .75rem 0 0 var(--lock); }
.empty { color: var(--bad); font-style: italic; }
.role-heading .text, .role-title .text { font-weight: 600; }
.legend { font-size: .8rem; color: var(--soft); margin: .45rem 0 0; }
.legend code { color: var(--ink); }
.changed { margin: .7rem 0 0; padding: .5rem .7rem; background: var(--wash);
  border-left: 3px solid var(--link); }
.changed .text { font-size: 1rem; }
.changed p { font-size: .8rem; color: var(--soft); }
ins { background: #dff3e3; color: #12401f; text-decoration: underline;
  text-decoration-thickness: 2px; }
del { background: var(--bad-wash); color: #7d1616; }
.tag { font: .72em ui-monospace, "DejaVu Sans Mono", Menlo, monospace; color: #3c3670;
  background: #ecebf8; border-radius: 3px; padding: .08em .25em; unicode-bidi: isolate;
  direction: ltr; font-weight: 400; font-style: normal; }
.iso { display: inline-block; width: .28em; height: .95em; border: 0 solid #6a62b0;
  border-top-width: 1.5px; vertical-align: -.05em; }
.iso.left { border-left-width: 1.5px; } .iso.right { border-right-width: 1.5px; }
.mark { font: .56em var(--sans); color: #3c3670; vertical-align: super; padding: 0 .1em;
  unicode-bidi: isolate; }
.space { border-bottom: 2px dotted #8a857b; }
.bad { font: .75em ui-monospace, "DejaVu Sans Mono", monospace; color: #fff;
  background: var(--bad); border-radius: 3px; padding: .1em .3em; unicode-bidi: isolate;
  direction: ltr; }
.side { font-size: .84rem; }
.side ul { list-style: none; padding: 0; margin: 0; }
.side li { margin: 0 0 .4rem; }
.chip { display: inline-block; border: 1px solid currentcolor; border-radius: 999px;
  padding: 0 .6em; font-weight: 600; font-size: .8rem; }
.chip.lock { color: var(--lock); background: var(--lock-wash); }
.chip.blocker { color: var(--bad); background: var(--bad-wash); }
.chip.warning { color: var(--warn); }
.chip.note { color: var(--soft); }
.chip.done { color: var(--good); }
.chip.open { color: var(--soft); }
.hints { border-left: 3px solid var(--rule); padding: 0 0 0 .6rem; color: var(--soft); }
.hints p { margin: .15rem 0; }
.hints .text { display: inline-block; font-size: .95rem; font-weight: 400; color: var(--ink); }
.quiet { color: var(--soft); }
iframe { width: 100%; height: 56rem; border: 1px solid var(--rule); background: #fff;
  resize: vertical; }
footer { margin-top: 3rem; border-top: 1px solid var(--rule); color: var(--soft);
  font-size: .88rem; }
tbody tr:target { outline: 3px solid var(--link); outline-offset: -3px; }
@media (max-width: 60rem) { col.side { width: 12rem; } }
@page { size: A4 landscape; margin: 14mm; }
@media print { html, body { background: #fff; font-size: 9.5pt; }
  body { padding: 0; max-width: none; }
  thead { display: table-header-group; } thead th { position: static; }
  tr, .meanings li { break-inside: avoid; } h2, h3 { break-after: avoid; }
  iframe { break-inside: avoid; height: 170mm; resize: none; }
  * { print-color-adjust: exact; } }
"""
