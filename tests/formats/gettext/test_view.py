"""A view is the catalog, made unit by unit; the narrow way of reading is the general one."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings

from pipeline.errors import RejectedError
from pipeline.formats.gettext import parse_catalog, serialize_catalog, view_catalog
from pipeline.formats.gettext import scan as scanning
from pipeline.model.policy import Limits
from pipeline.model.unit import Unit

from .strategies import catalogs
from .test_bad_input import BAD, forty_units

SLOW = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


@SLOW
@given(catalogs())
def test_a_view_is_the_catalog(found):
    view = view_catalog(serialize_catalog(found), path="x.po")
    assert tuple(view) == found.units
    assert len(view) == len(found.units)
    assert list(view.keys()) == [unit.key for unit in found.units]
    for unit in found.units:
        assert view.get(unit.key) == unit
    for unit in found.obsolete:
        assert view.get(unit.key) is None


@SLOW
@given(catalogs())
def test_both_ways_of_reading_an_entry_agree(found):
    """Two spaces after a keyword are outside the narrow expression."""
    data = serialize_catalog(found)
    wide = b"".join(
        line.replace(b' "', b'  "', 1) if line.startswith((b"msg", b"#~ msg")) else line
        for line in data.splitlines(keepends=True)
    )
    assert parse_catalog(wide, path="x") == parse_catalog(data, path="x") == found


def test_a_unit_read_is_a_unit_made():
    (*_, unit) = parse_catalog(serialize_catalog(forty_units()), path="x").units
    assert type(unit) is Unit
    with pytest.raises(AttributeError):
        setattr(unit, "fuzzy", True)  # noqa: B010 - the type checker knows it too
    assert hash(unit) == hash(forty_units().units[-1])


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.name)
def test_a_view_refuses_what_the_reader_refuses(path):
    with pytest.raises(RejectedError) as viewed:
        view_catalog(path.read_bytes(), path=path.name)
    with pytest.raises(RejectedError) as parsed:
        parse_catalog(path.read_bytes(), path=path.name)
    assert viewed.value.faults == parsed.value.faults


def test_every_cut_is_refused_by_the_view():
    data = serialize_catalog(forty_units())
    for end in range(0, len(data), 7):
        with pytest.raises(RejectedError):
            view_catalog(data[:end], path="x")


def test_batches_change_nothing(monkeypatch):
    data = serialize_catalog(forty_units())
    monkeypatch.setattr(scanning, "_BATCH", 3)
    assert parse_catalog(data, path="x") == forty_units()
    with pytest.raises(RejectedError, match="limit"):
        parse_catalog(data, path="x", limits=Limits(catalog_units=10))


def test_a_higher_limit_lets_a_larger_catalog_in():
    data = serialize_catalog(forty_units())
    with pytest.raises(RejectedError, match="limit"):
        parse_catalog(data, path="x", limits=Limits(catalog_units=39))
    assert len(parse_catalog(data, path="x", limits=Limits(catalog_units=40)).units) == 40
