"""Plural rules: gettext's `Plural-Forms` and the CLDR category of every index, per locale.

A frozen table: a plural rule is part of what a signature covers, so it must not move with a
library. Only categories that a whole number can take have an index (Czech `many` and Russian
`other` are for fractions, which gettext does not know), in CLDR's order. A `Plural-Forms` value
found in a file is compared with this table as text, never evaluated.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType

from pipeline.errors import RejectedError
from pipeline.model.locale import LocaleTag, is_well_formed, language_of

__all__ = ["plural_categories", "plural_count", "plural_forms", "plural_index"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rule:
    languages: str
    """Languages (or full tags, which win over their language), separated by spaces."""
    categories: tuple[str, ...]
    expression: str
    """In C, as gettext reads it."""
    index: Callable[[int], int]
    """The same in Python: nothing is ever evaluated from text. Tests compare the two."""


def _arabic(n: int) -> int:
    if n <= 2:  # noqa: PLR2004 - zero, one, two
        return n
    if 3 <= n % 100 <= 10:  # noqa: PLR2004
        return 3
    return 4 if 11 <= n % 100 <= 99 else 5  # noqa: PLR2004


def _slavic(n: int) -> int:
    if n % 10 == 1 and n % 100 != 11:  # noqa: PLR2004
        return 0
    return 1 if 2 <= n % 10 <= 4 and not 12 <= n % 100 <= 14 else 2  # noqa: PLR2004


def _polish(n: int) -> int:
    if n == 1:
        return 0
    return 1 if 2 <= n % 10 <= 4 and not 12 <= n % 100 <= 14 else 2  # noqa: PLR2004


def _lithuanian(n: int) -> int:
    if 11 <= n % 100 <= 19 or n % 10 == 0:  # noqa: PLR2004
        return 2
    return 0 if n % 10 == 1 else 1


def _latvian(n: int) -> int:
    if n % 10 == 0 or 11 <= n % 100 <= 19:  # noqa: PLR2004
        return 0
    return 1 if n % 10 == 1 else 2


def _romanian(n: int) -> int:
    if n == 1:
        return 0
    return 1 if n == 0 or 1 <= n % 100 <= 19 else 2  # noqa: PLR2004


def _slovenian(n: int) -> int:
    return {1: 0, 2: 1, 3: 2, 4: 2}.get(n % 100, 3)


def _irish(n: int) -> int:
    if n in {1, 2}:
        return n - 1
    return 2 if 3 <= n <= 6 else 3 if 7 <= n <= 10 else 4  # noqa: PLR2004


def _maltese(n: int) -> int:
    if n in {1, 2}:
        return n - 1
    if n == 0 or 3 <= n % 100 <= 10:  # noqa: PLR2004
        return 2
    return 3 if 11 <= n % 100 <= 19 else 4  # noqa: PLR2004


_MILLION = 1_000_000
_RULES = (
    _Rule(
        languages="id ja km ko lo ms my th vi zh",
        categories=("other",),
        expression="0",
        index=lambda n: 0 * n,
    ),
    _Rule(
        languages="af az bg da de el en et eu fi gl hu ka kk ml mn mr nb ne nl nn no sq sv sw ta "
        "te tr ur uz",
        categories=("one", "other"),
        expression="(n != 1)",
        index=lambda n: int(n != 1),
    ),
    _Rule(
        languages="am bn fa gu hi hy kn pa si zu",
        categories=("one", "other"),
        expression="(n > 1)",
        index=lambda n: int(n > 1),
    ),
    _Rule(
        languages="is mk",
        categories=("one", "other"),
        expression="(n % 10 != 1 || n % 100 == 11)",
        index=lambda n: int(n % 10 != 1 or n % 100 == 11),  # noqa: PLR2004
    ),
    _Rule(
        languages="fil tl",
        categories=("one", "other"),
        expression="(n % 10 == 4 || n % 10 == 6 || n % 10 == 9)",
        index=lambda n: int(n % 10 in {4, 6, 9}),
    ),
    _Rule(
        languages="ca es it pt-PT",
        categories=("one", "many", "other"),
        expression="(n == 1 ? 0 : n != 0 && n % 1000000 == 0 ? 1 : 2)",
        index=lambda n: 0 if n == 1 else 1 if n and n % _MILLION == 0 else 2,
    ),
    _Rule(
        languages="fr pt",
        categories=("one", "many", "other"),
        expression="(n <= 1 ? 0 : n % 1000000 == 0 ? 1 : 2)",
        index=lambda n: 0 if n <= 1 else 1 if n % _MILLION == 0 else 2,
    ),
    _Rule(
        languages="he",
        categories=("one", "two", "other"),
        expression="(n == 1 ? 0 : n == 2 ? 1 : 2)",
        index=lambda n: n - 1 if n in {1, 2} else 2,
    ),
    _Rule(
        languages="cs sk",
        categories=("one", "few", "other"),
        expression="(n == 1 ? 0 : n >= 2 && n <= 4 ? 1 : 2)",
        index=lambda n: 0 if n == 1 else 1 if 2 <= n <= 4 else 2,  # noqa: PLR2004
    ),
    _Rule(
        languages="pl",
        categories=("one", "few", "many"),
        expression="(n == 1 ? 0 : n % 10 >= 2 && n % 10 <= 4 && (n % 100 < 12 || n % 100 > 14)"
        " ? 1 : 2)",
        index=_polish,
    ),
    _Rule(
        languages="be ru uk",
        categories=("one", "few", "many"),
        expression="(n % 10 == 1 && n % 100 != 11 ? 0 : n % 10 >= 2 && n % 10 <= 4"
        " && (n % 100 < 12 || n % 100 > 14) ? 1 : 2)",
        index=_slavic,
    ),
    _Rule(
        languages="bs hr sr",
        categories=("one", "few", "other"),
        expression="(n % 10 == 1 && n % 100 != 11 ? 0 : n % 10 >= 2 && n % 10 <= 4"
        " && (n % 100 < 12 || n % 100 > 14) ? 1 : 2)",
        index=_slavic,
    ),
    _Rule(
        languages="lt",
        categories=("one", "few", "other"),
        expression="(n % 10 == 0 || (n % 100 >= 11 && n % 100 <= 19) ? 2 : n % 10 == 1 ? 0 : 1)",
        index=_lithuanian,
    ),
    _Rule(
        languages="lv",
        categories=("zero", "one", "other"),
        expression="(n % 10 == 0 || (n % 100 >= 11 && n % 100 <= 19) ? 0 : n % 10 == 1 ? 1 : 2)",
        index=_latvian,
    ),
    _Rule(
        languages="ro",
        categories=("one", "few", "other"),
        expression="(n == 1 ? 0 : n == 0 || (n % 100 >= 1 && n % 100 <= 19) ? 1 : 2)",
        index=_romanian,
    ),
    _Rule(
        languages="sl",
        categories=("one", "two", "few", "other"),
        expression="(n % 100 == 1 ? 0 : n % 100 == 2 ? 1 : n % 100 == 3 || n % 100 == 4 ? 2 : 3)",
        index=_slovenian,
    ),
    _Rule(
        languages="ga",
        categories=("one", "two", "few", "many", "other"),
        expression="(n == 1 ? 0 : n == 2 ? 1 : n >= 3 && n <= 6 ? 2 : n >= 7 && n <= 10 ? 3 : 4)",
        index=_irish,
    ),
    _Rule(
        languages="mt",
        categories=("one", "two", "few", "many", "other"),
        expression="(n == 1 ? 0 : n == 2 ? 1 : n == 0 || (n % 100 >= 3 && n % 100 <= 10) ? 2"
        " : n % 100 >= 11 && n % 100 <= 19 ? 3 : 4)",
        index=_maltese,
    ),
    _Rule(
        languages="cy",
        categories=("zero", "one", "two", "few", "many", "other"),
        expression="(n == 0 ? 0 : n == 1 ? 1 : n == 2 ? 2 : n == 3 ? 3 : n == 6 ? 4 : 5)",
        index=lambda n: n if n <= 3 else 4 if n == 6 else 5,  # noqa: PLR2004
    ),
    _Rule(
        languages="ar",
        categories=("zero", "one", "two", "few", "many", "other"),
        expression="(n == 0 ? 0 : n == 1 ? 1 : n == 2 ? 2 : n % 100 >= 3 && n % 100 <= 10 ? 3"
        " : n % 100 >= 11 && n % 100 <= 99 ? 4 : 5)",
        index=_arabic,
    ),
)
_TABLE = MappingProxyType({tag: rule for rule in _RULES for tag in rule.languages.split()})


def _rule_of(locale: LocaleTag) -> _Rule:
    rule = _TABLE.get(locale) or _TABLE.get(language_of(locale))
    if rule is None or not is_well_formed(locale):
        raise RejectedError.of(
            "locale.unknown",
            f"no plural rule is known for the locale {locale!r}",
            hint="write a tag such as es-US, pt-BR or ja",
        )
    return rule


def plural_forms(locale: LocaleTag) -> str:
    """The value of `Plural-Forms` for this locale.

    >>> plural_forms("de-DE")
    'nplurals=2; plural=(n != 1);'
    """
    rule = _rule_of(locale)
    return f"nplurals={len(rule.categories)}; plural={rule.expression};"


def plural_categories(locale: LocaleTag) -> tuple[str, ...]:
    """The CLDR category of each gettext index.

    >>> plural_categories("es-US")
    ('one', 'many', 'other')
    """
    return _rule_of(locale).categories


def plural_count(locale: LocaleTag) -> int:
    """How many forms a plural message has in this locale."""
    return len(_rule_of(locale).categories)


def plural_index(locale: LocaleTag, n: int) -> int:
    """The index of the form to use for the whole number `n` (its absolute value)."""
    return _rule_of(locale).index(abs(n))
