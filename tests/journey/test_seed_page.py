"""The user's own page, from `approve` to `verify`, with the real engine."""

from __future__ import annotations

import gettext
import json
import re
from pathlib import Path

import polib
import pytest

from tests.journey.project import PASSWORDS, Trial

PAGE = Path(__file__).parents[3] / "shared" / "seed" / "page.txt"
APERTIUM = Path("/usr/share/apertium/modes/eng-spa.mode")

SETTINGS = """
project = "trial"
source_locale = "en-US"
locales = ["es-US"]
[engines]
es-US = "apertium"
"""
POLICY = """
version = "1"
[sign_offs]
required = ["linguistic_review", "medical_legal_regulatory_approval"]
[[domain]]
name = "page"
sources = ["page.txt"]
[markets]
us = ["es-US"]
[[engine]]
name = "apertium"
"""
HELD = (
    "El SCA se define como un primer evento neurológico indicativo de esclerosis múltiple "
    "remitente-recurrente (EMRR) que dura al menos 24 horas, con síntomas y signos que indican una "
    "sola lesión (monofocal) o más de 1 lesión (multifocal) en el sistema nervioso central"
)
TERMS = {
    "multiple sclerosis": ("esclerosis múltiple",),
    "MS": ("EM",),
    "RRMS": ("EMRR",),
    "CIS": ("SCA",),
    "MRI": ("resonancia magnética", "RM"),
}


def locks() -> str:
    """The registry: brand, generic name, phone number and the terms."""
    dates = 'reference = "R"\neffective_on = 2026-01-01\nexpires_on = 2035-01-01\n'
    text = 'project = "trial"\n'
    for name, kind, source in (
        ("brand.betaseron", "brand", "BETASERON"),
        ("brand.betaplus", "brand", "BETAPLUS"),
    ):
        text += f'\n[[lock]]\nid = "{name}@1"\nkind = "{kind}"\nscope = "term"\n'
        text += f'policy = "verbatim"\nsource = "{source}"\n{dates}'
    text += '\n[[lock]]\nid = "contact.phone@1"\nkind = "contact"\nscope = "pattern"\n'
    text += f"policy = \"verbatim\"\nsource = '1-\\d{{3}}-\\d{{3}}-\\d{{4}}'\n{dates}"
    text += '\n[[lock]]\nid = "generic.interferon@1"\nkind = "generic"\nscope = "term"\n'
    text += f'policy = "approved"\nsource = "interferon beta-1b"\n{dates}'
    text += '[[lock.form]]\nlocale = "es-US"\ntext = "interferón beta-1b"\n'
    for number, (source, forms) in enumerate(TERMS.items(), 1):
        text += f'\n[[lock]]\nid = "term.n{number}@1"\nkind = "term"\nscope = "term"\n'
        text += f'policy = "approved"\nsource = "{source}"\n{dates}'
        for form in forms:
            text += f'[[lock.form]]\nlocale = "es-US"\ntext = "{form}"\n'
    return text


@pytest.fixture
def trial(tmp_path: Path) -> Trial:
    if not PAGE.exists():
        pytest.skip("the seed page is not beside this checkout")
    if not APERTIUM.exists():
        pytest.skip("Apertium's eng-spa is not installed")
    trial = Trial(tmp_path)
    for name, text in {
        "imprimatur.toml": SETTINGS,
        "policy.toml": POLICY,
        "glossary_lock/locks.toml": locks(),
        "source_content/page.txt": PAGE.read_text("utf-8"),
    }.items():
        place = trial.path(name)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, "utf-8")
    return trial


def translate_by_hand(trial: Trial) -> None:
    """A vendor's person translates what the engine's draft was refused for."""
    out = trial.root / "out"
    trial.ok("handoff", "export", "--out", str(out))
    package = polib.pofile(str(out / "page.es_US.po"), wrapwidth=-1)
    (entry,) = [entry for entry in package if entry.msgid.startswith("CIS is defined")]
    entry.msgstr = HELD
    package.save(str(out / "page.es_US.po"))
    done = trial.run("handoff", "ingest", str(out / "page.es_US.po"), "--vendor", "Vendor")
    assert "1 taken" in done.out, done


def test_from_approve_to_verify(trial: Trial):
    trial.ok("key", "keyring", "--demonstration")
    trial.ok("key", "trust", "--demonstration", "--trust", str(trial.trust))
    trial.ok("approve", "--reference", "MLR-1", "--by", "Approver", "--expires", "2030-01-01")
    for what in ("approvals", "registry", "policy"):
        trial.ok("key", "seal", what)
    # The engine turns "either … or" into "tampoco", a negation that was not there: held.
    held = trial.ok("run", status=3)
    assert "1 left for people" in held.err
    assert "negation.gained" in trial.run("check").out
    translate_by_hand(trial)
    row = json.loads(trial.run("status", "--json").out)["catalogs"][0]
    assert row["units"] == 24
    assert (row["open"], row["held"], row["blockers"]) == (0, 0, 0)

    catalog = trial.path("locales/es_US/LC_MESSAGES/page.po").read_text("utf-8")
    targets = re.findall(r'^msgstr "(.+)"$', catalog, re.MULTILINE)
    assert not any(re.search("señora", target, re.IGNORECASE) for target in targets)
    assert any("(EM)" in target for target in targets)
    assert sum("1-844-788-1470" in target for target in targets) == 1
    assert not any("interferon beta-1b" in target for target in targets)

    for username, role in (("linguist", "linguist"), ("reviewer", "regulatory_reviewer")):
        trial.ok(
            *("review", "person", "add", username, "--name", role, "--role", f"{role}:es-US"),
            stdin=PASSWORDS[username] + "\n",
        )
    trial.ok("review", "send")
    sheet = str(trial.root / "sheet.html")
    trial.ok("review", "sheet", "--locale", "es-US", "--out", sheet)
    for username, meaning in (
        ("linguist", "linguistic_review"),
        ("reviewer", "medical_legal_regulatory_approval"),
    ):
        trial.ok(
            *("review", "sign", "--locale", "es-US", "--sheet", sheet),
            *("--as", username, "--meaning", meaning),
            stdin=PASSWORDS[username] + "\n",
        )
    trial.ok("review", "collect")
    assert trial.gate().status == 0
    trial.ok("release", "--trust", str(trial.trust))
    assert trial.verify().status == 0
    found = gettext.translation("page", str(trial.path("dist")), languages=["es_US"])
    call = found.gettext("Questions? Call 1-844-788-1470")
    assert "1-844-788-1470" in call
    assert call != "Questions? Call 1-844-788-1470"
    page = trial.path("dist/es_US/pages/page.txt").read_bytes()
    assert page.count(b"\n") == PAGE.read_bytes().count(b"\n")
