"""What is carried over from where, what is withheld, and what a diff of the file then shows."""

from __future__ import annotations

import difflib
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.formats.gettext import parse_catalog, read_kept, serialize_catalog
from pipeline.model.message import MessageKey
from pipeline.model.unit import Origin
from pipeline.text.similarity import similarity
from pipeline.update.merge import CUTOFF, merge_template, reasons_to_withhold
from pipeline.workflow.update import withheld

from .test_merge import catalog, merge, message, only, template, unit

SENTENCES = [
    "Ask your doctor about side effects.",
    "Keep the carton out of the reach of children.",
    "Store the carton in a refrigerator.",
    "Tell your nurse about your allergies.",
]


def diff(before: bytes, after: bytes) -> list[str]:
    lines = difflib.ndiff(before.decode().split("\n"), after.decode().split("\n"))
    return [line for line in lines if line[0] in "+-"]


def test_each_unit_that_disappeared_goes_on_once_the_most_similar_pair_first():
    one = unit("Store the syringe in the refrigerator.", "Uno.", path="a/1")
    other = unit("Store the syringe in the carton.", "Dos.", path="a/2")
    new = [
        message("Always store the syringe in the carton.", "b/1"),
        message("Always store the syringe in the refrigerator.", "b/2"),
    ]
    result = merge(new, catalog(one, other))
    assert [found.forms for found in result.catalog.units] == [(), ()]
    assert [found.previous for found in result.catalog.units] == [other.key, one.key]
    plain = [
        message("Store your syringe in the carton.", "b/1"),
        message("Store your syringe in the refrigerator.", "b/2"),
    ]
    result = merge(plain, catalog(one, other))
    assert [found.forms for found in result.catalog.units] == [("Dos.",), ("Uno.",)]


IF, UNTIL = "Go on if the message matches again.", "Go on until the message matches again."


@pytest.mark.parametrize("place", ["a/s/body", "b/t/body"])
def test_of_two_like_sentences_neither_gets_the_others_target(place):
    """The one that lost `Go on` is like only one of them, though that is most like the other."""
    old = catalog(unit(IF, "Si.", path="a/s/body/1"), unit(UNTIL, "Hasta.", path="a/s/body/2"))
    new = [
        message("Go on current the message matches again.", f"{place}/1"),
        message("until the message matches again", f"{place}/2"),
    ]
    assert similarity(new[0].source, UNTIL) > similarity(new[0].source, IF)
    result = merge(new, old)
    assert [found.forms for found in result.catalog.units] == [("Si.",), ("Hasta.",)]


@pytest.mark.parametrize(
    ("old", "new", "is_offered"),
    [
        ("Severity", "Revert", False),
        ("Reading time", "admin theme", False),
        ("Deleted files", "Delete a file", True),
        ("Placeholder", "Placeholders", True),
        ("重要な安全性の情報", "大切な安全性の情報", True),
    ],
)
def test_a_few_letters_in_common_are_no_likeness(old, new, is_offered):
    assert similarity(old, new) >= CUTOFF
    for path, rest in (("z/1", []), ("a/1", [message(old, "a/1")])):
        result = merge([message(new, "b/1"), *rest], catalog(unit(old, "Uno.", path=path)))
        assert (result.catalog.units[0].forms == ("Uno.",)) is is_offered


def test_a_copy_goes_before_the_true_origin_only_if_it_may_be_carried_itself():
    gone = unit("Take 10 mg with a full glass of water.", "Diez.", path="a/1")
    there = unit("Take 30 mg with a full glass of cold water.", "Treinta.", path="a/2")
    new = message("Take 20 mg with a full glass of cold water.", "b/1")
    result = merge([there.message, new], catalog(gone, there))
    assert result.catalog.units[1].previous == gone.key
    assert result.withheld[0].previous == gone.key


def test_a_copy_of_a_changed_message_gets_its_target_too():
    before = unit("Keep the carton out of the reach of children.", "Fuera.", path="a/1")
    new = [
        message("Keep this carton out of the reach of children.", "b/1"),
        message("Keep the cartons out of the reach of children.", "c/1"),
    ]
    result = merge(new, catalog(before))
    assert [found.forms for found in result.catalog.units] == [("Fuera.",), ("Fuera.",)]
    assert result.catalog.obsolete == ()


@pytest.mark.parametrize(
    ("old", "new", "code", "shown"),
    [
        ("Take 10 mg now.", "Take 20 mg now.", "update.number", "Take [-10-]{+20+} mg now."),
        ("Do drive.", "Do not drive.", "update.negation", "Do {+not +}drive."),
        ("Inject 5 mg.", "Inject 5 mL.", "update.unit", "Inject 5 [-mg-]{+mL+}."),
        ("You may eat now.", "You must eat now.", "update.modal", "You [-may-]{+must+} eat now."),
    ],
)
def test_what_is_withheld_is_listed_until_it_is_translated(old, new, code, shown):
    before = unit(old, "Traducción.", path="a/s/body/1")
    result = merge([message(new, "a/s/body/1")], catalog(before))
    data = serialize_catalog(result.catalog)
    kept = parse_catalog(data, path="x")
    assert only(result).previous == MessageKey("", old)
    assert f'#| msgid "{old}"' in data.decode()
    (fault,) = withheld(kept, "es.po")
    assert (fault.code, fault.path) == (code, "es.po")
    assert fault.message.endswith(shown)
    again = merge([message(new, "a/s/body/1")], kept)
    assert withheld(again.catalog, "es.po") == [fault]
    assert serialize_catalog(again.catalog, kept=data) == data
    done = replace(kept, units=(replace(kept.units[0], forms=("Nueva.",)),))
    assert withheld(done, "es.po") == []


def test_unchanged_in_unchanged_out_a_diff_shows_only_what_changed():
    units = [
        unit(text, f"Destino {number}.", path=f"a/s/body/{number}", comments=("mine",))
        for number, text in enumerate(SENTENCES)
    ]
    written = serialize_catalog(catalog(*units))
    by_hand = written.replace(b'msgstr "Destino 0."', b'msgstr ""\n"Destino "\n"0."')
    kept = read_kept(by_hand, path="x")
    merged = merge([found.message for found in units], kept.catalog)
    same = replace(merged.catalog, created_on=kept.catalog.created_on)
    assert serialize_catalog(same, kept=kept) == by_hand
    messages = [found.message for found in units]
    messages[2] = message("Store this carton in a refrigerator.", "a/s/body/2")
    result = merge(messages, kept.catalog)
    after = serialize_catalog(
        replace(result.catalog, created_on=kept.catalog.created_on), kept=kept
    )
    origin = Origin.of("fuzzy", "95% same place", ("Destino 2.",))
    assert diff(by_hand, after) == [
        f"+ # origin: {origin}",
        "+ #, fuzzy",
        '- msgid "Store the carton in a refrigerator."',
        '+ #| msgid "Store the carton in a refrigerator."',
        '+ msgid "Store this carton in a refrigerator."',
    ]


def test_a_copy_that_may_be_carried_goes_before_one_that_is_withheld():
    gone = unit("Enter a valid IPv4 address here.", "IPv4.", path="a/1")
    there = unit("Enter a valid email address here.", "Correo.", path="a/2")
    new = [message("Enter a valid mail address here.", "b/1"), there.message]
    result = merge(new, catalog(gone, there))
    assert result.catalog.units[0].forms == ("Correo.",)
    assert [found.key for found in result.catalog.obsolete] == [gone.key]
    assert not result.withheld
    alone = merge(new[:1], catalog(gone))
    assert only(alone).forms == ()
    assert [found.reasons for found in alone.withheld] == [("number",)]


@pytest.mark.parametrize(
    ("one", "other", "flags", "reasons"),
    [
        ("Enter a valid email address.", "Enter a valid %(protocol)s address.", (), ()),
        ("Wait for {hours} please, then go.", "Wait for {time} please, then go.", (), ("unit",)),
        (
            "Wait for {hours} please, then go.",
            "Wait for {time} please, then go.",
            ("python-brace-format",),
            (),
        ),
        ("About 20 of the patients", "About 20% of the patients", (), ("unit",)),
    ],
)
def test_a_placeholder_is_no_unit_of_measure(one, other, flags, reasons):
    found = reasons_to_withhold(
        replace(message(other), flags=flags), MessageKey("", one), None, source_locale="en-US"
    )
    assert found == reasons


@st.composite
def updates(draw):
    """A file as an editor may have wrapped it, and the next template."""
    words = st.sampled_from(["tablet", "water", "nurse", "carton", "daily", "10 mg", "must"])
    lines = st.lists(words, min_size=3, max_size=6).map(" ".join)
    sources = draw(st.lists(lines, min_size=1, max_size=8, unique=True))
    units = [unit(text, f"<{text}>", path=f"a.md/{n}") for n, text in enumerate(sources)]
    data = serialize_catalog(catalog(*units))
    for found in units:
        if draw(st.booleans()):
            text = found.forms[0]
            cut = draw(st.integers(1, len(text) - 1))
            wrapped = f'msgstr ""\n"{text[:cut]}"\n"{text[cut:]}"\n'
            data = data.replace(f'msgstr "{text}"\n'.encode(), wrapped.encode())
    new = [found.message for found in units if draw(st.integers(0, 3))]
    for text in draw(st.lists(lines, max_size=3, unique=True)):
        if text not in sources:
            new.insert(draw(st.integers(0, len(new))), message(text, f"b.md/{text}"))
    return data + b"\n", new


@settings(max_examples=150, deadline=None)
@given(updates())
def test_a_diff_after_an_update_shows_only_what_changed(found):
    data, new = found
    kept = read_kept(data, path="x")
    result = merge(new, kept.catalog)
    written = serialize_catalog(result.catalog, kept=kept)
    assert parse_catalog(written, path="x") == result.catalog
    before, after = (set(text.rstrip(b"\n").split(b"\n\n")[1:]) for text in (data, written))
    same = {key.source for key in result.kept}
    touched = [block for block in before ^ after if b"#~" not in block]
    for block in touched:
        source = parse_catalog(
            serialize_catalog(catalog()).replace(b"X-Units: 0", b"X-Units: 1")
            + b"\n"
            + block
            + b"\n\n",
            path="x",
        )
        assert source.units[0].key.source not in same


@settings(max_examples=50, deadline=None)
@given(updates())
def test_the_same_template_again_changes_no_byte(found):
    data, _ = found
    kept = read_kept(data, path="x")
    again = template(*(unit.message for unit in kept.catalog.units))
    again = replace(again, created_on=kept.catalog.created_on)
    result = merge_template(again, kept.catalog, locale="es-US", is_locked=lambda _: False)
    assert serialize_catalog(result.catalog, kept=kept) == data
