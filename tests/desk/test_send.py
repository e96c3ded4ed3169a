"""Sending units: what is new, what changed, what both sides changed."""

from __future__ import annotations

import dataclasses

import pytest

from pipeline.desk import verbs
from pipeline.desk.models import Revision, Unit
from pipeline.errors import RejectedError
from pipeline.model.unit import Origin
from tests.desk.support import (
    CATALOG,
    LOCK,
    actions,
    at,
    content,
    send,
    sent,
    sign,
    with_forms,
)


def test_the_first_sending_makes_every_unit_new_in_catalog_order(desk):
    result = send()
    assert [key.source for key in result.new] == [unit.message.source for unit in CATALOG]
    assert [row.message.source for row in content().rows] == [key.source for key in result.new]
    assert actions().count("unit.created") == len(CATALOG)


def test_the_same_digest_again_is_nothing(desk):
    send()
    before = len(actions())
    result = send(minute=2)
    assert (result.new, result.changed, result.unchanged) == ((), (), len(CATALOG))
    assert len(actions()) == before


def test_every_text_that_was_ever_there_is_kept(desk):
    send()
    send([with_forms(CATALOG[1], "Consulte a su médico."), *CATALOG[:1], *CATALOG[2:]], minute=2)
    unit = Unit.objects.get(source="Ask your doctor.")
    assert [row.forms for row in Revision.objects.filter(unit=unit).order_by("number")] == [
        '["Pregunte a su médico."]',
        '["Consulte a su médico."]',
    ]
    assert content().rows[0].message.source == "Ask your doctor."
    verbs.verify_ledger()


def test_a_changed_lock_is_a_new_revision_with_the_same_text(desk):
    send()
    changed = dataclasses.replace(CATALOG[2], locks=(dataclasses.replace(LOCK, id="isi.us@2"),))
    result = send([*CATALOG[:2], changed, *CATALOG[3:]], minute=2)
    assert [key.source for key in result.changed] == ["Important Safety Information"]


def test_what_the_catalog_lost_is_retired_and_comes_back(desk):
    send()
    assert [key.source for key in send(CATALOG[:-1], minute=2).retired] == ["Open"]
    assert len(content().rows) == len(CATALOG) - 1
    assert send(minute=3).retired == ()
    assert len(content().rows) == len(CATALOG)


def test_a_signed_text_that_is_replaced_is_recorded_as_superseded_h07(desk):
    send()
    sign(numbers=[2])
    send([CATALOG[0], with_forms(CATALOG[1], "Pregunte al médico."), *CATALOG[2:]], minute=6)
    assert "signature.superseded" in actions()
    row = content().rows[1]
    assert row.sign_offs == ()
    assert row.signed_forms == ("Pregunte a su médico.",)
    assert "Maria Muster" in row.signed_note


def test_an_empty_catalog_is_rejected_rather_than_retiring_everything(desk):
    send()
    with pytest.raises(RejectedError) as caught:
        send([], minute=2)
    assert caught.value.code == "review.empty"
    assert len(content().rows) == len(CATALOG)


def _edit(forms: str, username: str = "hugo", minute: float = 3):
    unit = Unit.objects.get(source="Ask your doctor.")
    row = content().rows[1]
    return verbs.edit(
        username=username,
        unit_id=unit.uid,
        forms=[forms],
        based_on=row.digest,
        accept=lambda unit, forms: "number.changed" if "9" in forms[0] else None,
        at=at(minute),
    )


def test_a_text_written_at_the_desk_goes_out_once_and_comes_back_unchanged(desk):
    send()
    digest = _edit("Hable con su médico.")
    (target,) = verbs.collect(project="betaseron", domain="betaseron", locale="es-US").targets
    assert (target.forms, target.digest) == (("Hable con su médico.",), digest)
    assert str(target.origin).startswith("desk hugo ")
    back = dataclasses.replace(CATALOG[1], forms=target.forms, origin=target.origin)
    result = send([CATALOG[0], back, *CATALOG[2:]], minute=4)
    assert (result.changed, result.conflicts) == ((), ())
    assert verbs.collect(project="betaseron", domain="betaseron", locale="es-US").targets == ()
    verbs.verify_ledger()


def test_a_text_of_the_desk_stays_while_the_repository_does_not_change(desk):
    send()
    _edit("Hable con su médico.")
    assert send(minute=4).changed == ()
    assert content().rows[1].forms == ("Hable con su médico.",)


def test_where_both_sides_changed_the_repository_stays_and_the_desk_is_handed_back(desk):
    send()
    _edit("Hable con su médico.")
    other = with_forms(CATALOG[1], "Consulte a su médico.")
    (conflict,) = send([CATALOG[0], other, *CATALOG[2:]], minute=4).conflicts
    assert (conflict.forms, conflict.author) == (("Hable con su médico.",), "Hugo Huber")
    assert content().rows[1].forms == ("Consulte a su médico.",)


def test_what_the_rules_do_not_accept_is_not_stored(desk):
    send()
    with pytest.raises(Exception, match=r"number\.changed"):
        _edit("9")
    assert content().rows[1].forms == ("Pregunte a su médico.",)


def test_two_locales_do_not_see_each_other(desk):
    send()
    german = [sent("Ask your doctor.", "Fragen Sie Ihren Arzt.")]
    send(german, minute=2, locale="de-DE")
    assert [row.forms for row in content(locale="de-DE").rows] == [("Fragen Sie Ihren Arzt.",)]
    assert len(content().rows) == len(CATALOG)
    assert Origin.parse(str(german[0].origin)) == german[0].origin
