"""Apertium's `.mode` files: which programs make up one translation direction, and their version.

A mode file is a shell pipeline. It is never given to a shell: it is cut at `|`, every stage gets
`-z` as its first argument (null flush), `$1` becomes `-n` (no marks on unknown words) and `$2` is
left out. Only programs of the Apertium family are started, whatever the file says.
"""

from __future__ import annotations

import functools
import hashlib
import shlex
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import EnvironmentFailedError
from pipeline.model.locale import LocaleTag, language_of

__all__ = ["Mode", "find_modes", "read_mode", "route_of"]

MODE_FOLDERS = (Path("/usr/share/apertium/modes"), Path("/usr/local/share/apertium/modes"))
_PROGRAMS = frozenset(
    {
        "apertium-anaphora",
        "apertium-interchunk",
        "apertium-postchunk",
        "apertium-pretransfer",
        "apertium-tagger",
        "apertium-transfer",
        "cg-proc",
        "lrx-proc",
        "lsx-proc",
        "lt-proc",
        "rtx-proc",
    }
)
_ROUTES = {
    "ca": ("eng-cat",),
    "es": ("eng-spa",),
    "fr": ("eng-cat", "cat-fra"),
    "it": ("eng-cat", "cat-ita"),
    "pt": ("eng-cat", "cat-por"),
    "pt-BR": ("eng-cat", "cat-por_BR"),
}
"""From English: Catalan as the pivot, which gives better French, Italian and Portuguese."""
_ROUTES_BACK = {
    "ca": ("cat-eng",),
    "es": ("spa-eng",),
    "fr": ("fra-cat", "cat-eng"),
    "it": ("ita-cat", "cat-eng"),
    "pt": ("por-cat", "cat-eng"),
}
"""Into English, for back-translation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mode:
    """One direction: its stages as argument lists, ready to be started."""

    name: str
    stages: tuple[tuple[str, ...], ...]
    version: str
    """First 12 digits of the SHA-256 over the mode file and every data file it names."""
    bound_stages: tuple[tuple[str, ...], ...] = ()
    """The same with the two programs that carry word-bound blanks; empty when they are missing."""


def route_of(source_locale: LocaleTag, locale: LocaleTag) -> tuple[str, ...]:
    """The names of the modes to chain, or an empty tuple when there is no way."""
    if language_of(locale) == "en":
        *pivots, last = _ROUTES_BACK.get(language_of(source_locale), ("",))
        return (*pivots, last + "_US" * (locale == "en-US")) if last else ()
    if language_of(source_locale) != "en":
        return ()
    return _ROUTES.get(locale) or _ROUTES.get(language_of(locale), ())


def find_modes(
    names: tuple[str, ...],
    *,
    environ: Mapping[str, str],
    folders: tuple[Path, ...] = MODE_FOLDERS,
) -> tuple[Mode, ...]:
    """These modes. EnvironmentFailedError `engine.missing` when a file or program is not there."""
    modes = []
    for name in names:
        file = next(
            (folder / f"{name}.mode" for folder in folders if (folder / f"{name}.mode").is_file()),
            None,
        )
        if file is None:
            raise EnvironmentFailedError.of(
                "engine.missing",
                f"Apertium has no mode {name} on this machine",
                hint="apt-get install apertium apertium-eng-spa apertium-eng-cat"
                " apertium-fra-cat apertium-por-cat apertium-cat-ita",
            )
        modes.append(read_mode(file, path=environ.get("PATH", "")))
    return tuple(modes)


def read_mode(file: Path, *, path: str) -> Mode:
    """The mode in this file, with its programs looked up in `path`."""
    text = file.read_text(encoding="utf-8")
    stages = []
    data = []
    for part in text.strip().split("|"):
        words = shlex.split(part.replace("$1", "-n").replace("$2", ""))
        program = shutil.which(words[0], path=path) if words and words[0] in _PROGRAMS else None
        if program is None:
            named = words[0] if words else "an empty stage"
            raise EnvironmentFailedError.of(
                "engine.missing", f"mode {file.stem} needs a program this machine lacks: {named}"
            )
        stages.append((program, "-z", *words[1:]))
        data += [Path(word) for word in words[1:] if not word.startswith("-")]
    return Mode(
        name=file.stem,
        stages=tuple(stages),
        version=_version(text, tuple(data)),
        bound_stages=_bound(stages, path=path),
    )


def _bound(stages: Sequence[tuple[str, ...]], *, path: str) -> tuple[tuple[str, ...], ...]:
    """Word-bound blanks are attached after the analyser and detached before the generator."""
    attach = shutil.which("apertium-wblank-attach", path=path)
    detach = shutil.which("apertium-wblank-detach", path=path)
    generators = [
        index for index, argv in enumerate(stages) if "-n" in argv[1:3] and "lt-proc" in argv[0]
    ]
    if attach is None or detach is None or not generators:
        return ()
    at = generators[-1]
    return (stages[0], (attach,), *stages[1:at], (detach,), *stages[at:])


@functools.lru_cache(maxsize=64)
def _version(text: str, data: tuple[Path, ...]) -> str:
    digest = hashlib.sha256(text.encode())
    for file in data:
        try:
            digest.update(hashlib.sha256(file.read_bytes()).digest())
        except OSError as error:
            raise EnvironmentFailedError.of(
                "engine.missing", f"a data file of the engine cannot be read: {error}"
            ) from None
    return digest.hexdigest()[:12]
