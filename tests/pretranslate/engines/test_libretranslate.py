"""The LibreTranslate connector against a server that breaks on demand (acceptance F)."""

from __future__ import annotations

import logging
import socket
import time
from dataclasses import replace

import pytest

from pipeline.errors import EnvironmentFailedError, RefusedError, RejectedError
from pipeline.pretranslate.engines.http import HttpLimits, JsonPoster
from pipeline.pretranslate.engines.libretranslate import LibreTranslateEngine
from tests.pretranslate.engines.server import STALL, serving
from tests.pretranslate.make import make_unit, run

KEY = "s3cret-key"
QUICK = HttpLimits(
    deadline=0.4, answer_bytes=1_000_000, attempts=3, backoff=0.01, longest_wait=0.05, breaker=2
)


PATIENT = replace(QUICK, deadline=60)
"""Where the deadline is not the subject: a slow machine must not be taken for a slow server."""


@pytest.fixture
def server():
    with serving() as running:
        yield running


@pytest.fixture
def engine(server):
    made = make(server.url, limits=PATIENT)
    yield made
    made.close()


def make(url, *, limits=QUICK, hosts=("127.0.0.1",)):
    return LibreTranslateEngine(
        "en-US",
        "de-DE",
        options={"url": url},
        allowed_hosts=hosts,
        environ={"IMPRIMATUR_LIBRETRANSLATE_KEY": KEY},
        limits=limits,
    )


class TestHonestServer:
    def test_a_batch_is_one_request_with_text_and_key_in_the_body(self, engine, server):
        assert engine.translate_batch(["Call now", 'Take <x id="0"/>']) == [
            "llaCa wona",
            'ekaTa <x id="0"/>',
        ]
        assert server.paths == ["/translate"]
        assert server.bodies == [
            {
                "q": ["Call now", 'Take <x id="0"/>'],
                "source": "en",
                "target": "de",
                "format": "html",
                "api_key": KEY,
            }
        ]

    def test_words_travel_as_text(self, engine, server):
        engine.translate_batch(["a & b"], shape="word")
        assert server.bodies[0]["format"] == "text"

    def test_long_batches_are_cut_by_characters(self, engine, server):
        texts = ["word " * 2_000 for _ in range(5)]
        assert len(engine.translate_batch(texts)) == 5
        assert len(server.bodies) == 3

    def test_a_whole_catalog(self, engine, server):
        units = [make_unit("Take 10 mg & rest"), make_unit("Call <1>now</1>")]
        result = run(*units, engine=engine, locale="de-DE")
        assert [unit.forms for unit in result.catalog.units] == [
            ("EkaTa 10 mg & tsera",),
            ("LlaCa <1>wona</1>",),
        ]
        assert result.catalog.units[0].origin.detail == "libretranslate/en-de"
        assert not any("10 mg" in text for text in server.texts)


class TestFaults:
    @pytest.mark.parametrize(
        "word",
        ["PAGE", "LIAR", "CUT", "EMPTY", "NULL", "OTHER", "DEEP", "NUMBERS", "LATIN", "NOTFOUND",
         "REDIRECT", "FLOOD", "BOMB"],
    )  # fmt: skip
    def test_f05_what_is_no_answer_is_never_a_translation(self, engine, word):
        assert engine.translate_batch([word]) == [""]
        result = run(make_unit(word + " here now"), engine=engine, locale="de-DE")
        assert result.catalog.units[0].forms == ()
        assert result.catalog.units[0].held.code == "mt.untranslated"

    @pytest.mark.parametrize("word", ["FEWER", "MORE"])
    def test_f06_another_number_of_answers_is_asked_one_by_one(self, engine, server, word):
        assert engine.translate_batch([word + " one", "two"]) != ["", ""]
        assert [len(body["q"]) for body in server.bodies] == [2, 1, 1]

    @pytest.mark.parametrize("word", ["SILENT", "HALFWAY", "DRIP", "DRIPHEADER"])
    def test_f02_the_total_deadline_holds(self, server, word):
        engine = make(server.url)
        begin = time.monotonic()
        with pytest.raises(EnvironmentFailedError, match=r"mt\.timeout"):
            engine.translate_batch([word])
        assert time.monotonic() - begin < STALL / 2
        while len(server.bodies) < 3 and time.monotonic() - begin < STALL / 2:
            time.sleep(0.01)  # the last request may still be on its way into the list
        assert len(server.bodies) == 3

    @pytest.mark.parametrize("word", ["HANGUP", "SHORT"])
    def test_f01_a_broken_connection_is_tried_again(self, engine, server, word):
        with pytest.raises(EnvironmentFailedError, match=r"mt\.unreachable"):
            engine.translate_batch([word])
        assert len(server.bodies) == 3

    def test_f01_nobody_listens(self):
        with socket.socket() as sock:
            sock.bind(("127.0.0.1", 0))
            port = sock.getsockname()[1]
        engine = make(f"http://127.0.0.1:{port}")
        result = run(make_unit(), engine=engine, locale="de-DE")
        assert result.fault.code == "mt.unreachable"
        assert result.catalog.units[0] == make_unit()

    def test_f01_tls_to_a_server_without(self, server):
        engine = make(server.url.replace("http:", "https:"))
        with pytest.raises(EnvironmentFailedError, match=r"mt\.(unreachable|timeout)"):
            engine.translate("hello")

    @pytest.mark.parametrize(
        ("word", "requests"),
        [("E429", 1), ("E429FOREVER", 1), ("E429DATE", 1), ("E429PAST", 3), ("E429ODD", 3)],
    )
    def test_f03_retry_after_is_obeyed_up_to_the_cap(self, engine, server, word, requests):
        with pytest.raises(EnvironmentFailedError, match=r"mt\.rate"):
            engine.translate_batch([word])
        assert len(server.bodies) == requests

    def test_f03_the_wait_is_the_one_asked_for(self, server):
        waits: list[float] = []
        poster = JsonPoster(
            server.url,
            allowed_hosts=["127.0.0.1"],
            limits=HttpLimits(attempts=3, longest_wait=5),
            sleep=waits.append,
        )
        with pytest.raises(EnvironmentFailedError):
            poster.post("/translate", {"q": ["E429"]})
        assert waits == [1.0, 1.0]

    def test_f04_one_failure_in_five_succeeds(self, engine, server):
        server.fail_every = 5
        for number in range(20):
            assert engine.translate(f"Call {number} now")

    def test_f04_always_failing_opens_the_breaker(self, engine, server):
        for _ in range(2):
            with pytest.raises(EnvironmentFailedError, match=r"mt\.server"):
                engine.translate("E500")
        asked = len(server.bodies)
        assert asked == 6
        with pytest.raises(EnvironmentFailedError, match=r"mt\.breaker"):
            engine.translate("hello")
        assert len(server.bodies) == asked

    @pytest.mark.parametrize("word", ["E401", "E403"])
    def test_f18_the_key_is_shown_nowhere(self, engine, server, word, caplog):
        caplog.set_level(logging.DEBUG)
        with pytest.raises(EnvironmentFailedError, match=r"mt\.auth") as caught:
            engine.translate(word)
        assert len(server.bodies) == 1
        error: BaseException | None = caught.value
        while error is not None:
            assert KEY not in str(error)
            error = error.__cause__
        assert KEY not in caplog.text + repr(engine) + "".join(server.paths)

    def test_f18_nor_the_text_when_the_connection_fails(self, engine, caplog):
        caplog.set_level(logging.DEBUG)
        with pytest.raises(EnvironmentFailedError) as caught:
            engine.translate("HANGUP patient name")
        assert "patient" not in str(caught.value) + caplog.text


class TestWhereItMayGo:
    @pytest.mark.parametrize("hosts", [(), ("localhost",), ("127.0.0.1:1",), ("evil.example",)])
    def test_only_hosts_of_the_policy(self, server, hosts):
        with pytest.raises(RefusedError, match=r"engine\.not_allowed"):
            make(server.url, hosts=hosts)
        assert server.bodies == []

    def test_a_host_with_its_port(self, server):
        port = server.server_address[1]
        make(server.url, hosts=(f"127.0.0.1:{port}",)).close()

    @pytest.mark.parametrize(
        "url",
        [
            "ftp://127.0.0.1/",
            "127.0.0.1:5000",
            "http://user:pass@127.0.0.1/",
            "http://127.0.0.1/?key=x",
            "http://127.0.0.1:99999/",
            "http://allowed.example/",
            "http:///translate",
        ],
    )
    def test_addresses_that_are_none(self, url):
        with pytest.raises(RejectedError, match=r"engine\.option"):
            make(url, hosts=("127.0.0.1", "allowed.example"))

    def test_proxies_of_the_machine_are_not_used(self, server, monkeypatch):
        monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
        monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
        assert make(server.url).translate("now") == "wona"
