"""`lock add`: a new lock, or a new revision of one."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from pipeline.errors import Fault, RejectedError
from pipeline.locks.registry import Registry
from pipeline.locks.write import append_lock, end_revision
from pipeline.model.locale import LocaleTag
from pipeline.model.lock import Lock, LockKind, LockPolicy, LockScope, StandardStatement
from pipeline.workflow.lock_files import commit_registry, stage_registry
from pipeline.workflow.outcome import Outcome
from pipeline.workflow.project import Project
from pipeline.workflow.registry import read_registry
from pipeline.workspace import layout

__all__ = ["LockRequest", "add_lock"]

_NAME = re.compile(r"[a-z0-9]+(?:[.-][a-z0-9]+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class LockRequest:
    """What the owner wants. What is None is taken from the revision before."""

    name: str
    reference: str
    effective_on: dt.date
    expires_on: dt.date
    kind: str | None = None
    scope: str | None = None
    policy: str | None = None
    source: tuple[str, ...] = ()
    context: str | None = None
    forms: Mapping[LocaleTag, Sequence[str]] = field(default_factory=dict)
    patterns: Mapping[LocaleTag, Sequence[str]] = field(default_factory=dict)
    statement: StandardStatement | None = None


def add_lock(project: Project, wanted: LockRequest) -> Outcome:
    """Appends the lock to `locks.toml`; a revision in force then ends on the new one's first day.

    RejectedError `lock.*`. The registry must be sealed again before anything uses it.
    """
    if not _NAME.fullmatch(wanted.name):
        raise RejectedError.of(
            "lock.invalid",
            f"{wanted.name!r} is not a name such as isi.us",
            hint="without a revision: that is counted here",
        )
    registry = read_registry(project, sealed=False)
    before = [lock for lock in registry.revisions if lock.name == wanted.name]
    last = max(before, key=lambda lock: _revision(lock.id), default=None)
    lock = _lock(wanted, last)
    data = project.workspace.read(layout.LOCKS)
    talk = []
    if last is not None and last.expires_on > wanted.effective_on:
        if last.effective_on >= wanted.effective_on:
            raise RejectedError.of(
                "lock.revision",
                f"{last.id} begins on {last.effective_on}: the next revision begins later",
                path=layout.LOCKS,
            )
        data = end_revision(data, last, wanted.effective_on, path=layout.LOCKS)
        talk.append(f"{last.id} ends on {wanted.effective_on}")
    stage_registry(project, {layout.LOCKS: append_lock(data, lock, path=layout.LOCKS)})
    talk += _what_follows(registry, lock, project.settings.locales)
    changed = commit_registry(project, lock.id)
    return Outcome(
        verb="lock add",
        lines=(f"{lock.id}  {lock.kind}  {lock.scope}  {lock.policy}  from {lock.effective_on}",),
        data={"id": lock.id, "replaces": last.id if last else None},
        changed=changed,
        talk=tuple(talk),
        next="imprimatur lock import FILE, then imprimatur lock lint",
    )


def _revision(lock_id: str) -> int:
    return int(lock_id.partition("@")[2])


def _lock(wanted: LockRequest, last: Lock | None) -> Lock:
    faults = [
        Fault(code="lock.invalid", message=f"a new lock needs its {name}")
        for name in ("kind", "scope", "policy", "source")
        if last is None and not getattr(wanted, name)
    ]
    RejectedError.raise_for(faults)
    fields = {
        "id": f"{wanted.name}@{_revision(last.id) + 1 if last else 1}",
        "reference": wanted.reference,
        "effective_on": wanted.effective_on,
        "expires_on": wanted.expires_on,
    }
    more = {name: getattr(wanted, name) for name in ("context", "statement")}
    more |= {
        name: {locale: tuple(texts) for locale, texts in getattr(wanted, name).items()}
        for name in ("forms", "patterns")
    }
    try:
        if wanted.kind:
            more["kind"] = LockKind(wanted.kind)
        if wanted.scope:
            more["scope"] = LockScope(wanted.scope)
        if wanted.policy:
            more["policy"] = LockPolicy(wanted.policy)
    except ValueError as error:
        raise RejectedError.of("lock.invalid", str(error)) from None
    more["source"] = wanted.source
    given = {name: value for name, value in more.items() if value}
    if last is not None:
        return replace(last, approved={}, **fields, **given)  # type: ignore[arg-type]
    return Lock(approved={}, **{"forms": {}} | given, **fields)  # type: ignore[arg-type]


def _what_follows(registry: Registry, lock: Lock, locales: Sequence[LocaleTag]) -> list[str]:
    said = ["sealing it voids the sign-offs of the units that it matches"]
    if lock.policy is LockPolicy.APPROVED and lock.scope in {LockScope.PASSAGE, LockScope.PHRASE}:
        said.append(f"{lock.id} has no approved translation yet in {', '.join(locales)}")
    if any(other.name == lock.name for other in registry.revisions):
        said.append("translations of the revision before do not count for this one: import them")
    return said
