"""Writing the registry by splicing: what is not meant keeps its bytes.

Every function reads its own result again; a file that cannot be changed at the one place (tables
written inline, a date inside a text) is refused with `lock.invalid`, and nothing is written.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from pipeline.errors import RejectedError
from pipeline.formats.gettext.quoting import quote
from pipeline.formats.gettext.scan import scan
from pipeline.locks.intake import NewTarget
from pipeline.locks.read import parse_locks
from pipeline.model.locale import LocaleTag, posix_of
from pipeline.model.lock import ApprovedTarget, FormStatus, Lock, UnwantedForm
from pipeline.model.policy import Limits

__all__ = ["add_approved", "add_forms", "append_lock", "end_revision"]

_TABLE = re.compile(r"^[ \t]*\[\[[ \t]*lock[ \t]*\]\]", re.MULTILINE)
_EXPIRES = re.compile(r"^([ \t]*expires_on[ \t]*=[ \t]*)\d{4}-\d\d-\d\d", re.MULTILINE)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + re.sub(r"[\x00-\x1f\x7f]", lambda m: f"\\u{ord(m[0]):04X}", escaped) + '"'


def _table(lock: Lock) -> str:
    lines = ["[[lock]]", f"id = {_quoted(lock.id)}"]
    lines += [f"{key} = {_quoted(getattr(lock, key))}" for key in ("kind", "scope", "policy")]
    if lock.context is not None:
        lines.append(f"context = {_quoted(lock.context)}")
    if lock.scope == "passage":
        lines += ["source = [", *(f"  {_quoted(text)}," for text in lock.source), "]"]
    else:
        lines.append(f"source = {_quoted(lock.source[0])}")
    lines += [
        f"reference = {_quoted(lock.reference)}",
        f"effective_on = {lock.effective_on}",
        f"expires_on = {lock.expires_on}",
    ]
    if lock.statement is not None:
        lines.append("[lock.statement]")
        lines += [
            f"{key} = {_quoted(getattr(lock.statement, key))}"
            for key in ("authority", "template", "id")
        ]
    forms = _forms(lock.forms, "text") + _forms(lock.patterns, "pattern")
    return "\n".join(lines) + "\n" + forms + _unwanted(lock.unwanted)


def _forms(forms: Mapping[LocaleTag, Sequence[str]], key: str) -> str:
    return "".join(
        f"[[lock.form]]\nlocale = {_quoted(locale)}\n{key} = {_quoted(text)}\n"
        for locale, texts in forms.items()
        for text in texts
    )


def _unwanted(forms: Iterable[UnwantedForm]) -> str:
    tables = []
    for form in forms:
        lines = [f"[[lock.{form.status}]]", f"locale = {_quoted(form.locale)}"]
        lines.append(f"{'pattern' if form.is_pattern else 'text'} = {_quoted(form.text)}")
        lines += [f"use = {_quoted(form.use)}"] if form.use else []
        lines += ["anywhere = true"] if form.anywhere else []
        tables.append("\n".join(lines) + "\n")
    return "".join(tables)


def _checked(before: bytes, after: str, *, path: str, expected: Mapping[str, Lock]) -> bytes:
    """The new bytes, when they say what was meant and nothing else; RejectedError otherwise."""
    data = after.encode("utf-8")
    project, old = parse_locks(before, path=path)
    new_project, new = parse_locks(data, path=path)
    wanted = {lock.id: lock for lock in old} | dict(expected)
    if new_project != project or {lock.id: lock for lock in new} != wanted:
        raise RejectedError.of(
            "lock.invalid",
            "this file cannot be changed at one place without changing another",
            path=path,
            hint="write the entry by hand",
        )
    return data


def append_lock(data: bytes, lock: Lock, *, path: str) -> bytes:
    """The file with one more lock at its end. RejectedError `lock.*`."""
    text = data.decode("utf-8")
    gap = "" if text.endswith("\n\n") or not text else "\n" if text.endswith("\n") else "\n\n"
    bare = replace(lock, approved={})
    return _checked(data, text + gap + _table(bare), path=path, expected={lock.id: bare})


def _block(text: str, data: bytes, lock_id: str, path: str) -> tuple[int, int]:
    """Where the lock's table begins and ends, without what leads over to the next one."""
    starts = [match.start() for match in _TABLE.finditer(text)]
    locks = parse_locks(data, path=path)[1]
    if len(starts) != len(locks):
        message = "the locks of this file are not plain [[lock]] tables"
        raise RejectedError.of("lock.invalid", message, path=path)
    at = next(number for number, lock in enumerate(locks) if lock.id == lock_id)
    start, end = starts[at], [*starts[1:], len(text)][at]
    lines = text[start:end].splitlines(keepends=True)
    while lines and (not lines[-1].strip() or lines[-1].lstrip().startswith("#")):
        lines.pop()
    return start, start + len("".join(lines))


def end_revision(data: bytes, lock: Lock, on: dt.date, *, path: str) -> bytes:
    """The file with this lock's `expires_on` set to that day; nothing else changes."""
    text = data.decode("utf-8")
    start, end = _block(text, data, lock.id, path)
    block, count = _EXPIRES.subn(rf"\g<1>{on}", text[start:end])
    if count != 1:
        message = f"{lock.id}: its expires_on is not one plain line"
        raise RejectedError.of("lock.invalid", message, path=path)
    bare = replace(lock, approved={}, expires_on=on)
    return _checked(data, text[:start] + block + text[end:], path=path, expected={lock.id: bare})


def add_forms(
    data: bytes,
    lock: Lock,
    forms: Mapping[LocaleTag, Sequence[str]],
    *,
    path: str,
    unwanted: Sequence[UnwantedForm] = (),
) -> bytes:
    """The file with further approved forms of a term, and forms that are not to be used."""
    text = data.decode("utf-8")
    _, end = _block(text, data, lock.id, path)
    more = _forms(forms, "text") + _unwanted(unwanted)
    merged = dict(lock.forms)
    for locale, texts in forms.items():
        merged[locale] = (*merged.get(locale, ()), *texts)
    head = text[:end] if text[:end].endswith("\n") else text[:end] + "\n"
    order = list(FormStatus)
    joined = sorted((*lock.unwanted, *unwanted), key=lambda form: order.index(form.status))
    bare = replace(lock, approved={}, forms=merged, unwanted=tuple(joined))
    return _checked(data, head + more + text[end:], path=path, expected={lock.id: bare})


def add_approved(
    data: bytes | None, targets: Iterable[NewTarget], *, locale: LocaleTag, project: str, path: str
) -> bytes:
    """The locale's file with these translations: new ones at the end, renewed ones in place."""
    text = _head(locale, project) if data is None else data.decode("utf-8-sig")
    windows = "\r\n" in text
    body = text.replace("\r\n", "\n").encode("utf-8")
    places = _places(body, path)
    renewed, added = [], []
    for item in targets:
        place = places.get(item.context)
        block = _entry(item)
        if place is None:
            added.append(block)
        else:
            renewed.append((*place, block))
    for start, end, block in sorted(renewed, reverse=True):
        body = body[:start] + block.encode("utf-8") + body[end:]
    text = body.decode("utf-8")
    if added:
        text = text.rstrip("\n") + "\n\n" + "\n".join(added)
    return (text.replace("\n", "\r\n") if windows else text).encode("utf-8")


def _places(body: bytes, path: str) -> dict[str, tuple[int, int]]:
    """Where each context's entry stands, in bytes; empty lines behind it are outside."""
    entries = scan(body, path=path, limits=Limits()).entries
    starts = sorted(entry.start for entry in entries)
    ends = dict(zip(starts, [*starts[1:], len(body)], strict=True))
    return {
        entry.context: (
            entry.start,
            entry.start + len(body[entry.start : ends[entry.start]].rstrip(b"\n")) + 1,
        )
        for entry in entries
    }


def _entry(item: NewTarget) -> str:
    target: ApprovedTarget = item.target
    return (
        f"# reference: {target.reference}\n# approved_by: {target.approved_by}\n"
        f"# effective_on: {target.effective_on}\n# expires_on: {target.expires_on}\n"
        f"msgctxt {quote(item.context)}\nmsgid {quote(item.lock.source[item.index])}\n"
        f"msgstr {quote(target.text)}\n"
    )


def _head(locale: LocaleTag, project: str) -> str:
    fields = {
        "Project-Id-Version": project,
        "Language-Team": locale,
        "Language": posix_of(locale),
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
    }
    lines = "".join(quote(f"{name}: {value}\n") + "\n" for name, value in fields.items())
    return f'msgid ""\nmsgstr ""\n{lines}'
