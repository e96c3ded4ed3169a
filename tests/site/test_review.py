"""Signing again, bringing back, and conflicts: through the command line, on a real desk."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polib
import pytest

from pipeline.desk import verbs
from pipeline.desk.ids import unit_uid
from pipeline.desk.models import Unit
from pipeline.model.digest import Digest
from pipeline.model.message import MessageKey
from tests.site.make import INDICATION, ISI, MEANINGS, PAGES, PASSWORD, POLICY, Site

CATALOG = "locales/es_US/LC_MESSAGES/site.po"
CONFLICTS = "locales/es_US/conflicts/site.po"
PAGE = "source_content/site/page.md"
NURSE, NURSE_ES = "Ask your nurse.", "Pregunte a su enfermera."
NUMBER = "5"
"""Its number: the offer has two, the heading and the indication come before it."""
ONE = ("--locale", "es-US")


def change_source(site: Site, *pairs: tuple[str, str]) -> None:
    """The English changes, is approved, and the catalogs follow; the desk gets the units."""
    for old, new in pairs:
        site.change(PAGE, old, new)
    site.approve()
    site.run("extract")
    site.run("update", status=None)
    site.run("review", "send", *ONE, status=None)


def make_sheet(site: Site, name: str = "confirm.html"):
    place = str(site.root.parent / name)
    return place, site.run("review", "confirm", *ONE, "--out", place, "--json").json


def confirm(site: Site, username: str, sheet: str, *more: str, status: int = 0):
    return site.run(
        *("review", "confirm", *ONE, "--as", username, "--sheet", sheet),
        *("--meaning", MEANINGS[username], *more),
        stdin=PASSWORD + "\n",
        status=status,
    )


def target(site: Site, source: str) -> str:
    entry = polib.pofile(str(site.place(CATALOG))).find(source, include_obsolete_entries=False)
    assert entry is not None
    return str(entry.msgstr)


# confirm


def test_only_the_english_changed_and_two_people_confirm_it(signed):
    change_source(signed, (NURSE, "Ask your nurse now."))
    assert set(signed.gate()) >= {"gate.unsigned"}
    sheet, listed = make_sheet(signed)
    assert [(item["before"], item["now"]) for item in listed["units"]] == [
        ([NURSE], ["Ask your nurse now."])
    ]
    html = Path(sheet).read_text("utf-8")
    assert "Confirmation sheet" in html
    assert "<ins>" in html
    assert "review confirm" in html
    assert html.count('<tr id="u') == 1
    dry = confirm(signed, "lena", sheet, "--dry-run")
    assert "{+ now+}" in dry.output
    assert "signed by" not in dry.output
    done = confirm(signed, "lena", sheet)
    assert "5. " not in done.output
    assert "1. Ask your nurse{+ now+}. (words)" in done.output
    assert "without meaning" in done.output
    confirm(signed, "rosa", sheet)
    signed.collect()
    assert signed.gate() == {}
    assert "#| msgid" not in signed.read(CATALOG)
    signed.run("ledger", "verify")


def test_typography_is_named_as_such(signed):
    change_source(signed, (NURSE, "Ask your\u00a0nurse."))
    done = signed.run("review", "confirm", *ONE, "--out", str(signed.root.parent / "c.html"))
    assert "(white space or typography)" in done.output


def test_the_batch_is_exactly_the_units_whose_source_alone_changed(signed):
    change_source(
        signed, (NURSE, "Ask your nurse now."), ("# Live well with", "# Live long and well with")
    )
    signed.change(CATALOG, "Viva bien con", "Viva mucho con")
    signed.run("review", "send", *ONE, status=None)
    _, listed = make_sheet(signed)
    assert [item["now"] for item in listed["units"]] == [["Ask your nurse now."]]


@pytest.mark.parametrize(
    "new", ["Do not ask your nurse.", "Ask your 2 nurses.", "Ask nobody else."]
)
def test_a_change_of_meaning_is_not_offered(signed, new):
    change_source(signed, (NURSE, new))
    signed.translate(targets={new: NURSE_ES})
    signed.run("review", "send", *ONE, status=None)
    done = signed.run("review", "confirm", *ONE, "--out", "c.html", status=2)
    assert "review.nothing" in done.output


def test_nothing_changed_and_nothing_is_offered(signed):
    done = signed.run("review", "confirm", *ONE, "--out", "c.html", status=2)
    assert "review.nothing" in done.output


def test_one_confirms_only_what_somebody_signed_so(signed):
    """The old text had lost one of its two signatures."""
    signed.run(
        *("review", "reject", *ONE, "--as", "lena", "--withdraw", "--unit", NUMBER),
        *("--reason", "not sure any more"),
        stdin=PASSWORD + "\n",
    )
    change_source(signed, (NURSE, "Ask your nurse now."))
    done = signed.run("review", "confirm", *ONE, "--out", "c.html", status=2)
    assert "review.nothing" in done.output


def test_a_sheet_that_is_not_the_one_read(signed):
    change_source(signed, (NURSE, "Ask your nurse now."))
    whole = signed.sheet()
    assert "review.display" in confirm(signed, "lena", whole, status=4).output
    sheet, _ = make_sheet(signed)
    signed.change(CATALOG, NURSE_ES, "Pregunte a una enfermera.")
    signed.run("review", "send", *ONE, status=None)
    assert "review.nothing" in confirm(signed, "lena", sheet, status=2).output


def test_password_and_four_eyes_hold_as_for_any_signature(signed):
    change_source(signed, (NURSE, "Ask your nurse now."))
    sheet, _ = make_sheet(signed)
    wrong = signed.run(
        *("review", "confirm", *ONE, "--as", "lena", "--sheet", sheet),
        *("--meaning", MEANINGS["lena"]),
        stdin="wrong\n",
        status=4,
    )
    assert "review.password" in wrong.output
    stranger = signed.run(
        *("review", "confirm", *ONE, "--as", "rosa", "--sheet", sheet),
        *("--meaning", MEANINGS["lena"]),
        stdin=PASSWORD + "\n",
        status=4,
    )
    assert "review.not_granted" in stranger.output
    confirm(signed, "lena", sheet)
    assert "review.nothing" in confirm(signed, "lena", sheet, status=2).output


def test_whoever_wrote_the_translation_does_not_confirm_it(signed):
    """Lena wrote it for the old English; the carried-over text is still hers."""
    edit(signed, "lena", "Pregunte a su enfermero.")
    signed.collect()
    sheet = signed.sheet()
    for username, meaning in (("hugo", MEANINGS["lena"]), ("rosa", MEANINGS["rosa"])):
        signed.run(
            *("review", "sign", *ONE, "--as", username, "--meaning", meaning),
            *("--sheet", sheet, "--unit", NUMBER, "--reason", "better"),
            stdin=PASSWORD + "\n",
        )
    signed.collect()
    assert signed.gate() == {}
    change_source(signed, (NURSE, "Ask your nurse now."))
    sheet, _ = make_sheet(signed)
    assert "review.four_eyes" in confirm(signed, "lena", sheet, status=4).output
    whole = signed.sheet()
    refused = signed.sign("lena", whole, "--unit", NUMBER, status=4)
    assert "review.four_eyes" in refused.output


@pytest.mark.parametrize(
    "arguments", [(), ("--out", "a", "--sheet", "imprimatur.toml"), ("--out", "a", "--as", "lena")]
)
def test_called_wrongly(signed, arguments):
    import click

    with pytest.raises(click.UsageError):
        signed.run("review", "confirm", *ONE, *arguments)


def test_a_batch_is_no_larger_than_the_policy_allows(signed):
    signed.write("policy.toml", POLICY + "[limits]\nceremony_units = 1\n" + PAGES)
    signed.run("key", "seal", "policy")
    signed.change("source_content/site/offer.md", "first order", "very first order")
    change_source(signed, (NURSE, "Ask your nurse now."))
    sheet, listed = make_sheet(signed)
    assert len(listed["units"]) == 2
    for _ in range(2):
        for username in MEANINGS:
            assert confirm(signed, username, sheet).output.count("  1. ") <= 1
    signed.collect()
    assert signed.gate() == {}


# restore


def edit(site: Site, username: str, text: str, source: str = NURSE) -> None:
    """Somebody writes at the desk."""
    place = {"project": "zylora", "domain": "site", "locale": "es-US"}
    uid = unit_uid(**place, key=MessageKey("", source))
    verbs.open_desk(site.place("var/desk.sqlite3"))
    unit = Unit.objects.select_related("current").get(uid=uid)
    assert unit.current is not None
    verbs.edit(
        username=username,
        unit_id=uid,
        forms=(text,),
        based_on=Digest(unit.current.digest),
        accept=lambda _unit, _forms: None,
        reason="a better word",
        at=dt.datetime.now(dt.UTC),
    )


def spoil(site: Site, text: str = "Pregunte a su vecino.") -> None:
    """Somebody edits a signed text by hand."""
    site.change(CATALOG, NURSE_ES, text)
    assert "gate.unsigned" in site.gate()


def test_the_signed_text_comes_back(signed):
    before = signed.read(CATALOG)
    spoil(signed)
    dry = signed.run("review", "restore", NUMBER, *ONE, "--dry-run")
    assert "Pregunte a su vecino." in signed.read(CATALOG)
    done = signed.run("review", "restore", NUMBER, *ONE, "--json").json
    assert (done["before"], done["after"]) == (["Pregunte a su vecino."], [NURSE_ES])
    assert done["state"] == "final"
    assert done["changed"] == [CATALOG]
    assert "Electronically signed by Rosa" in dry.output
    assert signed.gate() == {}
    assert signed.read(CATALOG) == before
    again = signed.run("review", "restore", NURSE, *ONE, "--json").json
    assert again["changed"] == []
    assert '"unit.restored"' in signed.read("var/events/events.jsonl")


def test_it_comes_back_after_the_edit_went_to_the_desk(signed):
    spoil(signed)
    signed.run("review", "send", *ONE)
    signed.run("review", "restore", NURSE, *ONE)
    assert signed.gate() == {}
    signed.run("review", "send", *ONE)
    signed.collect()
    assert signed.gate() == {}


def test_update_says_that_a_signed_text_was_edited(signed):
    spoil(signed)
    from click.testing import CliRunner

    from pipeline.cli import cli

    result = CliRunner().invoke(cli, ["update", "--project", str(signed.root)])
    assert "unit.edited_after_signing" in result.stderr
    assert "imprimatur review restore" in result.stderr


def test_a_locked_text_comes_back_only_as_approved(signed):
    signed.change(CATALOG, "No use ZYLORA si", "Nunca use ZYLORA si")
    signed.run("review", "restore", ISI[1], *ONE)
    assert signed.gate() == {}


def test_what_was_never_signed_or_is_not_there(signed):
    unsigned = signed.run("review", "restore", INDICATION, "--locale", "es-ES", status=4)
    assert "review.not_restorable" in unsigned.output
    for name in ("99", "0", "No such source"):
        assert "review.unit" in signed.run("review", "restore", name, *ONE, status=2).output


def test_a_signature_that_was_taken_back_restores_nothing(signed):
    signed.run(
        *("review", "reject", *ONE, "--as", "rosa", "--unit", NUMBER, "--reason", "wrong word"),
        stdin=PASSWORD + "\n",
    )
    signed.change(CATALOG, NURSE_ES, "Pregunte a su vecino.")
    done = signed.run("review", "restore", NUMBER, *ONE, status=4)
    assert "review.not_restorable" in done.output


# conflicts


def both_sides(site: Site) -> None:
    """The desk and the repository change one text; collect finds it out."""
    edit(site, "hugo", "Hable con su enfermera.")
    site.change(CATALOG, NURSE_ES, "Consulte a su enfermera.")
    done = site.collect(status=3)
    assert done.status == 3
    assert target(site, NURSE) == "Consulte a su enfermera."
    assert polib.pofile(str(site.place(CONFLICTS)))[0].msgstr == "Hable con su enfermera."
    assert site.gate()["conflict.open"] == ["conflict.open"]


def settle(site: Site) -> None:
    """The person has chosen: the conflicts file goes, and the chosen text is signed."""
    site.place(CONFLICTS).unlink()
    assert "conflict.open" not in site.gate()
    sheet = site.sheet()
    for username, meaning in (("lena", MEANINGS["lena"]), ("rosa", MEANINGS["rosa"])):
        site.run(
            *("review", "sign", *ONE, "--as", username, "--meaning", meaning),
            *("--sheet", sheet, "--unit", NUMBER, "--reason", "settled"),
            stdin=PASSWORD + "\n",
        )
    site.collect()
    assert not site.place(CONFLICTS).exists()
    assert site.gate() == {}


def test_a_person_chooses_the_repositorys_text(signed):
    both_sides(signed)
    settle(signed)
    assert target(signed, NURSE) == "Consulte a su enfermera."


def test_a_person_chooses_the_desks_text(signed):
    both_sides(signed)
    signed.change(CATALOG, "Consulte a su enfermera.", "Hable con su enfermera.")
    settle(signed)
    assert target(signed, NURSE) == "Hable con su enfermera."


def test_a_person_keeps_the_signed_text(signed):
    """Neither side's change: what was signed comes back, and the gate opens without a signature."""
    both_sides(signed)
    signed.run("review", "restore", NURSE, *ONE)
    assert set(signed.gate()) == {"conflict.open"}
    signed.place(CONFLICTS).unlink()
    assert signed.gate() == {}
