"""A session with each protocol that leaves the machine, against a loopback server."""

from __future__ import annotations

import logging
import threading

import pytest
from deep_translator.base import BaseTranslator

from pipeline.errors import EnvironmentFailedError, RefusedError, RejectedError
from pipeline.pretranslate.engines.http import HttpLimits
from pipeline.pretranslate.engines.opening import ENGINE_NAMES, open_engine
from tests.pretranslate.engines.replay import replaying
from tests.pretranslate.make import make_unit, run

KEY = "s3cret-key"
KEYS = {"IMPRIMATUR_DEEPL_KEY": KEY + ":fx", "IMPRIMATUR_MICROSOFT_KEY": KEY}
FOUR = ("deepl", "microsoft", "google", "mymemory")


def make(name, url, locale, *, hosts=("127.0.0.1",), environ=KEYS, **options):
    return open_engine(
        name,
        source_locale="en-US",
        locale=locale,
        options={"url": url, **options},
        allowed_hosts=hosts,
        environ=environ,
    )


def test_deepl():
    with replaying("deepl") as server:
        engine = make("deepl", server.url, "pt-BR", glossary="g-1234567890")
        assert engine.name == "deepl/en-pt-br"
        assert engine.version == "v2-g-123456"
        assert engine.translate_batch(
            [
                'Take <x id="0"/> with &amp; without food.',
                'Call <x id="0"/>now<x id="1"/>',
            ]
        ) == ['Tome <x id="0"/> com &amp; sem comida.', 'Ligue <x id="0"/>agora<x id="1"/>']
        assert engine.translate_batch(["Ask QABCDXAA"], shape="word") == ["Pergunte a QABCDXAA"]
        assert engine.translate_batch(["one", "two"]) == ["um", ""]
        with pytest.raises(EnvironmentFailedError, match=r"mt\.quota"):
            engine.translate_batch(["three"])
        with pytest.raises(EnvironmentFailedError, match=r"IMPRIMATUR_DEEPL_KEY.*") as caught:
            engine.translate_batch(["four"])
        assert KEY not in str(caught.value)
        engine.close()


def test_microsoft():
    with replaying("microsoft") as server:
        engine = make("microsoft", server.url, "fr-CA", region="westeurope")
        assert engine.name == "microsoft/en-fr-ca"
        assert engine.translate_batch(['Take <x id="0"/> with food.', "Call"]) == [
            'Prenez <x id="0"/> avec de la nourriture.',
            "Appelez",
        ]
        assert engine.translate_batch(["Ask"], shape="word") == ["Demandez"]
        assert engine.translate_batch(["one", "two"]) == ["un", ""]
        with pytest.raises(EnvironmentFailedError, match=r"mt\.auth") as caught:
            engine.translate_batch(["three"])
        assert KEY not in str(caught.value)
        engine.close()


def test_google():
    with replaying("google") as server:
        engine = make("google", server.url + "/m", "es-US")
        assert engine.name == "google/en-es"
        assert engine.translate_batch(["Call your doctor", "Ask QABCDXAA", "one", "two"]) == [
            "Llame a su médico",
            "Pregunte a QABCDXAA",
            "",
            "",
        ]
        engine.close()


def test_mymemory():
    with replaying("mymemory") as server:
        engine = make("mymemory", server.url + "/get", "es-US")
        assert engine.name == "mymemory/en-us-es-us"
        texts = ["Call your doctor", "Ask", "one", "two", "three"]
        assert engine.translate_batch(texts) == ["Llame a su médico", "Pregunte", "", "", ""]
        engine.close()


def test_a_page_connector_serves_threads_without_mixing_up():
    from tests.pretranslate.engines.echo import echoing

    with echoing() as server:
        engine = make("google", server.url + "/m", "es-US")
        texts = [f"Text number {number} here" for number in range(60)]
        answers: dict[str, str] = {}

        def ask(part):
            for text in part:
                answers[text] = engine.translate(text)

        threads = [threading.Thread(target=ask, args=(texts[n::6],)) for n in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert answers == {text: text.upper() for text in texts}


@pytest.mark.parametrize("name", FOUR)
class TestEach:
    def test_is_a_translator_of_the_library(self, name):
        engine = make(name, "https://allowed.example", "es-US", hosts=("allowed.example",))
        assert isinstance(engine, BaseTranslator)
        assert KEY not in repr(engine)
        engine.close()

    def test_goes_only_where_the_policy_says(self, name):
        with pytest.raises(RefusedError, match=r"engine\.not_allowed"):
            make(name, "https://evil.example", "es-US", hosts=("allowed.example",))
        with pytest.raises(RejectedError, match=r"engine\.option"):
            make(name, "http://allowed.example", "es-US", hosts=("allowed.example",))

    def test_default_addresses_need_the_policy_too(self, name):
        with pytest.raises(RefusedError, match=r"engine\.not_allowed"):
            open_engine(
                name,
                source_locale="en-US",
                locale="es-US",
                options={},
                allowed_hosts=(),
                environ=KEYS,
            )

    def test_unknown_options_are_refused(self, name):
        with pytest.raises(RejectedError, match=r"engine\.option"):
            make(name, "https://allowed.example", "es-US", hosts=("allowed.example",), wrong="x")

    def test_text_and_key_stay_out_of_logs_and_errors(self, name, caplog):
        from tests.pretranslate.engines.echo import echoing

        caplog.set_level(logging.DEBUG)
        with echoing(status=503) as server:
            engine = make(name, server.url, "es-US")
            engine._poster._limits = HttpLimits(attempts=1, backoff=0.0)
            result = run(make_unit("The patient Jane Doe calls"), engine=engine)
        assert result.fault.code == "mt.server"
        shown = caplog.text + str(result.fault) + repr(engine)
        assert KEY not in shown
        assert "Jane" not in shown


@pytest.mark.parametrize("name", ["deepl", "microsoft"])
def test_without_a_key_nothing_is_opened(name):
    with pytest.raises(EnvironmentFailedError, match=r"mt\.auth"):
        make(name, "https://allowed.example", "es-US", hosts=("allowed.example",), environ={})


def test_the_free_key_has_the_free_host():
    engine = open_engine(
        "deepl",
        source_locale="en-US",
        locale="de-DE",
        options={},
        allowed_hosts=("api-free.deepl.com",),
        environ=KEYS,
    )
    assert engine.name == "deepl/en-de"


def test_every_name_is_known():
    assert set(FOUR) < set(ENGINE_NAMES)
