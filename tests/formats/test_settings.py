from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import RejectedError
from pipeline.formats.settings import parse_policy, parse_settings
from pipeline.model.evidence import Meaning
from pipeline.model.waiver import WaiverRule

_BAD = Path(__file__).parents[1] / "bad"

_SETTINGS = b"""
project = "site"
source_locale = "en-US"
locales = ["es-US", "ja"]
[engines]
es-US = "apertium"
[engine.libretranslate]
url = "http://127.0.0.1:5000"
"""
_POLICY = b"""
version = "3"
[sign_offs]
required = ["linguistic_review", "medical_legal_regulatory_approval"]
[[domain]]
name = "site"
sources = ["site/*"]
[markets]
us = ["es-US"]
asia = ["ja"]
[[engine]]
name = "libretranslate"
hosts = ["127.0.0.1"]
[limits]
catalog_units = 7
"""


def test_settings_are_read():
    settings = parse_settings(_SETTINGS, path="imprimatur.toml")
    assert settings.locales == ("es-US", "ja")
    assert settings.engines == {"es-US": "apertium"}
    assert settings.engine_options == {"libretranslate": {"url": "http://127.0.0.1:5000"}}


def test_a_policy_is_read():
    policy = parse_policy(_POLICY, path="policy.toml")
    assert policy.sign_offs == (Meaning.LINGUISTIC_REVIEW, Meaning.REGULATORY_APPROVAL)
    assert policy.locales == {"es-US", "ja"}
    assert policy.limits.catalog_units == 7
    assert policy.limits.ceremony_units == 500
    assert policy.engines[0].hosts == ("127.0.0.1",)


_WAIVERS = b"""
[waivers]
roles = ["regulatory_reviewer"]
people = 2
codes = ["number.changed", "house.tone"]
"""


def test_who_may_waive_what_is_read_and_nobody_by_default():
    assert parse_policy(_POLICY, path="policy.toml").waivers is None
    assert parse_policy(_POLICY + _WAIVERS, path="policy.toml").waivers == WaiverRule(
        roles=frozenset({"regulatory_reviewer"}),
        people=2,
        codes=frozenset({"number.changed", "house.tone"}),
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"people = 2", b""),
        (b"people = 2", b"people = 0"),
        (b"people = 2", b"people = true"),
        (b'["regulatory_reviewer"]', b"[]"),
        (b'["regulatory_reviewer"]', b'["coordinator"]'),
        (b'["regulatory_reviewer"]', b'["owner"]'),
        (b'["number.changed", "house.tone"]', b"[]"),
        (b'"house.tone"', b'"lock.mismatch"'),
        (b'"house.tone"', b'"term.missing"'),
        (b'"house.tone"', b'"text.isolate"'),
        (b'"house.tone"', b'"house."'),
        (b'"house.tone"', b'"*"'),
        (b"people = 2", b"people = 2\nexcept = []"),
    ],
)
def test_a_policy_that_could_waive_too_much_is_refused(old: bytes, new: bytes):
    assert old in _WAIVERS
    with pytest.raises(RejectedError) as caught:
        parse_policy(_POLICY + _WAIVERS.replace(old, new), path="policy.toml")
    assert caught.value.code.startswith("policy.")


def test_no_policy_asks_for_a_waiver_as_a_sign_off():
    spoilt = _POLICY.replace(b'"linguistic_review"', b'"waiver"')
    with pytest.raises(RejectedError):
        parse_policy(spoilt, path="policy.toml")


def test_page_rules_are_read():
    text = b"""
[pages.generics]
"brand.x" = "generic.x"
[[pages.class]]
name = "claim"
documents = ["site/**"]
markets = ["us"]
carries = ["indication.us", "isi.us"]
brands = ["brand.x"]
"""
    policy = parse_policy(_POLICY + text, path="policy.toml")
    assert policy.pages is not None
    assert policy.pages.generics == {"brand.x": "generic.x"}
    (found,) = policy.pages.classes
    assert (found.name, found.documents, found.markets) == ("claim", ("site/**",), ("us",))
    assert (found.carries, found.brands) == (("indication.us", "isi.us"), ("brand.x",))


def test_without_a_table_there_are_no_page_rules():
    assert parse_policy(_POLICY, path="policy.toml").pages is None


def _bad(kind: str):
    return [pytest.param(place, id=place.name) for place in sorted((_BAD / kind).glob("*.toml"))]


def _code(place: Path) -> str:
    return place.name.removesuffix(".toml").partition(".")[2]


@pytest.mark.parametrize("place", _bad("settings"))
def test_bad_settings_are_rejected_with_the_code_in_their_name(place: Path):
    with pytest.raises(RejectedError) as caught:
        parse_settings(place.read_bytes(), path=place.name)
    assert _code(place) in {fault.code for fault in caught.value.faults}


@pytest.mark.parametrize("place", _bad("policy"))
def test_a_bad_policy_is_rejected_with_the_code_in_its_name(place: Path):
    with pytest.raises(RejectedError) as caught:
        parse_policy(place.read_bytes(), path=place.name)
    assert _code(place) in {fault.code for fault in caught.value.faults}


def test_every_fault_is_reported_at_once():
    with pytest.raises(RejectedError) as caught:
        parse_settings(b'project = "P"\nlocales = ["x y"]\nmore = 1\n', path="s")
    assert len(caught.value.faults) >= 4
