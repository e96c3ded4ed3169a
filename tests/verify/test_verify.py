"""The verifier: exactly what was signed, or a reason."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.model.digest import Digest
from pipeline.model.manifest import SealRef
from pipeline.signing.keyring import build_keyring
from pipeline.signing.manifest import manifest_payload, seal_manifest
from pipeline.signing.roles import Role, SealType
from pipeline.verify.verify import METADATA_BYTES, verify_release
from tests.signing.samples import (
    ARTIFACTS,
    DAY,
    KEYRING,
    KEYRING_BYTES,
    KEYS,
    STRANGER,
    TRUST,
    entry,
    key,
    keyring_of,
    manifest_of,
    release_of,
    sealed,
    trust_of,
)

GOOD = release_of()


def verify(files, **changes):
    fields = {"names": files, "trust": TRUST, "as_of": DAY, "demonstration": True, **changes}
    return verify_release(lambda name, limit: files[name][:limit], **fields)


def codes(files, **changes):
    report = verify(files, **changes)
    assert not report
    assert not report.ok
    assert report.trust == changes.get("trust", TRUST)
    return [fault.code for fault in report.problems]


def real_release(*, keyring=None, releasers=(10,), **changes):
    """A release under a keyring that is no demonstration."""
    keyring = keyring or keyring_of()
    keyring_bytes = build_keyring(keyring, [key(1), key(2)])
    seals = {
        **manifest_of().seals,
        "keyring": SealRef(keyring.version, Digest.of(keyring_bytes)),
    }
    manifest = manifest_of(**{"demonstration": False, "seals": seals, **changes})
    return {
        **ARTIFACTS,
        "keyring.json": keyring_bytes,
        "manifest.json": seal_manifest(manifest, [key(number) for number in releasers]),
    }


REAL = real_release()
REAL_TRUST = trust_of(1, 2, 3)


def test_exactly_what_was_signed():
    report = verify(GOOD)
    assert report
    assert report.ok
    assert report.demonstration
    assert report.manifest == manifest_of()
    assert report.checked == tuple(sorted(ARTIFACTS))
    assert report.trust.seen["manifest/site"].sequence == 1
    assert report.trust.seen["keyring"].sequence == 1
    assert verify(GOOD, trust=report.trust)


def test_real_keys_need_no_flag():
    report = verify(REAL, trust=REAL_TRUST, demonstration=False)
    assert report.ok
    assert not report.demonstration


def test_demonstration_keys_prove_nothing():
    assert codes(GOOD, demonstration=False) == ["release.demonstration"]


def test_a_manifest_that_denies_the_demonstration():
    assert codes(release_of(demonstration=False)) == ["release.demonstration"]
    assert codes(real_release(demonstration=True), trust=REAL_TRUST) == ["release.demonstration"]


@pytest.mark.parametrize("name", sorted(ARTIFACTS))
def test_a_changed_artifact_is_named(name):
    data = GOOD[name]
    for bad in (data[:-1], data + b"x", data[:-1] + b"?", b""):
        report = verify({**GOOD, name: bad})
        assert [(fault.code, fault.path) for fault in report.problems] == [
            ("release.corrupt", name)
        ]
        assert name not in report.checked


def test_files_exchanged_with_each_other():
    one, two, _ = sorted(ARTIFACTS)
    assert codes({**GOOD, one: GOOD[two], two: GOOD[one]}) == ["release.corrupt"] * 2


def test_missing_and_extra_files():
    lacking = {name: data for name, data in GOOD.items() if name != "es_US/index.html"}
    assert codes(lacking) == ["release.missing_file"]
    assert codes({**GOOD, "es_US/evil.js": b""}) == ["release.extra_file"]
    assert codes({}) == ["release.missing_file"] * 2
    assert codes(ARTIFACTS) == ["release.missing_file"] * 2


def test_nothing_is_read_beyond_what_the_manifest_says():
    asked = {}

    def endless(name, limit):
        asked[name] = limit
        return GOOD[name] if name in {"keyring.json", "manifest.json"} else b"x" * limit

    report = verify_release(endless, names=GOOD, trust=TRUST, as_of=DAY, demonstration=True)
    assert [fault.code for fault in report.problems] == ["release.corrupt"] * 3
    assert asked == {
        "keyring.json": METADATA_BYTES + 1,
        "manifest.json": METADATA_BYTES + 1,
        **{name: len(data) + 1 for name, data in ARTIFACTS.items()},
    }


@pytest.mark.parametrize("name", ["manifest.json", "keyring.json"])
def test_endless_metadata(name):
    assert codes({**GOOD, name: b" " * (METADATA_BYTES + 2)}) == ["release.corrupt"]


@pytest.mark.parametrize(
    "keys", [[STRANGER], KEYS[Role.APPROVER], KEYS[Role.DESK], KEYS[Role.ROOT][:2]]
)
def test_only_a_releaser_releases(keys):
    manifest = seal_manifest(manifest_of(), keys)
    assert codes({**GOOD, "manifest.json": manifest}) == ["release.unsigned"]


def test_one_of_two_signatures():
    two = keyring_of(
        holders={**KEYRING.holders, Role.RELEASER: 2},
        keys=(entry(key(10), Role.RELEASER), entry(key(11), Role.RELEASER)),
    )
    assert codes(real_release(keyring=two), trust=REAL_TRUST) == ["release.unsigned"]
    assert verify(real_release(keyring=two, releasers=(10, 11)), trust=REAL_TRUST)


def test_a_changed_manifest_under_its_old_signature():
    other = seal_manifest(manifest_of(version=2), KEYS[Role.RELEASER])
    payload = other.split(b'"payload":"')[1].split(b'"')[0]
    head, _, tail = GOOD["manifest.json"].split(b'"', 4)[3].partition(b"#")
    assert not tail
    assert codes({**GOOD, "manifest.json": GOOD["manifest.json"].replace(head, payload)}) == [
        "release.unsigned"
    ]


def test_a_key_that_expired_or_was_not_valid_yet():
    late = keyring_of(keys=(entry(key(10), Role.RELEASER, valid_from=dt.date(2026, 2, 15)),))
    assert codes(real_release(keyring=late), trust=REAL_TRUST) == ["release.unsigned"]
    gone = keyring_of(keys=(entry(key(10), Role.RELEASER, valid_until=dt.date(2026, 2, 15)),))
    assert codes(real_release(keyring=gone), trust=REAL_TRUST) == ["release.unsigned"]


def test_a_revoked_key():
    newer = keyring_of(version=2, keys=(entry(key(11), Role.RELEASER),))
    files = {**REAL, "keyring.json": build_keyring(newer, [key(1), key(2)])}
    assert codes(files, trust=REAL_TRUST) == ["release.unsigned"]


def test_a_newer_keyring_may_stand_beside_an_older_release():
    newer = keyring_of(version=2)
    files = {**REAL, "keyring.json": build_keyring(newer, [key(1), key(2)])}
    report = verify(files, trust=REAL_TRUST)
    assert report.ok
    assert codes(REAL, trust=report.trust) == ["keyring.rollback"]


def test_an_older_or_other_keyring_beside_a_newer_release():
    newer = real_release(keyring=keyring_of(version=2))
    assert codes({**newer, "keyring.json": REAL["keyring.json"]}, trust=REAL_TRUST) == [
        "keyring.rollback"
    ]
    other = build_keyring(keyring_of(sealed_at="2026-02-02T10:00:00.000Z"), [key(1), key(2)])
    assert codes({**REAL, "keyring.json": other}, trust=REAL_TRUST) == ["keyring.rollback"]


def test_a_keyring_of_somebody_else():
    roots = tuple(key(number).public for number in (7, 8))
    forged = real_release(keyring=keyring_of(roots=roots))
    bad = build_keyring(keyring_of(roots=roots), [key(7), key(8)])
    assert codes({**forged, "keyring.json": bad}, trust=REAL_TRUST) == ["keyring.unsigned"]
    assert codes(GOOD, trust=REAL_TRUST) == ["keyring.unsigned"]


def test_rollback_and_fork():
    first = Digest.of(GOOD["manifest.json"]).hex
    newer = release_of(version=2, previous=first)
    trust = verify(newer, trust=verify(GOOD).trust).trust
    assert trust.seen["manifest/site"].sequence == 2
    assert codes(GOOD, trust=trust) == ["release.rollback"]
    assert codes(release_of(version=2), trust=trust) == ["release.fork"]
    assert codes(release_of(version=3), trust=trust) == ["release.fork"]
    assert verify(release_of(release="ads"), trust=trust).ok


def test_freeze():
    assert verify(GOOD, as_of=dt.date(2026, 11, 30)).ok
    report = verify(GOOD, as_of=dt.date(2026, 12, 1))
    assert [fault.code for fault in report.problems] == ["release.expired"]
    assert report.manifest
    assert report.checked == tuple(sorted(ARTIFACTS))


def test_a_release_from_the_future():
    assert codes(release_of(sealed_at="2026-03-03T00:00:00.000Z")) == ["release.future"]


def test_another_project():
    assert codes(release_of(project="other")) == ["release.project"]


def test_a_manifest_without_artifacts():
    empty = sealed({**manifest_payload(manifest_of()), "artifacts": []}, SealType.MANIFEST)
    assert codes({"keyring.json": KEYRING_BYTES, "manifest.json": empty}) == ["release.empty"]


def test_a_manifest_with_a_hostile_path():
    payload = manifest_payload(manifest_of())
    payload["artifacts"][0]["path"] = "../../etc/passwd"
    files = {**GOOD, "manifest.json": sealed(payload, SealType.MANIFEST)}
    assert codes(files) == ["release.path"]


FILES = sorted(GOOD)


@settings(max_examples=400)
@given(st.sampled_from(FILES), st.data())
def test_any_single_changed_byte_is_refused(name, data):
    """J01, J02: whichever byte of whichever file."""
    good = GOOD[name]
    position = data.draw(st.integers(0, len(good) - 1))
    mask = data.draw(st.integers(1, 255))
    bad = bytearray(good)
    bad[position] ^= mask
    report = verify({**GOOD, name: bytes(bad)})
    assert not report.ok
    assert report.trust == TRUST
    (fault,) = report.problems
    wanted = "keyring." if name == "keyring.json" else "release."
    assert fault.code.startswith(wanted)
    assert fault.path == name


@given(st.sampled_from(FILES), st.data())
def test_any_cut_or_lengthened_file_is_refused(name, data):
    length = data.draw(st.integers(0, len(GOOD[name]) - 1))
    assert not verify({**GOOD, name: GOOD[name][:length]})
    assert not verify({**GOOD, name: GOOD[name] + data.draw(st.binary(min_size=1, max_size=3))})


@given(st.binary(max_size=60), st.sampled_from(["manifest.json", "keyring.json"]))
def test_hostile_metadata_never_raises(data, name):
    assert not verify({**GOOD, name: data})
    family = SealType.KEYRING if name == "keyring.json" else SealType.MANIFEST
    assert not verify({**GOOD, name: sealed(data, family)})


def test_the_first_bytes_of_each_kind_are_named_well():
    envelope = GOOD["manifest.json"]
    for old, new in [
        (b'"keyid"', b'"keyiD"'),
        (b"manifest+json", b"manifesT+json"),
        (b"}]}\n", b"}]} "),
    ]:
        assert old in envelope
        (code,) = codes({**GOOD, "manifest.json": envelope.replace(old, new)})
        assert code in {"release.corrupt", "release.type"}
