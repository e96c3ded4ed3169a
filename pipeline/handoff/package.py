"""A package: which units went to a vendor, and what their targets were then."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pipeline.errors import RejectedError
from pipeline.formats.canonical import canonical_json, pretty_json, read_json
from pipeline.model.digest import Digest
from pipeline.model.locale import LocaleTag
from pipeline.model.message import Message
from pipeline.model.unit import Catalog, Unit, target_digest

__all__ = [
    "Package",
    "PackageUnit",
    "make_package",
    "message_id",
    "parse_package",
    "serialize_package",
]

_SHORT = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageUnit:
    """One unit of a package."""

    id: str
    """`message_id` of its message."""
    target: str
    """First digits of its target's digest when it was exported; empty without a target."""
    locked: bool
    """Exported for context: nothing that comes back for it is taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """What was exported. The id follows from the rest: the same export has the same id."""

    id: str
    project: str
    domain: str
    locale: LocaleTag
    units: tuple[PackageUnit, ...]


def message_id(message: Message) -> str:
    """A short digest of context, source and plural: changes with a letter of any of them."""
    payload = {"v": 1, "context": message.context, "source": list(message.sources)}
    return Digest.of(canonical_json(payload)).hex[:_SHORT]


def make_package(catalog: Catalog, units: Iterable[Unit]) -> Package:
    """The package of these units of the catalog, in their order."""
    listed = tuple(
        PackageUnit(
            id=message_id(unit.message),
            target=target_digest(unit.forms).short if unit.forms else "",
            locked=unit.read_only,
        )
        for unit in units
    )
    if not listed:
        raise RejectedError.of(
            "handoff.empty", f"there is nothing to hand off in {catalog.domain}, {catalog.locale}"
        )
    payload = _payload(catalog.project, catalog.domain, catalog.locale, listed)
    return Package(
        id=Digest.of(canonical_json(payload)).hex[:_SHORT],
        project=catalog.project,
        domain=catalog.domain,
        locale=catalog.locale,
        units=listed,
    )


def _payload(
    project: str, domain: str, locale: LocaleTag, units: Iterable[PackageUnit]
) -> dict[str, Any]:
    return {
        "v": 1,
        "project": project,
        "domain": domain,
        "locale": locale,
        "units": [{"id": unit.id, "target": unit.target, "locked": unit.locked} for unit in units],
    }


def serialize_package(package: Package) -> bytes:
    """The package as JSON: its unit list, to be kept until the return."""
    payload = _payload(package.project, package.domain, package.locale, package.units)
    return pretty_json({**payload, "id": package.id})


def parse_package(data: bytes, *, path: str) -> Package:
    """The package in these bytes. RejectedError handoff.package: malformed, or edited."""
    value = read_json(data, path=path)
    try:
        units = tuple(
            PackageUnit(
                id=_text(item["id"]), target=_text(item["target"]), locked=item["locked"] is True
            )
            for item in value["units"]
        )
        project, domain = _text(value["project"]), _text(value["domain"])
        locale, given = _text(value["locale"]), _text(value["id"])
    except (KeyError, TypeError) as error:
        message = f"no package: {error}"
        raise RejectedError.of("handoff.package", message, path=path) from None
    payload = _payload(project, domain, locale, units)
    if Digest.of(canonical_json(payload)).hex[:_SHORT] != given:
        raise RejectedError.of("handoff.package", "the id does not follow from it", path=path)
    return Package(id=given, project=project, domain=domain, locale=locale, units=units)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"expected text, found {type(value).__name__}")
    return value
