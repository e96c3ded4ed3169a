"""A rendered page marked as not released: a comment for programs, a banner for people."""

from __future__ import annotations

from pathlib import PurePosixPath

from pipeline.formats.html_scan import ScanError, scan_html

__all__ = ["mark_preview"]

_COMMENT = "<!-- imprimatur: preview, not released -->"


def mark_preview(data: bytes, path: str, banner: str) -> bytes:
    """The page with a banner at its top; JSON, which has no place for one, stays as it is.

    `banner` is plain text without markup.
    """
    text = data.decode("utf-8")
    newline = "\r\n" if "\r\n" in text else "\n"
    suffix = PurePosixPath(path).suffix.lower()
    start = 1 if text.startswith("\ufeff") else 0
    if suffix in {".html", ".htm"}:
        at = _behind_body(text)
        mark = f'{_COMMENT}<p role="alert" lang="en" dir="ltr"><strong>{banner}</strong></p>'
    elif suffix == ".md":
        at = _behind_front_matter(text, start)
        mark = f"{_COMMENT}{newline}{newline}> **{banner}**{newline}{newline}"
    elif suffix == ".txt":
        at, mark = start, f"*** {banner} ***{newline}{newline}"
    else:
        return data
    return (text[:at] + mark + text[at:]).encode()


def _behind_body(text: str) -> int:
    """Behind the body's start tag; behind the declarations of a fragment without one."""
    at = 0
    try:
        for token in scan_html(text, 0, len(text)):
            if token.name == "body":
                return token.end
            if not at and token.name == "!":
                at = token.end
    except ScanError:
        pass
    return at


def _behind_front_matter(text: str, start: int) -> int:
    if not text.startswith("---", start):
        return start
    for mark in ("\n---", "\n..."):
        end = text.find(mark, start + 3)
        line = text.find("\n", end + 1) if end >= 0 else -1
        if line >= 0:
            return line + 1
    return start
