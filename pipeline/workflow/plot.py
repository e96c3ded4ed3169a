"""A plain bar plot as SVG: same values, same bytes; no script, no font, no library."""

from __future__ import annotations

import html
from collections.abc import Sequence

__all__ = ["bar_plot"]

_WIDTH, _ROW, _LABEL, _TOP = 960, 28, 440, 56
_BAR = _WIDTH - _LABEL - 200


def bar_plot(title: str, rows: Sequence[tuple[str, float, str]]) -> bytes:
    """One bar per (label, share from 0 to 1, remark), with its per cent written beside it."""
    height = _TOP + _ROW * max(len(rows), 1) + 16
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}"',
        ' role="img" font-family="sans-serif" font-size="13">',
        f"<title>{html.escape(title)}</title>",
        f'<rect width="{_WIDTH}" height="{height}" fill="#fff"/>',
        f'<text x="16" y="28" font-size="16">{html.escape(title)}</text>',
    ]
    if not rows:
        parts.append(f'<text x="16" y="{_TOP + 18}">Nothing to show yet.</text>')
    for number, (label, share, remark) in enumerate(rows):
        y = _TOP + number * _ROW
        width = round(_BAR * min(max(share, 0.0), 1.0), 1)
        parts += [
            f'<text x="16" y="{y + 17}">{html.escape(label)}</text>',
            f'<rect x="{_LABEL}" y="{y + 4}" width="{_BAR}" height="16" fill="#eee"/>',
            f'<rect x="{_LABEL}" y="{y + 4}" width="{width}" height="16" fill="#2a5d84"/>',
            f'<text x="{_LABEL + _BAR + 8}" y="{y + 17}">{share:.1%}, {html.escape(remark)}</text>',
        ]
    return ("\n".join([*parts, "</svg>"]) + "\n").encode()
