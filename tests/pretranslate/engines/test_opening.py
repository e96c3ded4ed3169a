"""Engines by name, and the two that need nothing."""

from __future__ import annotations

from typing import Any

import pytest
from deep_translator.base import BaseTranslator

from pipeline.errors import RejectedError
from pipeline.pretranslate.engines.apertium import ApertiumEngine
from pipeline.pretranslate.engines.deepl import DeeplEngine
from pipeline.pretranslate.engines.libretranslate import LibreTranslateEngine
from pipeline.pretranslate.engines.microsoft import MicrosoftEngine
from pipeline.pretranslate.engines.none import NoEngine
from pipeline.pretranslate.engines.opening import ENGINE_NAMES, open_back_engine, open_engine
from pipeline.pretranslate.engines.pages import GoogleEngine, MyMemoryEngine
from pipeline.pretranslate.engines.protocol import SHAPES
from pipeline.pretranslate.engines.pseudo import PseudoEngine
from tests.pretranslate.make import make_unit, run


def opened(name, **options):
    return open_engine(
        name,
        source_locale="en-US",
        locale="ja",
        options=options,
        allowed_hosts=("localhost",),
        environ={},
    )


ADAPTERS: dict[str, Any] = {
    "apertium": ApertiumEngine,
    "deepl": DeeplEngine,
    "google": GoogleEngine,
    "libretranslate": LibreTranslateEngine,
    "microsoft": MicrosoftEngine,
    "mymemory": MyMemoryEngine,
    "none": NoEngine,
    "pseudo": PseudoEngine,
}


def test_every_adapter_is_a_deep_translator():
    assert tuple(ADAPTERS) == ENGINE_NAMES
    for adapter in ADAPTERS.values():
        assert issubclass(adapter, BaseTranslator)
        assert adapter.shape == adapter.shapes[0]
        assert set(adapter.shapes) <= set(SHAPES)


def test_the_way_back_leaves_out_what_holds_for_one_direction():
    engine = open_back_engine(
        "deepl",
        source_locale="en-US",
        locale="es-US",
        options={
            "url": "http://localhost",
            "target": "ES",
            "glossary": "g-1",
            "formality": "prefer_more",
        },
        allowed_hosts=("localhost",),
        environ={"IMPRIMATUR_DEEPL_KEY": "k"},
    )
    assert engine.name == "deepl/es-en-us"
    assert engine.version == "v2"
    engine.close()


@pytest.mark.parametrize("name", ["pseudo", "none"])
def test_by_name(name):
    engine = opened(name)
    assert engine.name == name
    assert engine.translate_batch([]) == []
    engine.close()


def test_a_server_by_its_url():
    engine = opened("libretranslate", url="http://localhost:5000")
    assert engine.name == "libretranslate/en-ja"
    engine.close()


@pytest.mark.parametrize(
    ("name", "options", "code"),
    [
        ("babelfish", {}, "engine.unknown"),
        ("pseudo", {"url": "x"}, "engine.option"),
        ("libretranslate", {}, "engine.option"),
        ("libretranslate", {"url": "http://localhost", "api_key": "x"}, "engine.option"),
    ],
)
def test_what_is_wrong_is_rejected(name, options, code):
    with pytest.raises(RejectedError) as caught:
        opened(name, **options)
    assert caught.value.code == code


def test_the_names_are_listed():
    assert " ".join(ENGINE_NAMES) == (
        "apertium deepl google libretranslate microsoft mymemory none pseudo"
    )


def test_no_engine_answers_nothing():
    engine = NoEngine("en-US", "ja")
    assert engine.translate("hello") == ""
    assert engine.translate_batch(["a", "b"]) == ["", ""]


class TestPseudo:
    def test_marks_and_escapes_stay(self):
        assert PseudoEngine("en-US", "ja").translate('Take <x id="0"/> &amp; rest') == (
            '⟦Táķé <x id="0"/> &amp; ŕéšt··⟧'
        )

    def test_a_unit_keeps_its_tokens(self):
        unit = make_unit("Take <1>10 mg</1> & call {{name}}.", flags=("i18next-format",))
        result = run(unit, engine=PseudoEngine("en-US", "ja"), locale="ja")
        (target,) = result.catalog.units[0].forms
        assert "<1>10 mg</1> & " in target
        assert "{{name}}" in target
        assert target.startswith("⟦Táķé")
