"""`python -m benchmarks [--quick] [MEASURE ...]`: measures, and merges into results.json."""

from __future__ import annotations

import argparse
import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from benchmarks import harness

_QUICK = 10_000


def modules() -> Iterator[ModuleType]:
    """Every module of this package that measures something."""
    for found in sorted(pkgutil.iter_modules([str(Path(__file__).parent)]), key=lambda m: m.name):
        if found.name.startswith("_") or found.name.endswith("_peer"):
            continue  # a peer's half runs in the peers' environment only
        module = importlib.import_module(f"benchmarks.{found.name}")
        if hasattr(module, "measure"):
            yield module


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("measures", nargs="*", help="modules of this package; default: all")
    parser.add_argument("--quick", action="store_true", help=f"only sizes up to {_QUICK}")
    parser.add_argument("--sizes", type=int, nargs="+", help="only these sizes")
    arguments = parser.parse_args()
    harness.prepare()
    for module in modules():
        name = module.__name__.rpartition(".")[2]
        if arguments.measures and name not in arguments.measures:
            continue
        sizes = tuple(getattr(module, "SIZES", ()))
        if arguments.sizes and all(isinstance(size, int) for size in sizes):
            sizes = tuple(arguments.sizes)
        if arguments.quick:
            sizes = tuple(s for s in sizes if not isinstance(s, int) or s <= _QUICK)
        print(f"{name} …", flush=True)
        if not sizes:
            _report(module.measure())
            continue
        by_size = all(isinstance(size, int) for size in sizes)
        for some in [(size,) for size in sizes] if by_size else [sizes]:
            _report(module.measure(some))


def _report(rows: list[dict[str, Any]]) -> None:
    """Keeps the rows at once, so that a run that is stopped is not lost."""
    harness.merge_results(rows)
    for found in rows:
        print(f"  {found['measure']} {found['size']}: {found['ours']} {found['unit']}", end="")
        print("".join(f", {who} {value}" for who, value in found["peers"].items()), flush=True)


if __name__ == "__main__":
    main()
