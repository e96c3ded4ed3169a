"""The manifest's payload: written by `release`, read by `verify`.

Payload (canonical JSON), type `application/vnd.imprimatur.manifest+json`, role `releaser`:

    {"spec_version": 1, "project", "type": "manifest", "release", "version",
     "sequence" (= version), "previous", "sealed_at", "expires_at", "demonstration", "software",
     "seals": {"keyring": {"sequence", "digest"}, "approvals": …, "registry": …, "policy": …,
               "evidence/<domain>/<locale>": …},
     "ledger_heads": {"<domain>/<locale>": hash},
     "templates": {locale: {domain: sha256}},
     "artifacts": [{"path", "locale", "media_type", "length", "sha256"}, …]}

- `expires_at` is the first instant of the day from which on the release is no longer valid.
- A manifest without artifacts is refused (law 4).
- Paths are plain: relative, `/`, ASCII letters, digits, `.`, `_`, `-`, `@`, `+`; no part is empty
  or begins with a dot or is a device name; no two differ in case only; none is a file and a folder.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final

from pipeline.errors import Fault, RefusedError
from pipeline.formats.canonical import canonical_json
from pipeline.model.digest import Digest
from pipeline.model.locale import is_well_formed
from pipeline.model.manifest import Artifact, Manifest, SealRef
from pipeline.signing.dsse import Envelope, parse_envelope, read_payload, refuse_type, sign_envelope
from pipeline.signing.fields import Fields
from pipeline.signing.instant import instant_of_day, parse_instant
from pipeline.signing.keys import KeyPair
from pipeline.signing.roles import SealType
from pipeline.signing.trust import Trust

__all__ = [
    "KEYRING_NAME",
    "MANIFEST_NAME",
    "SPEC_VERSION",
    "manifest_name",
    "manifest_payload",
    "path_faults",
    "read_manifest",
    "remember_seals",
    "seal_manifest",
]

SPEC_VERSION: Final = 1
MANIFEST_NAME: Final = "manifest.json"
KEYRING_NAME: Final = "keyring.json"

_CODE: Final = "release.corrupt"
_KEYS: Final = (
    "artifacts",
    "demonstration",
    "expires_at",
    "ledger_heads",
    "previous",
    "project",
    "release",
    "seals",
    "sealed_at",
    "sequence",
    "software",
    "spec_version",
    "templates",
    "type",
    "version",
)
_ARTIFACT: Final = ("length", "locale", "media_type", "path", "sha256")
_REQUIRED_SEALS: Final = frozenset({"approvals", "keyring", "policy", "registry"})
_PART: Final = re.compile(r"[A-Za-z0-9_@+-][A-Za-z0-9._@+-]{0,199}")
_DEVICES: Final = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?", re.IGNORECASE)
_RELEASE: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_MAX_PATH: Final = 1000


def manifest_name(release: str) -> str:
    """The manifest's name in the trust file: `manifest/<release>`."""
    return f"manifest/{release}"


def manifest_payload(manifest: Manifest) -> dict[str, Any]:
    """The payload as plain values."""
    return {
        "spec_version": SPEC_VERSION,
        "project": manifest.project,
        "type": SealType.MANIFEST.value,
        "release": manifest.release,
        "version": manifest.version,
        "sequence": manifest.version,
        "previous": manifest.previous,
        "sealed_at": manifest.sealed_at,
        "expires_at": instant_of_day(manifest.expires_on),
        "demonstration": manifest.demonstration,
        "software": manifest.software,
        "seals": {
            name: {"sequence": ref.sequence, "digest": ref.digest.hex}
            for name, ref in manifest.seals.items()
        },
        "ledger_heads": dict(manifest.ledger_heads),
        "templates": {
            locale: {domain: digest.hex for domain, digest in domains.items()}
            for locale, domains in manifest.templates.items()
        },
        "artifacts": [
            {
                "path": artifact.path,
                "locale": artifact.locale,
                "media_type": artifact.media_type,
                "length": artifact.length,
                "sha256": artifact.digest.hex,
            }
            for artifact in manifest.artifacts
        ],
    }


def seal_manifest(manifest: Manifest, keys: Iterable[KeyPair]) -> bytes:
    """The file `manifest.json`: the manifest in its envelope, sealed by these releaser keys."""
    payload = canonical_json(manifest_payload(manifest))
    return sign_envelope(payload, SealType.MANIFEST.payload_type, keys).to_bytes()


def read_manifest(data: bytes, *, path: str = MANIFEST_NAME) -> tuple[Envelope, Manifest]:
    """The envelope and what it says, unverified; RefusedError `release.*`."""
    envelope = parse_envelope(data, type_=SealType.MANIFEST, code=_CODE, path=path)
    fields = Fields(
        read_payload(envelope, code=_CODE, path=path), code=_CODE, path=path, keys=_KEYS
    )
    if fields.integer("spec_version") != SPEC_VERSION:
        fields.refuse(f"spec_version {fields.integer('spec_version')} is not known here")
    if fields.text("type") != SealType.MANIFEST:
        refuse_type(SealType.MANIFEST, fields.text("type"), code=_CODE, path=path)
    version = fields.integer("version", low=1)
    if fields.integer("sequence") != version:
        fields.refuse("sequence must be the version")
    if not _RELEASE.fullmatch(fields.text("release")):
        fields.refuse("release must be a plain name")
    expires_at = fields.instant("expires_at")
    expires_on = parse_instant(expires_at).date()
    if instant_of_day(expires_on) != expires_at:
        fields.refuse("expires_at must be the first instant of a day")
    manifest = Manifest(
        project=fields.text("project"),
        release=fields.text("release"),
        version=version,
        previous=fields.previous(),
        sealed_at=fields.instant("sealed_at"),
        expires_on=expires_on,
        demonstration=fields.boolean("demonstration"),
        software=fields.text("software"),
        seals=_seals(fields),
        ledger_heads=_digests_as_text(fields.child("ledger_heads")),
        templates=_templates(fields),
        artifacts=tuple(_artifact(item) for item in fields.items("artifacts", keys=_ARTIFACT)),
    )
    paths = [artifact.path for artifact in manifest.artifacts]
    if paths != sorted(set(paths)):
        fields.refuse("artifacts must be sorted by path, each once")
    if not paths:
        raise RefusedError.of("release.empty", "the manifest lists no artifact", path=path)
    RefusedError.raise_for(path_faults(paths))
    return envelope, manifest


def remember_seals(trust: Trust, manifest: Manifest) -> Trust:
    """The trust that also knows the sequences of a verified release: nothing older comes back."""
    for name, ref in manifest.seals.items():
        trust = trust.remember(name, ref.sequence, ref.digest.hex)
    return trust


def path_faults(paths: Iterable[str]) -> list[Fault]:
    """What is wrong with these artifact paths, each as `release.path`."""
    faults = []
    seen: dict[str, str] = {}
    listed = list(paths)
    for path in listed:
        problem = _path_problem(path)
        if not problem and path.casefold() in seen:
            problem = f"{seen[path.casefold()]} has the same name but for its case"
        seen.setdefault(path.casefold(), path)
        if problem:
            faults.append(_path_fault(path, problem))
    for path in listed:
        parents = _parents(path.casefold())
        inside = next((seen[parent] for parent in parents if parent in seen), None)
        if inside is not None:
            faults.append(_path_fault(path, f"it lies inside {inside}, which is a file"))
    return faults


def _path_fault(path: str, problem: str) -> Fault:
    return Fault(code="release.path", message=f"{path!r} is not a plain path: {problem}")


def _parents(path: str) -> list[str]:
    parts = path.split("/")
    return ["/".join(parts[:count]) for count in range(1, len(parts))]


def _path_problem(path: str) -> str:
    if len(path) > _MAX_PATH:
        return "it is too long"
    if path.casefold() in {MANIFEST_NAME, KEYRING_NAME}:
        return "the name is taken"
    for part in path.split("/"):
        if not _PART.fullmatch(part) or part.endswith("."):
            return f"{part!r} is not a plain name"
        if _DEVICES.fullmatch(part):
            return f"{part!r} is a device name"
    return ""


def _artifact(item: Fields) -> Artifact:
    locale = item.text("locale")
    if not is_well_formed(locale):
        item.refuse("locale is not a canonical tag")
    return Artifact(
        path=item.text("path"),
        locale=locale,
        media_type=item.text("media_type"),
        length=item.integer("length"),
        digest=item.digest("sha256"),
    )


def _seals(fields: Fields) -> Mapping[str, SealRef]:
    found = fields.child("seals")
    names = found.keys()
    if missing := _REQUIRED_SEALS - set(names):
        found.refuse(f"missing fields: {', '.join(sorted(missing))}")
    for name in names:
        if name not in _REQUIRED_SEALS and not name.startswith("evidence/"):
            found.refuse(f"unknown seal {name}")
    refs = {}
    for name in names:
        ref = found.child(name, keys=("digest", "sequence"))
        refs[name] = SealRef(ref.integer("sequence", low=1), ref.digest("digest"))
    return MappingProxyType(refs)


def _digests_as_text(found: Fields) -> Mapping[str, str]:
    return MappingProxyType({name: found.digest(name).hex for name in found.keys()})  # noqa: SIM118


def _templates(fields: Fields) -> Mapping[str, Mapping[str, Digest]]:
    found = fields.child("templates")
    templates = {}
    for locale in found.keys():  # noqa: SIM118 - not a dict
        domains = found.child(locale)
        templates[locale] = MappingProxyType(
            {domain: domains.digest(domain) for domain in domains.keys()}  # noqa: SIM118
        )
    return MappingProxyType(templates)
