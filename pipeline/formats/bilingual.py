"""One row of a file that holds texts and their translations, whatever the format."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.model.locale import LocaleTag, is_well_formed

__all__ = ["BilingualRow", "tag_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class BilingualRow:
    """What one row says. Empty where it says nothing: then the whole file's answer counts."""

    source: str
    target: str
    line: int
    """Line of a text file, row of a sheet."""
    locale: LocaleTag = ""
    lock: str = ""
    """`isi.us@4/3`, `isi.us@4` or `isi.us`."""
    reference: str = ""
    approved_by: str = ""
    effective_on: str = ""
    """ISO date."""
    expires_on: str = ""
    fault: str = ""
    """Why the row cannot be taken, in words."""


def tag_of(language: str) -> LocaleTag:
    """The locale tag that a file's language code means: `es_US` is `es-US`, never `es-ES`."""
    tag = language.strip().replace("_", "-")
    parts = tag.split("-")
    fixed = [parts[0].lower()]
    for part in parts[1:]:
        is_script = len(part) == 4 and part.isalpha()  # noqa: PLR2004 - Hans, Latn
        fixed.append(part.title() if is_script else part.upper())
    found = "-".join(fixed)
    return found if is_well_formed(found) else tag
