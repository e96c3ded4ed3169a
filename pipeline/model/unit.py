"""Units and catalogs: messages in one locale, with their targets and where these came from."""

from __future__ import annotations

import re
import string
from dataclasses import dataclass
from enum import StrEnum

from pipeline.model.digest import Digest
from pipeline.model.locale import LocaleTag
from pipeline.model.message import Message, MessageKey

__all__ = ["Catalog", "Held", "Origin", "State", "Unit", "target_digest"]


class State(StrEnum):
    """The four XLIFF 2 states. Derived (law 2), never stored and never ordered."""

    INITIAL = "initial"
    TRANSLATED = "translated"
    REVIEWED = "reviewed"
    FINAL = "final"


def target_digest(forms: tuple[str, ...]) -> Digest:
    """The digest of a target: its forms as UTF-8, joined by NUL."""
    return Digest.of("\0".join(forms).encode("utf-8", "surrogatepass"))


_SHORT = 12
_HEX = "0123456789abcdef"
_SMALL = string.ascii_lowercase


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a target came from; written as `# origin: engine apertium/eng-spa 1a2b3c4d5e6f`.

    `kind` is one of `lock`, `memory`, `engine`, `fuzzy`, `vendor`, `desk`, `edited`.
    """

    kind: str
    detail: str
    digest: str
    """First 12 hexadecimal digits of the target's digest: where they differ, it was edited."""

    @classmethod
    def of(cls, kind: str, detail: str, forms: tuple[str, ...]) -> Origin:
        """The origin of exactly these forms."""
        return cls(kind, " ".join(detail.split()), target_digest(forms).short)

    @classmethod
    def parse(cls, text: str) -> Origin | None:
        """The origin written as `str()` writes it, or None."""
        head, _, digest = text.rpartition(" ")
        kind, _, detail = head.partition(" ")
        known = kind and len(digest) == _SHORT and not digest.strip(_HEX) and not kind.strip(_SMALL)
        return cls(kind, detail, digest) if known and "\n" not in text else None

    def __str__(self) -> str:
        return f"{self.kind} {self.detail} {self.digest}".replace("  ", " ")


_HELD = re.compile(r"(?P<code>[a-z_.]+) (?P<origin>.*) (?P<digest>[0-9a-f]{12})")


@dataclass(frozen=True, slots=True)
class Held:
    """A target that was offered and refused: `# held: placeholder.mismatch engine x 1a2b3c4d5e6f`.

    It is not tried again until the unit is edited, or with `--retry`.
    """

    code: str
    origin: str
    """Kind and detail of what was refused."""
    digest: str
    """First 12 hexadecimal digits of the refused target's digest."""

    @classmethod
    def parse(cls, text: str) -> Held | None:
        """The refusal written as `str()` writes it, or None."""
        match = _HELD.fullmatch(text)
        return cls(match["code"], match["origin"], match["digest"]) if match else None

    def __str__(self) -> str:
        return f"{self.code} {self.origin} {self.digest}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A message in one locale."""

    message: Message
    forms: tuple[str, ...] = ()
    """The target: empty tuple when there is none, else one form, or one per plural index."""
    origin: Origin | None = None
    """As written in the catalog; use `true_origin`, which sees hand edits."""
    held: Held | None = None
    fuzzy: bool = False
    """The catalog's `fuzzy` flag as read or to be written (law 3: set unless the unit is final)."""
    previous: MessageKey | None = None
    """The source this target was made for, after a carry-over (`#| msgid`)."""
    previous_plural: str | None = None
    comments: tuple[str, ...] = ()
    """Translator comments other than ours, kept as they were."""
    read_only: bool = False
    """Locked as a whole: written as the flag `read-only`, a courtesy nothing depends on."""

    @property
    def key(self) -> MessageKey:
        """The message's key."""
        return self.message.key

    @property
    def has_target(self) -> bool:
        """Whether every form has text: a half-filled plural counts as empty."""
        return bool(self.forms) and all(self.forms)

    @property
    def true_origin(self) -> Origin | None:
        """The recorded origin if it is of exactly this target, else `edited`; None when empty."""
        if not any(self.forms):
            return None
        digest = target_digest(self.forms).short
        if self.origin is not None and self.origin.digest == digest:
            return self.origin
        return Origin("edited", "", digest)


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalog:
    """All units of one domain in one locale. Serialized as a PO."""

    project: str
    domain: str
    source_locale: LocaleTag
    locale: LocaleTag
    created_on: str
    """The template's date."""
    units: tuple[Unit, ...]
    obsolete: tuple[Unit, ...] = ()
    """Units whose message is gone from the template; kept for people and memory."""
