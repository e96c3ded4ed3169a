"""The manifest's payload: strict, and with paths that no site has to fear."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import RefusedError
from pipeline.signing.manifest import (
    manifest_name,
    manifest_payload,
    path_faults,
    read_manifest,
    remember_seals,
    seal_manifest,
)
from pipeline.signing.roles import Role, SealType
from pipeline.signing.trust import Seen

from .samples import KEYS, TRUST, manifest_of, sealed

GOOD = manifest_payload(manifest_of())


def code_of(data):
    with pytest.raises(RefusedError) as caught:
        read_manifest(data)
    return caught.value.code


def test_round_trip():
    data = seal_manifest(manifest_of(), KEYS[Role.RELEASER])
    envelope, found = read_manifest(data)
    assert found == manifest_of()
    assert json.loads(envelope.payload) == GOOD
    assert envelope.to_bytes() == data


def test_what_a_site_gets_names_nobody():
    text = json.dumps(GOOD)
    assert "holder" not in text
    assert "signer" not in text


def test_the_field_list():
    assert sorted(GOOD) == [
        "artifacts",
        "demonstration",
        "expires_at",
        "ledger_heads",
        "previous",
        "project",
        "release",
        "sealed_at",
        "seals",
        "sequence",
        "software",
        "spec_version",
        "templates",
        "type",
        "version",
    ]


ARTIFACT = GOOD["artifacts"][0]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"artifacts": []}, "release.empty"),
        ({"type": "policy"}, "release.type"),
        ({"spec_version": 2}, "release.corrupt"),
        ({"version": 0}, "release.corrupt"),
        ({"sequence": 2}, "release.corrupt"),
        ({"release": "../x"}, "release.corrupt"),
        ({"release": "A"}, "release.corrupt"),
        ({"expires_at": "2026-12-01T00:00:00.001Z"}, "release.corrupt"),
        ({"expires_at": "2026-12-01"}, "release.corrupt"),
        ({"seals": {}}, "release.corrupt"),
        ({"seals": {**GOOD["seals"], "other": GOOD["seals"]["policy"]}}, "release.corrupt"),
        ({"seals": {**GOOD["seals"], "policy": {}}}, "release.corrupt"),
        ({"ledger_heads": {"a": "x"}}, "release.corrupt"),
        ({"templates": {"es-US": {"site": "x"}}}, "release.corrupt"),
        ({"templates": {"es-US": []}}, "release.corrupt"),
        ({"extra": 1}, "release.corrupt"),
        ({"artifacts": [{**ARTIFACT, "length": -1}]}, "release.corrupt"),
        ({"artifacts": [{**ARTIFACT, "locale": "../x"}]}, "release.corrupt"),
        ({"artifacts": [{**ARTIFACT, "extra": 1}]}, "release.corrupt"),
        ({"artifacts": [ARTIFACT, ARTIFACT]}, "release.corrupt"),
        ({"artifacts": GOOD["artifacts"][::-1]}, "release.corrupt"),
        ({"artifacts": [{**ARTIFACT, "path": "../x"}]}, "release.path"),
    ],
)
def test_malformed_payloads(changes, code):
    assert code_of(sealed({**GOOD, **changes}, SealType.MANIFEST)) == code


def test_garbage():
    assert code_of(b"") == "release.corrupt"
    assert code_of(sealed(b"x", SealType.MANIFEST)) == "release.corrupt"
    assert code_of(sealed(GOOD, SealType.POLICY)) == "release.type"


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/",
        "/etc/passwd",
        "../x",
        "a/../b",
        "a/./b",
        "a//b",
        "a/",
        "a\\b",
        "C:/x",
        "C:x",
        "a\0b",
        "a\nb",
        ".hidden",
        "a/.git/config",
        "a b",
        "é.html",
        "a:b",
        "x.",
        "con",
        "a/NUL.txt",
        "manifest.json",
        "Keyring.JSON",
        "a/" * 600 + "b",
        "x" * 201,
        "\u202etxt.exe",
        "~x",
    ],
)
def test_paths_that_are_not_plain(path):
    assert [fault.code for fault in path_faults([path])] == ["release.path"]


@pytest.mark.parametrize(
    "paths", [["a", "A"], ["a", "a"], ["a/b", "A/B"], ["a", "a/b"], ["A/B/c", "a"]]
)
def test_paths_that_collide(paths):
    assert [fault.code for fault in path_faults(paths)] == ["release.path"]


def test_plain_paths():
    assert not path_faults(
        ["es_US/LC_MESSAGES/site.mo", "es_US/index.html", "es-US/a+b_c.json", "sr_RS@latin/x"]
    )


@given(st.text(max_size=12))
def test_accepted_paths_stay_inside(path):
    if not path_faults([path]):
        parts = path.split("/")
        assert all(parts)
        assert not {".", ".."} & set(parts)
        assert path.isascii()


def test_a_release_is_remembered_with_all_it_rests_on():
    trust = remember_seals(TRUST, manifest_of())
    assert trust.seen["registry"] == Seen(1, "b" * 64)
    assert set(trust.seen) == set(GOOD["seals"])
    assert manifest_name("site") == "manifest/site"
