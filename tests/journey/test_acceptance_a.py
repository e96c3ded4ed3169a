"""Acceptance A: what vendors' catalogs and hostile `.mo` files may not do, through the verbs.

A return that is rejected changes nothing but `var/`: its bytes lie in quarantine under their
SHA-256, and exactly one `import.rejected` event tells of it.
"""

from __future__ import annotations

import json
import shutil
import struct
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import pytest

from pipeline.errors import RejectedError
from pipeline.formats.gettext import parse_catalog
from pipeline.handoff.po import export_po, ingest_po
from pipeline.model.message import Message, MessageKey
from pipeline.model.unit import Catalog, Unit
from tests.journey.project import Done, Trial

_PO = "locales/es_US/LC_MESSAGES/site.po"


@dataclass
class Vendor:
    """A project, and the package a vendor got from it."""

    trial: Trial
    place: Path

    @property
    def sent(self) -> bytes:
        return self.place.read_bytes()

    def gives(self, data: bytes) -> Done:
        self.place.write_bytes(data)
        return self.trial.run("handoff", "ingest", str(self.place), "--vendor", "Vendor")

    def edited(self, old: str, new: str) -> bytes:
        text = self.sent.decode()
        assert old in text
        return text.replace(old, new, 1).encode()

    def events(self) -> list[dict[str, object]]:
        lines = self.trial.path("var/events/events.jsonl").read_bytes().splitlines()
        found = [json.loads(line) for line in lines]
        return [event for event in found if event["action"] == "import.rejected"]

    def is_rejected(self, data: bytes, *codes: str, kept: bool = True) -> str:
        """Insists on REJECT with one of the codes; what was said."""
        before = self.trial.tree()
        done = self.gives(data)
        assert done.status == 2, done
        assert "Traceback" not in done.err
        assert any(f"[{code}]" in done.err for code in codes), done.err
        assert self.trial.tree() == before
        event = self.events()[-1]
        assert event["result"] == "refused"
        assert str(event["result_code"]) in codes
        held = self.trial.path("var/quarantine")
        found = {place.name: place.read_bytes() for place in held.iterdir()} if kept else {}
        assert found == ({sha256(data).hexdigest(): data} if kept else {})
        assert len(self.events()) == 1
        return done.err


@pytest.fixture
def vendor(make_trial, tmp_path: Path) -> Vendor:
    trial: Trial = make_trial("filled")
    trial.ok("handoff", "export", "--locale", "es-US", "--out", str(tmp_path / "out"))
    return Vendor(trial, tmp_path / "out" / "site.es_US.po")


def _many() -> Catalog:
    units = []
    for number in range(40):
        plural = "{{n}} days of " + str(number) if number % 9 == 0 else None
        source = "{{n}} day of " + str(number) if plural else f'Say "{number}" to your\\nurse, é.'
        forms = ("{{n}} día", "{{n}} de días", "{{n}} días") if plural else (f"Diga «{number}».",)
        message = Message(
            key=MessageKey("title" if number % 3 else "", source),
            plural=plural,
            paths=(f"site/a.md/{number}",),
        )
        units.append(Unit(message=message, forms=forms))
    return Catalog(
        project="trial",
        domain="site",
        source_locale="en-US",
        locale="es-US",
        created_on="2026-11-23",
        units=tuple(units),
    )


def test_a01_cut_at_every_byte():
    """Never a shorter text taken: rejected whole, or everything that came is what was sent."""
    catalog = _many()
    data, package = export_po(catalog, catalog.units)
    codes = {}
    for end in range(len(data)):
        try:
            found = ingest_po(
                data[:end],
                path="return.po",
                catalog=catalog,
                package=package,
                vendor="Vendor",
                accept=lambda _unit, _forms: None,
            )
        except RejectedError as error:
            codes[end] = error.code
        else:
            assert data[end:].strip() == b"", end
            assert found.catalog is catalog
    assert len(codes) > len(data) - 3
    allowed = {"catalog.truncated", "handoff.incomplete"}
    early = {"catalog.header", "catalog.charset", "handoff.wrong_locale", "catalog.plural_header"}
    first = data.index(b"\nmsgctxt")
    assert {code for end, code in codes.items() if end > first} <= allowed
    assert set(codes.values()) <= allowed | early | {"catalog.syntax", "handoff.wrong_package"}


@pytest.mark.parametrize("part", [0.5, 0.9])
def test_a01_cut_through_the_verb(vendor: Vendor, part: float):
    data = vendor.sent
    cut = data[: data.index(b"msgstr", int(len(data) * part)) + 12]
    vendor.is_rejected(cut, "catalog.truncated", "handoff.incomplete")


def test_a03_one_entry_twice(vendor: Vendor):
    text = vendor.sent.decode().rstrip("\n")
    again = text.split("\n\n")[-1]
    assert again.count("msgstr") == 1
    other = again[: again.index("msgstr")] + 'msgstr "Otra cosa."'
    said = vendor.is_rejected(f"{text}\n\n{other}\n".encode(), "catalog.duplicate")
    first = next(at for at, line in enumerate(text.split("\n"), 1) if line == again.split("\n")[0])
    assert f"line {first}" in said


def test_a04_a_changed_source(vendor: Vendor):
    said = vendor.is_rejected(
        vendor.edited('msgid "About ZYLORA"', 'msgid "Abaut ZYLORA"'), "handoff.source_changed"
    )
    assert "'About ZYLORA'" in said
    assert "'Abaut ZYLORA'" in said


def test_a05_entries_that_were_not_sent(vendor: Vendor):
    new = '\nmsgid "Something quite different that nobody asked for"\nmsgstr "Algo."\n'
    more = vendor.edited("X-Units: 4", "X-Units: 5") + new.encode()
    vendor.is_rejected(more, "handoff.unknown_unit")


def test_a05_the_count_tells_of_an_added_entry(vendor: Vendor):
    new = '\nmsgid "Something quite different that nobody asked for"\nmsgstr "Algo."\n'
    vendor.is_rejected(vendor.sent + new.encode(), "catalog.units")


def test_a05_an_entry_of_another_domain(vendor: Vendor):
    vendor.is_rejected(
        (vendor.place.parent / "guide.es_US.po")
        .read_bytes()
        .replace(b"X-Domain: guide", b"X-Domain: site"),
        "handoff.wrong_package",
    )


def test_a05_an_obsolete_entry_made_live(make_trial, tmp_path: Path):
    trial: Trial = make_trial("filled")
    place = trial.path(_PO)
    catalog = parse_catalog(place.read_bytes(), path=_PO)
    assert not catalog.obsolete
    gone = '\n#~ msgid "A sentence that left the page"\n#~ msgstr "Una frase que se fue"\n'
    place.write_text(place.read_text("utf-8").rstrip("\n") + "\n" + gone, "utf-8")
    trial.ok("handoff", "export", "--locale", "es-US", "--out", str(tmp_path / "out"))
    vendor = Vendor(trial, tmp_path / "out" / "site.es_US.po")
    live = gone.replace("#~ ", "")
    more = vendor.edited("X-Units: 4", "X-Units: 5") + live.encode()
    vendor.is_rejected(more, "handoff.unknown_unit")


@pytest.mark.parametrize(
    "rule",
    [
        "nplurals=3; plural=__import__('os').system('true');",
        "nplurals=2; plural=(n != 1);",
        "nplurals=100000; plural=n;",
        "nplurals=3; plural=n**n;",
    ],
)
def test_a06_another_plural_rule(vendor: Vendor, rule: str):
    text = vendor.sent.decode()
    header = next(line for line in text.split("\n") if line.startswith('"Plural-Forms:'))
    data = text.replace(header, f'"Plural-Forms: {rule}\\n"').encode()
    vendor.is_rejected(data, "catalog.plural_header")


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("invalid", lambda data: data.replace(b"ZYLORA", b"ZYLOR\xff", 1)),
        ("utf-16", lambda data: data.decode().encode("utf-16")),
        ("latin", lambda data: data.replace(b"charset=UTF-8", b"charset=ISO-8859-1")),
        ("none", lambda data: data.replace(b"; charset=UTF-8", b"")),
    ],
)
def test_a09_another_encoding(vendor: Vendor, name: str, change):
    vendor.is_rejected(change(vendor.sent), "catalog.charset")


def test_a09_mark_and_line_endings_give_the_same_bytes(vendor: Vendor, tmp_path: Path):
    spellings = (
        lambda data: data,
        lambda data: b"\xef\xbb\xbf" + data,
        lambda data: data.replace(b"\n", b"\r\n"),
    )
    trees = []
    for number, change in enumerate(spellings):
        root = tmp_path / f"copy{number}"
        shutil.copytree(vendor.trial.root, root)
        copy = Vendor(Trial(root), tmp_path / f"{number}.po")
        done = copy.gives(change(vendor.sent.replace(b"#, fuzzy\n", b"")))
        assert done.status in {0, 3}, done
        assert "0 taken" not in done.out
        trees.append(copy.trial.tree("locales"))
    assert trees[0] == trees[1] == trees[2]


@pytest.mark.parametrize("spelling", ["\\000", "\x07", "\\a", "\x1b[31m", "\ufffe", "\x7f"])
def test_a12_characters_that_are_no_text(vendor: Vendor, spelling: str):
    text = vendor.sent.decode()
    at = text.rindex('msgstr "') + len('msgstr "')
    vendor.is_rejected(
        (text[:at] + spelling + text[at:]).encode(), "text.control", "catalog.syntax"
    )


def test_a12_a_lone_surrogate(vendor: Vendor):
    data = vendor.sent
    at = data.rindex(b'msgstr "') + len(b'msgstr "')
    vendor.is_rejected(data[:at] + b"\xed\xa0\x80" + data[at:], "catalog.charset")


def test_a13_fuzzy_and_empty_are_not_finished(vendor: Vendor):
    text = vendor.sent.decode()
    header, rest = text.split("\n\n", 1)
    assert "#, fuzzy" in rest
    before = vendor.trial.tree("locales")
    done = vendor.gives(("#, fuzzy\n" + header + "\n\n" + rest).encode())
    assert done.status == 3, done
    assert " unfinished" in done.out
    assert "0 taken" in done.out
    assert vendor.trial.tree("locales") == before
    vendor.trial.ok("compile", status=3)
    for place in vendor.trial.path("dist").rglob("*.mo"):
        assert place.read_bytes().count(b"Project-Id-Version") == 1
        assert b"ZYLORA" not in place.read_bytes()
    assert vendor.trial.gate("--locale", "es-US").status == 4


@pytest.mark.parametrize(
    "addition",
    ['domain "../x"\n', 'include "x"\n', 'msgfrob "x"\n', 'msgstr "text before any source"\n'],
)
def test_a16_words_that_no_catalog_has(vendor: Vendor, addition: str, tmp_path: Path):
    before = sorted(place for place in tmp_path.iterdir())
    vendor.is_rejected(vendor.sent + b"\n" + addition.encode(), "catalog.syntax")
    assert sorted(place for place in tmp_path.iterdir()) == before


def test_a16_entries_before_the_header(vendor: Vendor):
    entry = b'msgid "First of all"\nmsgstr "Primero"\n\n'
    vendor.is_rejected(entry + vendor.sent, "catalog.syntax", "catalog.header")


def _huge(vendor: Vendor, which: str) -> bytes:
    data = vendor.sent
    at = data.rindex(b'msgstr "') + len(b'msgstr "')
    if which == "file":
        return data + b"# x\n" * 25_000_000
    if which in {"line", "text"}:
        return data[:at] + b"x" * (50_000_000 if which == "line" else 19_000_000) + data[at:]
    if which == "entries":
        return data + b'\nmsgid "a"\nmsgstr ""' * 900_000
    indexes = b"".join(b'msgstr[%d] ""\n' % number for number in range(100_000))
    return data + b'\nmsgid "a"\nmsgid_plural "b"\n' + indexes


@pytest.mark.parametrize(
    ("which", "code"),
    [
        ("file", "limit.file"),
        ("line", "limit.file"),
        ("text", "limit"),
        ("entries", "limit"),
        ("indexes", "limit"),
    ],
)
def test_a17_limits(vendor: Vendor, which: str, code: str):
    vendor.is_rejected(_huge(vendor, which), code, kept=code != "limit.file")


def _mo(**changes: int) -> bytes:
    pairs = [(b"", b"Content-Type: text/plain; charset=UTF-8\n"), (b"a", b"b"), (b"c", b"d")]
    fields = {"magic": 0x950412DE, "version": 0, "count": 3, "ids": 28, "texts": 52, **changes}
    at, table, body = 76, b"", b""
    for side in (0, 1):
        for pair in pairs:
            table += struct.pack("<II", len(pair[side]), at)
            body += pair[side] + b"\0"
            at += len(pair[side]) + 1
    head = struct.pack(
        "<7I", *(fields[k] for k in ("magic", "version", "count", "ids", "texts")), 0, 0
    )
    return head + table + body


_HOSTILE = {
    "empty": b"",
    "cut": _mo()[:40],
    "count": _mo(count=2**31 - 1),
    "outside": _mo(texts=2**31),
    "version": _mo(version=5 << 16),
    "overlapping": _mo(texts=28),
    "random": bytes(range(256)) * 4,
}


@pytest.mark.parametrize("name", sorted(_HOSTILE))
def test_a18_a_hostile_mo(make_trial, name: str):
    trial: Trial = make_trial("released")
    place = next(trial.path("dist").rglob("*.mo"))
    place.write_bytes(_HOSTILE[name])
    done = trial.verify()
    assert done.status == 4, done
    assert place.name in done.err + done.out
    assert "Traceback" not in done.err
