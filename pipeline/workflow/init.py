"""`init`: a new project in an empty folder, with demonstration keys until real ones are made."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from pipeline.errors import RefusedError
from pipeline.formats.settings import parse_policy, parse_settings
from pipeline.ledger.event import Action
from pipeline.signing.demonstration_keyring import demonstration_keyring
from pipeline.workflow.events import commit
from pipeline.workflow.outcome import Outcome
from pipeline.workflow.project import Project
from pipeline.workspace import layout
from pipeline.workspace.files import Workspace

__all__ = ["init"]

_SETTINGS = """\
# What cannot weaken a gate. Unknown keys are refused.
project = "{name}"
source_locale = "en-US"
locales = [{locales}]

[engines]
# Per locale: apertium, libretranslate, pseudo or none (the default). policy.toml must allow it.
"""
_POLICY = """\
# What could weaken a gate. Sealed whole by the policy owner: imprimatur key seal policy
version = "1"

[sign_offs]
required = ["linguistic_review", "medical_legal_regulatory_approval"]

[[domain]]
name = "{name}"
sources = ["{name}/**"]

[markets]
# A locale is released only in the markets that name it.
all = [{locales}]

[[engine]]
name = "apertium"
hosts = []
"""
_LOCKS = """\
# Text that only its owner may write. Sealed by the lock owners: imprimatur lock seal
project = "{name}"
"""
_PAGE = """\
# Welcome

Replace this page with your approved English, then approve it.
"""
_IGNORE = "/var/\n/dist/\n"


def init(
    root: Path, *, name: str, locales: tuple[str, ...], as_of: dt.date, dry_run: bool, at: str
) -> Outcome:
    """Writes the files a project needs; refused (`project.exists`) where one is already."""
    workspace = Workspace(root, dry_run=dry_run)
    if workspace.read_if_there(layout.SETTINGS) is not None:
        raise RefusedError.of("project.exists", "here is a project already", path=layout.SETTINGS)
    tags = ", ".join(f'"{tag}"' for tag in locales)
    settings = _SETTINGS.format(name=name, locales=tags).encode()
    policy = _POLICY.format(name=name, locales=tags).encode()
    workspace.stage(layout.SETTINGS, settings)
    workspace.stage(layout.POLICY, policy)
    workspace.stage(layout.LOCKS, _LOCKS.format(name=name).encode())
    workspace.stage(f"{layout.SOURCES}/{name}/welcome.md", _PAGE.encode())
    workspace.stage(layout.KEYRING, demonstration_keyring(name))
    workspace.stage(".gitignore", _IGNORE.encode())
    project = Project(
        workspace=workspace,
        settings=parse_settings(settings, path=layout.SETTINGS),
        policy=parse_policy(policy, path=layout.POLICY),
        as_of=as_of,
        verb="init",
        at=at,
    )
    return Outcome(
        verb="init",
        changed=commit(project, Action.SYSTEM_STARTED, detail=name),
        talk=(
            "the keyring is the published demonstration one: it proves nothing",
            "for real keys: imprimatur key create root --holder NAME, then key keyring",
        ),
        next="imprimatur approve --reference NUMBER --by NAME --expires DATE",
    )
