"""Apertium, offline: rule-based translation by the programs of the same machine.

- Direct for Spanish and Catalan; French, Portuguese and Italian through Catalan (`mode.route_of`).
- Texts come with numbered superblanks in them, which pass through all stages and pivots in place.
- A text with word-bound blanks (`bound.py`) goes through a chain of its own with the two programs
  that carry them; without these programs its pairs are lost and the caller sees it.
- A new chain is warmed with one fixed text (`warm.py`): the tagger answers differently the first
  time it meets an ambiguity class, so without it answers would depend on order.
- A text that breaks the chain is tried once more alone on a new chain; then its answer is empty.
  An empty answer to a text that is not empty is an error of the same kind, never a translation.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Self

from deep_translator.base import BaseTranslator

from pipeline.errors import EnvironmentFailedError
from pipeline.model.locale import LocaleTag
from pipeline.pretranslate.bound import BOUND
from pipeline.pretranslate.engines.chain import Chain, ChainBrokenError
from pipeline.pretranslate.engines.mode import MODE_FOLDERS, Mode, find_modes, route_of
from pipeline.pretranslate.engines.warm import WARM_TEXTS

__all__ = ["ApertiumEngine"]

_RESTARTS = 5
_LINE = 200
_MARK = re.compile(r"\[+[^\[\]]*\]+")
_WORD = re.compile(r"[^\W\d_]{2,}")
_ANALYSIS = re.compile(r"\^([^/$^]*)/([^$^]*)\$")


class ApertiumEngine(BaseTranslator):  # type: ignore[misc] # deep-translator has no types
    """One route from English, over pipes that stay open until `close`."""

    shape = "superblank"
    shapes = ("superblank", "word")

    def __init__(
        self,
        source: LocaleTag,
        target: LocaleTag,
        *,
        environ: Mapping[str, str],
        deadline: float = 20.0,
        folders: tuple[Path, ...] = MODE_FOLDERS,
    ) -> None:
        super().__init__(source=source, target=target, languages={source: source, target: target})
        names = route_of(source, target)
        if not names:
            raise EnvironmentFailedError.of(
                "engine.missing",
                f"Apertium has no way from {source} to {target}",
                hint="choose libretranslate or none for this locale",
            )
        self._modes = find_modes(names, environ=environ, folders=folders)
        self._environ = {"PATH": environ.get("PATH", "")}
        self._deadline = deadline
        self._chains: dict[tuple[str, bool], Chain] = {}
        self._restarts = 0
        self._closed = False
        self._known: dict[str, bool] = {}
        self._analyser: Chain | None = None
        self.name = "apertium/" + "+".join(names)
        self.version = "-".join(mode.version for mode in self._modes)

    def translate(self, text: str, **_kwargs: object) -> str:
        """The answer to one text; empty when there is none."""
        return self.translate_batch([text])[0]

    def translate_batch(self, texts: list[str], *, shape: str = "") -> list[str]:
        """One answer per text, in order; empty for a text that broke the chain twice."""
        return self.begin_batch(texts, shape=shape)()

    def begin_batch(self, texts: list[str], *, shape: str = "") -> Callable[[], list[str]]:
        """Sends the texts; the call that waits for their answers, to be made in the same order.

        So the programs have the next texts before the answers to the last ones are read.
        """
        del shape  # superblanks and words pass through alike
        sent = self._send(self._modes[0], [text for text in texts if _is_plain(text)])

        def finish() -> list[str]:
            answers = self._through(self._modes[0], texts, sent)
            for mode in self._modes[1:]:
                answers = self._through(mode, answers)
            return answers

        return finish

    def unknown_words(self, texts: Sequence[str]) -> list[tuple[str, ...]]:
        """For each text in plain English, its words that are in no dictionary of the engine.

        Asks the first program of the route alone; no answer changes by it.
        """
        words = [_WORD.findall(text) for text in texts]
        new = list(dict.fromkeys(w for found in words for w in found if w not in self._known))
        if new:
            self._look_up(new)
        return [
            tuple(dict.fromkeys(word for word in found if not self._known.get(word, True)))
            for found in words
        ]

    def _look_up(self, words: Sequence[str]) -> None:
        if self._closed:
            return
        try:
            if self._analyser is None:
                stage = self._modes[0].stages[:1]
                self._analyser = Chain(stage, environ=self._environ, deadline=self._deadline)
            lines = [" ".join(words[at : at + _LINE]) for at in range(0, len(words), _LINE)]
            for answer in self._analyser.translate(lines):
                for match in _ANALYSIS.finditer(answer):
                    self._known[match[1]] = not match[2].startswith("*")
        except ChainBrokenError:
            self._end_analyser()

    def _end_analyser(self) -> None:
        if self._analyser is not None:
            self._analyser.kill()
            self._analyser = None

    def close(self) -> None:
        """Ends all processes; nothing is started again."""
        self._closed = True
        self._end_analyser()
        while self._chains:
            self._chains.popitem()[1].kill()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()

    def _send(self, mode: Mode, texts: Sequence[str]) -> Chain | None:
        """The chain that has these texts now; None where it could not be started."""
        if not texts:
            return None
        try:
            chain = self._chain(mode, bound=False)
            chain.send(texts)
        except ChainBrokenError:
            self._drop(mode, bound=False)
            return None
        return chain

    def _through(self, mode: Mode, texts: Sequence[str], sent: Chain | None = None) -> list[str]:
        """Answers of one mode; what comes in empty goes out empty. `sent`: who has the texts."""
        answers = [""] * len(texts)
        self._restarts = 0
        for bound in (False, True):
            wanted = [
                index
                for index, text in enumerate(texts)
                if text.strip() and _is_plain(text) is not bound
            ]
            while wanted:
                had, sent = sent, None
                done = self._run(mode, [texts[index] for index in wanted], had, bound=bound)
                for index, answer in zip(wanted, done, strict=False):
                    answers[index] = answer
                broken = wanted[len(done) : len(done) + 1]
                wanted = wanted[len(done) + 1 :]
                for index in broken:
                    self._restart(mode, bound=bound)
                    answers[index] = "".join(self._run(mode, [texts[index]], bound=bound))
                    if not answers[index]:
                        self._restart(mode, bound=bound)
        return answers

    def _run(
        self, mode: Mode, texts: Sequence[str], sent: Chain | None = None, *, bound: bool
    ) -> list[str]:
        """Answers up to the first text that broke the chain; `sent` has the texts already."""
        done: list[str] = []
        if bound and not mode.bound_stages:
            texts, bound = [BOUND.sub("", text) for text in texts], False
        try:
            chain = self._chain(mode, bound=bound)
            if chain is not sent:
                if chain.waiting:  # for answers to later texts, which would come first
                    self._drop(mode, bound=bound)
                    chain = self._chain(mode, bound=bound)
                chain.send(texts)
            for text, answer in zip(texts, chain.receive(len(texts)), strict=True):
                if not answer.strip() and _MARK.sub("", text).strip():
                    self._drop(mode, bound=bound)
                    break
                done.append(answer)
        except ChainBrokenError:
            self._drop(mode, bound=bound)
        return done

    def _chain(self, mode: Mode, *, bound: bool) -> Chain:
        if self._closed:
            raise EnvironmentFailedError.of("engine.failed", f"{self.name} was ended")
        chain = self._chains.get((mode.name, bound))
        if chain is None:
            stages = mode.bound_stages if bound else mode.stages
            chain = Chain(stages, environ=self._environ, deadline=self._deadline)
            self._chains[mode.name, bound] = chain
            chain.warm(WARM_TEXTS.get(mode.name.partition("-")[0], ("",)))
        return chain

    def _drop(self, mode: Mode, *, bound: bool) -> None:
        chain = self._chains.pop((mode.name, bound), None)
        if chain is not None:
            chain.kill()

    def _restart(self, mode: Mode, *, bound: bool) -> None:
        self._drop(mode, bound=bound)
        self._restarts += 1
        if self._restarts > _RESTARTS:
            raise EnvironmentFailedError.of(
                "engine.failed", f"{self.name} ended or hung {self._restarts} times in one batch"
            )


def _is_plain(text: str) -> bool:
    """Whether a text goes through the chain without word-bound blanks."""
    return bool(text.strip()) and BOUND.search(text) is None
