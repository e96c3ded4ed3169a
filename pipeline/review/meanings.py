"""The sentence a signer reads before signing: what the signature means (21 CFR 11.50(a)(3)).

The text is part of the sealed record together with the version of its template. A sentence once
signed is never edited: a new wording is a new version.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.model.evidence import Meaning
from pipeline.model.locale import LocaleTag

__all__ = ["MeaningText", "meaning_text", "meaning_title"]

_BINDS = "My electronic signature binds me like one written by hand."

_TITLES = {
    Meaning.AUTHORED: "Authorship",
    Meaning.TRANSLATED: "Translation",
    Meaning.LINGUISTIC_REVIEW: "Linguistic review",
    Meaning.REGULATORY_APPROVAL: "Medical-legal-regulatory approval",
    Meaning.RELEASE: "Release",
    Meaning.REJECTION: "Rejection",
    Meaning.WITHDRAWAL: "Withdrawal of an earlier signature",
    Meaning.WAIVER: "Waiver of the findings named",
}

_SENTENCES = {
    Meaning.AUTHORED: "I wrote the text of these units in {locale} and answer for it.",
    Meaning.TRANSLATED: "I translated these units into {locale} and answer for the translation.",
    Meaning.LINGUISTIC_REVIEW: (
        "I have read the translation of each of these units beside its source. It says in "
        "{locale} what the source says, completely and correctly, and it is fit for its readers."
    ),
    Meaning.REGULATORY_APPROVAL: (
        "I have read each of these units beside its source, with the findings shown. From the "
        "medical, legal and regulatory point of view I approve this text for use in {locale}."
    ),
    Meaning.RELEASE: "I release the text of these units in {locale} for publication.",
    Meaning.REJECTION: (
        "I reject the text of these units in {locale} for the reason given. "
        "Earlier sign-offs of this text no longer count."
    ),
    Meaning.WITHDRAWAL: (
        "I withdraw my sign-off of these units in {locale} for the reason given. "
        "This text has to be signed again before it is used."
    ),
    Meaning.WAIVER: (
        "I have read each of these units beside its source, with the findings shown. I accept the "
        "findings named here for exactly this text in {locale}, for the reason given."
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class MeaningText:
    """The exact sentence and the version of its template: `linguistic_review/en/1`."""

    text: str
    template: str


def meaning_text(meaning: Meaning, *, locale: LocaleTag) -> MeaningText:
    """What a signature with this meaning says in this locale's review."""
    text = f"{_SENTENCES[meaning].format(locale=locale)} {_BINDS}"
    return MeaningText(text=text, template=f"{meaning}/en/1")


def meaning_title(meaning: Meaning) -> str:
    """The meaning in a few words: `Linguistic review`."""
    return _TITLES[meaning]
