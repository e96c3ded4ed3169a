"""Our side at work, in a process of its own. Usage: python -m benchmarks.work STEP FILE [...].

Prints `CPU seconds` as its last line, as `peers.py` does.
"""

from __future__ import annotations

import gc
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pipeline.formats.gettext import (
    compile_po,
    parse_catalog,
    parse_template,
    read_kept,
    serialize_catalog,
    view_catalog,
)
from pipeline.model.policy import Limits
from pipeline.model.unit import Catalog

LIMITS = Limits(file_bytes=2**31, catalog_units=10**7)
"""The limits of a policy can be lifted; for the sizes measured here they must be."""


def main() -> None:
    step, path, *rest = sys.argv[1:]
    if step == "update":
        _update(path, *rest)
        return
    if step == "compile":
        data = compile_po(Path(path).read_bytes(), path=path, limits=LIMITS)
        Path(rest[0]).write_bytes(data)
        return
    runs = int(rest[0]) if rest else 3
    done: Callable[[], object]
    if step == "serialize":
        catalog = _parse(path)
        done = lambda: serialize_catalog(catalog)  # noqa: E731
    else:
        done = {"view": lambda: _view(path), "parse": lambda: _parse(path)}[step]
    times = []
    found: Any = None
    for _ in range(runs):
        found = None
        gc.collect()
        start = time.process_time()
        found = done()
        times.append(time.process_time() - start)
    del found
    print("CPU", statistics.median(times))


def _parse(path: str) -> Catalog:
    return parse_catalog(Path(path).read_bytes(), path=path, limits=LIMITS)


def _view(path: str) -> object:
    return view_catalog(Path(path).read_bytes(), path=path, limits=LIMITS)


def _update(path: str, template: str, out: str) -> None:
    """Whole process, as msgmerge: read both, merge, write, what did not change byte for byte."""
    from pipeline.update.merge import merge_template

    kept = read_kept(Path(path).read_bytes(), path=path, limits=LIMITS)
    catalog = kept.catalog
    new = parse_template(Path(template).read_bytes(), path=template, limits=LIMITS)
    merge = merge_template(new, catalog, locale=catalog.locale, is_locked=lambda _: False)
    Path(out).write_bytes(serialize_catalog(merge.catalog, kept=kept))


if __name__ == "__main__":
    main()
