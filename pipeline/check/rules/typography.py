"""`text.typography`: marks that a locale writes otherwise than English.

Implements issue 5: Spanish opens questions and exclamations with ¿ and ¡; Japanese sentences end
in 。 and ask with ？; French sets a space inside « »; Arabic has ؟ and ، of its own. Spaces before
punctuation and quotation marks are judged by the rule beside this one, `punctuation`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.check.batch import Batch
from pipeline.check.context import Context, warning
from pipeline.check.plain import bare
from pipeline.model.finding import Finding, IssueType, Span
from pipeline.model.locale import language_of
from pipeline.model.unit import Unit
from pipeline.text.patterns import lazy

__all__ = ["check_typography", "narrow"]

_JAPANESE = "\u3040-\u30ff\u4e00-\u9fff"
_ARABIC = "\u0600-\u06ff"
_WRONG = {
    "es": [
        (lazy(r"^[^¿]*[^\W\d_]{2,}\?(?=\s|$)"), "a question without ¿", "?"),
        (lazy(r"^[^¡]*[^\W\d_]{2,}!(?=\s|$)"), "an exclamation without ¡", "!"),
    ],
    "fr": [
        (lazy(r"«(?![\s\u00a0\u202f])|(?<![\s\u00a0\u202f])»"), "no space inside « »", "«»"),
    ],
    "ja": [
        (lazy(f"(?<=[{_JAPANESE}])[.,](?=\\s|$|[{_JAPANESE}])"), "a half-width mark", ".,"),
        (lazy(f"(?<=[{_JAPANESE}])[!?](?=$|[{_JAPANESE}])"), "a half-width mark", "!?"),
    ],
    "ar": [
        (lazy(f"(?<=[{_ARABIC}])\\?"), "the Latin question mark", "?"),
        (lazy(f"(?<=[{_ARABIC}]),(?= ?[{_ARABIC}])"), "the Latin comma", ","),
    ],
}


def check_typography(unit: Unit, forms: tuple[str, ...], context: Context) -> Iterator[Finding]:
    """At most one finding per form."""
    rules = _WRONG.get(language_of(context.locale))
    if rules is None:
        return
    for number, form in enumerate(forms):
        for pattern, words, marks in rules:
            if not any(mark in form for mark in marks):
                continue
            match = pattern.search(bare(form, unit.message.flags))
            if match is None:
                continue
            at = form.find(match.group()[-1])
            text = f"{words} near “{match.group()[-12:]}”; {context.locale} writes it otherwise"
            yield warning(
                "text.typography", IssueType.TYPOGRAPHICAL, text, Span(at, at + 1, number)
            )
            break


def narrow(batch: Batch, numbers: list[int]) -> list[int]:
    """Targets with a mark that this locale writes otherwise."""
    targets, rules = batch.targets, _WRONG.get(language_of(batch.context.locale))
    if rules is None:
        return []
    any_mark = re.compile("[" + "".join(marks for _, _, marks in rules) + "]").search
    return [n for n in numbers if any_mark(targets[n])]
