"""What a lock touches: before it changes, after it changed, and when it expires."""

from __future__ import annotations

import pytest

from tests.site.make import ISI, Site

LOCKS = "glossary_lock/locks.toml"


def impact(site: Site, name: str, *more: str):
    return site.run("lock", "impact", name, "--json", "--trust", site.trust, *more).json


def in_locale(found, locale: str = "es-US"):
    (one,) = [item for item in found["catalogs"] if item["locale"] == locale]
    return one


def test_documents_units_locales_and_signatures(signed):
    found = impact(signed, "isi.us")
    assert found["revisions"][0]["state"] == "in force"
    assert found["documents"] == ["site/page.md"]
    assert found["signatures"] == 2 * len(ISI)
    spanish = in_locale(found)
    assert [item["source"] for item in spanish["units"]] == list(ISI)
    assert spanish["approved"] == {"wanted": 3, "there": 3, "until": "2035-12-31"}
    assert {item["printed_name"] for item in spanish["units"][0]["signatures"]} == {"Lena", "Rosa"}
    assert in_locale(found, "es-ES")["signatures"] == 0
    assert found["releases"] == []


def test_the_release_that_holds_it(signed):
    signed.run("release", "--locale", "es-US", "--trust", signed.trust)
    found = impact(signed, "isi.us")
    assert found["releases"] == [
        {
            "release": "main",
            "version": 1,
            "expires_on": "2035-12-31",
            "files": ["es_US/LC_MESSAGES/site.mo", "es_US/pages/site/page.md"],
        }
    ]
    table = signed.run("lock", "impact", "isi.us", "--trust", signed.trust).output
    assert "release main version 1: 2 files hold it" in table
    (signed.place("dist") / "manifest.json").unlink()
    assert impact(signed, "isi.us")["releases"] == [
        {"release": "main", "version": 1, "files": None}
    ]


def test_after_a_change_the_void_signatures_are_still_counted(signed):
    approved = "glossary_lock/approved/es-US.po"
    signed.change(approved, "Hable con su médico", "Consulte a su médico")
    found = in_locale(impact(signed, "isi.us"))
    assert found["signatures"] == 0
    assert found["signatures_of_other_texts"] == 2 * len(ISI)


def test_a_term_and_a_day_on_which_it_has_expired(signed):
    found = impact(signed, "brand.zylora", "--as-of", "2036-01-01", "--locale", "es-US")
    assert found["revisions"][0]["state"] == "expired, its text is held"
    assert [item["locale"] for item in found["catalogs"]] == ["es-US"]
    assert {item["source"] for item in in_locale(found)["units"]} == {
        "Live well with ZYLORA (zylorafen beta-1b)"
    }


def test_a_revision_that_is_not_yet_in_force(signed):
    text = signed.read(LOCKS)
    start = text.index("[[lock]]", text.index("[[lock]]") + 1)
    block = text[start : text.index("[[lock]]", start + 1)]
    later = block.replace("@1", "@2").replace("expires_on = 2035", "expires_on = 2039")
    later = later.replace("2026-01-01", "2035-12-31").replace(ISI[1], "Never use ZYLORA.")
    signed.write(LOCKS, text + later)
    states = {item["id"]: item["state"] for item in impact(signed, "isi.us")["revisions"]}
    assert states == {"isi.us@1": "in force", "isi.us@2": "not yet in force"}
    coming = impact(signed, "isi.us@2")
    assert [item["source"] for item in in_locale(coming)["units"]] == [ISI[0], ISI[2]]
    day = impact(signed, "isi.us", "--as-of", "2036-01-01")
    assert [item["state"] for item in day["revisions"]] == [
        "expired, replaced by a later revision",
        "in force",
    ]


@pytest.mark.parametrize("name", ["isi", "isi.us@9", "../isi.us"])
def test_no_such_lock(signed, name):
    done = signed.run("lock", "impact", name, status=2)
    assert "lock.unknown" in done.output
