"""Apertium itself, where it is installed: in step, in order, never hanging."""

from __future__ import annotations

import gc
import os
import random
import shutil
import signal
import time

import pytest

from pipeline.errors import EnvironmentFailedError
from pipeline.model.lock import LockKind
from pipeline.pretranslate.engines.apertium import ApertiumEngine
from pipeline.pretranslate.engines.chain import Chain, ChainBrokenError
from pipeline.pretranslate.engines.mode import MODE_FOLDERS, read_mode, route_of
from pipeline.pretranslate.protect import Protected, decode, encode, restore
from tests.pretranslate.make import make_lock, make_unit, run

INSTALLED = any((folder / "eng-spa.mode").is_file() for folder in MODE_FOLDERS)
needs_apertium = pytest.mark.skipif(
    not INSTALLED, reason="Apertium is not installed: apt-get install apertium apertium-eng-spa"
)
ENVIRON = {"PATH": os.environ["PATH"]}

HOSTILE = [
    "^^",
    "[unclosed",
    "closed]",
    "back\\slash \\",
    "\\",
    "^word/word<n>$",
    "a" * 20_000,
    "word " * 4_000,
    "😀 emoji 👩‍👩‍👧",
    "bell \x07 escape \x1b[31m",
    "nul \0 inside",
    "line\nfeed and\ttab",
    "{curly} <angle> @at *star* ~tilde~ #hash +plus _under_",
    "[;0]\n",
    "\u202eoverride\u2066isolate",
    "e\u0301" * 500,
    "日本語の文。العربية",
    "$1 $2 `id` $(id) ; | & > /dev/null",
    "lone \ud800 surrogate",
]
PAGE = [
    "Important safety information",
    "Be prepared for your next doctor visit",
    "Don't have time to talk now?",
    "Download and print our discussion guide.",
    "A substance that has no medical effect but is administered as a control.",
    "The exact relationship between findings and the clinical status of patients is not known",
    "I know a well-known nurse. She included near relatives.",
    "Windows are open until Thanksgiving.",
    "Models used for illustrative purposes only.",
    "At times the symptoms seem to disappear, but the disease is still active",
]


@pytest.fixture(scope="module")
def spanish():
    with ApertiumEngine("en-US", "es-US", environ=ENVIRON) as engine:
        yield engine


def sentences(count):
    """Different sentences in a fixed order, made from the page's words."""
    chance = random.Random(7)  # noqa: S311 - a repeatable test
    words = " ".join(PAGE).split()
    return [" ".join(chance.choices(words, k=9)) + "." for _ in range(count)]


def through(engine, texts):
    encoded = [encode(Protected((text,)), "superblank") for text in texts]
    answers = engine.translate_batch([item.text for item in encoded])
    return [decode(item, answer) for item, answer in zip(encoded, answers, strict=True)]


@needs_apertium
class TestTranslation:
    def test_the_seed_page_keeps_its_terms(self, spanish):
        terms = (
            make_lock("MS", "EM", id="ms@1"),
            make_lock("multiple sclerosis", "esclerosis múltiple"),
            make_lock("BETASERON", kind=LockKind.BRAND),
        )
        source = (
            "BETASERON is a prescription medicine used to treat relapsing forms of multiple"
            " sclerosis (MS), in adults. Questions? Call 1-844-788-1470."
        )
        result = run(make_unit(source), engine=spanish, locks=terms)
        (target,) = result.catalog.units[0].forms
        assert "SEÑORA" not in target
        assert "esclerosis múltiple (EM)" in target
        assert target.startswith("BETASERON es una medicina")
        assert "1-844-788-1470" in target
        assert not any("MS" in item.text or "844" in item.text for item in result.egress)

    def test_unknown_words_are_told_as_often_as_asked_until_the_engine_ends(self):
        with ApertiumEngine("en-US", "es-US", environ=ENVIRON) as engine:
            assert engine.unknown_words(["A zzyzx nurse", "the nurse"]) == [("zzyzx",), ()]
            assert engine.unknown_words(["qwrtzy and zzyzx"]) == [("qwrtzy", "zzyzx")]
            assert engine._analyser is not None
            os.killpg(engine._analyser.group, signal.SIGKILL)
            assert engine.unknown_words(["bvcxyq"]) == [()]  # nothing is known of it
            assert engine.unknown_words(["bvcxyq"]) == [("bvcxyq",)]  # by a new process
            running = engine._analyser.group
        assert engine.unknown_words(["another vbnmkl"]) == [()]
        with pytest.raises(ProcessLookupError):
            os.killpg(running, 0)

    def test_the_first_answers_are_those_of_a_warm_chain(self, spanish):
        """The warming is passed over, and a chain that still warms is given the first texts."""
        with ApertiumEngine("en-US", "es-US", environ=ENVIRON) as engine:
            waits = [engine.begin_batch([text]) for text in PAGE]
            assert [wait()[0] for wait in waits] == spanish.translate_batch(PAGE)

    def test_unprotected_it_would_say_what_nobody_may_read(self, spanish):
        assert "SEÑORA" in spanish.translate("multiple sclerosis (MS)")

    def test_name_and_version_come_from_the_installed_files(self, spanish):
        assert spanish.name == "apertium/eng-spa"
        assert len(spanish.version) == 12
        with ApertiumEngine("en-US", "es-US", environ=ENVIRON) as second:
            assert second.version == spanish.version

    @pytest.mark.parametrize(
        ("locale", "name", "house"),
        [
            ("ca", "apertium/eng-cat", "La casa vermella."),
            ("fr-CA", "apertium/eng-cat+cat-fra", "La maison rouge."),
            ("it-IT", "apertium/eng-cat+cat-ita", "La casa rossa."),
            ("pt-BR", "apertium/eng-cat+cat-por_BR", "A casa vermelha."),
            ("pt-PT", "apertium/eng-cat+cat-por", "A casa vermelha."),
        ],
    )
    def test_every_route_translates_and_keeps_its_marks(self, locale, name, house):
        try:
            engine = ApertiumEngine("en-US", locale, environ=ENVIRON)
        except EnvironmentFailedError as error:
            pytest.skip(f"this pair is not installed: {error}")
        with engine:
            assert engine.name == name
            (answer,) = engine.translate_batch(["Keep [0] of the red [1] for the medicine."])
            assert answer.index("[0]") < answer.index("[1]")
            assert engine.translate("The red house.") == house


@needs_apertium
class TestStep:
    def test_hostile_texts_come_back_in_step(self, spanish):
        marker = "The red house number {} is here."
        texts = []
        for number, hostile in enumerate(HOSTILE):
            texts += [hostile, marker.format("abcdefghijklmnopqrs"[number])]
        begin = time.monotonic()
        answers = [restore(pieces) for pieces in through(spanish, texts)]
        assert time.monotonic() - begin < 60
        for number in range(len(HOSTILE)):
            letter = "abcdefghijklmnopqrs"[number]
            assert answers[2 * number + 1] == restore(through(spanish, [marker.format(letter)])[0])
            assert "casa" in answers[2 * number + 1]

    def test_five_hundred_marks_keep_number_and_order(self, spanish):
        text = " ".join(f"word [{number}]" for number in range(500))
        (answer,) = spanish.translate_batch([text])
        positions = [answer.index(f"[{number}]") for number in range(500)]
        assert positions == sorted(positions)

    def test_two_orders_give_the_same_answers(self):
        texts = sentences(100)
        shuffled = texts[:]
        random.Random(1).shuffle(shuffled)  # noqa: S311 - a repeatable test
        with ApertiumEngine("en-US", "es-US", environ=ENVIRON) as engine:
            first = dict(zip(texts, engine.translate_batch(texts), strict=True))
        with ApertiumEngine("en-US", "es-US", environ=ENVIRON) as engine:
            second = dict(zip(shuffled, engine.translate_batch(shuffled), strict=True))
            alone = {text: engine.translate(text) for text in texts[:20]}
        assert first == second
        assert all(first[text] == answer for text, answer in alone.items())

    def test_empty_texts_are_not_sent(self, spanish):
        assert spanish.translate_batch(["", " ", "The house"]) == ["", "", "La casa"]
        assert spanish.translate_batch([]) == []


@needs_apertium
class TestBegunBatches:
    """The next texts are sent before the answers to the last ones are read."""

    def test_the_answers_are_those_of_one_batch(self, spanish):
        texts = [*sentences(60), "", "The [[t:t:0]]red[[/]] house.", "[0]"]
        begun = [spanish.begin_batch(texts[at : at + 9]) for at in range(0, len(texts), 9)]
        answers = [answer for finish in begun for answer in finish()]
        assert answers == spanish.translate_batch(texts)

    @pytest.mark.parametrize("locale", ["es-US", "pt-BR"])
    def test_a_chain_that_dies_between_costs_no_answer(self, locale):
        texts = sentences(30)
        try:
            engine = ApertiumEngine("en-US", locale, environ=ENVIRON)
        except EnvironmentFailedError as error:
            pytest.skip(f"this pair is not installed: {error}")
        with engine:
            expected = engine.translate_batch(texts)
            first = engine.begin_batch(texts[:10])
            second = engine.begin_batch(texts[10:20])
            for chain in list(engine._chains.values()):
                os.killpg(chain.group, 9)
            answers = first()
            third = engine.begin_batch(texts[20:])  # sent on the new chain before `second` is read
            assert [*answers, *second(), *third()] == expected


@needs_apertium
class TestProcesses:
    def test_they_end_with_the_engine(self):
        engine = ApertiumEngine("en-US", "es-US", environ=ENVIRON)
        engine.translate("red")
        (chain,) = engine._chains.values()
        group = chain.group
        assert group != os.getpgrp()
        engine.close()
        engine.close()
        with pytest.raises(ProcessLookupError):
            os.killpg(group, 0)

    def test_they_end_when_nobody_closes_the_engine(self):
        engine = ApertiumEngine("en-US", "es-US", environ=ENVIRON)
        engine.translate("red")
        group = next(iter(engine._chains.values())).group
        del engine
        gc.collect()
        with pytest.raises(ProcessLookupError):
            os.killpg(group, 0)

    def test_a_killed_chain_is_started_again(self):
        with ApertiumEngine("en-US", "es-US", environ=ENVIRON) as engine:
            before = engine.translate("The red house.")
            os.killpg(next(iter(engine._chains.values())).group, 9)
            assert engine.translate_batch(["The red house."] * 3) == [before] * 3


SED = shutil.which("sed") or "sed"
CAT = shutil.which("cat") or "cat"
SLEEP = shutil.which("sleep") or "sleep"


class TestChain:
    """The chain with other programs: no Apertium needed."""

    def test_a_program_that_never_answers_meets_the_deadline(self):
        chain = Chain([(SLEEP, "60")], environ=ENVIRON, deadline=0.3)
        begin = time.monotonic()
        with pytest.raises(ChainBrokenError, match="deadline"):
            list(chain.translate(["hello"]))
        assert time.monotonic() - begin < 5

    def test_a_program_that_ends_is_noticed(self):
        chain = Chain([(SLEEP, "0")], environ=ENVIRON, deadline=5)
        with pytest.raises(ChainBrokenError, match="ended"):
            list(chain.translate(["hello"]))

    def test_answers_out_of_step_are_noticed(self):
        chain = Chain([(SED, "-zu", "s/;1/;2/")], environ=ENVIRON, deadline=5)
        answers = chain.translate(["a", "b"])
        assert next(answers) == "a"
        with pytest.raises(ChainBrokenError, match="step"):
            next(answers)

    def test_texts_may_be_sent_before_answers_are_read(self):
        chain = Chain([(CAT,)], environ=ENVIRON, deadline=10)
        chain.send(["a", "b"])
        chain.send(["c"])
        assert chain.waiting == 3
        assert list(chain.receive(1)) == ["a"]
        assert list(chain.receive(2)) == ["b", "c"]
        assert chain.waiting == 0
        chain.kill()
        chain.send(["after its end"])
        with pytest.raises(ChainBrokenError, match="ended"):
            list(chain.receive(1))

    def test_a_full_pipe_does_not_block(self):
        chain = Chain([(CAT,), (CAT,)], environ=ENVIRON, deadline=10)
        texts = ["x" * 3000 + str(n) for n in range(500)]
        assert list(chain.translate(texts)) == texts
        chain.kill()

    def test_the_environment_is_not_handed_on(self, tmp_path):
        script = tmp_path / "env.sh"
        script.write_text("#!/bin/sh\nread -r x; env | tr '\\n' ' '; printf '[;0]\\n\\0'\n")
        script.chmod(0o755)
        environ = {**ENVIRON, "IMPRIMATUR_LIBRETRANSLATE_KEY": "s3cret"}
        chain = Chain([(str(script),)], environ=environ, deadline=5)
        (answer,) = chain.translate(["hello"])
        assert "s3cret" not in answer
        chain.kill()

    def test_a_missing_program_is_an_error(self):
        with pytest.raises(ChainBrokenError, match="did not start"):
            Chain([("/nonexistent/program",)], environ=ENVIRON, deadline=1)


class TestModes:
    def test_only_apertium_programs_are_started(self, tmp_path):
        file = tmp_path / "eng-spa.mode"
        file.write_text("lt-proc x | rm -rf y")
        with pytest.raises(EnvironmentFailedError, match=r"engine\.missing"):
            read_mode(file, path=ENVIRON["PATH"])

    def test_every_stage_gets_null_flush_first(self, tmp_path):
        data = tmp_path / "a.bin"
        data.write_bytes(b"1")
        for name in ("lt-proc", "apertium-tagger"):
            program = tmp_path / name
            program.write_text("#!/bin/sh\n")
            program.chmod(0o755)
        file = tmp_path / "eng-spa.mode"
        file.write_text(
            f"lt-proc -w '{data}' | apertium-tagger -g $2 '{data}' | lt-proc $1 '{data}'"
        )
        mode = read_mode(file, path=str(tmp_path))
        assert [stage[1:] for stage in mode.stages] == [
            ("-z", "-w", str(data)),
            ("-z", "-g", str(data)),
            ("-z", "-n", str(data)),
        ]

    def test_the_version_follows_the_content(self, tmp_path):
        program = tmp_path / "lt-proc"
        program.write_text("#!/bin/sh\n")
        program.chmod(0o755)
        versions = []
        for number, content in enumerate((b"1", b"2", b"1")):
            folder = tmp_path / str(number)
            folder.mkdir()
            (folder / "a.bin").write_bytes(content)
            (folder / "m.mode").write_text(f"lt-proc '{folder / 'a.bin'}'")
            versions.append(read_mode(folder / "m.mode", path=str(tmp_path)).version)
        assert len(set(versions)) >= 2
        assert all(len(version) == 12 for version in versions)

    def test_a_missing_data_file_is_named(self, tmp_path):
        program = tmp_path / "lt-proc"
        program.write_text("#!/bin/sh\n")
        program.chmod(0o755)
        file = tmp_path / "m.mode"
        file.write_text(f"lt-proc '{tmp_path / 'no.bin'}'")
        with pytest.raises(EnvironmentFailedError, match=r"no\.bin"):
            read_mode(file, path=str(tmp_path))

    @pytest.mark.parametrize(
        ("locale", "route"),
        [
            ("es-US", ("eng-spa",)),
            ("ca", ("eng-cat",)),
            ("pt-BR", ("eng-cat", "cat-por_BR")),
            ("pt-PT", ("eng-cat", "cat-por")),
            ("fr-CA", ("eng-cat", "cat-fra")),
            ("it-IT", ("eng-cat", "cat-ita")),
            ("ja", ()),
            ("de-DE", ()),
        ],
    )
    def test_routes(self, locale, route):
        assert route_of("en-US", locale) == route

    def test_no_way_is_an_error_of_the_machine(self):
        with pytest.raises(EnvironmentFailedError, match="no way"):
            ApertiumEngine("en-US", "ja", environ=ENVIRON)
        with pytest.raises(EnvironmentFailedError, match="no mode"):
            ApertiumEngine("en-US", "es-US", environ=ENVIRON, folders=())
