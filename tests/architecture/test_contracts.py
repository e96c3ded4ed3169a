"""The tree keeps its shape: imports point down, codes are documented."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.cli.explain import load_codes

_ROOT = Path(__file__).parents[2]
_MODULES = sorted((_ROOT / "pipeline").rglob("*.py"))
_CODE = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)+")
_SPEAKS_CODES = {"of", "Fault", "Finding", "Held", "LockFault", "fault", "_fault", "TargetFault"}


def test_imports_point_down():
    done = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports"))],
        cwd=_ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("module", _MODULES, ids=lambda place: place.relative_to(_ROOT).as_posix())
def test_a_module_states_its_contract_and_stays_small(module: Path):
    text = module.read_text("utf-8")
    assert ast.get_docstring(ast.parse(text)), "a module docstring is missing"
    assert len(text.splitlines()) <= 400


def codes_in_use() -> dict[str, str]:
    """Every dotted code in the package's source and the first module that uses it."""
    found: dict[str, str] = {}
    for module in _MODULES:
        for node in ast.walk(ast.parse(module.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            values = [keyword.value for keyword in node.keywords if keyword.arg == "code"]
            if name in _SPEAKS_CODES:
                values += node.args[:1]
            for value in values:
                if (
                    isinstance(value, ast.Constant)
                    and isinstance(value.value, str)
                    and _CODE.fullmatch(value.value)
                ):
                    found.setdefault(value.value, module.relative_to(_ROOT).as_posix())
    return found


def test_every_code_in_use_is_explained():
    known = load_codes()
    missing = {code: place for code, place in codes_in_use().items() if code not in known}
    assert missing == {}


def test_every_explained_code_is_in_use():
    texts = "\n".join(module.read_text("utf-8") for module in _MODULES)
    unused = [
        code for code in load_codes() if f'"{code}"' not in texts and not _is_built(code, texts)
    ]
    assert unused == []


def _is_built(code: str, texts: str) -> bool:
    """Some codes are put together: `settings.syntax` from a file's kind and the fault's word."""
    first, _, rest = code.rpartition(".")
    kind = f'"{first}"' in texts or f'"{first}.{{' in texts
    return kind and (f'.{rest}"' in texts or f'"{rest}"' in texts)


@pytest.mark.parametrize("code", load_codes())
def test_an_explanation_is_whole(code: str):
    entry = load_codes()[code]
    assert set(entry) == {"title", "meaning", "next"}
    assert all(entry.values())


def test_no_tracked_file_names_a_machine_or_a_registry():
    names = subprocess.run(
        ["git", "ls-files", "-z"], cwd=_ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\0")
    bad = re.compile(
        r"(?:^|[^a-z])/(?:work|root|home/[a-z]+)/|--(?:extra-)?index-url|pypi\.org", re.MULTILINE
    )
    hits = []
    for name in filter(None, names):
        place = _ROOT / name
        if place == Path(__file__) or not place.is_file():
            continue
        text = place.read_bytes().decode("utf-8", "replace")
        hits += [f"{name}: {match.group()}" for match in bad.finditer(text)]
    assert hits == []


def test_the_requirements_hold_hashes_and_no_address():
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (_ROOT / name).read_text("utf-8")
        assert "://" not in text
        assert not re.search(r"^--", text, re.MULTILINE)
        pins = re.findall(r"^[a-z0-9][\w.-]*==", text, re.MULTILINE)
        assert pins
        assert text.count("--hash=sha256:") >= len(pins)


def test_nothing_is_mocked():
    for place in (_ROOT / "tests").rglob("*.py"):
        if place != Path(__file__):
            assert "unittest.mock" not in place.read_text("utf-8"), place
