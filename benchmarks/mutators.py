"""The ways in which a good translation is broken on purpose: one function per kind.

A mutator gives the broken target, or None where its kind does not occur in the unit.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

from pipeline.check.measures import SYMBOLS
from pipeline.check.plain import bare
from pipeline.check.traits import Trait
from pipeline.check.words.lexicon import lexicon_of, traits_of
from pipeline.model.unit import Unit
from pipeline.text.placeholders import find_placeholders
from pipeline.text.tags import TAG

__all__ = ["Mutate", "mutators_of"]

Mutate = Callable[[Unit, str, random.Random], str | None]


def _sub(text: str, match: re.Match[str] | None, new: str) -> str | None:
    return None if match is None else text[: match.start()] + new + text[match.end() :]


def _pick(found: Sequence[re.Match[str]], rnd: random.Random) -> re.Match[str] | None:
    return rnd.choice(found) if found else None


def _free(unit: Unit, text: str, pattern: str) -> list[re.Match[str]]:
    """Matches outside tags and placeholders."""
    spans = [(m.start(), m.end()) for m in TAG.finditer(text)]
    spans += [(s.start, s.end) for s in find_placeholders(text, unit.message.flags)]
    spans += [m.span() for m in re.finditer(r"<[^<>]*>|&#?\w+;|https?://\S+|\S+@\S+|`[^`]*`", text)]
    return [
        m
        for m in re.finditer(pattern, text)
        if not any(start < m.end() and m.start() < end for start, end in spans)
    ]


def _number(unit: Unit, text: str, rnd: random.Random) -> str | None:
    source = bare(unit.message.source, unit.message.flags)
    if unit.message.plural is not None or not re.search(r"\d", source):
        return None
    match = _pick(_free(unit, text, r"(?<![A-Za-z\d])\d+(?![A-Za-z])"), rnd)
    if match is None:
        return None
    token = match.group()
    kind = rnd.choice(("digit", "ten", "lost"))
    if kind == "digit":
        at = rnd.randrange(len(token))
        token = token[:at] + str((int(token[at]) + rnd.randint(1, 9)) % 10) + token[at + 1 :]
    else:
        token = token + "0" if kind == "ten" else ""
    if token and int(token) == int(match.group()):
        return None
    return _sub(text, match, token)


_SWAPS = {
    "mg": "g", "mcg": "mg", "µg": "mg", "g": "mg", "mL": "L", "ml": "l", "°C": "°F", "%": "mg",
    "MB": "GB", "KB": "MB", "GB": "MB", "cm": "mm", "px": "cm",
}  # fmt: skip
_WORDS = {
    "es": {"semanas": "días", "días": "horas", "horas": "minutos", "meses": "semanas",
           "microgramos": "miligramos", "años": "meses", "minutos": "horas", "segundos": "minutos"},
    "pt": {"semanas": "dias", "dias": "horas", "horas": "minutos", "meses": "semanas",
           "microgramas": "miligramas", "anos": "meses", "minutos": "horas"},
    "fr": {"semaines": "jours", "jours": "heures", "heures": "minutes", "mois": "semaines",
           "microgrammes": "milligrammes", "ans": "mois", "minutes": "heures"},
    "de": {"Wochen": "Tage", "Tagen": "Stunden", "Tage": "Stunden", "Stunden": "Minuten",
           "Monaten": "Wochen", "Mikrogramm": "Milligramm", "Jahre": "Monate", "Minuten": "Stunden"},  # noqa: E501
    "ja": {"週間": "日間", "時間": "分間", "か月": "週間", "マイクログラム": "ミリグラム", "分": "時間"},  # noqa: E501
    "ar": {"ميكروغرام": "ملغ", "أسبوع": "يوم", "يومًا": "ساعة", "ساعة": "دقيقة", "شهرًا": "يومًا",
           "أيام": "أسابيع", "دقائق": "ساعات"},
}  # fmt: skip


def _unit(locale: str) -> Mutate:
    words = _WORDS[locale[:2]] | _SWAPS

    def mutate(unit: Unit, text: str, rnd: random.Random) -> str | None:
        ours = r"|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
        end = "" if locale == "ja" else r"(?![^\W\d_])"
        if not re.search(r"\d[ -]?[A-Za-z%°µ]", bare(unit.message.source, unit.message.flags)):
            return None
        found = _free(unit, text, rf"(?<=\d)([ \u00a0\u202f]?)({ours}){end}")
        if locale == "ja":  # the minutes of 3時30分 are no length of time
            found = [m for m in found if not re.search(r"時\d+$", text[: m.start()])]
        match = _pick(found, rnd)
        return _sub(text, match, match[1] + words[match[2]]) if match else None

    return mutate


def _dose(unit: Unit, text: str, _rnd: random.Random) -> str | None:
    symbols = "|".join(map(re.escape, sorted(SYMBOLS, key=len, reverse=True)))
    found = _free(unit, text, rf"(\d[\d.,]*)(?=[ \u00a0]?(?:{symbols})(?![A-Za-z\u00c0-\u024f]))")
    if len(found) < 2 or found[0].group() == found[1].group():
        return None
    one, two = found[:2]
    return (
        text[: one.start()]
        + two.group()
        + text[one.end() : two.start()]
        + one.group()
        + text[two.end() :]
    )


def _range(unit: Unit, text: str, _rnd: random.Random) -> str | None:
    if not re.search(r"\d[-–]\d", unit.message.source):
        return None
    match = next(iter(_free(unit, text, r"(?<![\d.,-])(\d{1,3})([-–])(\d{1,3})(?![\d-])")), None)
    if match is None or match[1] == match[3]:
        return None
    return _sub(text, match, match[3] + match[2] + match[1])


_MONTHS = {
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",  # noqa: E501
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",  # noqa: E501
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "ja": "1月 2月 3月 4月 5月 6月 7月 8月 9月 10月 11月 12月",
    "ar": "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
}
_ENGLISH = "January|February|March|April|May|June|July|August|September|October|November|December"
_DATED = re.compile(rf"\b(?:{_ENGLISH}) \d|\d (?:{_ENGLISH})\b")


def _date(locale: str) -> Mutate:
    """Another month in a date."""
    months = _MONTHS[locale[:2]].split()
    pattern = rf"(?<![^\W_])(?:{'|'.join(reversed(months))})(?![^\W\d_年日])"

    def mutate(unit: Unit, text: str, rnd: random.Random) -> str | None:
        if not _DATED.search(unit.message.source):
            return None
        match = _pick(_free(unit, text, pattern if locale != "ja" else r"(?<!\d)\d\d?月"), rnd)
        if match is None:
            return None
        return _sub(text, match, rnd.choice([name for name in months if name != match.group()]))

    return mutate


_HALVES = {
    "es": {"p. m.": "a. m.", "a. m.": "p. m."},
    "ja": {"午後": "午前", "午前": "午後"},
    "ar": {"مساءً": "صباحًا", "صباحًا": "مساءً"},
}
_CLOCK = re.compile(r"\b\d{1,2}:\d\d [ap]\.m\.")


def _time(locale: str) -> Mutate:
    """The other half of the day."""
    halves = _HALVES.get(locale[:2])

    def mutate(unit: Unit, text: str, rnd: random.Random) -> str | None:
        if not _CLOCK.search(unit.message.source):
            return None
        if halves is not None:
            match = _pick(list(re.finditer("|".join(map(re.escape, halves)), text)), rnd)
            return _sub(text, match, halves[match.group()]) if match else None
        match = _pick(_free(unit, text, r"(?<![\d-])\d{1,2}(?=:\d\d|[ \u00a0]h[ \u00a0]\d\d)"), rnd)
        return _sub(text, match, str((int(match.group()) + 12) % 24)) if match else None

    return mutate


def _percent(unit: Unit, text: str, rnd: random.Random) -> str | None:
    """Another percentage, or none."""
    if not re.search(r"\d%", bare(unit.message.source, unit.message.flags)):
        return None
    match = _pick(_free(unit, text, r"(\d+)([ \u00a0\u202f]?[%٪])"), rnd)
    if match is None:
        return None
    other = str((int(match[1]) + rnd.randint(1, 90)) % 100)
    return _sub(text, match, rnd.choice((other + match[2], match[1] + "0" + match[2], match[1])))


def _comparison(unit: Unit, text: str, _rnd: random.Random) -> str | None:
    if not re.search(r"(?<![-\w<>=])[<>≤≥]\s?\d", unit.message.source):
        return None
    match = re.search(r"[<>≤≥](?=\s?\d)", text)
    return (
        _sub(text, match, {"<": ">", ">": "<", "≤": "≥", "≥": "≤"}[match.group()])
        if match
        else None
    )


def _placeholder(unit: Unit, text: str, rnd: random.Random) -> str | None:
    if unit.message.plural is not None:
        return None
    spans = find_placeholders(text, unit.message.flags)
    if not spans:
        return None
    span = rnd.choice(spans)
    token = text[span.start : span.end]
    kind = rnd.choice(("lost", "doubled", "renamed"))
    renamed = re.sub(r"[A-Za-z]{2,}", lambda m: m.group() + "x", token, count=1)
    new = {"lost": "", "doubled": f"{token} {token}", "renamed": renamed}[kind]
    return None if new == token else text[: span.start] + new + text[span.end :]


def _tag(_unit: Unit, text: str, rnd: random.Random) -> str | None:
    match = _pick(list(re.finditer(r"</?(?:[a-z]+\d?|\d+)(?:\s[^<>]*)?/?>", text)), rnd)
    return _sub(text, match, "") if match else None


def _lock(_unit: Unit, text: str, rnd: random.Random) -> str | None:
    new = rnd.choice(("ZYLORIA", "Zylora", "ZYL\u00d3RA", "", "ZYLORA ZYLORA", "ZYL\u200bORA"))
    return text.replace("ZYLORA", new, 1) if "ZYLORA" in text else None


def _phone(_unit: Unit, text: str, rnd: random.Random) -> str | None:
    match = re.search(r"\d-\d{3}-\d{3}-\d{4}", text)
    if match is None:
        return None
    parts = match.group().split("-")
    kind = rnd.choice(("digit", "groups", "lost"))
    if kind == "digit":
        parts[3] = str((int(parts[3]) + rnd.randint(1, 9998)) % 10_000).zfill(4)
    elif kind == "groups":
        parts[1], parts[2] = parts[2], parts[1]
    else:
        parts.pop()
    return _sub(text, match, "-".join(parts))


def _address(pattern: str, sign: str) -> Mutate:
    def mutate(unit: Unit, text: str, rnd: random.Random) -> str | None:
        if sign not in unit.message.source:
            return None
        match = _pick(list(re.finditer(pattern, text)), rnd)
        if match is None or match.group() not in unit.message.source:
            return None
        found = match.group().rstrip(".,;:!?)")
        at = rnd.randrange(len(found) // 2, len(found))
        new = rnd.choice((found[:at] + "x" + found[at:], found[:at], ""))
        return text[: match.start()] + new + text[match.start() + len(found) :]

    return mutate


_ALIKE = dict(zip("aceopxyABEHKMOPTXio", "асеорхуАВЕНКМОРТХіο", strict=True))


def _look_alike(unit: Unit, text: str, rnd: random.Random) -> str | None:
    words = _free(unit, text, r"(?<!\w)[A-Za-z\u00c0-\u024f]{4,}(?!\w)")
    found = [(m, at) for m in words for at, char in enumerate(m.group()) if char in _ALIKE]
    if not found:
        return None
    match, at = rnd.choice(found)
    word = match.group()
    return _sub(text, match, word[:at] + _ALIKE[word[at]] + word[at + 1 :])


def _bidi(_unit: Unit, text: str, rnd: random.Random) -> str | None:
    if "\u2066" in text and rnd.random() < 0.5:
        return text.replace(rnd.choice("\u2066\u2069"), "", 1)
    at = rnd.randrange(len(text) + 1)
    return (
        text[:at] + rnd.choice("\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u2069\u202c") + text[at:]
    )


def _negation_lost(locale: str) -> Mutate:
    lexicon = lexicon_of(locale)

    def mutate(unit: Unit, text: str, _rnd: random.Random) -> str | None:
        source = bare(unit.message.sources[-1], unit.message.flags)
        if lexicon is None or not traits_of(source, "en-US") & Trait.NEGATION:
            return None
        if locale == "ja":
            for no, yes in (
                ("ないでください", "てください"),
                ("ません", "ます"),
                ("されない", "される"),
                ("ではない", "である"),
                ("できない", "できる"),
                ("しない", "する"),
                ("ない", "る"),
            ):
                if no in text:
                    return text.replace(no, yes)
            return None
        words = [m for m in re.finditer(r"[^\W\d_]+", text)
                 if lexicon.traits.get(m.group().lower(), 0) & Trait.NEGATION]  # fmt: skip
        if not words:
            return None
        new = text
        if locale[:2] in {"es", "pt"}:  # ninguno, nada go with the no before them
            words = words[:1] + [
                m for m in words[1:] if m.group().lower()[:3] in {"nin", "nad", "nen", "nun"}
            ]
        # French says no in two words, and they go together
        for match in reversed(
            words[:2]
            if locale.startswith("fr")
            else words
            if locale[:2] in {"es", "pt"}
            else words[:1]
        ):
            new = new[: match.start()] + new[match.end() :].removeprefix("'").removeprefix("’")
        return " ".join(new.split())

    return mutate


_NO = {"es": "no", "pt": "não", "fr": "ne pas", "de": "nicht", "ar": "لا", "ja": ""}


def _negation_gained(locale: str) -> Mutate:
    no = _NO[locale[:2]]

    def mutate(unit: Unit, text: str, _rnd: random.Random) -> str | None:
        source = bare(unit.message.sources[-1], unit.message.flags)
        words = text.split(" ")
        if traits_of(source, "en-US") & Trait.NEGATION or len(words) < 5:
            return None
        if locale == "ja":
            return text.replace("ます。", "ません。") if "ます。" in text else None
        return " ".join([*words[:2], no, *words[2:]])

    return mutate


_WEAKER = {
    "es": {"debe": "puede", "deben": "pueden", "debería": "podría", "necesita": "puede", "deberá": "podrá"},  # noqa: E501
    "pt": {"deve": "pode", "devem": "podem", "precisa": "pode", "deverá": "poderá"},
    "fr": {"devez": "pouvez", "doit": "peut", "doivent": "peuvent", "devriez": "pourriez", "devraient": "pourraient"},  # noqa: E501
    "de": {"müssen": "können", "muss": "kann", "sollten": "könnten", "sollte": "könnte", "musst": "kannst"},  # noqa: E501
    "ja": {"する必要があります": "することができます", "必要があります": "ことができます"},
    "ar": {"يجب": "يمكن", "ينبغي": "يمكن"},
}  # fmt: skip


def _modality(locale: str) -> Mutate:
    table = _WEAKER[locale[:2]]

    def mutate(unit: Unit, text: str, _rnd: random.Random) -> str | None:
        source = bare(unit.message.sources[-1], unit.message.flags)
        if not traits_of(source, "en-US") & Trait.STRONG:
            return None
        if locale == "ja":
            return next((text.replace(a, b) for a, b in table.items() if a in text), None)
        pattern = r"(?<!\w)(?:" + "|".join(table) + r")(?!\w)"
        new = re.sub(
            pattern,
            lambda m: (
                table[m.group().lower()]
                if m.group().islower() or locale == "ar"
                else table[m.group().lower()].capitalize()
            ),
            text,
            flags=re.IGNORECASE,
        )
        return new if new != text else None

    return mutate


_SPELLED = {
    "es": ("dos", "tres"),
    "pt": ("duas", "três"),
    "fr": ("deux", "trois"),
    "de": ("zwei", "drei"),
}


def _spelled(locale: str) -> Mutate:
    old, new = _SPELLED.get(locale[:2], ("", ""))

    def mutate(unit: Unit, text: str, _rnd: random.Random) -> str | None:
        if not old or not re.search(r"\btwo\b", unit.message.source, re.IGNORECASE):
            return None
        changed = re.sub(rf"\b{old}\b", new, text, flags=re.IGNORECASE)
        return changed if changed != text else None

    return mutate


def mutators_of(locale: str) -> dict[str, Mutate]:
    """The mutators by kind; some go by the language."""
    return {
        "number": _number, "unit": _unit(locale), "dose": _dose, "range": _range,
        "percent": _percent, "date": _date(locale), "time": _time(locale),
        "comparison": _comparison, "placeholder": _placeholder, "tag": _tag, "lock": _lock,
        "phone": _phone, "URL": _address(r"https?://[^\s<>\"“”«»]+", "://"),
        "e-mail": _address(r"[\w.]+@[\w-]+\.[\w.]+\w", "@"), "look-alike": _look_alike, "bidi": _bidi,  # noqa: E501
        "negation lost": _negation_lost(locale), "negation gained": _negation_gained(locale),
        "modality": _modality(locale), "number in words": _spelled(locale),
    }  # fmt: skip
