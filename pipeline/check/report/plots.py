"""Bars as inline SVG: no library, no script, no font but the page's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from pipeline.model.finding import Severity

__all__ = ["bars"]

_ROW, _LABEL, _BAR, _NUMBER = 22, 190, 420, 60


def bars(title: str, rows: Sequence[tuple[str, Mapping[Severity, int]]]) -> str:
    """A stacked bar per row, blockers first; the whole is described in words for readers."""
    if not rows:
        return ""
    most = max(sum(counts.values()) for _, counts in rows) or 1
    height = _ROW * len(rows) + 4
    words = "; ".join(f"{name}: {sum(counts.values())}" for name, counts in rows)
    head = (
        f"<figure><figcaption>{escape(title)}</figcaption>"
        f'<svg viewBox="0 0 {_LABEL + _BAR + _NUMBER} {height}" role="img" '
        f'aria-label="{escape(title)}. {escape(words)}">'
    )
    parts = [head]
    for index, (name, counts) in enumerate(rows):
        top = index * _ROW + 3
        parts.append(
            f'<text x="{_LABEL - 8}" y="{top + 13}" text-anchor="end">{escape(name)}</text>'
        )
        at = float(_LABEL)
        for severity in Severity:
            width = _BAR * counts.get(severity, 0) / most
            if width:
                parts.append(
                    f'<rect class="{severity}" x="{at:.1f}" y="{top}" '
                    f'width="{max(width, 1.5):.1f}" height="{_ROW - 6}"/>'
                )
                at += max(width, 1.5)
        parts.append(f'<text x="{at + 6:.1f}" y="{top + 13}">{sum(counts.values())}</text>')
    return "".join(parts) + "</svg></figure>"
