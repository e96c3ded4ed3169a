from __future__ import annotations

import pytest

from pipeline.errors import RejectedError
from pipeline.extract.template import make_template
from pipeline.formats.document import parse_document
from pipeline.model.message import MessageKey, Template


def template(*pages: tuple[str, str], **options) -> Template:
    documents = [parse_document(text.encode(), path) for path, text in pages]
    return make_template(
        documents,
        project="demo",
        domain="site",
        source_locale="en-US",
        created_on="2026-11-02",
        **options,
    )


def test_one_message_per_context_and_source_in_order():
    made = template(
        ("b.html", "<h1>Dose</h1><p>Dose</p><p data-note='n1'>Take</p><p>Take</p>"),
        ("a.md", "<!-- note: n2 -->\nTake\n\n**Take** it\n"),
    )
    assert [(m.context, m.source) for m in made.messages] == [
        ("heading", "Dose"),
        ("", "Dose"),
        ("", "Take"),
        ("", "<1>Take</1> it"),
    ]
    take = made.messages[2]
    assert take.documents == ("a.md", "b.html")
    assert take.paths == ("b.html/dose/body/2", "b.html/dose/body/3", "a.md/body/1")
    assert take.notes == ("n1", "n2")
    assert made.messages[3].tags == ("<strong>",)
    assert (made.project, made.domain, made.created_on) == ("demo", "site", "2026-11-02")


def test_locks_are_asked_for_each_message():
    made = template(
        ("a.txt", "x\n\ny"), locks_of=lambda m: ("b@1", "a@1") if m.source == "y" else ()
    )
    assert [m.locks for m in made.messages] == [(), ("a@1", "b@1")]


def test_plural_and_flags_come_from_the_format():
    made = template(("a.json", '{"n_one": "{{count}} item", "n_other": "{{count}} items"}'))
    assert made.messages[0].key == MessageKey("n", "{{count}} item")
    assert made.messages[0].plural == "{{count}} items"
    assert made.messages[0].flags == ("i18next-format",)


def test_two_plurals_of_one_text_are_refused_at_their_place():
    one = '{"n_one": "item", "n_other": "items"}'
    with pytest.raises(RejectedError) as caught:
        template(
            ("a.json", one), ("b.json", one.replace("items", "all")), ("c.json", '{"n": "item"}')
        )
    assert [f.code for f in caught.value.faults] == ["extract.plural_conflict"] * 2
    assert [f.path for f in caught.value.faults] == ["b.json", "c.json"]


def test_no_documents_make_an_empty_template():
    assert template().messages == ()
