"""A manifest comes from data alone and rests on something."""

from __future__ import annotations

import datetime as dt

import pytest

from pipeline.errors import RefusedError
from pipeline.model.digest import Digest
from pipeline.release.manifest import (
    artifact_of,
    check_manifest_paths,
    earliest_expiry,
    latest_instant,
    make_manifest,
    seal_manifest,
)
from pipeline.signing.manifest import read_manifest
from pipeline.signing.roles import Role
from tests.signing.samples import DAY, KEYRING, KEYS, entry, key, manifest_of

RELEASER = KEYRING.keys_of(Role.RELEASER)


def make(**changes):
    like = manifest_of()
    fields = {
        name: getattr(like, name)
        for name in (
            *("project", "release", "version", "previous", "sealed_at", "expires_on"),
            *("demonstration", "software", "seals", "ledger_heads", "templates"),
        )
    }
    return make_manifest(
        **{**fields, "as_of": DAY, "artifacts": reversed(like.artifacts), **changes}
    )


def codes_of(**changes):
    with pytest.raises(RefusedError) as caught:
        make(**changes)
    return [fault.code for fault in caught.value.faults]


def test_same_data_same_bytes():
    one = seal_manifest(make(), KEYS[Role.RELEASER])
    other = seal_manifest(make(as_of=dt.date(2026, 4, 1)), KEYS[Role.RELEASER])
    assert one == other
    assert read_manifest(one)[1] == manifest_of()


def test_the_date_comes_from_the_latest_seal():
    instants = ["2026-02-01T10:00:00.000Z", "2026-02-03T10:00:00.000Z"]
    assert latest_instant(instants, RELEASER) == instants[1]
    late = entry(key(10), Role.RELEASER, valid_from=dt.date(2026, 5, 1))
    assert latest_instant(instants, [late]) == "2026-05-01T00:00:00.000Z"


def test_the_first_expiry_counts():
    day = dt.date(2026, 8, 1)
    assert earliest_expiry([dt.date(2027, 1, 1), day], RELEASER) == day
    assert earliest_expiry([], RELEASER) == dt.date(2099, 12, 31)


def test_nothing_rests_on_nothing():
    for call in (latest_instant, earliest_expiry):
        with pytest.raises(RefusedError) as caught:
            call([])
        assert caught.value.code == "release.empty"
    assert codes_of(artifacts=[]) == ["release.empty"]


@pytest.mark.parametrize("day", [DAY, dt.date(2026, 2, 1)])
def test_what_has_expired_is_not_released(day):
    assert codes_of(expires_on=day) == ["release.expired"]
    assert make(expires_on=DAY + dt.timedelta(days=1))


def test_every_fault_is_told_at_once():
    bad = artifact_of("../x", b"data", locale="ja", media_type="text/html")
    assert (bad.length, bad.digest) == (4, Digest.of(b"data"))
    assert codes_of(artifacts=[bad], expires_on=DAY) == ["release.expired", "release.path"]


def test_check_manifest_paths():
    check_manifest_paths(["a/b.html", "a/c.html"])
    with pytest.raises(RefusedError) as caught:
        check_manifest_paths(["/a", "b\\c"])
    assert [fault.code for fault in caught.value.faults] == ["release.path"] * 2
