"""Pages that break a rule: everything else is signed and sealed, and the gate is closed."""

from __future__ import annotations

import json

import pytest

from tests.site.make import ISI, ISI_ES, PAGE, POLICY, US_ONLY, make_site

pytestmark = pytest.mark.usefixtures("desk_closed")


def unmet(tmp_path, **more):
    site = make_site(tmp_path, **more)
    site.sign_all()
    return site, site.gate()


def test_a_good_site_is_open(signed):
    assert signed.gate() == {}
    signed.run("check", "--locale", "es-US")


def test_a_page_that_lacks_part_of_the_safety_information(tmp_path):
    site, found = unmet(tmp_path, page=PAGE.replace(ISI[1] + "\n\n", ""))
    assert found == {
        "isi.incomplete": ["isi.incomplete"],
        "gate.pages": ["page.passage", "page.passage"],
    }
    codes = [item["code"] for item in site.run("check", "--json", status=3).json["findings"]]
    assert codes.count("page.passage") == 2
    again = site.run("extract", "--json", status=3).json
    assert [item["code"] for item in again["findings"]] == ["page.passage"]


def test_a_page_without_any_safety_information(tmp_path):
    _, found = unmet(tmp_path, page=PAGE.partition("## ")[0])
    assert found == {"gate.pages": ["page.passage", "page.passage"]}


def test_a_brand_without_its_generic_name(tmp_path):
    bare = PAGE.replace("ZYLORA (zylorafen beta-1b)\n", "ZYLORA\n", 1)
    _, found = unmet(tmp_path, page=bare)
    assert found == {"gate.pages": ["page.generic", "page.generic"]}


def test_english_safety_information_in_a_locale(tmp_path):
    _, found = unmet(tmp_path, isi=(ISI_ES[0], ISI[1], ISI_ES[2]))
    assert found == {"gate.pages": ["page.language"]}


def test_a_page_for_another_market(signed):
    site = signed
    site.write("policy.toml", POLICY + US_ONLY)
    site.run("key", "seal", "policy")
    findings = site.run("check", "--json", status=3).json["findings"]
    refused = {
        (item["locale"], item["source"]) for item in findings if item["code"] == "page.market"
    }
    assert refused == {("es-ES", "An offer"), ("es-ES", "Save on your first order.")}
    found = site.gate("es-ES")
    assert found["gate.pages"].count("page.market") == 2
    assert "gate.catalog" in found

    site.run("update")
    found = site.gate("es-ES")
    assert "page.market" not in found["gate.pages"]
    assert "gate.catalog" not in found
    assert "An offer" not in site.read("locales/es_ES/LC_MESSAGES/site.po")
    preview = site.run("compile", "--preview", "--json", "--locale", "es-ES").json
    assert preview["catalogs"][0]["files"] == [
        "es_ES/.preview",
        "es_ES/LC_MESSAGES/site.mo",
        "es_ES/pages/site/page.md",
    ]
    assert site.gate("es-US") == {}


def test_a_document_in_no_class(signed):
    site = signed
    site.write("policy.toml", POLICY + US_ONLY.replace("site/offer.md", "site/offers.md"))
    site.run("key", "seal", "policy")
    assert site.gate() == {"gate.pages": ["page.unclassified"]}


def test_page_rules_are_sealed(signed):
    signed.write("policy.toml", POLICY)
    assert "gate.policy" in signed.gate()


def test_a_page_that_comes_back_brings_its_signatures(signed):
    site = signed
    for pages in (US_ONLY.replace('["us"]', '["spain"]'), US_ONLY):
        site.write("policy.toml", POLICY + pages)
        site.run("key", "seal", "policy")
        assert site.gate() != {}
        site.run("update")
        assert site.gate() == {}
    assert 'msgid "An offer"' in site.read("locales/es_US/LC_MESSAGES/site.po")


def test_the_release_holds_only_the_pages_of_its_market(signed):
    site = signed
    site.write("policy.toml", POLICY + US_ONLY.replace('["us"]', '["spain"]'))
    site.run("key", "seal", "policy")
    site.run("update")
    assert site.gate() == {}
    site.run("release", "--locale", "es-US", "--trust", site.trust)
    released = sorted(
        place.relative_to(site.place("dist")).as_posix()
        for place in site.place("dist").rglob("*")
        if place.is_file()
    )
    assert "es_US/pages/site/page.md" in released
    assert "es_US/pages/site/offer.md" not in released
    site.run("verify", "dist", "--trust", site.trust, "--demonstration")
    assert json.dumps("Una oferta") not in site.read("dist/es_US/pages/site/page.md")
