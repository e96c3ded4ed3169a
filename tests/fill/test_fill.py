from __future__ import annotations

from pipeline.fill.fill import fill_catalog
from pipeline.model.unit import Origin
from tests.locks.build import ALL, ISI, catalog, unit

RIGHT = "Información de seguridad importante"


def test_locked_units_are_filled_and_nothing_else():
    other = unit("Other")
    result = fill_catalog(catalog(unit(ISI.source[0]), other), ALL)
    first, second = result.catalog.units
    assert first.forms == (RIGHT,)
    assert str(first.origin) == str(Origin.of("lock", "isi.us@1/1", (RIGHT,)))
    assert first.true_origin == first.origin
    assert first.read_only
    assert first.fuzzy
    assert second is other
    assert result.filled == (first.key,)
    assert result.replaced == ()
    assert result.missing == ()


def test_a_second_run_changes_nothing():
    once = fill_catalog(catalog(*map(unit, ISI.source)), ALL)
    again = fill_catalog(once.catalog, ALL)
    assert again.catalog == once.catalog
    assert not again.changed


def test_the_fuzzy_flag_of_a_right_unit_stays():
    right = fill_catalog(catalog(unit(ISI.source[0])), ALL).catalog.units[0]
    signed = catalog(unit(ISI.source[0], RIGHT, origin=right.origin, read_only=True))
    assert fill_catalog(signed, ALL).catalog == signed


def test_missing_translations_leave_the_unit_empty():
    result = fill_catalog(catalog(unit(ISI.source[0]), locale="ja"), ALL)
    assert result.catalog.units[0].forms == ()
    assert result.catalog.units[0].read_only
    assert [(item.lock_id, item.code) for item in result.missing] == [("isi.us@1", "lock.missing")]


def test_other_text_gives_way_and_is_reported():
    hand = unit(ISI.source[0], "Aviso")
    result = fill_catalog(catalog(hand), ALL)
    assert result.catalog.units[0].forms == (RIGHT,)
    (report,) = result.replaced
    assert (report.former, report.origin, report.lock_id) == (("Aviso",), "edited", "isi.us@1")
    emptied = fill_catalog(catalog(hand, locale="ja"), ALL)
    assert emptied.catalog.units[0].forms == ()
    assert emptied.replaced[0].former == ("Aviso",)
    assert emptied.changed


def test_a_unit_set_free_loses_its_courtesy_flag():
    free = fill_catalog(catalog(unit("Other", "Otro", read_only=True)), ALL).catalog.units[0]
    assert not free.read_only
    assert free.forms == ("Otro",)
