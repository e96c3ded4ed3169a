"""The peers at work; runs in their environment only. Usage: peers.py PEER STEP FILE [OTHER] [OUT].

Prints `CPU seconds` as its last line: the step alone, without start-up, and for `serialize` and
`compile` without the parsing before it.
"""

from __future__ import annotations

import gc
import io
import statistics
import sys
import time


def main() -> None:
    name, step, path, *rest = sys.argv[1:]
    parse, serialize, compile_ = {"polib": _polib, "babel": _babel, "translate-toolkit": _pypo}[
        name
    ](path)
    if step == "parse":
        found = None
        times = []
        for _ in range(int(rest[0]) if rest else 3):
            found = None
            gc.collect()
            times.append(_timed(parse)[0])
    elif step == "serialize":
        found = parse()
        times = [_timed(lambda: serialize(found))[0] for _ in range(int(rest[0]) if rest else 3)]
    else:
        found = parse()
        times = [_timed(lambda: compile_(found, rest[0]))[0]]
    print("CPU", statistics.median(times))


def _timed(step):
    start = time.process_time()
    found = step()
    return time.process_time() - start, found


def _polib(path):
    import polib

    return lambda: polib.pofile(path), lambda found: str(found).encode(), _save_polib


def _save_polib(found, out):
    found.save_as_mofile(out)


def _babel(path):
    from babel.messages import mofile, pofile

    def parse():
        with open(path, "rb") as file:
            return pofile.read_po(file, locale="es")

    def serialize(found):
        out = io.BytesIO()
        pofile.write_po(out, found)
        return out.getvalue()

    def compile_(found, out):
        with open(out, "wb") as file:
            mofile.write_mo(file, found)

    return parse, serialize, compile_


def _pypo(path):
    from translate.storage import pypo
    from translate.tools import pocompile

    def compile_(found, out):
        with open(out, "wb") as file:
            file.write(pocompile.POCompile().convertstore(found))

    return lambda: pypo.pofile.parsefile(path), bytes, compile_


if __name__ == "__main__":
    main()
