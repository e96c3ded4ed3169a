"""Is a text written in its locale's language? A cheap look, sure only where it says no.

Two looks: the script of its letters, and, for languages in Latin script, their commonest words.
A text with few letters or few common words is never said to be in another language.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import lru_cache

from pipeline.model.locale import LocaleTag, language_of

__all__ = ["language_seen", "script_of"]

_SCRIPTS = {
    "ar": ("ARABIC",),
    "bg": ("CYRILLIC",),
    "el": ("GREEK",),
    "fa": ("ARABIC",),
    "he": ("HEBREW",),
    "hi": ("DEVANAGARI",),
    "ja": ("HIRAGANA", "KATAKANA", "CJK"),
    "ko": ("HANGUL",),
    "ru": ("CYRILLIC",),
    "th": ("THAI",),
    "uk": ("CYRILLIC",),
    "ur": ("ARABIC",),
    "zh": ("CJK",),
}
_COMMON = {
    "ca": "amb aquest aquesta això als dels però quan què són seva seu més pot també el la i no una per",
    "da": "af at den det der du eller en er et for fra har ikke jeg kan med og på som til vil",
    "de": "aber auch auf aus bei das dem den der des die ein eine einen für haben ist kann mit nicht oder sein sich sie sind und von werden wird zu zum zur",
    "en": "a about an and are as at be before but by can do for from has have how if in is it may more not of on or should that the their this to was what when which will with you your",
    "es": "al algunos antes como con cuando de del el en es esta este la las lo los más no o para pero por puede que qué se ser si sin sobre son su sus también tiene un una y",
    "fi": "ei että hän ja joka kanssa kun mutta myös niin olla on ovat se tai tämä voi",
    "fr": "au aux avec ce cette dans de des du elle en est et être il ils je la le les leur mais ne ou par pas peut plus pour qu que qui sans se ses si son sont sur un une vos votre vous",
    "id": "adalah anda atau dan dari dengan di dokter ini itu karena ke pada tidak untuk yang",
    "it": "al alla anche che come con da dal dei del della delle di e è gli ha i il in la le lo ma nel non o per più può questo se si sono su un una",
    "nb": "av at den det de du eller en er et for fra har ikke jeg kan med og på som til vil",
    "nl": "aan als bij dat de die dit door een en er het hij ik in is kan maar met niet of om ook op te tot uit van voor wordt zijn",
    "pl": "ale być czy dla do i jak jest lub na nie od oraz po przez się są ten to w z za że",
    "pt": "ao aos as com como da das de do dos e em é mais mas na não nas no nos o os ou para pela pelo por pode que quando se sem ser seu sua são também um uma você",
    "sv": "att av den det du eller en ett för från har i inte jag kan med och på som till är",
    "tr": "bir bu da daha de gibi için ile kadar ne olan olarak sonra ve veya ya çok",
    "vi": "bạn các cho có của được hoặc không là một này những thể trong từ và với",
}  # fmt: skip
_PROFILES = {language: frozenset(words.split()) for language, words in _COMMON.items()}
_WORD = re.compile(r"[^\W\d_]+")
_FEW_LETTERS = 12
_OWN_SHARE = 0.2
_ENOUGH, _LEAD = 4, 3


@lru_cache(maxsize=4096)
def script_of(char: str) -> str:
    """The first word of the letter's Unicode name: `LATIN`, `CJK`, `HIRAGANA` …"""
    return unicodedata.name(char, "").partition(" ")[0]


def language_seen(text: str, locale: LocaleTag) -> str | None:
    """The language or script the text is in, when that is surely not the locale's. Else None.

    >>> language_seen("Ask your doctor about the risks before you take it", "es-US")
    'en'
    >>> language_seen("Pregunte a su médico sobre los riesgos", "es-US") is None
    True
    """
    language = language_of(locale)
    scripts = Counter(script_of(char) for char in text if char.isalpha())
    total = sum(scripts.values())
    if total < _FEW_LETTERS:
        return None
    own = sum(scripts[name] for name in _SCRIPTS.get(language, ("LATIN",)))
    known = language in _SCRIPTS or language in _PROFILES
    if known and own < total * _OWN_SHARE:
        return scripts.most_common(1)[0][0].lower()
    if language not in _PROFILES:
        return None
    words = Counter(word.casefold() for word in _WORD.findall(text))
    return _other_profile(words, language)


def _other_profile(words: Counter[str], language: str) -> str | None:
    hits = {
        name: sum(count for word, count in words.items() if word in profile)
        for name, profile in _PROFILES.items()
    }
    best = max(hits, key=lambda name: (hits[name], name == language))
    if hits[best] < _ENOUGH or hits[best] < hits[language] * 2 + _LEAD:
        return None
    return best
