"""What survives an edit of the English, and what must not."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.errors import RejectedError
from pipeline.formats.gettext import parse_catalog, serialize_catalog
from pipeline.model.message import Message, MessageKey, Template
from pipeline.model.unit import Catalog, Origin, Unit
from pipeline.update.difference import differences
from pipeline.update.merge import Merge, merge_template


def message(source, path="", *, context="", plural=None):
    paths = (path or f"a.md/section/body/{source[:8]}",)
    return Message(key=MessageKey(context, source), plural=plural, paths=paths)


def unit(source, *forms, path="", context="", plural=None, **rest):
    return Unit(message=message(source, path, context=context, plural=plural), forms=forms, **rest)


def template(*messages):
    return Template(
        project="p",
        domain="d",
        source_locale="en-US",
        created_on="2026-03-02",
        messages=messages,
    )


def catalog(*units, obsolete=()):
    return Catalog(
        project="p",
        domain="d",
        source_locale="en-US",
        locale="es-US",
        created_on="2026-03-01",
        units=units,
        obsolete=obsolete,
    )


def merge(new, old, locked=()) -> Merge:
    return merge_template(
        template(*new), old, locale="es-US", is_locked=lambda found: found.source in locked
    )


def only(result: Merge) -> Unit:
    (found,) = result.catalog.units
    return found


def test_a_first_merge_is_empty_units():
    result = merge([message("One"), message("Two")], None, locked={"Two"})
    assert [(u.forms, u.read_only) for u in result.catalog.units] == [((), False), ((), True)]
    assert result.new == (MessageKey("", "One"), MessageKey("", "Two"))


def test_the_same_text_keeps_its_target_wherever_it_moves():
    before = unit("Take it whole.", "Tómelo entero.", path="a/1", comments=("mine",))
    result = merge([message("Take it whole.", "b/7")], catalog(before))
    assert only(result) == replace(before, message=message("Take it whole.", "b/7"))
    assert result.kept == result.moved == (before.key,)


def test_a_changed_text_at_the_same_place():
    before = unit("Take the tablet with food.", "Tome la tableta con comida.", path="a/s/body/1")
    result = merge([message("Take your tablet with some food.", "a/s/body/1")], catalog(before))
    found = only(result)
    assert found.forms == before.forms
    assert found.fuzzy
    assert found.previous == before.key
    assert found.origin == Origin.of("fuzzy", "79% same place", before.forms)
    assert result.changed == (found.key,)
    assert result.catalog.obsolete == ()


def test_a_second_change_keeps_the_source_the_target_was_made_for():
    first = unit("Take the tablet with food.", "Tome la tableta con comida.", path="a/s/body/1")
    second = merge([message("Take your tablet with food.", "a/s/body/1")], catalog(first))
    third = merge([message("Take your tablet with some food.", "a/s/body/1")], second.catalog)
    assert only(third).previous == first.key


@pytest.mark.parametrize(
    ("old", "new", "reasons"),
    [
        ("Take 10 mg with food.", "Take 20 mg with food.", ("number",)),
        ("Take 10 mg with food.", "Take 20 mg without food.", ("negation", "number")),
        ("You should take it daily.", "You may take it daily.", ("modal",)),
        ("Do take it with food now.", "Don't take it with food now.", ("negation",)),
        ("You can drive afterwards.", "You cannot drive afterwards.", ("negation",)),
        ("Inject 5 mg under the skin.", "Inject 5 mL under the skin.", ("unit",)),
        ("Take it once daily at night.", "Take it twice daily at night.", ("unit",)),
    ],
)
def test_a_change_of_meaning_is_never_carried_over_in_silence(old, new, reasons):
    before = unit(old, "Traducción.", path="a/s/body/1")
    result = merge([message(new, "a/s/body/1")], catalog(before))
    assert only(result).forms == ()
    assert only(result).previous == before.key
    assert result.new == (MessageKey("", new),)
    assert result.withheld[0].reasons == reasons
    assert result.catalog.obsolete == (before,)
    assert result.obsolete == (before.key,)


def test_a_second_small_change_is_compared_with_what_the_target_was_made_for():
    """10 → ten words → 20: the middle step must not hide the number."""
    first = unit("Take 10 mg with your food.", "Tome 10 mg.", path="a/s/body/1")
    carried = replace(
        unit("Take 20 mg with your food.", "Tome 10 mg.", path="a/s/body/1"),
        previous=first.key,
        fuzzy=True,
    )
    result = merge([message("Take 20 mg with all your food.", "a/s/body/1")], catalog(carried))
    assert only(result).forms == ()
    assert result.withheld[0].previous == first.key


def test_a_similar_text_elsewhere():
    before = unit("Ask your doctor about side effects.", "Pregunte a su médico.", path="a/s/body/1")
    result = merge(
        [message("Ask your doctor about the side effects.", "b/t/body/1")], catalog(before)
    )
    assert result.fuzzy == (MessageKey("", "Ask your doctor about the side effects."),)
    assert only(result).fuzzy
    assert result.catalog.obsolete == ()


def test_a_new_message_may_copy_one_that_is_still_there():
    before = unit("Ask your doctor about side effects.", "Pregunte a su médico.", path="a/s/body/1")
    new = message("Ask your doctor about the side effects.", "b/t/body/1")
    result = merge([before.message, new], catalog(before))
    assert result.fuzzy == (new.key,)
    assert result.kept == (before.key,)


def test_nothing_crosses_a_context():
    before = unit("Open the leaflet here now", "Abrir", path="a/s/1", context="button")
    result = merge(
        [message("Open the leaflet here now", "a/s/1", context="title")], catalog(before)
    )
    assert only(result).forms == ()
    assert result.catalog.obsolete == (before,)


def test_plural_and_singular_never_meet():
    before = unit("{{n}} day to go", "un día", "un millón", "días", plural="{{n}} days to go")
    result = merge([message("{{n}} day to go.")], catalog(before))
    assert only(result).forms == ()
    same_key = merge([message("{{n}} day to go")], catalog(before))
    assert only(same_key).forms == ()
    assert "earlier target: un día" in only(same_key).comments


def test_another_plural_text_makes_it_fuzzy():
    before = unit("{{n}} day", "un día", "un millón", "días", plural="{{n}} days")
    result = merge([message("{{n}} day", plural="{{n}} whole days")], catalog(before))
    assert only(result).fuzzy
    assert only(result).previous_plural == "{{n}} days"
    assert result.changed == (before.key,)


def test_nothing_goes_into_or_out_of_a_locked_unit():
    before = unit("Call 1-844-788-1470 for help today.", "Llame.", path="a/s/body/1")
    new = message("Call 1-844-788-1470 for your help today.", "a/s/body/1")
    into = merge([new], catalog(before), locked={new.source})
    assert only(into).forms == ()
    assert only(into).read_only
    out = merge([new], catalog(before), locked={before.message.source})
    assert only(out).forms == ()
    assert out.catalog.obsolete == (before,)
    shelved = catalog(obsolete=(unit(new.source, "Llame ya."),))
    revived = merge([new], shelved, locked={new.source})
    assert only(revived).forms == ()
    assert revived.catalog.obsolete == ()


def test_obsolete_units_are_kept_and_come_back():
    before = unit("Gone for a while.", "Ido.", comments=("kept",))
    away = merge([message("Other.")], catalog(before))
    assert away.catalog.obsolete == (before,)
    assert merge([message("Other.")], away.catalog).obsolete == ()
    back = merge([message("Other."), before.message], away.catalog)
    assert back.catalog.units[1] == before
    assert back.revived == (before.key,)
    assert back.catalog.obsolete == ()


def test_an_empty_unit_leaves_nothing_behind():
    assert merge([message("Other.")], catalog(unit("Never translated."))).catalog.obsolete == ()


def test_hand_edits_of_signed_units_are_listed():
    origin = Origin.of("desk", "r1", ("Firmado.",))
    signed = unit("Signed.", "Cambiado.", origin=origin)
    other = unit("Other.", "Otro.", origin=Origin.of("desk", "r1", ("Otro.",)))
    result = merge_template(
        template(signed.message, other.message),
        catalog(signed, other),
        locale="es-US",
        is_locked=lambda _: False,
        was_signed=lambda _: True,
    )
    assert result.edited_signed == (signed.key,)


def test_another_catalog_is_refused():
    with pytest.raises(RejectedError, match=r"catalog\.header"):
        merge_template(
            template(), replace(catalog(), domain="e"), locale="es-US", is_locked=lambda _: False
        )


WORDS = ["take", "the", "tablet", "with", "food", "not", "10", "mg", "daily", "doctor", "ask"]
SOURCES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=8).map(" ".join)
MESSAGES = st.lists(
    st.builds(message, SOURCES, st.sampled_from(["a/s/body/1", "a/s/body/2", "b/t/title/1"])),
    max_size=8,
    unique_by=lambda found: found.key,
)


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(MESSAGES, MESSAGES, st.data())
def test_laws_of_a_merge(before, after, data):
    units = [
        Unit(message=found, forms=data.draw(st.sampled_from([(), (f"T {found.source}",)])))
        for found in before
    ]
    locked = {found.source for found in after if data.draw(st.booleans())}
    result = merge(after, catalog(*units), locked)
    parts = (result.new, result.kept, result.revived, result.changed, result.fuzzy)
    assert sorted(key for part in parts for key in part) == sorted(found.key for found in after)
    assert [found.message for found in result.catalog.units] == after
    old = {found.key: found for found in units}
    texts = {found.forms for found in units}
    for found in result.catalog.units:
        assert found.forms in texts | {()}
        if found.key in old:
            assert found.forms == old[found.key].forms
        elif found.forms:
            assert found.fuzzy
            assert found.message.source not in locked
            assert found.previous is not None
            assert not differences(
                found.previous.source, found.message.source, source_locale="en-US"
            )
    kept = {u.forms for u in (*result.catalog.units, *result.catalog.obsolete)}
    assert {found.forms for found in units if found.forms} <= kept
    data_before = serialize_catalog(result.catalog)
    assert parse_catalog(data_before, path="x") == result.catalog
    again = merge(after, result.catalog, locked)
    assert serialize_catalog(again.catalog, kept=data_before) == data_before


def test_large_catalogs_are_not_quadratic():
    def text(number: int, extra: str = "") -> str:
        return (
            f"Sentence word{number} about topic{number % 977} and thing{number * 7 % 1009}{extra}."
        )

    units = [
        unit(text(number), f"Frase {number}.", path=f"a/s{number // 50}/body/{number}")
        for number in range(12_000)
    ]
    after = [
        message(text(number, " here") if number % 10 == 0 else text(number), f"z/{number}/x/1")
        for number in range(12_000)
    ]
    start = time.process_time()
    result = merge(after, catalog(*units))
    assert time.process_time() - start < 10
    assert len(result.fuzzy) == 1200
    right = sum(
        found.forms == (f"Frase {number}.",) for number, found in enumerate(result.catalog.units)
    )
    assert right > 11_990
