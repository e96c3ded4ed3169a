"""Names what is wrong where no entry could be read. Never reads anything into a catalog."""

from __future__ import annotations

import re

from pipeline.errors import Fault

__all__ = ["diagnose"]

_LINE = re.compile(
    r"(?:(?P<keyword>[A-Za-z_]\w*)(?P<index>\[[^\]\n]*\])?[ \t]*)?"
    r'(?P<string>"(?:[^"\\\n]|\\.)*")?(?P<rest>.*)'
)
_NEXT = {
    "": {"msgctxt", "msgid"},
    "msgctxt": {"msgid"},
    "msgid": {"msgid_plural", "msgstr"},
    "msgid_plural": {"msgstr"},
    "msgstr": {"msgstr", "msgctxt", "msgid"},
}
_HINT = "take the file again from where it came; do not repair it by hand"


def diagnose(text: str, position: int, *, path: str) -> Fault:
    """The first fault at or after this position, where an entry should begin."""
    first = text.count("\n", 0, position) + 1
    state = ""
    lines = text[position:].split("\n")
    whole = len(lines) - 1
    for number, line in enumerate(lines):
        stripped = line.strip()
        if not stripped:
            continue
        if stripped.startswith("#"):
            if state not in {"", "msgstr"}:
                return _fault("catalog.syntax", "a comment inside an entry", path, first + number)
            state = ""
            continue
        code, message, state = _judge(stripped, state)
        if code == "catalog.syntax" and number == whole and not _is_foreign(stripped):
            return _fault("catalog.truncated", "the file ends inside a line", path, first + number)
        if code:
            return _fault(code, message, path, first + number)
        if number == whole:
            return _fault("catalog.truncated", "the last line does not end", path, first + number)
    return _fault("catalog.truncated", "the file ends inside an entry", path, first + whole)


def _is_foreign(line: str) -> bool:
    """Whether the line cannot be the beginning of a catalog's: other words, another directive."""
    match = _LINE.fullmatch(line)
    word = match["keyword"] if match is not None else None
    return word is None or not any(known and known.startswith(word) for known in _NEXT)


def _judge(line: str, state: str) -> tuple[str, str, str]:
    """(code, message, next state); the code is empty when the line may stand here."""
    match = _LINE.fullmatch(line)
    assert match is not None  # noqa: S101 - the expression matches every line
    keyword, string, rest = match["keyword"] or "", match["string"], match["rest"]
    if keyword and keyword not in _NEXT:
        return *_judge_keyword(keyword), ""
    cut = rest.startswith('"') or (string is None and '"' in rest)
    verdicts = (
        (cut, "catalog.truncated", "a quote is not closed on its line"),
        (
            bool(rest) or (bool(match["index"]) and keyword != "msgstr"),
            "catalog.syntax",
            f"not a line of a catalog: {line[:40]}",
        ),
        (
            bool(keyword) and keyword not in _NEXT[state],
            "catalog.syntax",
            f"{keyword} does not belong here",
        ),
        (not keyword and not state, "catalog.syntax", "a string without a keyword"),
        (string is None, "catalog.truncated", f"{keyword} has no string on its line"),
    )
    for applies, code, message in verdicts:
        if applies:
            return code, message, ""
    return "", "", keyword or state


def _judge_keyword(keyword: str) -> tuple[str, str]:
    if keyword == "domain":
        return "catalog.syntax", "the directive `domain` is not allowed"
    if any(known.startswith(keyword) for known in _NEXT):
        return "catalog.truncated", f"a keyword is cut: {keyword}"
    return "catalog.syntax", f"unknown keyword {keyword[:40]}"


def _fault(code: str, message: str, path: str, line: int) -> Fault:
    hint = _HINT if code == "catalog.truncated" else ""
    return Fault(code=code, message=message, path=path, line=line, hint=hint)
