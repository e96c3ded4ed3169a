from __future__ import annotations

import gettext
import io
import json

from pipeline.compile.compile import compile_locale
from pipeline.extract.template import make_template
from pipeline.formats.document import parse_document
from pipeline.model.unit import Catalog, Unit
from tests.formats.pages import ALL

REVISED = "2026-11-02 00:00+0000"
DOCUMENTS = [parse_document(text.encode(), path) for path, text in sorted(ALL.items())]


def catalog(locale: str, *, without: str = "") -> Catalog:
    template = make_template(
        DOCUMENTS, project="demo", domain="site", source_locale="en-US", created_on="2026-11-02"
    )
    count = {"es-US": 3, "ja": 1, "ar": 6}[locale]
    units = tuple(
        Unit(
            message=message,
            forms=()
            if message.source == without
            else tuple(f"X{message.source}" for _ in range(count if message.plural else 1)),
        )
        for message in template.messages
    )
    return Catalog(
        project="demo",
        domain="site",
        source_locale="en-US",
        locale=locale,
        created_on="2026-11-02",
        units=units,
    )


def compiled(locale="es-US", is_final=lambda _: True, *, without="", preview=False):
    return compile_locale(
        catalog(locale, without=without),
        documents=DOCUMENTS,
        is_final=is_final,
        revised=REVISED,
        preview=preview,
    )


def test_final_units_make_a_catalog_and_pages():
    result = compiled()
    assert result
    assert [file.path for file in result.files] == [
        "es_US/LC_MESSAGES/site.mo",
        "es_US/pages/a/page.html",
        "es_US/pages/a/page.md",
        "es_US/pages/a/page.txt",
        "es_US/pages/a/strings.json",
    ]
    files = {file.path: file for file in result.files}
    loaded = gettext.GNUTranslations(io.BytesIO(files["es_US/LC_MESSAGES/site.mo"].data))
    assert loaded.pgettext("heading", "What is it?") == "XWhat is it?"
    assert loaded.gettext("First") == "XFirst"
    page = files["es_US/pages/a/page.html"]
    assert page.media_type == "text/html"
    assert b'<html lang="es-US"' in page.data
    strings = json.loads(files["es_US/pages/a/strings.json"].data)
    assert strings["items_many"] == "X{{count}} item"


def test_the_same_input_gives_the_same_bytes():
    assert compiled() == compiled()


def test_a_page_with_an_open_unit_is_missing_and_named():
    result = compiled(without="First")
    assert not result
    assert {fault.code for fault in result.incomplete} == {"page.incomplete"}
    assert {fault.path for fault in result.incomplete} == {"a/page.html", "a/strings.json"}
    assert "a/page.html" not in str([file.path for file in result.files])
    assert "'First'" in result.incomplete[0].message


def test_what_is_not_final_is_nowhere():
    result = compiled(is_final=lambda _: False)
    assert [file.path for file in result.files] == ["es_US/LC_MESSAGES/site.mo"]
    assert b"First" not in result.files[0].data
    assert len(result.incomplete) == 4


def test_a_preview_is_marked_everywhere_and_shows_what_is_open():
    result = compiled(is_final=lambda _: False, without="What is it?", preview=True)
    assert result
    files = {file.path: file.data.decode(errors="replace") for file in result.files}
    assert "es_US/.preview" in files
    assert "⟦What is it?⟧" in files["es_US/pages/a/page.html"]
    assert (
        '<body id="top"><!-- imprimatur: preview, not released -->'
        in files["es_US/pages/a/page.html"]
    )
    for path in ("page.html", "page.md", "page.txt"):
        assert "PREVIEW" in files[f"es_US/pages/a/{path}"]
    assert files["es_US/pages/a/page.md"].startswith("---\ntitle:")


def test_right_to_left_pages_say_so():
    files = {file.path: file.data for file in compiled("ar").files}
    assert b"dir='rtl'" in files["ar/pages/a/page.html"]
    assert len(json.loads(files["ar/pages/a/strings.json"])) == 11
