"""What a machine says about its own draft, for the side column of a review sheet.

Every text here was an engine's or a file's, so all of it is escaped, and stands in a box of its
own that no direction mark reaches out of.
"""

from __future__ import annotations

from pipeline.model.locale import LocaleTag, is_right_to_left
from pipeline.model.signals import Signals
from pipeline.review.markup import escaped, text_html

__all__ = ["hints_html"]

_MOST_WORDS = 12


def hints_html(signals: Signals, source_locale: LocaleTag) -> str:
    """The hints in one box that says whose they are; empty when there is nothing to say."""
    lines = []
    if signals.unknown:
        lines.append(f"unknown to the engine: {_words(signals.unknown, source_locale)}")
    if signals.kept:
        lines.append(f"left as in the source: {_words(signals.kept, source_locale)}")
    if signals.similarity is not None:
        lines.append(f"nearest signed source when drafted: {_per_cent(signals.similarity)} alike")
    if signals.back:
        came = " ".join(_box(text, source_locale) for text in dict.fromkeys(signals.back))
        score = (
            ""
            if signals.back_similarity is None
            else f", {_per_cent(signals.back_similarity)} like the source"
        )
        lines.append(
            f"translated back by <bdi>{text_html(signals.back_engine)}</bdi>{score}: {came}"
        )
    if not lines:
        return ""
    shown = "".join(f"<p>{line}</p>" for line in lines)
    return f'<div class="hints"><span class="chip note">machine’s hint</span>{shown}</div>'


def _words(words: tuple[str, ...], locale: LocaleTag) -> str:
    more = len(words) - _MOST_WORDS
    shown = _box(", ".join(words[:_MOST_WORDS]), locale)
    return f"{shown} and {more} more" if more > 0 else shown


def _box(text: str, locale: LocaleTag) -> str:
    direction = "rtl" if is_right_to_left(locale) else "ltr"
    return f'<span class="text" lang="{escaped(locale)}" dir="{direction}">{text_html(text)}</span>'


def _per_cent(value: int) -> str:
    return f"{value}\u00a0%"
