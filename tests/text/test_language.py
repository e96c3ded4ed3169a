"""A text in another language is seen; a text in its own, or too short to tell, never is."""

from __future__ import annotations

import pytest

from pipeline.text.language import language_seen

TEXTS = {
    "en": "Ask your doctor about the risks before you take this medicine",
    "es": "Pregunte a su médico sobre los riesgos antes de tomar este medicamento y no lo deje",
    "fr": "Demandez à votre médecin quels sont les risques avant de prendre ce médicament et les",
    "de": "Fragen Sie Ihren Arzt nach den Risiken, bevor Sie das Arzneimittel nehmen, und",
    "pt": "Pergunte ao seu médico sobre os riscos antes de tomar este medicamento e não o deixe",
    "it": "Chieda al medico quali sono i rischi prima di prendere il medicinale e non lo lasci",
    "ja": "この薬を飲む前に、医師に危険性についておたずねください。",
    "ar": "اسأل طبيبك عن المخاطر قبل تناول هذا الدواء",
}


@pytest.mark.parametrize("own", sorted(TEXTS))
def test_its_own_language_is_not_suspected(own):
    assert language_seen(TEXTS[own], own) is None


@pytest.mark.parametrize("other", sorted(TEXTS))
@pytest.mark.parametrize("locale", ["es-US", "pt-BR", "fr-CA", "de-DE", "ja", "ar"])
def test_english_and_foreign_scripts_are_seen(locale, other):
    language = locale[:2]
    if other == language or (other in {"es", "pt", "it", "fr"} and language in {"es", "pt", "fr"}):
        return
    assert language_seen(TEXTS[other], locale) is not None


@pytest.mark.parametrize("text", ["", "10 mg", "OK", "BETASERON", "Hospital central", "Nota:"])
@pytest.mark.parametrize("locale", ["es-US", "de-DE", "ja", "xx"])
def test_a_short_text_proves_nothing(text, locale):
    assert language_seen(text, locale) is None or locale == "ja"
