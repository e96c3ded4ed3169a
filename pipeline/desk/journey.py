"""The desk's verbs over a whole project: repository on one side, database on the other.

`send` brings units there, `sheet` writes what is to be read, `sign`, `reject` and `withdraw` act
on it, `collect` brings texts and sealed evidence back. The desk's database is opened first.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.desk import verbs
from pipeline.errors import Fault, RefusedError, RejectedError
from pipeline.model.locale import LocaleTag
from pipeline.review.ceremony import CEREMONY_UNITS, PolicyInForce
from pipeline.review.content import SheetContent, SheetPage
from pipeline.signing.instant import format_instant
from pipeline.signing.keyring import Keyring
from pipeline.signing.roles import Role
from pipeline.text.plurals import plural_forms
from pipeline.workflow.events import event_lines, events_head
from pipeline.workflow.keys import KeySource, signing_keys
from pipeline.workflow.outcome import Outcome
from pipeline.workflow.outside import write_file
from pipeline.workflow.project import Project, select_locales
from pipeline.workflow.review import (
    DeskTarget,
    desk_place,
    sheet_inputs,
    store_collected,
    units_for_desk,
)
from pipeline.workflow.states import read_evidence
from pipeline.workflow.trusting import stand_on

__all__ = [
    "Act",
    "Signing",
    "collect",
    "content_of",
    "open_project_desk",
    "send",
    "sheet",
    "sign",
    "verify_ledgers",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Who does something at the desk, and when."""

    operator: str
    at: dt.datetime
    """Aware: its zone is the one that signatures show."""

    @property
    def sealed_at(self) -> str:
        """The instant in UTC, as seals write it."""
        return format_instant(self.at)


def open_project_desk(project: Project) -> None:
    """Opens the project's database, making it when there is none."""
    verbs.open_desk(Path(desk_place(project)))


def send(
    project: Project, locales: Sequence[str], act: Act, *, importer: str | None = None
) -> Outcome:
    """New and changed units go to the desk, and the command line's events into its ledger."""
    events = verbs.bring_events(
        event_lines(project), project=project.name, operator=act.operator, at=act.at
    )
    lines, data, held = [], [], list[Fault]()
    for domain in project.domains:
        for locale in select_locales(project, locales):
            result = verbs.send(
                [
                    verbs.SentUnit(
                        message=item.unit.message,
                        forms=item.unit.forms,
                        origin=item.unit.true_origin,
                        locks=item.locks,
                    )
                    for item in units_for_desk(project, locale, domain.name)
                ],
                project=project.name,
                domain=domain.name,
                locale=locale,
                plural_rule=plural_forms(locale),
                operator=act.operator,
                importer=importer,
                at=act.at,
            )
            counts = {
                "new": len(result.new),
                "changed": len(result.changed),
                "unchanged": result.unchanged,
                "retired": len(result.retired),
            }
            held += [
                Fault(
                    code="conflict.open",
                    message=f"{item.author} had written another text at the desk for "
                    f"{item.key.source[:60]!r}; the repository's stays",
                    hint="imprimatur review sheet shows both",
                )
                for item in result.conflicts
            ]
            data.append({"domain": domain.name, "locale": locale, **counts})
            lines.append(
                f"{domain.name} {locale}: "
                + ", ".join(f"{count} {name}" for name, count in counts.items())
            )
    return Outcome(
        verb="review send",
        lines=tuple(lines),
        data={"catalogs": data, "events": events},
        talk=(f"{events} events of the command line came into the ledger",) if events else (),
        held=tuple(held),
        next="imprimatur review sheet --locale TAG --out FILE",
    )


def content_of(project: Project, locale: LocaleTag, domain: str) -> SheetContent:
    """What the sheet of a domain in a locale shows now."""
    inputs = sheet_inputs(project, locale, domain)
    keyring: Keyring = stand_on(project, None).keyring
    return verbs.make_content(
        project=project.name,
        domain=domain,
        locale=locale,
        source_locale=project.settings.source_locale,
        required=project.policy.sign_offs,
        policy=PolicyInForce(version=inputs.policy_version, digest=inputs.policy_digest.hex),
        findings=inputs.findings,
        pages=[SheetPage(title=title, html=html) for title, html in inputs.pages],
        previous=inputs.previous,
        signals=inputs.signals,
        demonstration=keyring.demonstration,
        waivers=project.policy.waivers,
    )


def sheet(project: Project, locale: str, domain: str, *, out: Path, act: Act) -> Outcome:
    """Writes the sheet to be read before signing; its digest is what a signature binds to."""
    (tag,) = select_locales(project, [locale])
    data, digest = verbs.make_review_sheet(
        content_of(project, tag, domain), operator=act.operator, at=act.at
    )
    written = not project.workspace.dry_run and write_file(out, data)
    return Outcome(
        verb="review sheet",
        lines=(f"{out}  sha256 {digest}",),
        data={"file": str(out), "sha256": digest.hex, "domain": domain, "locale": tag},
        changed=(str(out),) if written else (),
        next=f"imprimatur review sign --locale {tag} --sheet {out} --as USERNAME --meaning MEANING",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Signing:
    """What a person asked to sign."""

    username: str
    password: str
    meaning: str
    """A meaning, or `rejection` or `withdrawal`."""
    numbers: tuple[int, ...] = ()
    """Units by their number on the sheet; empty: all that can be signed."""
    reason: str = ""
    rehearsed: bool = False
    """Only list the units; nobody is authenticated and nothing is signed."""


def sign(
    project: Project,
    locale: str,
    domain: str,
    signing: Signing,
    *,
    sheet_data: bytes | None,
    act: Act,
) -> Outcome:
    """One ceremony over the units named, bound to the sheet that was read."""
    (tag,) = select_locales(project, [locale])
    content = content_of(project, tag, domain)
    meaning = verbs.meaning_of(signing.meaning)
    digests = verbs.choose_units(content, meaning=meaning, numbers=signing.numbers or None)
    if not digests:
        raise RejectedError.of(
            "review.nothing",
            "there is no unit to sign with this meaning",
            hint="units need a text and no blocker: imprimatur check",
        )
    most = min(CEREMONY_UNITS, project.policy.limits.ceremony_units)
    if signing.numbers and len(digests) > most:
        raise RejectedError.of(
            "review.batch",
            f"a ceremony covers at most {most} units here, {len(digests)} were named",
            hint="sign in several batches",
        )
    later, digests = len(digests) - len(digests[:most]), digests[:most]
    if signing.rehearsed:
        return Outcome(
            verb="review sign",
            lines=tuple(_listed(content, set(digests))),
            data={"units": len(digests), "left": later},
            talk=("dry run: nothing was signed",),
        )
    if meaning.takes_back:
        act_of = verbs.reject if meaning == "rejection" else verbs.withdraw
        done = act_of(
            username=signing.username,
            password=signing.password,
            content=content,
            digests=digests,
            reason=signing.reason,
            at=act.at,
        )
    else:
        if sheet_data is None:
            raise RejectedError.of(
                "review.display", "a signature binds to the sheet that was read: --sheet FILE"
            )
        done = verbs.sign(
            username=signing.username,
            password=signing.password,
            meaning=signing.meaning,
            content=content,
            digests=digests,
            sheet=sheet_data,
            reason=signing.reason,
            at=act.at,
        )
    return Outcome(
        verb="review sign",
        lines=(done.shown, *_listed(content, set(digests))),
        data={
            "ceremony": done.ceremony_id,
            "units": done.count,
            "left": later,
            "shown": done.shown,
        },
        talk=(f"{later} more to sign: run it again with the same sheet",) if later else (),
        next="imprimatur review collect",
    )


def _listed(content: SheetContent, digests: set[object]) -> list[str]:
    """A batch lists its units."""
    return [
        f"  {number}. {row.message.source[:70]}"
        for number, row in enumerate(content.rows, 1)
        if row.digest in digests
    ]


def collect(project: Project, locales: Sequence[str], act: Act, source: KeySource) -> Outcome:
    """Texts accepted at the desk and sealed evidence come back to the repository."""
    keyring = stand_on(project, None).keyring
    keys = signing_keys(project, keyring, Role.DESK, source)
    lines, data, held, changed = [], [], list[Fault](), list[str]()
    for domain in project.domains:
        for locale in select_locales(project, locales):
            found = verbs.collect(project=project.name, domain=domain.name, locale=locale)
            result = store_collected(
                project,
                locale,
                domain.name,
                targets=[
                    DeskTarget(key=item.key, forms=item.forms, origin=item.origin, base=item.base)
                    for item in found.targets
                ],
                records=found.records,
                ledger_head=found.ledger.hash,
                sealed_at=act.sealed_at,
                keys=keys,
            )
            held += result.conflicts
            changed += result.changed
            data.append(
                {
                    "domain": domain.name,
                    "locale": locale,
                    "texts": result.taken,
                    "ceremonies": result.ceremonies,
                }
            )
            lines.append(
                f"{domain.name} {locale}: {result.taken} texts, {result.ceremonies} ceremonies"
            )
    return Outcome(
        verb="review collect",
        lines=tuple(lines),
        data={"catalogs": data},
        held=tuple(held),
        changed=tuple(changed),
        next="imprimatur gate",
    )


def verify_ledgers(project: Project) -> Outcome:
    """Both chains hold, and the desk's still holds the head of every evidence file.

    RefusedError `ledger.*` names the first bad sequence number.
    """
    own = events_head(project)
    desk = verbs.verify_ledger()
    hashes = {json.loads(line)["hash"] for line in verbs.ledger_lines()}
    standing = stand_on(project, None)
    anchors = {
        (domain.name, locale): head
        for domain in project.domains
        for locale in project.settings.locales
        if (head := read_evidence(project, locale, domain.name, standing).ledger_head)
    }
    RefusedError.raise_for(
        Fault(
            code="ledger.anchor",
            message=f"the evidence of {domain} {locale} names a ledger head that is not there",
            hint="the ledger was cut or rewritten: compare it with a backup",
        )
        for (domain, locale), head in anchors.items()
        if head not in hashes
    )
    return Outcome(
        verb="ledger verify",
        lines=(
            f"events: {own.seq} entries, head {own.hash[:12]}",
            f"desk: {desk.seq} entries, head {desk.hash[:12]}",
            f"anchors: {len(anchors)} evidence files agree",
        ),
        data={
            "events": {"entries": own.seq, "head": own.hash},
            "desk": {"entries": desk.seq, "head": desk.hash},
            "anchors": len(anchors),
        },
    )
