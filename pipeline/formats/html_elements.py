"""What HTML elements and attributes mean for translation."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = [
    "BLOCK",
    "CLOSED_BY",
    "HEADINGS",
    "RAW_TEXT",
    "SKIPPED",
    "VOID",
    "VOID_INLINE",
    "role_of_attribute",
]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


BLOCK = _words(
    "address area article aside audio base basefont bgsound blockquote body canvas caption center"
    " col colgroup dd details dialog dir div dl dt embed fieldset figcaption figure footer form"
    " frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html iframe input keygen legend li"
    " link listing main map marquee menu meta nav noembed noframes noscript object ol optgroup"
    " option p param plaintext pre search section select source summary table tbody td template"
    " textarea tfoot th thead title tr track ul video xmp"
)
"""All others are phrasing elements: tags in a sentence. So is an element nobody knows."""

VOID_INLINE = frozenset({"br", "img", "wbr"})
VOID = VOID_INLINE | _words(
    "area base basefont bgsound col embed frame hr input keygen link meta param source track"
)

RAW_TEXT = frozenset({"script", "style", "xmp", "iframe", "noembed", "noframes"})
"""Elements whose content is no markup and no text of the page."""

SKIPPED = frozenset({"svg", "math", "pre", "listing"})
"""Drawings, formulas and preformatted code: never translated."""

HEADINGS = {f"h{level}": level for level in range(1, 7)}

_P_CLOSERS = _words(
    "address article aside blockquote center details dialog dir div dl fieldset figcaption figure"
    " footer form h1 h2 h3 h4 h5 h6 header hgroup hr main menu nav ol p pre search section table"
    " ul li dd dt"
)
CLOSED_BY: Mapping[str, frozenset[str]] = {
    "p": _P_CLOSERS,
    "li": frozenset({"li"}),
    "dt": frozenset({"dt", "dd"}),
    "dd": frozenset({"dt", "dd"}),
    "option": frozenset({"option", "optgroup"}),
    "optgroup": frozenset({"optgroup"}),
    "td": frozenset({"td", "th", "tr", "tbody", "tfoot", "thead"}),
    "th": frozenset({"td", "th", "tr", "tbody", "tfoot", "thead"}),
    "tr": frozenset({"tr", "tbody", "tfoot", "thead"}),
    "thead": frozenset({"tbody", "tfoot"}),
    "tbody": frozenset({"tbody", "tfoot"}),
    "tfoot": frozenset({"tbody"}),
    "colgroup": frozenset({"tbody", "tfoot", "thead", "tr"}),
}
"""Element with an optional end tag: the start tags that end it."""

_ALT = frozenset({"img", "area", "input"})
_LABELLED = frozenset({"option", "optgroup", "track"})
_META = _words(
    "description keywords og:title og:description og:image:alt twitter:title twitter:description"
    " twitter:image:alt"
)
_ARIA = frozenset({"aria-label", "aria-description", "aria-roledescription", "aria-valuetext"})


def role_of_attribute(element: str, name: str, values: Mapping[str, str]) -> str:  # noqa: PLR0911
    """The role of the segment in this attribute, or empty when it is no text."""
    if name == "title":
        return "" if element in {"link", "style", "script"} else "tooltip"
    if name == "alt":
        return "alt" if element in _ALT else ""
    if name in _ARIA:
        return "label"
    if name in {"placeholder", "aria-placeholder"}:
        return "placeholder"
    if name == "label":
        return "label" if element in _LABELLED else ""
    if name == "value" and element == "input":
        kind = values.get("type", "").lower()
        return "button" if kind in {"submit", "button", "reset"} else ""
    if name == "content" and element == "meta":
        meant = values.get("name") or values.get("property") or ""
        return "meta" if meant.lower() in _META else ""
    return ""
