"""gettext templates as source documents."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import polib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import RejectedError
from pipeline.formats.document import has_page, parse_document, render_document
from pipeline.formats.document_runs import has_words

HEADER = """# Strings of the site.
#, fuzzy
msgid ""
msgstr ""
"Project-Id-Version: site\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"""
ENTRIES = """
#. Shown above the form
#: src/app.py:12 src/b.py:3
#, python-format
msgid "Call %(phone)s now"
msgstr ""

#: src/app.py:20
#, c-format, no-python-format, range: 0..9
msgctxt "button"
msgid "%d dose"
msgid_plural "%d doses"
msgstr[0] ""
msgstr[1] ""

msgid "Wrapped "
"text\\n"
msgstr ""

#: \u2068src/with space.py\u2069:4
msgctxt "button"
msgid "Close"
msgstr ""

#, c-format
msgid "%s: %d"
msgstr ""
"""


def parse(text: str):
    return parse_document(text.encode(), "site/app.pot")


def test_an_entry_is_a_segment_as_the_code_asks_for_it():
    call, dose, wrapped, close = parse(HEADER + ENTRIES).segments
    assert (call.context, call.source, call.notes) == (
        "",
        "Call %(phone)s now",
        ("Shown above the form",),
    )
    assert (call.path, call.flags) == ("site/app.pot/src/app.py/body/1", ("python-format",))
    assert (dose.context, dose.source, dose.plural) == ("button", "%d dose", "%d doses")
    assert (dose.path, dose.flags) == ("site/app.pot/src/app.py/body/2", ("c-format",))
    assert wrapped.source == "Wrapped text\n"
    assert close.path == "site/app.pot/src/with space.py/body/1"


@pytest.mark.parametrize("change", [str, lambda text: "\ufeff" + text.replace("\n", "\r\n")])
def test_it_has_no_page_and_keeps_its_bytes(change):
    text = change(HEADER + ENTRIES)
    document = parse(text)
    assert not has_page(document)
    untouched = [None] * len(document.segments)
    assert render_document(document, untouched, locale="ar") == text.encode()
    with pytest.raises(RejectedError) as caught:
        render_document(document, [("x",), *untouched[1:]], locale="es-US")
    assert caught.value.code == "render.unrepresentable"
    lines = text.removeprefix("\ufeff").splitlines()
    first = [lines[segment.line - 1] for segment in document.segments]
    assert first[0] == "#. Shown above the form"
    assert first[2] == 'msgid "Wrapped "'


def test_what_xgettext_writes_is_read(tmp_path: Path):
    """xgettext leaves `charset=CHARSET` where everything is ASCII."""
    assert shutil.which("xgettext"), "gettext is not installed"
    code = tmp_path / "app.py"
    code.write_text(
        '# note for translators\n_("Call us")\nngettext("%d day", "%d days", n)\n'
        'pgettext("menu", "Home")\n',
        "utf-8",
    )
    subprocess.run(
        ["xgettext", "-c", "-k_", "-kpgettext:1c,2", "-o", "app.pot", "app.py"],
        cwd=tmp_path,
        check=True,
    )
    data = (tmp_path / "app.pot").read_bytes()
    assert b"charset=CHARSET" in data
    found = {(s.context, s.source, s.plural) for s in parse_document(data, "app.pot").segments}
    assert found == {
        ("", "Call us", None),
        ("", "%d day", "%d days"),
        ("menu", "Home", None),
    }


_TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40)


@given(st.dictionaries(st.tuples(_TEXT, _TEXT), st.none() | _TEXT, max_size=8))
def test_polib_and_we_read_the_same(entries: dict[tuple[str, str], str | None]):
    made = polib.POFile()
    made.metadata = {"Content-Type": "text/plain; charset=UTF-8"}
    for (context, source), plural in entries.items():
        made.append(
            polib.POEntry(
                msgctxt=context,
                msgid=source,
                msgid_plural=plural or "",
                **({"msgstr_plural": {0: "", 1: ""}} if plural else {}),
            )
        )
    text = str(made)
    document = parse(text)
    worded = {
        (context, source, plural or None)
        for (context, source), plural in entries.items()
        if has_words(source)
    }
    assert {(s.context, s.source, s.plural) for s in document.segments} == worded
    untouched = [None] * len(document.segments)
    assert render_document(document, untouched, locale=None) == text.encode()
