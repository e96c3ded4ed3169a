"""`[[lock.forbidden]]` and `[[lock.deprecated]]`: forms of a term that are not to be used."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from pipeline.locks.patterns import pattern_fault
from pipeline.model.locale import LocaleTag, is_well_formed
from pipeline.model.lock import FormStatus, UnwantedForm

__all__ = ["read_unwanted"]

_KEYS = frozenset({"locale", "text", "pattern", "use", "anywhere"})


class _Reader(Protocol):
    """Collects faults; `locks.read` has the file and the line."""

    def fault(self, message: str, code: str = "lock.invalid") -> None: ...

    def text(self, value: Any, what: str) -> str: ...


def read_unwanted(
    entry: Mapping[str, Any],
    lock_id: str,
    forms: Mapping[LocaleTag, tuple[str, ...]],
    file: _Reader,
) -> tuple[UnwantedForm, ...]:
    """The forms in file order, forbidden ones first; every fault goes to the reader."""
    found: list[UnwantedForm] = []
    for status in FormStatus:
        values = entry.get(status, [])
        if not isinstance(values, list):
            file.fault(f"{lock_id}: {status} must be an array of tables, [[lock.{status}]]")
            continue
        for value in values:
            form = _form(value, status, lock_id, file)
            if form is None:
                continue
            fault = _contradiction(form, found, forms)
            if fault:
                file.fault(f"{lock_id}: {fault}")
            else:
                found.append(form)
    return tuple(found)


def _form(value: Any, status: FormStatus, lock_id: str, file: _Reader) -> UnwantedForm | None:
    keys = set(value) if isinstance(value, dict) else set()
    if not keys <= _KEYS or "locale" not in keys or len(keys & {"text", "pattern"}) != 1:
        file.fault(
            f"{lock_id}: a {status} form has locale and text, or pattern, and may have use and "
            f"anywhere, found {value!r}"
        )
        return None
    is_pattern, locale = "pattern" in keys, value["locale"]
    text = file.text(value["pattern" if is_pattern else "text"], f"{lock_id}: {status} form")
    use = file.text(value["use"], f"{lock_id}: use") if "use" in keys else ""
    anywhere = value.get("anywhere", False)
    fault = pattern_fault(text) if is_pattern and text else None
    if fault is not None:
        file.fault(f"{lock_id}: {fault}", "lock.pattern")
    elif not isinstance(locale, str) or not is_well_formed(locale):
        file.fault(f"{lock_id}: {locale!r} is not a locale such as es-US")
    elif not isinstance(anywhere, bool):
        file.fault(f"{lock_id}: anywhere is true or false, found {anywhere!r}")
    elif text:
        return UnwantedForm(
            locale=locale,
            text=text,
            is_pattern=is_pattern,
            status=status,
            use=use,
            anywhere=anywhere,
        )
    return None


def _contradiction(
    form: UnwantedForm, others: list[UnwantedForm], forms: Mapping[LocaleTag, tuple[str, ...]]
) -> str:
    """What is wrong with the form beside the others and the approved ones; empty when nothing."""
    approved = forms.get(form.locale, ())
    same = (form.locale, form.text, form.is_pattern)
    if any((item.locale, item.text, item.is_pattern) == same for item in others):
        return f"the form “{form.text}” stands twice for {form.locale}"
    if not form.is_pattern and form.text in approved:
        return f"“{form.text}” is approved and {form.status} in {form.locale}"
    if form.use and approved and form.use not in approved:
        return f"“{form.use}” is to be used in {form.locale} and is not an approved form"
    if form.use == form.text:
        return f"“{form.text}” cannot replace itself"
    return ""
