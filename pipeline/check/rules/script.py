"""`text.script`: the target is written in the script of its locale.

Implements issue 5: a Japanese or Arabic target without one letter of that script, or a word of a
foreign script in a Latin target that the source has not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.check.batch import Batch
from pipeline.check.context import Context, warning
from pipeline.check.plain import bare
from pipeline.check.rules.links import links_of
from pipeline.check.traits import Trait
from pipeline.model.finding import Finding, IssueType, Span
from pipeline.model.locale import LocaleTag, language_of
from pipeline.model.unit import Unit
from pipeline.text.patterns import lazy

__all__ = ["check_script", "narrow"]

_SCRIPTS = {
    "ar": "\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefc",
    "ja": "\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uff66-\uff9f",
    "he": "\u0590-\u05ff",
    "ko": "\u1100-\u11ff\u3130-\u318f\uac00-\ud7ff",
    "zh": "\u3400-\u4dbf\u4e00-\u9fff",
    "el": "\u0370-\u03ff",
    "ru": "\u0400-\u04ff",
    "uk": "\u0400-\u04ff",
    "th": "\u0e00-\u0e7f",
    "hi": "\u0900-\u097f",
}
_FOREIGN = lazy(
    "[\u0400-\u052f]{2,}|[\u0590-\u06ff]{2,}|[\u0900-\u0e7f]{2,}|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7ff]+"
)
_WORD = lazy(r"[^\W\d_]{2,}")
_SMALL = lazy(r"(?<!\w)[a-z]{3,}")
_FEW = 3
_LATIN = frozenset({"de", "en", "es", "fr", "it", "nl", "pl", "pt", "sv", "da", "nb", "fi", "cs"})


def check_script(unit: Unit, forms: tuple[str, ...], context: Context) -> Iterator[Finding]:
    """At most one finding per form."""
    message, language = unit.message, language_of(context.locale)
    letters = _SCRIPTS.get(language)
    if letters is not None:
        source = bare(message.source, message.flags)
        for link in links_of(source):
            source = source.replace(link, " ")
        if len(_SMALL.findall(source)) < _FEW or context.registry.is_locked(message):
            return
        for form in forms:
            if _WORD.search(form) and not re.search(f"[{letters}]", form):
                yield warning("text.script", IssueType.CHARACTERS, _message(context.locale, form))
    elif language in _LATIN:
        for number, form in enumerate(forms):
            match = None if form.isascii() else _FOREIGN.search(form)
            if match is not None and not any(map(_FOREIGN.search, message.sources)):
                span = Span(match.start(), match.end(), number)
                text = f"“{match.group()[:20]}” is in a script that {context.locale} does not use"
                yield warning("text.script", IssueType.CHARACTERS, text, span)


def _message(locale: LocaleTag, form: str) -> str:
    return f"no letter of the script of {locale} in “{form[:40]}”"


def narrow(batch: Batch, numbers: list[int]) -> list[int]:
    """Targets with letters of another script; in other scripts, without a letter of their own."""
    targets, language = batch.targets, language_of(batch.context.locale)
    letters = _SCRIPTS.get(language)
    if letters is not None:
        own = re.compile(f"[{letters}]").search
        return [n for n in numbers if not own(targets[n])]
    if language not in _LATIN:
        return []
    traits = batch.traits
    return [n for n in numbers if traits[n] & Trait.SCRIPT and _FOREIGN.search(targets[n])]
