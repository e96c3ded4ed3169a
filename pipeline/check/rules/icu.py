"""`icu.syntax`, `icu.mismatch`: ICU messages stay readable and keep arguments and branches.

Implements issue 5. Only for messages with an ICU format flag; plural branches must be those of
the locale (CLDR) or exact numbers, `other` among them, and no category of the locale may lack
one. The branches of `select` are the program's, so they are those of the source.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.check.batch import Batch
from pipeline.check.context import Context, blocker
from pipeline.errors import RejectedError
from pipeline.model.finding import Finding, IssueType
from pipeline.model.locale import LocaleTag
from pipeline.model.unit import Unit
from pipeline.text.icu import IcuArgument, IcuSyntaxError, icu_arguments
from pipeline.text.plurals import plural_categories

__all__ = ["check_icu", "narrow"]

_FLAGS = frozenset({"icu-format", "icu-message-format"})


def check_icu(unit: Unit, forms: tuple[str, ...], context: Context) -> Iterator[Finding]:
    """At most one finding per form."""
    if _FLAGS.isdisjoint(unit.message.flags):
        return
    try:
        wanted = icu_arguments(unit.message.source)
    except IcuSyntaxError:
        return
    for form in forms:
        try:
            found = icu_arguments(form)
        except IcuSyntaxError as error:
            yield blocker("icu.syntax", IssueType.MARKUP, f"not an ICU message: {error}")
            continue
        faults = _faults(wanted, found, context.locale)
        if faults:
            yield blocker("icu.mismatch", IssueType.MARKUP, "; ".join(faults))


def _faults(
    wanted: tuple[IcuArgument, ...], found: tuple[IcuArgument, ...], locale: LocaleTag
) -> list[str]:
    before = {(item.name, item.kind) for item in wanted}
    after = {(item.name, item.kind) for item in found}
    faults = [f"argument {_shown(item)} is missing" for item in sorted(before - after)]
    faults += [f"argument {_shown(item)} is not in the source" for item in sorted(after - before)]
    branches = {item.name: set(item.selectors) for item in wanted if item.kind == "select"}
    for item in found:
        selectors = set(item.selectors)
        if item.kind == "select" and selectors != branches.get(item.name, selectors):
            expected = ", ".join(sorted(branches[item.name]))
            faults.append(f"{item.name} selects {', '.join(item.selectors)}, expected {expected}")
        elif item.kind == "plural":
            faults += _plural_faults(item, selectors, locale)
    return faults


def _plural_faults(item: IcuArgument, selectors: set[str], locale: LocaleTag) -> list[str]:
    try:
        categories = {*plural_categories(locale), "other"}
    except RejectedError:
        return []
    named = {selector for selector in selectors if not selector.startswith("=")}
    faults = [
        f"{item.name} has the branch {name}, which this locale does not use"
        for name in sorted(named - categories)
    ]
    faults += [f"{item.name} lacks the branch {name}" for name in sorted(categories - named)]
    return faults


def _shown(item: tuple[str, str]) -> str:
    return "{" + ", ".join(filter(None, item)) + "}"


def narrow(batch: Batch, numbers: list[int]) -> list[int]:
    """ICU messages."""
    messages = batch.messages
    return [n for n in numbers if not _FLAGS.isdisjoint(messages[n].flags)]
