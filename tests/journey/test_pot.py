"""A site's own gettext template, from approval to a released `.mo` that its code loads."""

from __future__ import annotations

import gettext

from tests.formats.test_document_pot import HEADER
from tests.journey.project import Trial, seal_project, sign_project, write_project

_ENTRIES = """
#. On the form
#: src/app.py:12
#, python-format
msgid "Call %(phone)s about ZYLORA"
msgstr ""

#: src/app.py:20
#, python-format
msgctxt "button"
msgid "%d dose"
msgid_plural "%d doses"
msgstr[0] ""
msgstr[1] ""

#: src/safety.py:3
msgid "Do not take ZYLORA if you are allergic to it."
msgstr ""

#: src/safety.py:4
msgid "Call your doctor at once if your breathing changes."
msgstr ""
"""


def test_from_template_to_mo(tmp_path):
    trial = Trial(tmp_path)
    write_project(trial)
    trial.path("source_content/site/app.pot").write_text(HEADER + _ENTRIES, "utf-8")
    seal_project(trial)
    done = trial.run("run")
    assert done.status in {0, 3}, done
    template = trial.path("locales/site.pot").read_text("utf-8")
    assert '#: site/app.pot\n#, python-format\nmsgid "Call %(phone)s about ZYLORA"' in template
    assert "#. path: site/app.pot/src/safety.py/body/1\n" in template
    sign_project(trial)
    gate = trial.gate("--locale", "es-US")
    assert gate.status == 0, gate
    trial.ok("release", "--locale", "es-US", "--trust", str(trial.trust))
    assert not list(trial.path("dist").rglob("*.pot"))
    found = gettext.translation("site", trial.path("dist"), languages=["es_US"])
    safe = "Do not take ZYLORA if you are allergic to it."
    assert found.gettext(safe) == "No tome ZYLORA si es alérgico a este medicamento."
    assert "%(phone)s" in found.gettext("Call %(phone)s about ZYLORA")
    assert found.gettext("Call %(phone)s about ZYLORA") != "Call %(phone)s about ZYLORA"
    assert found.npgettext("button", "%d dose", "%d doses", 5) != "%d doses"
    assert "%d" in found.npgettext("button", "%d dose", "%d doses", 5)
