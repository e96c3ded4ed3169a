"""`html.unsafe`, `html.structure`: markup that is not in the source.

Implements acceptance cases E01, E02 and E05. A message's markup is its numbered tags; anything
else that a browser could read as a tag is compared with the source, also when it is written with
character references, once or twice over.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator

from pipeline.check.batch import Batch
from pipeline.check.context import Context, blocker
from pipeline.check.traits import Trait
from pipeline.model.finding import Finding, IssueType, Span
from pipeline.model.unit import Unit
from pipeline.text.characters import INVISIBLE
from pipeline.text.patterns import lazy
from pipeline.text.tags import strip_tags

__all__ = ["check_markup", "decode", "narrow"]

_TAG = lazy(r"<[/!?]?[A-Za-z][^<>]*>?|<!--|<!\[CDATA\[|<\?")
_NAME = lazy(r"[A-Za-z][\w:-]*")
_UNSAFE = lazy(
    r"<\s{0,9}/?\s{0,9}(?:script|style|iframe|object|embed|applet|svg|math|link|meta|base|form|template|"
    r"noscript|textarea|xmp|plaintext|frame|frameset|foreignobject|noembed|noframes|title)\b"
    r"|\bon[a-z]{3,30}\s{0,9}=|\bsrcdoc\s{0,9}=|\bformaction\s{0,9}="
    r"|\b(?:javascript|vbscript|livescript)\s{0,9}:|data\s{0,9}:\s{0,9}text/html|expression\s{0,9}\("
    r"|<!--|-->|<!\[CDATA\[",
    re.IGNORECASE,
)
_BETWEEN = lazy(r"[\x00-\x1f\x7f]+")
_SUSPECT = lazy(r"[<>&=]|\\[ux]|%[0-9A-Fa-f]{2}")
_SCRIPT = lazy(r"(?:java|vb|live)script:", re.IGNORECASE)
_SPEAKS = lazy(r"script:|data:|expression\(", re.IGNORECASE)
_DECODINGS = 4


def _speaks(text: str) -> bool:
    """Whether a word that a browser obeys is there, white space and hidden characters aside."""
    if ":" not in text and "(" not in text:
        return False
    if not (text.isascii() and text.isprintable()):
        text = _BETWEEN.sub("", INVISIBLE.sub("", text))
    tight = "".join(text.split())
    return _SPEAKS.search(tight) is not None


def decode(text: str) -> str:
    """The text as a lax reader might see it: references resolved, hidden characters gone."""
    if "&" not in text and text.isascii() and text.isprintable():
        return text
    for _ in range(_DECODINGS):
        plain = html.unescape(text)
        if plain == text:
            break
        text = plain
    return _BETWEEN.sub("", INVISIBLE.sub("", text))


def _threats(text: str) -> Counter[str]:
    """Unsafe pieces, folded, in the text as it is and with all white space taken out."""
    plain = decode(text)
    found = Counter(match.group().lower() for match in _UNSAFE.finditer(plain))
    if ":" in plain:
        for match in _SCRIPT.finditer("".join(plain.split())):
            found.setdefault(match.group().lower(), 1)
    return found


def _tags(text: str) -> Counter[str]:
    if "<" not in text and "&" not in text:
        return Counter()
    return Counter(
        name.group().lower() if (name := _NAME.search(match.group())) else match.group()
        for match in _TAG.finditer(decode(text))
    )


def check_markup(unit: Unit, forms: tuple[str, ...], _context: Context) -> Iterator[Finding]:
    """At most one finding per form: unsafe, or else a tag that is not in the source."""
    texts = (*unit.message.sources, *forms)
    if not any(map(_SUSPECT.search, texts)) and not any(map(_speaks, forms)):
        return
    sources = [strip_tags(source) for source in unit.message.sources]
    tags = list(map(_tags, sources))
    for number, form in enumerate(forms):
        bare = strip_tags(form)
        threats = _threats(bare)
        for source in sources if threats else ():
            threats -= _threats(source)
        if threats:
            match = _UNSAFE.search(form)
            span = Span(match.start(), match.end(), number) if match else None
            listed = ", ".join(sorted(threats))
            message = f"not in the source, and a browser may run it: {listed}"
            yield blocker("html.unsafe", IssueType.MARKUP, message, span)
            continue
        found = _tags(bare)
        if found and found not in tags:
            wanted = tags[0 if number == 0 else -1]
            parts = [f"<{name}> is not in the source" for name in sorted(found - wanted)]
            parts += [f"<{name}> is missing" for name in sorted(wanted - found)]
            yield blocker("html.structure", IssueType.MARKUP, "; ".join(parts))
        elif not found and all(tags):
            missing = ", ".join(f"<{name}>" for name in sorted(tags[-1]))
            yield blocker("html.structure", IssueType.MARKUP, f"{missing} is missing")


def narrow(batch: Batch, numbers: list[int]) -> list[int]:
    """Texts with what may be a tag, and targets with a word that a browser may obey."""
    sources, targets, traits = batch.sources, batch.targets, batch.traits
    return [
        n
        for n in numbers
        if (traits[n] & Trait.MARKUP and _is_marked(sources[n], targets[n])) or _speaks(targets[n])
    ]


def _is_marked(source: str, target: str) -> bool:
    """Whether there may be a tag besides the numbered ones, or an attribute in the target."""
    return (
        "=" in target
        or "&" in target
        or "&" in source
        or ">" in (text := strip_tags(target))
        or "<" in text
        or "<" in strip_tags(source)
    )
