"""`update` over real releases: Django's catalogs of one version, the sources of the next.

What was really edited nobody wrote down; but the translators' next target is known. So a good
suggestion is one that is close to what people then wrote (Indel similarity of at least 0.6), and
a bad one is far from it (below 0.4). `withheld_good`: named with their earlier source
but not offered, because a number, a negation, a modal or a unit differs; their targets would have
been good.
"""

from __future__ import annotations

import re
import subprocess
import zipfile
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from benchmarks import corpus
from benchmarks.harness import DATA, ENVIRONMENT, cost, has, ours, row

SIZES = ("2.2", "3.2", "4.2", "5.2")
LOCALES = ("de", "es", "fr", "it", "ja", "nl", "pl", "pt_BR")
NAMES = ("new", "suggested", "good", "bad", "withheld", "withheld_good")
ABOUT = {
    "releases": "Two releases of Django's own catalogs in "
    + ", ".join(LOCALES)
    + ": the earlier targets meet the later sources. `new` messages were not in the earlier "
    "release; a suggestion is `good` when it is close to what the translators then wrote "
    "(similarity of at least 0.6), `bad` below 0.4. No message here is carried over from its place."
}


def measure(sizes: Sequence[str] = SIZES) -> list[dict[str, Any]]:
    """Rows `releases` for each pair of neighbouring versions."""
    folder = DATA / "releases"
    folder.mkdir(parents=True, exist_ok=True)
    for version in sizes:
        if not list(folder.glob(f"[Dd]jango-{version}-*.whl")):
            pip = [ENVIRONMENT / "bin" / "python", "-m", "pip", "download", "--quiet"]
            wanted = f"django=={version}"
            subprocess.run([*pip, "--no-deps", "--dest", folder, wanted], check=True)
    return [_pair(folder, one, other) for one, other in pairwise(sizes)]


def _texts(folder: Path, version: str, locale: str) -> list[corpus.Text]:
    (wheel,) = folder.glob(f"[Dd]jango-{version}-*.whl")
    found: dict[str, corpus.Text] = {}
    with zipfile.ZipFile(wheel) as archive:
        for name in sorted(archive.namelist()):
            if name.endswith(f"/locale/{locale}/LC_MESSAGES/django.po"):
                path = folder / "one.po"
                path.write_bytes(archive.read(name))
                document = name.removesuffix(f"/locale/{locale}/LC_MESSAGES/django.po")
                for source, target in corpus.read_po(path):
                    if target:
                        text = corpus.Text(source, target, document, 0)
                        found.setdefault(source, text)
    return list(found.values())


def _pair(folder: Path, one: str, other: str) -> dict[str, Any]:
    names = ("ours", "msgmerge") if has("msgmerge") else ("ours",)
    times = dict.fromkeys(names, 0.0)
    quality = {name: dict.fromkeys(NAMES, 0) for name in names}
    for locale in LOCALES:
        before, after = _texts(folder, one, locale), _texts(folder, other, locale)
        old, new = folder / "old.po", folder / "new.pot"
        old.write_bytes(corpus.catalog(before))
        new.write_bytes(corpus.catalog(after, template=True))
        for name in names:
            out = folder / f"{name}.po"
            command = (
                ours("work", "update", old, new, out)
                if name == "ours"
                else ["msgmerge", "-q", "--previous", "-o", str(out), str(old), str(new)]
            )
            times[name] += cost(command, runs=1).cpu or 0.0
            _judge(quality[name], before, after, out)
    return row("releases", f"{one} → {other}", "CPU s, all locales", times, quality=quality)


def _judge(
    found: dict[str, int], before: Sequence[corpus.Text], after: Sequence[corpus.Text], out: Path
) -> None:
    from benchmarks.work import LIMITS
    from pipeline.formats.gettext import parse_catalog
    from pipeline.text.similarity import similarity

    known = {text.source: text.target for text in before}
    wanted = {text.source: text.target for text in after if text.source not in known}
    found["new"] += len(wanted)
    data = re.sub(rb'"X-Units: .*\n', b"", out.read_bytes())  # msgmerge keeps the earlier count
    for unit in parse_catalog(data, path="", limits=LIMITS, own=False).units:
        target = wanted.get(unit.key.source)
        if target is None:
            continue
        if unit.forms:
            score = similarity(unit.forms[0], target)
            found["suggested"] += 1
            found["good"] += score >= 0.6
            found["bad"] += score < 0.4
        elif unit.previous is not None:
            earlier = known.get(unit.previous.source, "")
            found["withheld"] += 1
            found["withheld_good"] += similarity(earlier, target) >= 0.6
