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
from pipeline.text.patterns import lazy

__all__ = ["language_seen"]

_ARABIC, _CYRILLIC = "\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff", "\u0400-\u052f"
_HAN = "\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_LATIN = "A-Za-z\u00aa\u00ba\u00c0-\u024f\u1e00-\u1eff"
_SCRIPTS = {
    "ar": _ARABIC,
    "bg": _CYRILLIC,
    "el": "\u0370-\u03ff\u1f00-\u1fff",
    "fa": _ARABIC,
    "he": "\u0590-\u05ff",
    "hi": "\u0900-\u097f",
    "ja": "\u3040-\u30ff\uff66-\uff9f" + _HAN,
    "ko": "\u1100-\u11ff\u3130-\u318f\uac00-\ud7ff",
    "ru": _CYRILLIC,
    "th": "\u0e00-\u0e7f",
    "uk": _CYRILLIC,
    "ur": _ARABIC,
    "zh": _HAN,
}
_COMMON = {
    "ca": (
        "amb aquest aquesta això als dels però quan què són seva seu més pot també el la i no "
        "una per"
    ),
    "da": "af at den det der du eller en er et for fra har ikke jeg kan med og på som til vil",
    "de": (
        "aber auch auf aus bei das dem den der des die ein eine einen für haben ist kann mit "
        "nicht oder sein sich sie sind und von werden wird zu zum zur"
    ),
    "en": (
        "a about an and are as at be before but by can do for from has have how if in is it "
        "may more not of on or should that the their this to was what when which will with "
        "you your"
    ),
    "es": (
        "al algunos antes como con cuando de del el en es esta este la las lo los más no o "
        "para pero por puede que qué se ser si sin sobre son su sus también tiene un una y"
    ),
    "fi": "ei että hän ja joka kanssa kun mutta myös niin olla on ovat se tai tämä voi",
    "fr": (
        "au aux avec ce cette dans de des du elle en est et être il ils je la le les leur "
        "mais ne ou par pas peut plus pour qu que qui sans se ses si son sont sur un une vos "
        "votre vous"
    ),
    "id": "adalah anda atau dan dari dengan di dokter ini itu karena ke pada tidak untuk yang",
    "it": (
        "al alla anche che come con da dal dei del della delle di e è gli ha i il in la le lo "
        "ma nel non o per più può questo se si sono su un una"
    ),
    "nb": "av at den det de du eller en er et for fra har ikke jeg kan med og på som til vil",
    "nl": (
        "aan als bij dat de die dit door een en er het hij ik in is kan maar met niet of om "
        "ook op te tot uit van voor wordt zijn"
    ),
    "pl": "ale być czy dla do i jak jest lub na nie od oraz po przez się są ten to w z za że",
    "pt": (
        "ao aos as com como da das de do dos e em é mais mas na não nas no nos o os ou para "
        "pela pelo por pode que quando se sem ser seu sua são também um uma você"
    ),
    "sv": "att av den det du eller en ett för från har i inte jag kan med och på som till är",
    "tr": "bir bu da daha de gibi için ile kadar ne olan olarak sonra ve veya ya çok",
    "vi": "bạn các cho có của được hoặc không là một này những thể trong từ và với",
}
_LANGUAGES: dict[str, tuple[str, ...]] = {}
"""Common word to the languages it is common in."""
for _language, _words in _COMMON.items():
    for _word in _words.split():
        _LANGUAGES[_word] = (*_LANGUAGES.get(_word, ()), _language)
_WORD = lazy(r"[^\W\d_]+")
_NOT_LATIN = lazy("[^\x00-\xb4\xb6-\u024f]")
"""Where a letter may be none of `_LATIN`; the micro sign is one."""
_FEW_LETTERS = 12
_OWN_SHARE = 0.2
_ENOUGH, _LEAD = 4, 3


@lru_cache(maxsize=64)
def _own_letters(language: str) -> re.Pattern[str]:
    return re.compile(f"[{_SCRIPTS.get(language, _LATIN)}]+")


def language_seen(text: str, locale: LocaleTag) -> str | None:
    """The language or script the text is in, when that is surely not the locale's. Else None.

    >>> language_seen("Ask your doctor about the risks before you take it", "es-US")
    'en'
    >>> language_seen("Pregunte a su médico sobre los riesgos", "es-US") is None
    True
    """
    language = language_of(locale)
    if language not in _SCRIPTS and language not in _COMMON:
        return None
    words = _WORD.findall(text)
    letters = sum(map(len, words))
    if letters < _FEW_LETTERS:
        return None
    if language in _SCRIPTS or _NOT_LATIN.search(text):
        own = sum(map(len, _own_letters(language).findall(text)))
    else:
        own = letters
    if own < letters * _OWN_SHARE:
        foreign = _own_letters(language).sub("", "".join(words))
        return unicodedata.name(foreign[0], "unknown").partition(" ")[0].lower()
    if language not in _COMMON:
        return None
    common = [names for word in words if (names := _LANGUAGES.get(word.casefold()))]
    enough = max(_ENOUGH, sum(language in names for names in common) * 2 + _LEAD)
    if len(common) < enough:
        return None
    hits = Counter(name for names in common for name in names)
    best = max(hits, key=lambda name: (hits[name], name == language))
    return best if hits[best] >= enough else None
