"""Every code that these rooms use is explained."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pipeline

ROOT = Path(pipeline.__file__).parent
CODE = re.compile(
    r'"((?:lock|term|isi|text|html|tag|number|placeholder|length|target|unit|fuzzy|measure|range|date|time|comparison|phone|negation|modality|icu|plural|markdown)\.[a-z_.]+|limit)"'
)
LINT = re.compile(r'_finding\("([a-z_]+)"')


def test_codes_are_explained():
    files = [path for room in ("locks", "check") for path in (ROOT / room).rglob("*.py")]
    used = {code for path in files for code in CODE.findall(path.read_text(encoding="utf-8"))}
    lint = (ROOT / "locks" / "lint.py").read_text(encoding="utf-8")
    used |= {f"lock.lint.{code}" for code in LINT.findall(lint)}
    assert len(used) > 30
    for code in sorted(used - {"lock."}):
        path = ROOT / "cli" / "codes" / f"{code.partition('.')[0]}.toml"
        entry = tomllib.loads(path.read_text(encoding="utf-8"))[code]
        assert set(entry) == {"title", "meaning", "next"}
