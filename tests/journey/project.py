"""A small real project, and the command line acting on it in this process."""

from __future__ import annotations

import datetime as dt
import io
import sys
from dataclasses import dataclass
from pathlib import Path

import click

from pipeline.cli import cli
from pipeline.errors import ImprimaturError

AS_OF = (dt.datetime.now(dt.UTC) + dt.timedelta(days=1)).date().isoformat()
"""The day these projects are judged on: seals are made by the clock, and a seal from after the day
is refused. Tomorrow, so that a midnight during the tests is no difference."""
LOCALES = ("es-US", "de-DE")
DOMAINS = ("site", "guide")
PASSWORDS = {"linguist": "a long enough passphrase", "reviewer": "another long passphrase"}

SETTINGS = """
project = "trial"
source_locale = "en-US"
locales = ["es-US", "de-DE"]
[engines]
es-US = "pseudo"
de-DE = "pseudo"
"""
POLICY = """
version = "1"
[sign_offs]
required = ["linguistic_review", "medical_legal_regulatory_approval"]
[[domain]]
name = "site"
sources = ["site/*"]
[[domain]]
name = "guide"
sources = ["guide/*"]
[markets]
all = ["es-US", "de-DE"]
[[engine]]
name = "pseudo"
"""
LOCKS = """
project = "trial"

[[lock]]
id = "isi.us@1"
kind = "isi"
scope = "passage"
policy = "approved"
reference = "R-1"
effective_on = 2026-01-01
expires_on = 2035-01-01
source = [
  "Do not take ZYLORA if you are allergic to it.",
  "Call your doctor at once if your breathing changes.",
]

[[lock]]
id = "brand.zylora@1"
kind = "brand"
scope = "term"
policy = "verbatim"
reference = "R-2"
effective_on = 2026-01-01
expires_on = 2035-01-01
source = "ZYLORA"
"""
APPROVED = {
    "es-US": (
        "No tome ZYLORA si es alérgico a este medicamento.",
        "Llame a su médico de inmediato si cambia su respiración.",
    ),
    "de-DE": (
        "Nehmen Sie ZYLORA nicht ein, wenn Sie dagegen allergisch sind.",
        "Rufen Sie sofort Ihren Arzt an, wenn sich Ihre Atmung verändert.",
    ),
}
PAGE = """\
# About ZYLORA

Ask your nurse about the **next** visit.

- Do not take ZYLORA if you are allergic to it.
- Call your doctor at once if your breathing changes.
"""
GUIDE = """\
{
  "greetLine": "Hello {{name}}",
  "day_one": "{{count}} day",
  "day_other": "{{count}} days"
}
"""


def approved_po(locale: str) -> str:
    """The approved translations of a locale, as the lock owners keep them."""
    entries = "".join(
        "\n# reference: TR-1\n# approved_by: Regulatory affairs\n"
        "# effective_on: 2026-01-01\n# expires_on: 2035-01-01\n"
        f'msgctxt "isi.us@1/{number}"\nmsgid "{source}"\nmsgstr "{target}"\n'
        for number, (source, target) in enumerate(
            zip(
                (
                    "Do not take ZYLORA if you are allergic to it.",
                    "Call your doctor at once if your breathing changes.",
                ),
                APPROVED[locale],
                strict=True,
            ),
            1,
        )
    )
    return (
        'msgid ""\nmsgstr ""\n"Project-Id-Version: trial\\n"\n'
        f'"Language: {locale.replace("-", "_")}\\n"\n"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=UTF-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n'
    ) + entries


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    status: int
    out: str
    err: str


@dataclass(frozen=True)
class Trial:
    """A project folder and the trust file beside it."""

    root: Path

    @property
    def folder(self) -> Path:
        return self.root / "project"

    @property
    def trust(self) -> Path:
        return self.root / "trust.json"

    def run(self, *arguments: str, stdin: str = "", as_of: str = AS_OF) -> Done:
        """Runs `imprimatur` here with the day pinned; never raises for an expected end."""
        options = [] if arguments[0] in {"verify", "explain"} else ["--project", str(self.folder)]
        if arguments[:2] != ("key", "create"):
            options += ["--as-of", as_of]
        return call([*arguments, *options], stdin=stdin)

    def ok(self, *arguments: str, stdin: str = "", status: int = 0) -> Done:
        """Runs and insists on the exit status."""
        done = self.run(*arguments, stdin=stdin)
        assert done.status == status, (arguments, done)
        return done

    def gate(self, *arguments: str, as_of: str = AS_OF) -> Done:
        return self.run("gate", "--trust", str(self.trust), *arguments, as_of=as_of)

    def verify(self, place: Path | None = None, *, as_of: str = AS_OF) -> Done:
        folder = place or self.folder / "dist"
        return self.run(
            *("verify", str(folder), "--trust", str(self.trust), "--demonstration"), as_of=as_of
        )

    def path(self, name: str) -> Path:
        return self.folder / name

    def tree(self, *folders: str) -> dict[str, bytes]:
        """Every file below these folders (default: the whole project without var/)."""
        return {
            place.relative_to(self.folder).as_posix(): place.read_bytes()
            for place in sorted(self.folder.rglob("*"))
            if place.is_file()
            and place.relative_to(self.folder).parts[0] != "var"
            and (not folders or place.relative_to(self.folder).parts[0] in folders)
        }


def call(arguments: list[str], *, stdin: str = "") -> Done:
    """The command line in this process, with the exit status the process would have."""
    kept = sys.stdin, sys.stdout, sys.stderr
    sys.stdin, sys.stdout, sys.stderr = io.StringIO(stdin), io.StringIO(), io.StringIO()
    try:
        try:
            status = cli.main(arguments, standalone_mode=False) or 0
        except ImprimaturError as error:
            sys.stderr.write("\n".join(str(fault) for fault in error.faults))
            status = error.exit_status
        except click.ClickException as error:
            sys.stderr.write(error.format_message())
            status = error.exit_code
        return Done(int(status), sys.stdout.getvalue(), sys.stderr.getvalue())
    finally:
        sys.stdin, sys.stdout, sys.stderr = kept


def write_project(trial: Trial) -> None:
    """Writes sources, settings, policy and registry; nothing is approved or sealed yet."""
    files = {
        "imprimatur.toml": SETTINGS,
        "policy.toml": POLICY,
        "glossary_lock/locks.toml": LOCKS,
        "source_content/site/index.md": PAGE,
        "source_content/guide/app.json": GUIDE,
        **{f"glossary_lock/approved/{locale}.po": approved_po(locale) for locale in LOCALES},
    }
    for name, text in files.items():
        place = trial.path(name)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, "utf-8")


def seal_project(trial: Trial) -> None:
    """Approves every document and seals everything with the demonstration keys."""
    trial.ok("key", "keyring", "--demonstration")
    trial.ok("key", "trust", "--demonstration", "--trust", str(trial.trust))
    trial.ok(*("approve", "--reference", "MLR-1", "--by", "Approver", "--expires", "2030-01-01"))
    for what in ("approvals", "registry", "policy"):
        trial.ok("key", "seal", what)


def sign_project(trial: Trial) -> None:
    """Two people sign every unit of every domain in every locale."""
    for username, role in (("linguist", "linguist"), ("reviewer", "regulatory_reviewer")):
        grants = [part for locale in LOCALES for part in ("--role", f"{role}:{locale}")]
        trial.ok(
            *("review", "person", "add", username, "--name", role.replace("_", " "), *grants),
            stdin=PASSWORDS[username] + "\n",
        )
    trial.ok("review", "send")
    for domain in DOMAINS:
        for locale in LOCALES:
            where = ("--locale", locale, "--domain", domain)
            sheet = str(trial.root / f"{domain}.{locale}.html")
            trial.ok("review", "sheet", *where, "--out", sheet)
            for username, meaning in (
                ("linguist", "linguistic_review"),
                ("reviewer", "medical_legal_regulatory_approval"),
            ):
                trial.ok(
                    *("review", "sign", *where, "--sheet", sheet),
                    *("--as", username, "--meaning", meaning),
                    stdin=PASSWORDS[username] + "\n",
                )
    trial.ok("review", "collect")
