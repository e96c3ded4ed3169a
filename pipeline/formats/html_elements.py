"""What HTML elements and attributes mean for translation."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = [
    "BLOCK",
    "CLOSED_BY",
    "HEADINGS",
    "INLINE",
    "RAW_TEXT",
    "SKIPPED",
    "VOID",
    "VOID_INLINE",
    "role_of_attribute",
]

INLINE = frozenset(
    [
        "a",
        "abbr",
        "acronym",
        "b",
        "bdi",
        "bdo",
        "big",
        "button",
        "cite",
        "code",
        "data",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "ins",
        "kbd",
        "label",
        "mark",
        "meter",
        "output",
        "picture",
        "progress",
        "q",
        "rb",
        "rp",
        "rt",
        "rtc",
        "ruby",
        "s",
        "samp",
        "slot",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "time",
        "tt",
        "u",
        "var",
    ]
)
"""Phrasing elements: tags in a sentence. Elements nobody knows are treated the same way."""

BLOCK = frozenset(
    [
        "address",
        "area",
        "article",
        "aside",
        "audio",
        "base",
        "basefont",
        "bgsound",
        "blockquote",
        "body",
        "canvas",
        "caption",
        "center",
        "col",
        "colgroup",
        "dd",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
        "embed",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "frame",
        "frameset",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "head",
        "header",
        "hgroup",
        "hr",
        "html",
        "iframe",
        "input",
        "keygen",
        "legend",
        "li",
        "link",
        "listing",
        "main",
        "map",
        "marquee",
        "menu",
        "meta",
        "nav",
        "noembed",
        "noframes",
        "noscript",
        "object",
        "ol",
        "optgroup",
        "option",
        "p",
        "param",
        "plaintext",
        "pre",
        "search",
        "section",
        "select",
        "source",
        "summary",
        "table",
        "tbody",
        "td",
        "template",
        "textarea",
        "tfoot",
        "th",
        "thead",
        "title",
        "tr",
        "track",
        "ul",
        "video",
        "xmp",
    ]
)

VOID_INLINE = frozenset({"br", "img", "wbr"})
VOID = VOID_INLINE | frozenset(
    [
        "area",
        "base",
        "basefont",
        "bgsound",
        "col",
        "embed",
        "frame",
        "hr",
        "input",
        "keygen",
        "link",
        "meta",
        "param",
        "source",
        "track",
    ]
)

RAW_TEXT = frozenset({"script", "style", "xmp", "iframe", "noembed", "noframes"})
"""Elements whose content is no markup and no text of the page."""

SKIPPED = frozenset({"svg", "math", "pre", "listing"})
"""Drawings, formulas and preformatted code: never translated."""

HEADINGS = {f"h{level}": level for level in range(1, 7)}

_P_CLOSERS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "center",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "hr",
        "main",
        "menu",
        "nav",
        "ol",
        "p",
        "pre",
        "search",
        "section",
        "table",
        "ul",
        "li",
        "dd",
        "dt",
    ]
)
CLOSED_BY: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    "p": (_P_CLOSERS, frozenset()),
    "li": (frozenset({"li"}), frozenset({"ul", "ol", "menu"})),
    "dt": (frozenset({"dt", "dd"}), frozenset({"dl"})),
    "dd": (frozenset({"dt", "dd"}), frozenset({"dl"})),
    "option": (frozenset({"option", "optgroup"}), frozenset({"select"})),
    "optgroup": (frozenset({"optgroup"}), frozenset({"select"})),
    "td": (frozenset({"td", "th", "tr", "tbody", "tfoot", "thead"}), frozenset({"table"})),
    "th": (frozenset({"td", "th", "tr", "tbody", "tfoot", "thead"}), frozenset({"table"})),
    "tr": (frozenset({"tr", "tbody", "tfoot", "thead"}), frozenset({"table"})),
    "thead": (frozenset({"tbody", "tfoot"}), frozenset({"table"})),
    "tbody": (frozenset({"tbody", "tfoot"}), frozenset({"table"})),
    "tfoot": (frozenset({"tbody"}), frozenset({"table"})),
    "colgroup": (frozenset({"tbody", "tfoot", "thead", "tr"}), frozenset({"table"})),
}
"""Element with an optional end tag: (start tags that end it, elements that shield it)."""

_ALT = frozenset({"img", "area", "input"})
_LABELLED = frozenset({"option", "optgroup", "track"})
_META = frozenset(
    [
        "description",
        "keywords",
        "og:title",
        "og:description",
        "og:image:alt",
        "twitter:title",
        "twitter:description",
        "twitter:image:alt",
    ]
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
