"""Law 2: state is derived, and distinct people means distinct."""

from __future__ import annotations

import pytest

from pipeline.model.digest import Digest
from pipeline.model.evidence import Meaning, SignOff
from pipeline.model.message import Message, MessageKey
from pipeline.model.state import derive_state, missing_meanings
from pipeline.model.unit import State, Unit

LINGUIST, REGULATORY = Meaning.LINGUISTIC_REVIEW, Meaning.REGULATORY_APPROVAL
BOTH = (LINGUIST, REGULATORY)
UNIT = Unit(message=Message(key=MessageKey("", "Rx only")), forms=("Solamente Rx",))


def by(person: str, meaning: Meaning) -> SignOff:
    return SignOff(
        unit=Digest.of(b"unit"),
        meaning=meaning,
        signer_id=person,
        printed_name=person,
        role="role",
        signed_at="2026-11-22T18:10:05.123Z",
        ceremony="c",
    )


@pytest.mark.parametrize(
    ("sign_offs", "missing"),
    [
        ([], BOTH),
        ([by("a", LINGUIST)], (REGULATORY,)),
        ([by("a", LINGUIST), by("a", REGULATORY)], (REGULATORY,)),
        ([by("a", LINGUIST), by("b", REGULATORY)], ()),
        # a signed with both meanings, b can stand in for the first: people are re-assigned
        ([by("a", LINGUIST), by("b", LINGUIST), by("a", REGULATORY)], ()),
        ([by("a", Meaning.AUTHORED), by("b", REGULATORY)], (LINGUIST,)),
    ],
)
def test_every_meaning_needs_a_person_of_its_own(sign_offs, missing):
    assert missing_meanings(BOTH, sign_offs) == missing


SIGNED = [by("a", LINGUIST), by("b", REGULATORY)]


@pytest.mark.parametrize(
    ("forms", "sign_offs", "required", "holds", "state"),
    [
        ((), SIGNED, BOTH, True, State.INITIAL),
        (("x", ""), SIGNED, BOTH, True, State.INITIAL),
        (("x",), [], BOTH, True, State.TRANSLATED),
        (("x",), SIGNED, BOTH, False, State.TRANSLATED),
        (("x",), SIGNED[:1], BOTH, True, State.REVIEWED),
        (("x",), SIGNED, (), True, State.REVIEWED),
        (("x",), SIGNED, BOTH, True, State.FINAL),
    ],
)
def test_the_state_follows_from_text_signatures_policy_and_locks(
    forms, sign_offs, required, holds, state
):
    unit = Unit(message=UNIT.message, forms=forms)
    found = derive_state(unit, required=required, sign_offs=sign_offs, locks_hold=holds)
    assert found is state
