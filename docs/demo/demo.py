"""The whole journey of the sample project, in a throwaway copy: sign, release, verify, refuse.

Every command is printed before it runs; each must end with the exit status named here, or the
demonstration ends with that as its failure. `--seal` approves and seals the sample itself again.
"""

from __future__ import annotations

import argparse
import base64
import gettext
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parents[2]
CONTENT = (
    "imprimatur.toml",
    "policy.toml",
    "policy.toml.seal.json",
    "source_content",
    "glossary_lock",
    "keys",
    "locales",
)
LOCALE, POSIX, DOMAIN = "es-US", "es_US", "betaseron"
LINGUIST, REVIEWER = "linguist-es", "reviewer-es"
PASSWORDS = {LINGUIST: "a demonstration passphrase", REVIEWER: "another demonstration passphrase"}


class Journey:
    """A folder to act in, and a way to act that shows what it does."""

    def __init__(self, folder: Path, *, shown: int = 24) -> None:
        self.folder = folder
        self.shown = shown

    def say(self, text: str) -> None:
        """A heading."""
        print(f"\n\033[1m{text}\033[0m" if sys.stdout.isatty() else f"\n== {text}", flush=True)

    def run(self, *arguments: str, status: int = 0, stdin: str = "") -> str:
        """Runs the command line; its standard output. Ends the demonstration on a surprise."""
        quoted = [f'"{part}"' if " " in part else part for part in arguments]
        print("$ imprimatur " + " ".join(quoted), flush=True)
        done = subprocess.run(
            [sys.executable, "-m", "pipeline", *arguments],
            cwd=self.folder,
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
        )
        lines = (done.stdout + done.stderr).splitlines()
        for line in lines[: self.shown]:
            print("  " + line)
        if len(lines) > self.shown:
            print(f"  … {len(lines) - self.shown} more lines")
        print(f"  exit status {done.returncode}", flush=True)
        if done.returncode != status:
            sys.exit(f"expected exit status {status}, got {done.returncode}\n{done.stderr}")
        return done.stdout

    def text(self, path: str) -> str:
        """A file of the copy."""
        return (self.folder / path).read_text("utf-8")

    def write(self, path: str, text: str) -> None:
        """Writes a file of the copy."""
        (self.folder / path).write_text(text, "utf-8")


def seal(journey: Journey) -> None:
    """Approves every document and seals approvals, registry and policy with the sample keys."""
    journey.run("key", "keyring", "--demonstration")
    journey.run(
        "approve",
        *("--reference", "DEMO-MLR-0001"),
        *("--by", "Demonstration approver"),
        *("--expires", "2035-12-31"),
    )
    for what in ("approvals", "registry", "policy"):
        journey.run("key", "seal", what)


def translate(package: Path, answers: Path) -> None:
    """What a vendor's people do: write targets, take the fuzzy flag off, keep the rest."""
    known = {
        (item["context"], item["source"]): item for item in json.loads(answers.read_text("utf-8"))
    }
    catalog = polib.pofile(str(package), wrapwidth=-1)
    for entry in catalog:
        item = known.get((entry.msgctxt or "", entry.msgid))
        if item is None:
            continue
        if entry.msgid_plural:
            entry.msgstr_plural = dict(enumerate(item["targets"]))
        else:
            entry.msgstr = item["target"]
        entry.flags = [flag for flag in entry.flags if flag != "fuzzy"]
    catalog.save(str(package))


def main() -> None:
    """Runs the demonstration."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seal", action="store_true", help="approve and seal the sample again")
    if parser.parse_args().seal:
        seal(Journey(ROOT))
        return
    with tempfile.TemporaryDirectory(prefix="imprimatur-demo-") as name:
        folder = Path(name) / "site"
        folder.mkdir()
        for part in CONTENT:
            source = ROOT / part
            if source.is_dir():
                shutil.copytree(source, folder / part)
            else:
                shutil.copy(source, folder / part)
        demonstrate(Journey(folder), Path(name))
    print("\nThe demonstration ended as it should.")


def demonstrate(journey: Journey, outside: Path) -> None:
    """From source to a verified release, then what is refused."""
    trust = str(outside / "trust.json")
    one = ("--locale", LOCALE)

    journey.say("Whom to believe: the roots' fingerprints, kept outside the project")
    journey.run("key", "trust", "--demonstration", "--trust", trust)

    journey.say("A newer registry: the lock owners add a remark and seal it again")
    old_locks = journey.text("glossary_lock/locks.toml")
    old_seal = journey.text("glossary_lock/locks.toml.seal.json")
    journey.write("glossary_lock/locks.toml", old_locks + "\n# reviewed for the demonstration\n")
    journey.run("lock", "seal")

    journey.say("From source_content/ to locales/")
    journey.run("run", status=3)

    journey.say("A vendor post-edits what is not locked")
    journey.run("handoff", "export", *one, "--out", str(outside / "package"))
    package = outside / "package" / f"{DOMAIN}.{POSIX}.po"
    translate(package, ROOT / "docs/demo/es-US.json")
    journey.run("handoff", "ingest", str(package), "--vendor", "Demonstration vendor")
    journey.run("check", *one, "--quiet")

    journey.say("Two people read the sheet and sign")
    for username, printed, role in (
        (LINGUIST, "Linguist es-US", "linguist"),
        (REVIEWER, "Regulatory reviewer es-US", "regulatory_reviewer"),
    ):
        journey.run(
            *("review", "person", "add", username),
            *("--name", printed, "--role", f"{role}:{LOCALE}"),
            stdin=PASSWORDS[username] + "\n",
        )
    journey.run("review", "send", *one)
    sheet = str(outside / "sheet.html")
    journey.run("review", "sheet", *one, "--out", sheet)
    journey.say("Before anybody has signed, the gate is closed")
    journey.run("gate", *one, "--trust", trust, status=4)
    for username, meaning in (
        (LINGUIST, "linguistic_review"),
        (REVIEWER, "medical_legal_regulatory_approval"),
    ):
        journey.run(
            *("review", "sign", *one, "--as", username),
            *("--meaning", meaning, "--sheet", sheet),
            stdin=PASSWORDS[username] + "\n",
        )
    journey.run("review", "collect", *one)
    journey.run("ledger", "verify")

    journey.say("The gate, the artifacts, the release")
    journey.run("gate", *one, "--trust", trust)
    journey.run("compile", *one)
    journey.run("release", *one, "--trust", trust)
    journey.run("verify", "dist", "--trust", trust, "--demonstration")

    journey.say("What a site reads, with Python's own gettext")
    found = gettext.translation(DOMAIN, str(journey.folder / "dist"), languages=[POSIX])
    for source in ("Rx only", "Demonstration text. Not labelling."):
        print(f"  {source!r} -> {found.gettext(source)!r}")

    refuse(journey, outside, trust=trust, registry=(old_locks, old_seal))


def refuse(journey: Journey, outside: Path, *, trust: str, registry: tuple[str, str]) -> None:
    """Four attacks, each refused, each undone."""
    one = ("--locale", LOCALE)
    journey.say("Refused: one flipped byte in a released file")
    copy = outside / "mirror"
    shutil.copytree(journey.folder / "dist", copy)
    place = copy / POSIX / "LC_MESSAGES" / f"{DOMAIN}.mo"
    data = bytearray(place.read_bytes())
    data[-2] ^= 1
    place.write_bytes(data)
    journey.run("verify", str(copy), "--trust", trust, "--demonstration", status=4)

    journey.say("Refused: one edited signed target")
    catalog = f"locales/{POSIX}/LC_MESSAGES/{DOMAIN}.po"
    signed = journey.text(catalog)
    edited = signed.replace('msgstr "Solamente Rx"', 'msgstr "Solo con receta"')
    if edited == signed:
        sys.exit("the sample lost its Rx only")
    journey.write(catalog, edited)
    journey.run("gate", *one, "--trust", trust, status=4)
    journey.write(catalog, signed)

    journey.say("Refused: a swapped public key")
    keyring = journey.text("keys/keyring.json")
    envelope = json.loads(keyring)
    payload = json.loads(base64.b64decode(envelope["payload"]))
    payload["keys"][0]["public"] = "00" * 32
    envelope["payload"] = base64.b64encode(json.dumps(payload).encode()).decode()
    journey.write("keys/keyring.json", json.dumps(envelope))
    journey.run("gate", *one, "--trust", trust, status=4)
    journey.write("keys/keyring.json", keyring)

    journey.say("Refused: an older registry put back")
    newer = (
        journey.text("glossary_lock/locks.toml"),
        journey.text("glossary_lock/locks.toml.seal.json"),
    )
    for text, name in zip(registry, ("locks.toml", "locks.toml.seal.json"), strict=True):
        journey.write(f"glossary_lock/{name}", text)
    journey.run("gate", *one, "--trust", trust, status=4)
    for text, name in zip(newer, ("locks.toml", "locks.toml.seal.json"), strict=True):
        journey.write(f"glossary_lock/{name}", text)

    journey.say("And with everything back in its place, the gate is open")
    journey.run("gate", *one, "--trust", trust)


if __name__ == "__main__":
    main()
