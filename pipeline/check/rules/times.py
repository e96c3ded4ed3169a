"""`time.changed`: morning stays morning. 8 p.m. may become 20:00, never 8:00 or 8 a.m.

Implements issue 5; minutes and hours themselves are numbers and `number.changed` sees them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.check.batch import Batch
from pipeline.check.context import Context, blocker
from pipeline.check.plain import bare
from pipeline.model.finding import Finding, IssueType
from pipeline.model.locale import LocaleTag, language_of
from pipeline.model.unit import Unit
from pipeline.text.patterns import lazy

__all__ = ["check_times", "narrow"]

_CLOCK = lazy(r"\b(\d{1,2})(?:[:.](\d\d))?[ \u00a0]?([ap])\.?[ ]?m\b", re.IGNORECASE)
_ARABIC = r"(?<!\w)[وبل]?(?:ال|ل)?"
"""Where an Arabic word begins: دليل is a guide, and ليل the night."""
_MORNING = {
    "": r"\ba\.?[ \u00a0]?m\b",
    "es": r"de la mañana|de la madrugada",
    "pt": r"da manhã|da madrugada",
    "fr": r"du matin",
    "de": r"morgens|vormittags|früh\b",
    "ja": r"午前|朝",
    "ar": rf"{_ARABIC}صباح|[\d\u0660-\u0669] ?ص\b",
}
_EVENING = {
    "": r"\bp\.?[ \u00a0]?m\b",
    "es": r"de la tarde|de la noche|del mediodía",
    "pt": r"da tarde|da noite",
    "fr": r"du soir|de l['’]après-midi",
    "de": r"abends|nachmittags|nachts|mittags",
    "ja": r"午後|夕|夜|正午",
    "ar": rf"{_ARABIC}(?:مساء|ظهر|ليل)|[\d\u0660-\u0669] ?م\b",
}
_NOON = 12


def _says(text: str, table: dict[str, str], locale: LocaleTag) -> bool:
    own = table.get(language_of(locale))
    return any(
        re.search(pattern, text, re.IGNORECASE) is not None
        for pattern in (table[""], own)
        if pattern
    )


def check_times(unit: Unit, forms: tuple[str, ...], context: Context) -> Iterator[Finding]:
    """At most one finding per form, for sources whose times are all before or all after noon."""
    message = unit.message
    source = bare(message.source, message.flags)
    clocks = _CLOCK.findall(source)
    halves = {half.lower() for _, _, half in clocks}
    if len(halves) != 1:
        return
    afternoon = halves == {"p"}
    for number, form in enumerate(forms):
        text = bare(form, message.flags)
        hours = {int(token) for token in re.findall(r"\d{1,2}", text)}
        morning, evening = (
            _says(text, _MORNING, context.locale),
            _says(text, _EVENING, context.locale),
        )
        said = evening if afternoon else morning
        other = morning if afternoon else evening
        later = all(int(hour) % _NOON + _NOON in hours for hour, _, _ in clocks)
        noon = other and all(int(hour) == _NOON for hour, _, _ in clocks)
        if said or (later and not noon if afternoon else not other and not later):
            continue
        first = ":".join(filter(None, clocks[0][:2])) + f" {clocks[0][2]}"
        there = "says the other half of the day" if other else "does not say which half of the day"
        yield blocker(
            "time.changed", IssueType.NUMBERS, f"{first}.m. in the source; form {number} {there}"
        )


def narrow(batch: Batch, numbers: list[int]) -> list[int]:
    """Sources with a time of the day."""
    sources = batch.bare_sources
    return [n for n in numbers if _CLOCK.search(sources[n])]
