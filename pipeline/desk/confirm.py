"""`review confirm`: sign again, in one batch, what only the source of has changed.

A typing error mended in the English voids every signature of the unit, because a signature binds
to source and target. Where the translation stayed as it was signed, a person may look at the
words that changed and sign again. The batch is exactly these units; the person decides for each.
The rules of signing are those of `review sign`: password, four eyes, the sheet that was read.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pipeline.desk import verbs
from pipeline.desk.journey import Act, Signing, content_of
from pipeline.errors import RejectedError
from pipeline.model.evidence import Meaning
from pipeline.model.locale import LocaleTag
from pipeline.review.ceremony import CEREMONY_UNITS
from pipeline.review.content import SheetContent, SheetRow
from pipeline.review.words import ChangeKind, changed_words
from pipeline.text.characters import plain
from pipeline.text.space import collapse
from pipeline.text.tags import strip_tags
from pipeline.update.difference import differences
from pipeline.workflow.outcome import Outcome
from pipeline.workflow.outside import write_file
from pipeline.workflow.project import Project, select_locales

__all__ = ["confirm", "confirm_content", "confirm_sheet"]

_REASON = "The source changed without meaning for the translation, which stays as it was signed"


def confirm_content(project: Project, locale: LocaleTag, domain: str) -> SheetContent:
    """The units that may be confirmed, in catalog order, and the pages they stand on."""
    whole = content_of(project, locale, domain)
    rows = tuple(
        row for row in whole.rows if row.is_confirmable and not _differing(row, whole.source_locale)
    )
    documents = {name for row in rows for name in row.message.documents}
    return replace(
        whole,
        rows=rows,
        pages=tuple(
            page
            for page in whole.pages
            if any(page.title.endswith(f"/pages/{name}") for name in documents)
        ),
        confirm=True,
    )


def _differing(row: SheetRow, source_locale: LocaleTag) -> bool:
    """Whether a number, a negation, a modal or a unit of measure changed: that has meaning."""
    pairs = zip(row.signed_sources, row.message.sources, strict=False)
    return len(row.signed_sources) != len(row.message.sources) or any(
        differences(old, new, source_locale=source_locale) for old, new in pairs
    )


def confirm_sheet(project: Project, locale: str, domain: str, *, out: Path, act: Act) -> Outcome:
    """Writes the confirmation sheet: each unit with the words of its source that changed."""
    (tag,) = select_locales(project, [locale])
    content = confirm_content(project, tag, domain)
    _require([row for row in content.rows if row.missing])
    data, digest = verbs.make_review_sheet(content, operator=act.operator, at=act.at)
    written = not project.workspace.dry_run and write_file(out, data)
    return Outcome(
        verb="review confirm",
        lines=(f"{out}  sha256 {digest}", *_listed(content, range(1, len(content.rows) + 1))),
        data={
            "file": str(out),
            "sha256": digest.hex,
            "domain": domain,
            "locale": tag,
            "units": _data(content, range(1, len(content.rows) + 1)),
        },
        changed=(str(out),) if written else (),
        next=f"imprimatur review confirm --locale {tag} --sheet {out} --as USERNAME "
        "--meaning MEANING",
    )


def confirm(
    project: Project,
    locale: str,
    domain: str,
    signing: Signing,
    *,
    sheet_data: bytes,
    act: Act,
) -> Outcome:
    """One ceremony over the units named, or over all that had a signature with this meaning."""
    (tag,) = select_locales(project, [locale])
    content = confirm_content(project, tag, domain)
    meaning = verbs.meaning_of(signing.meaning)
    numbers = _chosen(content, meaning, signing.numbers)
    _require(numbers)
    later = len(numbers) - len(numbers[: min(CEREMONY_UNITS, project.policy.limits.ceremony_units)])
    numbers = numbers[: len(numbers) - later]
    if signing.rehearsed:
        return Outcome(
            verb="review confirm",
            lines=tuple(_listed(content, numbers)),
            data={"units": _data(content, numbers)},
            talk=("dry run: nothing was signed",),
        )
    done = verbs.sign(
        username=signing.username,
        password=signing.password,
        meaning=signing.meaning,
        content=content,
        digests=[content.rows[number - 1].digest for number in numbers],
        sheet=sheet_data,
        reason=signing.reason.strip() or _REASON,
        at=act.at,
    )
    return Outcome(
        verb="review confirm",
        lines=(done.shown, *_listed(content, numbers)),
        data={
            "ceremony": done.ceremony_id,
            "shown": done.shown,
            "units": _data(content, numbers),
        },
        talk=(f"{later} units are left: run it again with the same sheet",) if later else (),
        next="imprimatur review collect",
    )


def _require(found: object) -> None:
    if not found:
        raise RejectedError.of(
            "review.nothing",
            "there is no unit of which only the source changed since it was signed so",
            hint="everything else is read and signed anew: imprimatur review sheet",
        )


def _chosen(content: SheetContent, meaning: Meaning, numbers: tuple[int, ...]) -> list[int]:
    """The numbers to sign; RejectedError for one that nobody ever signed with this meaning."""
    may = [n for n, row in enumerate(content.rows, 1) if meaning in row.signed_before]
    if not numbers:
        return [n for n in may if meaning not in content.rows[n - 1].signed_as]
    verbs.choose_units(content, meaning=meaning, numbers=numbers)
    for number in numbers:
        if number not in may:
            raise RejectedError.of(
                "review.unit",
                f"unit {number} was never signed as {meaning}: there is nothing to confirm",
                hint="imprimatur review sign, with the whole sheet",
            )
    return sorted(set(numbers))


def _listed(content: SheetContent, numbers: range | list[int]) -> list[str]:
    """Each unit with the words of its source that changed."""
    lines = []
    for number in numbers:
        row = content.rows[number - 1]
        pairs = zip(row.signed_sources, row.message.sources, strict=False)
        lines += [
            f"  {number}. {_diff(old, new)} ({_kind(old, new)})" for old, new in pairs if old != new
        ]
    return lines


def _data(content: SheetContent, numbers: range | list[int]) -> list[dict[str, object]]:
    return [
        {
            "number": number,
            "unit": row.digest.hex,
            "before": list(row.signed_sources),
            "now": list(row.message.sources),
            "target": list(row.forms),
            "signed_before": [str(meaning) for meaning in row.signed_before],
        }
        for number in numbers
        for row in (content.rows[number - 1],)
    ]


def _kind(old: str, new: str) -> str:
    """What changed, for whoever reads the list."""
    if strip_tags(old) == strip_tags(new):
        return "markup"
    if collapse(plain(strip_tags(old))) == collapse(plain(strip_tags(new))):
        return "white space or typography"
    return "words"


_MARKS = {
    ChangeKind.SAME: "{}",
    ChangeKind.REMOVED: "[-{}-]",
    ChangeKind.ADDED: "{{+{}+}}",
}


def _diff(old: str, new: str) -> str:
    return "".join(_MARKS[item.kind].format(item.text) for item in changed_words(old, new))
