"""A page with parts for some locales only, through every verb up to the gate."""

from __future__ import annotations

import pytest

from tests.site.make import ISI, PAGE, TARGETS, make_site

pytestmark = pytest.mark.usefixtures("desk_closed")

FILTERED = PAGE.replace(
    "Ask your nurse.\n",
    "Ask your nurse.\n\n<!-- locales: *-ES -->\nThis is not for the United States.\n\n"
    "<!-- locales: es-US, pt -->\n\nCall us toll-free.\n\n- Ask your nurse.\n\n"
    "<!-- /locales -->\n",
)
CALL = {"Call us toll-free.": "Llámenos gratis."}


@pytest.fixture
def site(tmp_path):
    site = make_site(tmp_path, page=FILTERED)
    site.translate(targets={**TARGETS, **CALL})
    site.run("update")
    site.sign_all()
    return site


def test_what_is_filtered_out_is_no_unit_and_on_no_page(site):
    template = site.read("locales/site.pot")
    assert (
        "#. path: site/page.md/live-well-with-zylora-zylorafen-beta-1b/body/3\n"
        '#. locales: *-ES\n#: site/page.md\nmsgid "This is not for the United States."'
    ) in template
    nurse = template.partition('msgid "Ask your nurse."')[0].rpartition("\n\n")[2]
    assert nurse.splitlines()[2:4] == ["#. locales: *", "#. locales: es-US, pt"]

    us = site.read("locales/es_US/LC_MESSAGES/site.po")
    spain = site.read("locales/es_ES/LC_MESSAGES/site.po")
    assert "Call us toll-free." in us
    assert "Call us toll-free." not in spain
    assert "not for the United States" not in us
    assert "not for the United States" in spain
    assert "Ask your nurse." in spain

    assert site.gate() == {}
    site.run("compile", "--locale", "es-US")
    page = site.read("dist/es_US/pages/site/page.md")
    assert "Llámenos gratis." in page
    assert "United States" not in page
    assert "*-ES" not in page
    assert page.count("Pregunte a su enfermera.") == 2
    preview = site.run("compile", "--preview", "--locale", "es-ES")
    assert preview.status == 0
    page = site.read("var/preview/es_ES/pages/site/page.md")
    assert "⟦This is not for the United States.⟧" in page
    assert "toll-free" not in page


def test_a_second_update_writes_nothing(site):
    before = site.read("locales/es_US/LC_MESSAGES/site.po")
    site.run("extract")
    site.run("update")
    assert site.read("locales/es_US/LC_MESSAGES/site.po") == before


def test_a_changed_filter_takes_units_out_and_brings_them_back_signed(site):
    site.change("source_content/site/page.md", "locales: es-US, pt ", "locales: pt ")
    site.approve()
    site.run("extract")
    assert "gate.catalog" in site.gate()
    site.run("update")
    assert site.gate() == {}
    assert '\n#~ msgid "Call us toll-free."' in site.read("locales/es_US/LC_MESSAGES/site.po")

    site.change("source_content/site/page.md", "locales: pt ", "locales: es-US ")
    site.approve()
    site.run("extract")
    site.run("update")
    assert site.gate() == {}
    assert '\nmsgid "Call us toll-free."' in site.read("locales/es_US/LC_MESSAGES/site.po")


def test_a_unit_that_a_filter_keeps_out_closes_the_gate(site):
    path = "locales/es_US/LC_MESSAGES/site.po"
    text = site.read(path).replace(
        'msgid "Call us toll-free."', 'msgid "This is not for the United States."'
    )
    site.write(path, text)
    found = site.gate()
    assert "page.market" in found["gate.pages"]
    assert "gate.catalog" in found


@pytest.mark.parametrize("kept", ["es-ES", "none", "not *-US"])
def test_a_filter_takes_no_safety_information_out(tmp_path, kept):
    page = PAGE.replace(f"## {ISI[0]}", f"<!-- locales: {kept} -->\n\n## {ISI[0]}")
    site = make_site(tmp_path, page=page + "\n<!-- /locales -->\n")
    site.sign_all()
    assert site.gate()["gate.pages"].count("page.passage") == 2


def test_a_filter_takes_no_part_of_safety_information_out(tmp_path):
    page = PAGE.replace(ISI[1], f"<!-- locales: es-ES -->\n{ISI[1]}")
    site = make_site(tmp_path, page=page)
    site.sign_all()
    found = site.gate()
    assert found["isi.incomplete"] == ["isi.incomplete"]
    assert found["gate.pages"] == ["page.passage", "page.passage"]


def test_a_page_that_a_locale_alone_cannot_have_closes_the_gate(site):
    """Any part can go, and all can; but without two of them the third one joins the sentence."""
    site.write(
        "source_content/site/offer.html",
        "<div>Text <p its-locale-filter-list=pt>One</p><p its-locale-filter-list=de>Two</p>"
        "<span its-locale-filter-list=es-US>Three</span></div>",
    )
    site.change("policy.toml", '"site/offer.md"', '"site/offer.*"')
    site.run("key", "seal", "policy")
    site.approve()
    site.run("extract")
    site.run("update")
    found = site.gate()
    assert found["template.stale"] == ["document.filter"]
    assert found["gate.pages"] == ["gate.pages"]
    refused = site.run("compile", "--locale", "es-US", status=2)
    assert "source_content/site/offer.html:1" in refused.output
    assert "(in es-US)" in refused.output
    assert "document.filter" in refused.output
