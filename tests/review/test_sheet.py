"""The review sheet: everything shown, nothing executed, same content same bytes."""

from __future__ import annotations

import dataclasses
import html
import re
import shutil
import subprocess

import pytest

from pipeline.model.digest import Digest
from pipeline.model.evidence import Meaning
from pipeline.model.finding import Finding, IssueType, Severity
from pipeline.model.message import Message, MessageKey
from pipeline.model.signals import Signals
from pipeline.review.ceremony import PolicyInForce
from pipeline.review.content import SheetContent, SheetPage, SheetRow, sheet_basis
from pipeline.review.meanings import meaning_text
from pipeline.review.sheet import displayed_digest, make_sheet

HOSTILE = (
    "<script>document.title='owned'</script>",
    "<img src=x onerror=\"document.title='owned'\">",
    '"><svg onload="document.title=\'owned\'">',
    "</style><script>document.title='owned'</script>",
    "&lt;script&gt;document.title='owned'&lt;/script&gt;",
    "<!-- -->]]><iframe src='javascript:parent.document.title=1'></iframe>",
)
PAGE = (
    "<!DOCTYPE html><html><body><p>A page</p>"
    "<script>parent.document.title='owned';document.title='owned'</script>"
    "<img src=x onerror=\"parent.document.title='owned'\"></body></html>"
)


def row(source: str, *forms: str, **extra) -> SheetRow:
    message = Message(key=MessageKey(extra.pop("context", ""), source), **extra.pop("message", {}))
    values = {"digest": Digest.of(source.encode()), "revision": 1, "forms": forms, **extra}
    return SheetRow(message=message, **values)


def sheet(*rows: SheetRow, locale: str = "es-US", **extra) -> SheetContent:
    return SheetContent(
        **{
            "project": "betaseron",
            "domain": "betaseron",
            "source_locale": "en-US",
            "locale": locale,
            "required": (Meaning.LINGUISTIC_REVIEW, Meaning.REGULATORY_APPROVAL),
            "policy": PolicyInForce(version="3"),
            "rows": rows,
            **extra,
        }
    )


def signals(*answer: str, **extra) -> Signals:
    values = {"engine": "apertium", "version": "1", "words": 4, "unknown": (), "kept": ()}
    return Signals(**{**values, "similarity": None, "answer": answer, **extra})


def shown(content: SheetContent) -> str:
    return make_sheet(content).decode()


def hostile_sheet() -> SheetContent:
    rows = [
        row(
            text,
            text,
            context=text,
            origin=text,
            locks=(text,),
            sign_offs=(text,),
            taken_back=(text,),
            signed_forms=(text + "!",),
            signed_note=text,
            signals=signals(text, unknown=(text,), kept=(text,), back=(text,), back_engine=text),
            findings=(
                Finding(code=text, type=IssueType.OTHER, severity=Severity.WARNING, message=text),
            ),
            message={"tags": (text,), "notes": (text,), "role": text, "documents": (text,)},
        )
        for text in HOSTILE
    ]
    return sheet(
        *rows,
        project=HOSTILE[0],
        domain=HOSTILE[1],
        policy=PolicyInForce(version=HOSTILE[2]),
        pages=(SheetPage(title=HOSTILE[2], html=PAGE),),
    )


def test_the_same_content_gives_the_same_bytes_and_digest():
    first, second = make_sheet(sheet(row("a", "b"))), make_sheet(sheet(row("a", "b")))
    assert first == second
    assert displayed_digest(first) == Digest.of(second)


def test_everything_a_signer_judges_by_moves_the_basis_and_signatures_do_not():
    content = sheet(row("a", "b"), pages=(SheetPage(title="p", html="x"),))
    finding = Finding(code="x.y", type=IssueType.OTHER, severity=Severity.NOTE, message="m")
    only = content.rows[0]
    moved = [
        dataclasses.replace(content, rows=(dataclasses.replace(only, digest=Digest.of(b"c")),)),
        dataclasses.replace(content, rows=(dataclasses.replace(only, findings=(finding,)),)),
        dataclasses.replace(content, pages=()),
        dataclasses.replace(content, pages=(SheetPage(title="p", html="y"),)),
        dataclasses.replace(content, policy=PolicyInForce(version="4")),
        dataclasses.replace(content, locale="es-ES"),
    ]
    assert len({sheet_basis(item) for item in [content, *moved]}) == len(moved) + 1
    signed = dataclasses.replace(content, rows=(dataclasses.replace(only, sign_offs=("x",)),))
    assert sheet_basis(signed) == sheet_basis(content)
    assert make_sheet(signed) != make_sheet(content)


def test_signals_are_shown_and_are_no_part_of_the_basis():
    plain = sheet(row("a", "b"))
    hinted = sheet(row("a", "b", signals=signals("b", similarity=82)))
    assert sheet_basis(hinted) == sheet_basis(plain)
    assert displayed_digest(make_sheet(hinted)) != displayed_digest(make_sheet(plain))


def test_a_hint_says_that_it_is_a_machines_and_what_it_is_about():
    said = signals(
        "b",
        unknown=("autoinjector", "injectable"),
        kept=("autoinjector",),
        similarity=82,
        back=("Call to your doctor",),
        back_engine="apertium/spa-eng",
        back_similarity=71,
    )
    text = shown(sheet(row("Call your doctor", "b", signals=said)))
    (box,) = re.findall(r'<div class="hints">.*?</div>', text)
    plain = re.sub(r" +", " ", re.sub(r"<[^>]+>", "", box.replace("</p>", "\n")))
    assert box.startswith('<div class="hints"><span class="chip note">machine’s hint</span>')
    assert plain.split("hint", 1)[1].splitlines() == [
        "unknown to the engine: autoinjector, injectable",
        "left as in the source: autoinjector",
        "nearest signed source when drafted: 82\u00a0% alike",
        "translated back by apertium/spa-eng, 71\u00a0% like the source: Call to your doctor",
    ]


def test_unsigned_drafts_with_unknown_words_are_among_those_to_look_at_first():
    said = signals("b", unknown=("autoinjector",))
    title = "Unsigned, with words the engine does not know"
    unsigned = row("a", "b", signals=said, missing=(Meaning.LINGUISTIC_REVIEW,))
    known = row("c", "d", signals=signals("d"), missing=(Meaning.LINGUISTIC_REVIEW,))
    text = shown(sheet(known, unsigned))
    assert f'<strong>{title}</strong> (1): <a href="#u2">2</a>' in text
    assert title not in shown(sheet(row("a", "b", signals=said), known))


def test_without_a_signal_there_is_no_hint():
    for nothing in (None, signals("b")):
        assert 'class="hints"' not in shown(sheet(row("a", "b", signals=nothing)))


def test_many_words_are_counted():
    said = signals("b", unknown=tuple(f"word{number}" for number in range(20)))
    text = shown(sheet(row("a", "b", signals=said)))
    assert "word11</span> and 8 more" in text
    assert "word12" not in text


def test_a_hint_stands_in_the_sources_direction_and_no_mark_reaches_out_of_it():
    said = signals(
        "اسأل طبيبك.",
        unknown=("evil\u202e",),
        back=("\u2067evil\ud800",),
        back_engine="x",
        back_similarity=5,
    )
    text = shown(sheet(row("Ask", "اسأل طبيبك.", signals=said), locale="ar"))
    (box,) = re.findall(r'<div class="hints">.*?</div>', text)
    assert box.count('<span class="text" lang="en-US" dir="ltr">') == 2
    assert "\u202e" not in box
    assert '<span class="bad">U+202E</span>' in box
    assert '<span class="bad">U+D800</span>' in box
    assert ".hints .text { display: inline-block;" in text


def test_both_texts_stand_side_by_side_with_language_and_direction():
    text = shown(sheet(row("Ask your doctor.", "اسأل طبيبك."), locale="ar"))
    assert '<p class="text" lang="en-US" dir="ltr">Ask your doctor.</p>' in text
    assert '<p class="text" lang="ar" dir="rtl">اسأل طبيبك.</p>' in text


def test_the_exact_meaning_sentences_are_on_the_sheet():
    text = shown(sheet(row("a", "b")))
    for meaning in (Meaning.LINGUISTIC_REVIEW, Meaning.REGULATORY_APPROVAL):
        assert html.escape(meaning_text(meaning, locale="es-US").text) in text


def test_a_lock_is_visible_by_its_id():
    text = shown(sheet(row("Rx only", "Solamente Rx", locks=("rx-only@1",))))
    assert "locked: rx-only@1" in text
    assert 'class="role-body locked"' in text


def test_what_cannot_be_seen_is_marked_and_what_reorders_is_replaced():
    text = shown(sheet(row("a", "1\u00a0mg \u20661-844\u2069 \u202eevil\u202c\u0000 a\u200bb")))
    assert '<span class="space" title="U+00A0">\u00a0</span>' in text
    assert '\u2066<span class="iso left" title="U+2066"></span>1-844' in text
    for hidden in "\u202e\u202c\u0000\u200b":
        assert hidden not in text
        assert f'<span class="bad">U+{ord(hidden):04X}</span>' in text


def test_tags_are_numbered_chips_with_a_legend():
    content = sheet(row("<1>MS</1>", "<1>EM</1>", message={"tags": ("<a href>",)}))
    text = shown(content)
    assert '<span class="tag open" title="start of tag 1">&lt;1&gt;</span>EM' in text
    assert "<code>1</code> is <code>&lt;a href&gt;</code>" in text


def test_changes_since_the_last_signature_are_shown_by_words():
    changed = row("a", "una dosis diaria", signed_forms=("una dosis semanal",), signed_note="By M.")
    text = shown(sheet(changed))
    assert "una dosis <del>semanal</del><ins>diaria</ins>" in text
    assert "By M." in text


def test_a_sheet_without_units_says_that_nothing_can_be_signed():
    assert "There are no units: nothing can be signed." in shown(sheet())


def test_every_hostile_text_is_escaped():
    text = shown(hostile_sheet())
    assert "<script" not in text
    assert "<svg" not in text
    assert "<img" not in text
    assert text.count("<iframe") == 1
    assert 'sandbox=""' in text
    assert "javascript:" not in re.sub(r"&lt;iframe src=&#x27;javascript:", "", text)


def test_it_loads_nothing_and_its_own_policy_says_so():
    text = shown(sheet(row("a", "b")))
    assert "default-src &#x27;none&#x27;" in text
    assert not re.search(r"(?:src|href)=\"(?!#)", text)
    assert "url(" not in text
    assert "@import" not in text


def test_headings_and_table_headers_for_those_who_do_not_see_it():
    text = shown(sheet(row("a", "b"), row("c", "d")))
    assert '<html lang="en">' in text
    assert text.count("<h1") == 1
    assert text.count('scope="col"') == 4
    assert text.count('scope="row"') == 2
    assert "<caption>" in text


@pytest.mark.skipif(shutil.which("chromium") is None, reason="no chromium here")
def test_in_a_browser_no_script_runs_and_the_text_is_there(tmp_path):
    file = tmp_path / "sheet.html"
    file.write_bytes(make_sheet(hostile_sheet()))
    done = subprocess.run(
        [
            "chromium",
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--no-first-run",
            f"--user-data-dir={tmp_path / 'profile'}",
            "--dump-dom",
            file.as_uri(),
        ],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    found = re.search(r"<title>(.*?)</title>", done.stdout)
    assert found
    assert found.group(1).startswith("Review sheet: ")
    assert "&lt;script&gt;document.title='owned'&lt;/script&gt;" in done.stdout
    assert "A page" in done.stdout
