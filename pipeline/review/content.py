"""What a review sheet shows: the values that `make_sheet` turns into one HTML file.

`sheet_basis` digests what a signer judges by: texts, locks (through the unit digests), findings,
rendered pages, policy, and which blockers are waived. Sign-offs are outside, so that one person's
signature does not make another's sheet stale, while a changed text, finding or page does.

Signals are outside too. They are hints from a derived file that may vanish, and what may vanish
must not stand between a person and the text they have read: with the same text, a sheet that shows
other signals, or none, stays good to sign with. What was shown is on record all the same, because
a signature carries the digest of the sheet's bytes and the desk keeps them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.formats.canonical import canonical_json
from pipeline.model.digest import Digest
from pipeline.model.evidence import Meaning
from pipeline.model.finding import Finding, Severity
from pipeline.model.locale import LocaleTag
from pipeline.model.message import Message
from pipeline.model.signals import Signals
from pipeline.model.waiver import Waiver, WaiverRule
from pipeline.review.ceremony import PolicyInForce

__all__ = ["SheetContent", "SheetPage", "SheetRow", "findings_digest", "sheet_basis"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetPage:
    """A rendered page to look at, as the reader of the site will see it."""

    title: str
    html: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetRow:
    """One unit as a reviewer must see it."""

    message: Message
    digest: Digest
    revision: int
    forms: tuple[str, ...] = ()
    origin: str = ""
    """Where the text came from, for people: `engine apertium/eng-spa`."""
    signals: Signals | None = None
    """What a machine says about exactly this text; shown, and no part of what is judged by."""
    locks: tuple[str, ...] = ()
    """Ids of the locks on it."""
    findings: tuple[Finding, ...] = ()
    sign_offs: tuple[str, ...] = ()
    """Standing signatures of exactly this text, as `show_signature` puts them."""
    signed_as: tuple[Meaning, ...] = ()
    """Meanings that stand on exactly this text."""
    missing: tuple[Meaning, ...] = ()
    """Required meanings nobody has signed yet."""
    signed_sources: tuple[str, ...] = ()
    """The source that was last signed, where it differs from what stands now."""
    signed_forms: tuple[str, ...] = ()
    """The text that was last signed, where source or text differ from what stands now."""
    signed_note: str = ""
    """Who signed that, as `show_signature` puts it."""
    taken_back: tuple[str, ...] = ()
    """Rejections and withdrawals of exactly this text."""
    signed_before: tuple[Meaning, ...] = ()
    """Meanings that stand on the text that was last signed."""
    prior: str = ""
    """The ceremony that last signed it."""
    waivers: tuple[Waiver, ...] = ()
    """Standing waivers of findings of exactly this text, in the order they were signed."""
    waived: tuple[str, ...] = ()
    """Codes whose blockers do not stand in the way: enough people waived them, by the policy."""
    continues: str = ""
    """Id of the retired unit that had this translation for an earlier source, or empty."""

    @property
    def has_target(self) -> bool:
        """Whether every form has text."""
        return bool(self.forms) and all(self.forms)

    @property
    def blockers(self) -> tuple[Finding, ...]:
        """Findings with which the text may not be signed."""
        return tuple(
            item
            for item in self.findings
            if item.severity is Severity.BLOCKER and item.code not in self.waived
        )

    @property
    def is_confirmable(self) -> bool:
        """Whether only the source changed since the text was signed.

        Whether the change is one of meaning, a person decides.
        """
        return (
            self.has_target
            and not self.blockers
            and bool(self.signed_before)
            and self.signed_forms == self.forms
            and self.signed_sources not in {(), self.message.sources}
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetContent:
    """One domain in one locale, to be read before signing."""

    project: str
    domain: str
    source_locale: LocaleTag
    locale: LocaleTag
    required: tuple[Meaning, ...]
    """The meanings the policy asks for."""
    policy: PolicyInForce
    rows: tuple[SheetRow, ...]
    pages: tuple[SheetPage, ...] = ()
    demonstration: bool = False
    confirm: bool = False
    """A batch to sign again: the rows are units of which only the source changed."""
    waivers: WaiverRule | None = None
    """Who may waive what, by the policy."""


def findings_digest(findings: Iterable[Finding]) -> Digest:
    """The digest of the findings shown beside a unit."""
    values = [
        {"code": item.code, "severity": str(item.severity), "message": item.message}
        for item in findings
    ]
    return Digest.of(canonical_json(values))


def sheet_basis(content: SheetContent) -> Digest:
    """The digest of everything a signer judges by; a batch to confirm has one of its own."""
    value: dict[str, object] = {
        "v": 1,
        "project": content.project,
        "domain": content.domain,
        "locale": content.locale,
        "policy": [content.policy.version, content.policy.digest],
        "units": [
            {"digest": row.digest.hex, "findings": findings_digest(row.findings).hex}
            for row in content.rows
        ],
        "pages": [
            {"title": page.title, "sha256": Digest.of(page.html.encode()).hex}
            for page in content.pages
        ],
    }
    waived = [[row.digest.hex, *row.waived] for row in content.rows if row.waived]
    if waived:
        value["waived"] = waived
    if content.confirm:
        value["confirm"] = [list(row.signed_sources) for row in content.rows]
    return Digest.of(canonical_json(value))
