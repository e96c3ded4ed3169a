"""`extract` against po4a, the Translate Toolkit and mdpo: whole processes, CPU time, memory.

Ours is the whole verb on a project: seals and approvals verified, locks matched, template written.
`extract.md`, `extract.html`: nothing remembered. `…again`: 1 % of the pages changed since the last
run, `…unchanged`: none; the peers have no memory and read all pages again.
"""

from __future__ import annotations

import re
import shutil
import statistics
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from benchmarks import harness, pages
from benchmarks.harness import Cost, cost, row

SIZES = (100, 500, 1_500)
ABOUT = {
    "extract": "Pages to one template, whole process, over generated pages. Ours verifies seals "
    "and approvals and matches locks as well. `again`: 1 % of the pages changed since the last "
    "run; `unchanged`: none. The peers read all pages every time."
}
_SLOW = 100
"""mdpo is run up to this size: its time grows with the square of the pages."""
_PAGE_RULES = re.compile(r"^\[\[?pages\b.*?(?=^\[(?!\[?pages\b))", re.MULTILINE | re.DOTALL)
_RUNS = 3


def _ours(project: Path, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "pipeline", *arguments, "--project", str(project)]


def _do(project: Path, *arguments: str) -> None:
    command = _ours(project, *arguments)
    done = subprocess.run(command, cwd=harness.ROOT, capture_output=True, text=True, check=False)
    if done.returncode not in {0, 3}:
        raise SystemExit(done.stderr)


def _approve(project: Path) -> None:
    _do(project, "approve", "--reference", "B-1", "--by", "Benchmark", "--expires", "2035-12-31")
    _do(project, "key", "seal", "approvals")


def _project(kind: str, count: int) -> Path:
    """A project with the sample's locks and keys; its policy asks no page for safety text."""
    folder = harness.DATA / f"extract-{kind}-{count}"
    shutil.rmtree(folder, ignore_errors=True)
    pages.write(folder / "source_content" / "betaseron", kind, count)
    for name in ("imprimatur.toml", "policy.toml.seal.json"):
        shutil.copy(harness.ROOT / name, folder / name)
    for name in ("keys", "glossary_lock"):
        shutil.copytree(harness.ROOT / name, folder / name)
    policy = (harness.ROOT / "policy.toml").read_text(encoding="utf-8")
    (folder / "policy.toml").write_text(_PAGE_RULES.sub("", policy), encoding="utf-8")
    _do(folder, "key", "seal", "policy")
    _approve(folder)
    return folder


def _peers(kind: str, folder: Path, size: int) -> dict[str, list[str]]:
    sources = folder / "source_content" / "betaseron"
    found = sorted(map(str, sources.glob(f"*.{kind}")))
    python = str(harness.ENVIRONMENT / "bin" / "python")
    tool = {"md": "md2po", "html": "html2po"}[kind]
    call = f"from translate.convert.{tool} import main; main()"
    options = ("--progress=none", "--multifile=onefile", "-P")
    peers = {
        "translate-toolkit": [
            *(python, "-c", call, *options, str(sources), str(folder / "toolkit.pot"))
        ]
    }
    if harness.has("po4a-updatepo"):
        form = ["text", "-o", "markdown", "-o", "yfm_lenient"] if kind == "md" else ["xhtml"]
        masters = [word for place in found for word in ("-m", place)]
        target = str(folder / "po4a.po")
        peers["po4a"] = ["po4a-updatepo", "-f", *form, "-M", "UTF-8", *masters, "-p", target]
    if kind == "md" and size <= _SLOW:
        call = (
            "import sys; from mdpo.md2po import markdown_to_pofile as make;"
            " make(sys.argv[2:], save=True, po_filepath=sys.argv[1])"
        )
        peers["mdpo"] = [python, "-c", call, str(folder / "mdpo.po"), *found]
    return peers


def _cost_of(command: Sequence[str], prepare: Callable[[], None], *, runs: int = _RUNS) -> Cost:
    """The median of some runs, each after what must be prepared for it."""
    found = []
    for _ in range(runs):
        prepare()
        found.append(cost(command, runs=1))
    times = [one.cpu for one in found]
    failed = next((one for one in found if one.cpu is None), None)
    if failed is not None:
        print(f"  {command[0]}: {failed.state}: {failed.output[-300:]}", file=sys.stderr)
    return Cost(
        cpu=None if failed else statistics.median(time for time in times if time is not None),
        peak_mb=max(one.peak_mb for one in found),
    )


def _change(folder: Path, kind: str, size: int) -> None:
    """One page of a hundred has another heading, and is approved again."""
    for at in range(0, size, 100):
        place = folder / "source_content" / "betaseron" / f"p{at:04}.{kind}"
        text = place.read_text(encoding="utf-8")
        mark, more = ("\n## ", "\n## New ") if kind == "md" else ("<h2>", "<h2>New ")
        place.write_text(text.replace(mark, more, 1), encoding="utf-8")
    _approve(folder)


def _clean(folder: Path) -> None:
    for name in ("po4a.po", "toolkit.pot", "mdpo.po"):
        (folder / name).unlink(missing_ok=True)


def _one(kind: str, size: int) -> list[dict[str, Any]]:
    folder = _project(kind, size)
    command = _ours(folder, "extract")

    def forget() -> None:
        for name in ("var", "locales"):
            shutil.rmtree(folder / name, ignore_errors=True)

    costs = {"": _cost_of(command, forget)}
    costs[".unchanged"] = _cost_of(command, lambda: None)
    costs[".again"] = _cost_of(command, lambda: _change(folder, kind, size))
    peers = {
        name: _cost_of(call, lambda: _clean(folder), runs=1)
        for name, call in _peers(kind, folder, size).items()
    }
    return [
        row(
            f"extract.{kind}{what}",
            size,
            "s",
            {"ours": ours.cpu, **{name: one.cpu for name, one in peers.items()}},
            {"ours": ours.peak_mb, **{name: one.peak_mb for name, one in peers.items()}},
        )
        for what, ours in costs.items()
    ]


def measure(sizes: Sequence[int] = SIZES) -> list[dict[str, Any]]:
    """Rows `extract.md`, `extract.html`, each with `.again` and `.unchanged`."""
    # An installed package has its bytecode; the peers have theirs.
    harness.compile_modules()
    return [found for kind in ("md", "html") for size in sizes for found in _one(kind, size)]
