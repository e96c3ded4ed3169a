"""The same pairs through `pybabel extract`, really run."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from pipeline.formats.document import parse_document
from tests.formats.pages import ALL

ROOT = Path(__file__).parents[2]
NAMES = {"imprimatur_markdown", "imprimatur_html", "imprimatur_text", "imprimatur_json"}


@pytest.mark.skipif(
    not {entry.name for entry in entry_points(group="babel.extractors")} >= NAMES,
    reason="the package is not installed, so Babel does not know its extractors",
)
def test_pybabel_extract_finds_the_same_pairs(tmp_path):
    expected = set()
    for path, text in ALL.items():
        file = tmp_path / "source_content" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode())
        expected |= {
            (s.context or None, s.source if s.plural is None else (s.source, s.plural))
            for s in parse_document(text.encode(), path).segments
        }
    (tmp_path / "babel.cfg").write_bytes((ROOT / "babel.cfg").read_bytes())
    command = (
        "import sys, babel.messages.frontend as f; sys.path.insert(0, sys.argv.pop(1)); f.main()"
    )
    subprocess.run(
        [
            sys.executable,
            "-c",
            command,
            str(ROOT),
            "extract",
            "-F",
            "babel.cfg",
            "-o",
            "t.pot",
            ".",
        ],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    )
    with (tmp_path / "t.pot").open("rb") as file:
        catalog = read_po(file)
    found = {(m.context, m.id) for m in catalog if m.id}
    assert found == expected
    noted = catalog.get("Short text", context="footer")
    assert noted is not None
    assert {name.partition(":")[0] for name, _ in noted.locations} == {"source_content/a/page.html"}
