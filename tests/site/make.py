"""A small project and a person at its command line.

Two pages, two markets, demonstration keys, a real SQLite desk. Every act is a verb of the command
line, in this process; nothing is stubbed.
"""

from __future__ import annotations

import contextlib
import json
from dataclasses import dataclass
from pathlib import Path

import polib
from click.testing import CliRunner

from pipeline.cli import cli
from pipeline.errors import ImprimaturError

__all__ = ["ISI", "ISI_ES", "Done", "Site", "make_site"]

ISI = (
    "Important Safety Information",
    "Do not use ZYLORA if you are allergic to it.",
    "Talk to your doctor before your first dose.",
)
ISI_ES = (
    "Información de seguridad importante",
    "No use ZYLORA si es alérgico a él.",
    "Hable con su médico antes de la primera dosis.",
)
INDICATION = "ZYLORA (zylorafen beta-1b) is a prescription medicine for adults."
INDICATION_ES = "ZYLORA (zilorafeno beta-1b) es un medicamento con receta para adultos."
PAGE = f"""# Live well with ZYLORA (zylorafen beta-1b)

{INDICATION}

Ask your nurse.

## {ISI[0]}

{ISI[1]}

{ISI[2]}
"""
OFFER = "# An offer\n\nSave on your first order.\n"
TARGETS = {
    "Live well with ZYLORA (zylorafen beta-1b)": "Viva bien con ZYLORA (zilorafeno beta-1b)",
    "Live well with ZYLORA": "Viva bien con ZYLORA",
    "Ask your nurse.": "Pregunte a su enfermera.",
    "Ask your nurse now.": "Pregunte a su enfermera.",
    "An offer": "Una oferta",
    "Save on your first order.": "Ahorre en su primer pedido.",
}
SETTINGS = """project = "zylora"
source_locale = "en-US"
locales = ["es-US", "es-ES"]
"""
POLICY = """version = "1"
[sign_offs]
required = ["linguistic_review", "medical_legal_regulatory_approval"]
[[domain]]
name = "site"
sources = ["site/*"]
[markets]
us = ["es-US"]
spain = ["es-ES"]
"""
PAGES = """
[pages.generics]
"brand.zylora" = "generic.zylora"
[[pages.class]]
name = "claim"
documents = ["site/page.md"]
carries = ["indication.us", "isi.us"]
brands = ["brand.zylora"]
[[pages.class]]
name = "offer"
documents = ["site/offer.md"]
"""
US_ONLY = PAGES + 'markets = ["us"]\n'
_LOCK = """
[[lock]]
id = "{id}@1"
kind = "{kind}"
scope = "{scope}"
policy = "{policy}"
source = {source}
reference = "R-1"
effective_on = 2026-01-01
expires_on = 2035-12-31
"""
_FORM = '\n[[lock.form]]\nlocale = "{locale}"\ntext = "zilorafeno beta-1b"\n'
_HEADER = (
    'msgid ""\nmsgstr ""\n"Language: {posix}\\n"\n"MIME-Version: 1.0\\n"\n'
    '"Content-Type: text/plain; charset=UTF-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n'
)
_APPROVED = """
# reference: TR-1
# approved_by: Regulatory affairs
# effective_on: 2026-01-01
# expires_on: 2035-12-31
msgctxt "{context}"
msgid "{source}"
msgstr "{target}"
"""
PEOPLE = {"lena": "linguist", "rosa": "regulatory_reviewer", "hugo": "linguist"}
PASSWORD = "a passphrase for tests"
MEANINGS = {"lena": "linguistic_review", "rosa": "medical_legal_regulatory_approval"}


@dataclass(frozen=True, slots=True)
class Done:
    """How a verb ended."""

    status: int
    output: str
    """What it printed, or its faults."""

    @property
    def json(self):
        return json.loads(self.output)


@dataclass(frozen=True, slots=True)
class Site:
    """A project's folder, with the trust file beside it."""

    root: Path

    @property
    def trust(self) -> str:
        return str(self.root.parent / "trust.json")

    def run(self, *arguments: str, stdin: str = "", status: int | None = 0) -> Done:
        """The verb; its exit status must be this one (None: any)."""
        with contextlib.chdir(self.root):
            result = CliRunner().invoke(cli, arguments, input=stdin, standalone_mode=False)
        error = result.exception
        if isinstance(error, ImprimaturError):
            done = Done(error.exit_status, "\n".join(str(fault) for fault in error.faults))
        elif error is not None:
            raise error
        else:
            done = Done(result.return_value or 0, result.stdout)
        assert status is None or done.status == status, (arguments, done)
        return done

    def place(self, path: str) -> Path:
        return self.root / path

    def read(self, path: str) -> str:
        return self.place(path).read_text("utf-8")

    def write(self, path: str, text: str) -> None:
        self.place(path).parent.mkdir(parents=True, exist_ok=True)
        self.place(path).write_text(text, "utf-8")

    def change(self, path: str, old: str, new: str) -> None:
        text = self.read(path)
        assert old in text
        self.write(path, text.replace(old, new))

    def approve(self) -> None:
        """Approves every document, and seals."""
        self.run("approve", "--reference", "A-1", "--by", "Approver", "--expires", "2035-12-31")
        self.run("key", "seal", "approvals")

    def translate(self, locale: str = "es-US", targets=TARGETS) -> None:
        """Somebody writes what is still empty into the catalog, by hand."""
        path = self.place(f"locales/{locale.replace('-', '_')}/LC_MESSAGES/site.po")
        found = polib.pofile(str(path), wrapwidth=-1)
        for entry in found:
            if not entry.msgstr and entry.msgid in targets:
                entry.msgstr = targets[entry.msgid]
        found.save(str(path))

    def draft(self, locale: str = "es-US") -> None:
        """From approved documents to whole catalogs."""
        self.run("run", status=None)
        self.translate(locale)
        self.run("update")

    def sheet(self, locale: str = "es-US") -> str:
        """Sends, makes the sheet, and gives its place."""
        self.run("review", "send", "--locale", locale, status=None)
        place = str(self.root.parent / f"sheet-{len(list(self.root.parent.iterdir()))}.html")
        self.run("review", "sheet", "--locale", locale, "--out", place)
        return place

    def sign(self, username: str, sheet: str, *more: str, status: int = 0) -> Done:
        return self.run(
            *("review", "sign", "--locale", "es-US", "--as", username),
            *("--meaning", MEANINGS[username], "--sheet", sheet, *more),
            stdin=PASSWORD + "\n",
            status=status,
        )

    def sign_all(self, *more: str) -> None:
        """Two people sign everything that is unsigned; the evidence comes back."""
        sheet = self.sheet()
        for username in MEANINGS:
            self.sign(username, sheet, *more)
        self.collect()

    def collect(self, status: int = 0) -> Done:
        return self.run("review", "collect", "--locale", "es-US", status=status)

    def gate(self, locale: str = "es-US") -> dict[str, list[str]]:
        """Requirement to the codes of its faults, for what is unmet; empty: the gate is open."""
        done = self.run(
            "gate", "--json", "--locale", locale, "--trust", self.trust, status=None
        ).json
        (report,) = done["reports"]
        unmet = {
            item["code"]: [fault["code"] for fault in item["missing"]]
            for item in report["requirements"]
            if not item["met"]
        }
        assert report["open"] is (not unmet)
        return unmet


def _locks() -> str:
    passages = (("indication.us", "indication", [INDICATION]), ("isi.us", "isi", list(ISI)))
    text = 'project = "zylora"\n' + "".join(
        _LOCK.format(
            id=name, kind=kind, scope="passage", policy="approved", source=json.dumps(source)
        )
        for name, kind, source in passages
    )
    text += _LOCK.format(
        id="brand.zylora", kind="brand", scope="term", policy="verbatim", source='"ZYLORA"'
    )
    text += _LOCK.format(
        id="generic.zylora",
        kind="generic",
        scope="term",
        policy="approved",
        source='"zylorafen beta-1b"',
    )
    return text + "".join(_FORM.format(locale=locale) for locale in ("es-US", "es-ES"))


def approved(locale: str, isi=ISI_ES) -> str:
    """The approved translations of a locale."""
    text = _HEADER.format(posix=locale.replace("-", "_"))
    text += _APPROVED.format(context="indication.us@1/1", source=INDICATION, target=INDICATION_ES)
    for number, (source, target) in enumerate(zip(ISI, isi, strict=True), 1):
        text += _APPROVED.format(context=f"isi.us@1/{number}", source=source, target=target)
    return text


def make_site(folder: Path, *, page: str = PAGE, pages: str = PAGES, isi=ISI_ES) -> Site:
    """A sealed project with catalogs whose every unit has a text, and three people at its desk."""
    site = Site(folder / "site")
    site.write("imprimatur.toml", SETTINGS)
    site.write("policy.toml", POLICY + pages)
    site.write("source_content/site/page.md", page)
    site.write("source_content/site/offer.md", OFFER)
    site.write("glossary_lock/locks.toml", _locks())
    for locale in ("es-US", "es-ES"):
        site.write(f"glossary_lock/approved/{locale}.po", approved(locale, isi))
    site.run("key", "keyring", "--demonstration")
    site.run("key", "trust", "--demonstration", "--trust", site.trust)
    site.approve()
    for what in ("registry", "policy"):
        site.run("key", "seal", what)
    site.draft()
    for username, role in PEOPLE.items():
        site.run(
            *("review", "person", "add", username, "--name", username.title()),
            *("--role", f"{role}:es-US"),
            stdin=PASSWORD + "\n",
        )
    return site
