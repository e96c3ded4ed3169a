"""The review sheet: one HTML file per domain and locale, to be read before signing.

Self-contained (no script, no external resource; its own policy forbids both) and deterministic:
the same content gives the same bytes, and the digest of these bytes is what a signature binds to.
Every text is escaped; rendered pages stand in sandboxed frames without scripts.
"""

from __future__ import annotations

from collections import Counter

from pipeline.model.digest import Digest
from pipeline.model.locale import is_right_to_left
from pipeline.review.content import SheetContent, SheetPage, SheetRow, sheet_basis
from pipeline.review.hints import hints_html
from pipeline.review.markup import changed_html, escaped, text_html
from pipeline.review.meanings import meaning_text, meaning_title
from pipeline.review.sheet_style import STYLE
from pipeline.review.words import changed_words

__all__ = ["displayed_digest", "make_sheet"]

_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; "
    "base-uri 'none'; form-action 'none'"
)
_READ = (
    "Read every unit, then sign with the digest of this file. "
    "Any change of a text, a lock, a finding or a page makes a new sheet."
)
_CONFIRM = (
    "The translation of these units was signed before and has not changed; the source has. Sign "
    "those where the change has no meaning for the translation, by their numbers. Leave out every "
    "other: it needs a review of its own."
)


def displayed_digest(sheet: bytes) -> Digest:
    """What `review sign` binds to: SHA-256 of the sheet's bytes."""
    return Digest.of(sheet)


def make_sheet(content: SheetContent) -> bytes:
    """The whole file, UTF-8."""
    name = "Confirmation sheet" if content.confirm else "Review sheet"
    title = f"{name}: {content.project}, {content.domain}, {content.locale}"
    parts = [
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{escaped(_POLICY)}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="referrer" content="no-referrer">',
        f"<title>{escaped(title)}</title>",
        f"<style>{STYLE}</style>\n</head>\n<body>",
        _header(content),
        "<main>",
        _meanings(content),
        _attention(content),
        _table(content),
        _pages(content.pages),
        _how(content),
        "</main>",
        "</body>\n</html>\n",
    ]
    return "\n".join(part for part in parts if part).encode()


def _header(content: SheetContent) -> str:
    rows = content.rows
    counts = {
        "Units": len(rows),
        "With a translation": sum(1 for row in rows if row.has_target),
        "Locked or with locks": sum(1 for row in rows if row.locks),
        "Changed since signed": sum(1 for row in rows if row.signed_forms),
        "Fully signed": sum(1 for row in rows if row.sign_offs and not row.missing),
        "With blockers": sum(1 for row in rows if row.blockers),
    }
    facts = [
        ("Project", escaped(content.project)),
        ("Domain", escaped(content.domain)),
        ("From", escaped(content.source_locale)),
        ("Into", f"<strong>{escaped(content.locale)}</strong>"),
        *((name, str(count)) for name, count in counts.items()),
    ]
    shown = "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in facts)
    policy = f"{content.policy.version} {content.policy.digest}".strip()
    digests = [
        ("Digest of what is judged here", sheet_basis(content).hex),
        ("Policy", escaped(policy)),
    ]
    shown += "".join(
        f'<div class="wide"><dt>{name}</dt><dd class="mono">{value}</dd></div>'
        for name, value in digests
    )
    banner = (
        '<p class="banner" role="note">Demonstration keys: nothing signed here is for use.</p>'
        if content.demonstration
        else ""
    )
    name, lede = ("Confirmation sheet", _CONFIRM) if content.confirm else ("Review sheet", _READ)
    return (
        f"<header>\n{banner}<h1>{name}, {escaped(content.locale)}</h1>\n"
        f'<p class="lede">{lede}</p>\n'
        f'<dl class="facts">{shown}</dl>\n</header>'
    )


def _meanings(content: SheetContent) -> str:
    items = []
    for meaning in content.required:
        sentence = meaning_text(meaning, locale=content.locale)
        items.append(
            f"<li><h3>{escaped(meaning_title(meaning))}</h3>"
            f"<blockquote>{escaped(sentence.text)}</blockquote>"
            f'<span class="mono">{escaped(sentence.template)}</span></li>'
        )
    if not items:
        return '<h2>What a signature means</h2>\n<p class="empty">The policy asks for none.</p>'
    return f'<h2>What a signature means</h2>\n<ul class="meanings">{"".join(items)}</ul>'


def _attention(content: SheetContent) -> str:
    lines = []
    for title, numbers in (
        ("Blockers, may not be signed", [n for n, row in _numbered(content) if row.blockers]),
        ("Blockers that were waived", [n for n, row in _numbered(content) if row.waived]),
        ("No translation yet", [n for n, row in _numbered(content) if not any(row.forms)]),
        ("Changed since the last signature", [n for n, r in _numbered(content) if r.signed_forms]),
        ("Rejected or withdrawn", [n for n, row in _numbered(content) if row.taken_back]),
        (
            "Unsigned, with words the engine does not know",
            [n for n, r in _numbered(content) if r.missing and r.signals and r.signals.unknown],
        ),
    ):
        if numbers:
            links = ", ".join(f'<a href="#u{number}">{number}</a>' for number in numbers)
            lines.append(f"<p><strong>{title}</strong> ({len(numbers)}): {links}</p>")
    return "<h2>Look at these first</h2>\n" + "\n".join(lines) if lines else ""


def _numbered(content: SheetContent) -> list[tuple[int, SheetRow]]:
    return list(enumerate(content.rows, start=1))


def _table(content: SheetContent) -> str:
    if not content.rows:
        return '<h2>Units</h2>\n<p class="empty">There are no units: nothing can be signed.</p>'
    body = "\n".join(_row(number, row, content) for number, row in _numbered(content))
    return (
        "<h2>Units</h2>\n<table>\n<caption>Every unit in the order of the documents. "
        "Numbered chips stand for markup, dotted spaces do not break, half brackets "
        "enclose isolated text. A machine’s hint judges nothing: it says where to look.</caption>\n"
        '<colgroup><col class="no"><col><col><col class="side"></colgroup>\n'
        f'<thead><tr><th scope="col">No.</th>'
        f'<th scope="col">Source, {escaped(content.source_locale)}</th>'
        f'<th scope="col">Translation, {escaped(content.locale)}</th>'
        '<th scope="col">Locks, findings, signatures</th></tr></thead>\n'
        f"<tbody>\n{body}\n</tbody>\n</table>"
    )


def _row(number: int, row: SheetRow, content: SheetContent) -> str:
    role = "".join(char for char in row.message.role if char.isalnum() or char == "-")
    classes = f"role-{role}" + (" locked" if row.locks else "")
    return (
        f'<tr id="u{number}" class="{classes}">'
        f'<th scope="row"><a href="#u{number}">{number}</a></th>'
        f"<td>{_source(row, content)}</td><td>{_target(row, content)}</td>"
        f'<td class="side">{_side(row, content)}</td></tr>'
    )


def _texts(texts: tuple[str, ...], locale: str, names: tuple[str, ...]) -> str:
    direction = "rtl" if is_right_to_left(locale) else "ltr"
    blocks = []
    for index, text in enumerate(texts):
        name = f'<span class="form">{names[index]}</span>' if len(texts) > 1 else ""
        body = text_html(text) if text else '<span class="empty">empty</span>'
        blocks.append(
            f'{name}<p class="text" lang="{escaped(locale)}" dir="{direction}">{body}</p>'
        )
    return "".join(blocks)


def _source(row: SheetRow, content: SheetContent) -> str:
    message = row.message
    found = _texts(message.sources, content.source_locale, ("singular", "plural"))
    if message.tags:
        tags = ", ".join(
            f"<code>{number}</code> is <code>{escaped(tag)}</code>"
            for number, tag in enumerate(message.tags, start=1)
        )
        found += f'<p class="legend">Tags: {tags}</p>'
    for note in message.notes:
        found += f'<p class="legend">Author’s note: {escaped(note)}</p>'
    where = [message.role] if message.role != "body" else []
    where += [f"context {message.context}"] if message.context not in {"", message.role} else []
    where += list(message.documents)
    return found + (f'<p class="legend">{escaped(" · ".join(where))}</p>' if where else "")


def _target(row: SheetRow, content: SheetContent) -> str:
    if not any(row.forms):
        return '<p class="empty">No translation yet</p>' + _changes(row, content)
    names = tuple(f"plural form {index}" for index in range(len(row.forms)))
    return _texts(row.forms, content.locale, names) + _changes(row, content)


def _changes(row: SheetRow, content: SheetContent) -> str:
    if not row.signed_forms:
        return ""
    shown = ""
    if row.signed_sources and row.signed_sources != row.message.sources:
        shown += "<p>The source changed:</p>" + _pairs(
            row.signed_sources, row.message.sources, content.source_locale
        )
    if row.signed_forms != row.forms:
        shown += "<p>The translation changed:</p>" + _pairs(
            row.signed_forms, row.forms, content.locale
        )
    shown = shown or "<p>Text unchanged; its locks are not those that were signed.</p>"
    note = f"<p>{escaped(row.signed_note)}</p>" if row.signed_note else ""
    return (
        f'<div class="changed"><p><strong>Since the last signature</strong></p>{shown}{note}</div>'
    )


def _pairs(old: tuple[str, ...], new: tuple[str, ...], locale: str) -> str:
    direction = "rtl" if is_right_to_left(locale) else "ltr"
    length = max(len(old), len(new))
    before = old + ("",) * (length - len(old))
    after = new + ("",) * (length - len(new))
    return "".join(
        f'<p class="text" lang="{escaped(locale)}" dir="{direction}">'
        f"{changed_html(changed_words(one, other))}</p>"
        for one, other in zip(before, after, strict=True)
    )


def _side(row: SheetRow, content: SheetContent) -> str:
    items = [f'<span class="chip lock">locked: {escaped(lock)}</span>' for lock in row.locks]
    items += [
        f'<span class="chip {finding.severity}">{finding.severity}</span> '
        f"{text_html(finding.message)} <code>{escaped(finding.code)}</code>"
        for finding in row.findings
    ]
    items += [
        f'<span class="chip {"warning" if set(waiver.codes) <= set(row.waived) else "open"}">'
        f"waiver</span> {escaped(', '.join(waiver.codes))}: {escaped(str(waiver))}"
        for waiver in row.waivers
    ]
    items += [f'<span class="chip done">signed</span> {escaped(text)}' for text in row.sign_offs]
    items += [
        f'<span class="chip blocker">taken back</span> {escaped(text)}' for text in row.taken_back
    ]
    items += [
        f'<span class="chip open">unsigned</span> {escaped(meaning_title(meaning))}'
        for meaning in row.missing
    ]
    hints = hints_html(row.signals, content.source_locale) if row.signals else ""
    items += [hints] if hints else []
    origin = f"Origin: {escaped(row.origin)}. " if row.origin else ""
    items.append(
        f'<span class="quiet">{origin}Revision {row.revision}, '
        f'<span class="mono" title="{row.digest.hex}">{row.digest.short}</span></span>'
    )
    return "<ul>" + "".join(f"<li>{item}</li>" for item in items) + "</ul>"


def _pages(pages: tuple[SheetPage, ...]) -> str:
    if not pages:
        return ""
    frames = "\n".join(
        f"<h3>{escaped(page.title)}</h3>\n"
        f'<iframe sandbox="" title="Rendered page {escaped(page.title)}" '
        f'srcdoc="{escaped(page.html)}"></iframe>'
        for page in pages
    )
    return f"<h2>The pages as readers will see them</h2>\n{frames}"


def _how(content: SheetContent) -> str:
    findings = Counter(str(item.severity) for row in content.rows for item in row.findings)
    tally = ", ".join(f"{count} {name}" for name, count in sorted(findings.items())) or "none"
    meanings = " | ".join(str(meaning) for meaning in content.required) or "MEANING"
    verb = "confirm" if content.confirm else "sign"
    command = (
        f"imprimatur review {verb} --locale {content.locale} --domain {content.domain} \\\n"
        f"    --as USERNAME --meaning {meanings} \\\n    --sheet THIS-FILE"
    )
    return (
        "<h2>How to sign</h2>\n<p>Run this with the file you have read. You are asked for your "
        "password again; the units are listed before anything is signed, and all are signed or "
        "none.</p>\n"
        f"<pre>{escaped(command)}</pre>\n"
        "<p>To refuse a text: <code>imprimatur review reject</code>, with the reason.</p>\n"
        f"<footer><p>Findings in this sheet: {tally}.</p></footer>"
    )
