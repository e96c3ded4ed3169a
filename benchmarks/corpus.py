"""Texts to measure with: real ones, cut from what installed packages ship; nothing is kept here.

Sources, in this order: the messages of Django's own catalogs with their Spanish translations, and
the paragraphs and sentences of the documentation strings of the packages in the benchmark
environment (`harness.TEXTS`) and of the standard library. Where these do not suffice, halves of
two real sentences are joined. Everything is seeded: same packages, same bytes.
"""

from __future__ import annotations

import ast
import functools
import hashlib
import json
import random
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

SEED = 7
RATES = (2, 10, 30)
_STRING = re.compile(
    r'^(msgctxt|msgid|msgid_plural|msgstr) "(.*)"$|^"(.*)"$|^(msgstr)\[', re.MULTILINE
)
_SENTENCE = re.compile(r"(?<=[.!?:])\s+(?=[A-Z`*(])")
_CODE = re.compile(r"^\s*(>>>|\.\. |:\w+|[-=~^+|]{3})|[{}\\<>|]|\s{3}|__")
_WORDS = ("new", "current", "optional", "default", "local", "following", "additional", "internal")
PSEUDO = str.maketrans("aeioucnAEIOU", "áéíóúçñÁÉÍÓÚ")


class Text(NamedTuple):
    """One message: its source, its target, where it stands."""

    source: str
    target: str
    document: str
    section: int


def _unquoted(text: str) -> str:
    return re.sub(r"\\(.)", lambda match: {"n": "\n", "t": "\t"}.get(match[1], match[1]), text)


def read_po(path: Path) -> Iterator[tuple[str, str]]:
    """(source, target) of a package's PO file: singular messages that are not obsolete or fuzzy."""
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        if "#~" in block or "msgid_plural" in block or "#, fuzzy" in block or "msgctxt" in block:
            continue
        parts: dict[str, str] = {}
        name = ""
        for match in _STRING.finditer(block):
            name = match[1] or name
            parts[name] = parts.get(name, "") + (match[2] or match[3] or "")
        source, target = _unquoted(parts.get("msgid", "")), _unquoted(parts.get("msgstr", ""))
        if source.strip():
            yield source, target


def _from_catalogs(packages: Path) -> Iterator[Text]:
    for path in sorted(packages.glob("django/**/locale/es/LC_MESSAGES/*.po")):
        document = "/".join(path.relative_to(packages).parts[:-4])
        for number, (source, target) in enumerate(read_po(path)):
            yield Text(source, target, document, number // 40)


def _from_docstrings(folder: Path) -> Iterator[Text]:
    for path in sorted(folder.rglob("*.py")):
        parts = path.relative_to(folder).parts
        if {"test", "tests", "idlelib", "lib2to3", "site-packages"} & set(parts):
            continue
        try:
            tree = ast.parse(path.read_bytes())
        except (SyntaxError, ValueError):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                yield from _sentences(ast.get_docstring(node) or "", "/".join(parts), node)


def _sentences(text: str, document: str, node: ast.AST) -> Iterator[Text]:
    for paragraph in re.split(r"\n\s*\n", text):
        if _CODE.search(paragraph):
            continue
        whole = " ".join(paragraph.split())
        for found in (whole,) if len(whole) <= 300 else _SENTENCE.split(whole):
            sentence = found.strip()
            if 12 <= len(sentence) <= 600 and sentence.isprintable() and " " in sentence:
                yield Text(sentence, "", document, getattr(node, "lineno", 0) // 50)


@functools.lru_cache(maxsize=1)
def pool(environment: Path, size: int) -> tuple[Text, ...]:
    """`size` messages with distinct sources, in the order of the packages' files."""
    (packages,) = environment.glob("lib/python*/site-packages")
    standard = Path(ast.__file__).parent
    found: dict[str, Text] = {}
    for texts in (_from_catalogs(packages), _from_docstrings(packages), _from_docstrings(standard)):
        for text in texts:
            found.setdefault(text.source, text)
    real = list(found.values())
    rng = random.Random(SEED)
    blocks = [real[at : at + 40] for at in range(0, len(real), 40)]
    rng.shuffle(blocks)
    order = [text for block in blocks for text in block][:size]
    known = {text.source for text in order}
    words = [(text, text.source.split(" ")) for text in real]
    while len(order) < size:
        (one, first), (_, second) = rng.choice(words), rng.choice(words)
        source = " ".join(first[: (len(first) + 1) // 2] + second[len(second) // 2 :])
        if source not in known:
            known.add(source)
            order.append(Text(source, "", "joined/" + one.document, len(order) // 40))
    return tuple(
        text if text.target else text._replace(target=text.source.translate(PSEUDO))
        for text in order
    )


def edited(text: str, rng: random.Random) -> str:
    """One to three small edits: a word replaced, added or dropped, a digit, a typo, the end."""
    for _ in range(rng.choice([1, 1, 1, 2, 2, 3])):
        parts = text.split(" ")
        kind = rng.randrange(6)
        if kind == 0 and len(parts) > 3:
            parts[rng.randrange(len(parts))] = rng.choice(_WORDS)
            text = " ".join(parts)
        elif kind == 1:
            parts.insert(rng.randrange(len(parts) + 1), rng.choice(_WORDS))
            text = " ".join(parts)
        elif kind == 2 and len(parts) > 4:
            del parts[rng.randrange(len(parts))]
            text = " ".join(parts)
        elif kind == 3 and re.search(r"\d", text):
            text = re.sub(r"\d", lambda match: str((int(match[0]) + 1) % 10), text, count=1)
        elif kind == 4 and len(text) > 6:
            at = rng.randrange(1, len(text) - 1)
            text = text[:at] + text[at + 1] + text[at] + text[at + 2 :]
        else:
            text = text[:-1] if text.endswith((".", ":")) else text + "."
    return text


def edits(texts: Sequence[Text], rate: int) -> tuple[list[Text], dict[str, str]]:
    """The texts with `rate` per cent of the sources edited, and which came from which."""
    rng = random.Random(1000 * rate + len(texts))
    old = {text.source for text in texts}
    truth: dict[str, str] = {}
    after = []
    for text in texts:
        source = text.source
        if rng.random() < rate / 100:
            for _ in range(5):
                candidate = edited(text.source, rng)
                if candidate.strip() and candidate not in old and candidate not in truth:
                    source = candidate
                    truth[source] = text.source
                    break
        after.append(text._replace(source=source, target=""))
    return after, truth


def _quoted(text: str) -> str:
    for plain, escape in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\t", "\\t")):
        text = text.replace(plain, escape)
    return text


def _lines(keyword: str, text: str, *, wrap: bool) -> str:
    quoted = _quoted(text)
    if not wrap or len(quoted) + len(keyword) < 76:
        return f'{keyword} "{quoted}"\n'
    pieces = re.findall(r"(?:[^\\]|\\.){1,76}(?:(?<= )|$)|(?:[^ \\]|\\.)+ ?", quoted)
    return f'{keyword} ""\n' + "".join(f'"{piece}"\n' for piece in pieces)


def catalog(texts: Sequence[Text], *, template: bool = False, wrap: bool = True) -> bytes:
    """A PO file (or POT) with the header and comments that our own files have.

    A template names no content paths: so our merge has to find the origin of an edited message by
    its text alone, as its peers have to, and not because the edit left it in its place.
    """
    fields = {
        "Project-Id-Version": "bench",
        "POT-Creation-Date": "2026-01-01 00:00+0000",
        "PO-Revision-Date": "2026-01-01 00:00+0000",
        "Last-Translator": "none <none@example.org>",
        "Language-Team": "es",
        "Language": "" if template else "es",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": ("nplurals=3; plural=n == 1 ? 0 : n != 0 && n % 1000000 == 0 ? 1 : 2;"),
        "X-Source-Language": "en-US",
        "X-Domain": "bench",
        "X-Extraction": "1",
        "X-Units": str(len(texts)),
    }
    if template:
        del fields["Plural-Forms"], fields["PO-Revision-Date"]
    head = "".join(f'"{name}: {value}\\n"\n' for name, value in fields.items())
    parts = [f'msgid ""\nmsgstr ""\n{head}']
    for number, text in enumerate(texts):
        comments = ""
        if not template and number % 3 == 0:
            digest = hashlib.sha256(text.target.encode()).hexdigest()[:12]
            comments = f"# origin: engine apertium/eng-spa {digest}\n"
        if not template:
            comments += f"#. path: {text.document}/section-{text.section}/body/{number}\n"
        comments += f"#: {text.document}\n"
        if not template and number % 50 == 0:
            comments += "#, fuzzy\n"
        target = "" if template else text.target
        parts.append(
            comments + _lines("msgid", text.source, wrap=wrap) + _lines("msgstr", target, wrap=wrap)
        )
    return "\n".join(parts).encode() + b"\n"


def make(environment: Path, folder: Path, size: int) -> Path:
    """Writes the catalog, the edited templates and their truth for one size; the folder."""
    done = folder / f"made-{size}"
    if done.exists():
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    texts = pool(environment, 200_000)[:size]
    (folder / f"{size}.po").write_bytes(catalog(texts))
    for rate in RATES:
        after, truth = edits(texts, rate)
        (folder / f"{size}-{rate}.pot").write_bytes(catalog(after, template=True))
        (folder / f"{size}-{rate}.json").write_text(json.dumps(truth), encoding="utf-8")
    done.touch()
    return folder
