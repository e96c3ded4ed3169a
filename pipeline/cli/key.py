"""`key`: keys, keyring, trust and seals."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from pipeline.cli.keysource import default_trust, key_source, keys_option
from pipeline.cli.options import (
    day,
    dry_run_option,
    json_option,
    now,
    quiet_option,
    reading_verb,
    record,
    show,
    trust_option,
    writing_verb,
)

__all__ = ["command"]

_ROLES = click.Choice(["root", "approver", "lock-owner", "policy-owner", "desk", "releaser"])


@click.group("key")
def command() -> None:
    """Keys, the keyring that lists them, and the trust file that says whom to believe."""


@command.command("create")
@click.argument("role", type=_ROLES)
@click.option("--holder", required=True, help="Who holds it, as the keyring will say.")
@keys_option
@dry_run_option
@json_option
@quiet_option
def create_command(
    *, role: str, holder: str, key_folder: Path | None, dry_run: bool, as_json: bool, quiet: bool
) -> int:
    """A new key pair: the private half encrypted in your key folder, the public half shown."""
    from pipeline.signing.roles import Role
    from pipeline.workflow.keys import create_key

    outcome = create_key(Role(role), holder, key_source(key_folder), dry_run=dry_run)
    return show(outcome, as_json=as_json, quiet=quiet)


@command.command("keyring")
@click.option("--demonstration", is_flag=True, help="The keyring of the published sample keys.")
@click.option("--root", "roots", multiple=True, metavar="PUBLIC", help="A root's public key.")
@click.option("--threshold", type=click.IntRange(1), help="How many roots must sign.")
@click.option(
    "--add",
    "added",
    multiple=True,
    type=(_ROLES, str, str),
    metavar="ROLE HOLDER PUBLIC",
    help="Add a key (repeatable).",
)
@click.option("--revoke", "revoked", multiple=True, metavar="KEY-ID", help="Take a key out.")
@click.option("--until", callback=day, metavar="DATE", help="Last day of the added keys.")
@writing_verb
@keys_option
def keyring_command(
    *,
    demonstration: bool,
    roots: tuple[str, ...],
    threshold: int | None,
    added: tuple[tuple[str, str, str], ...],
    revoked: tuple[str, ...],
    until: dt.date | None,
    root: Path,
    key_folder: Path | None,
    as_of: dt.date,
    dry_run: bool,
    as_json: bool,
    quiet: bool,
) -> int:
    """Write the next version of keys/keyring.json, signed with the root keys you hold."""
    from pipeline.workflow.keyring import KeyringChange, write_keyring
    from pipeline.workflow.project import run_on_project

    change = KeyringChange(
        demonstration=demonstration,
        roots=roots,
        threshold=threshold,
        added=added,
        revoked=revoked,
        until=until,
    )
    with run_on_project(root, "key keyring", as_of=as_of, dry_run=dry_run, **record()) as project:
        outcome = write_keyring(project, change, source=key_source(key_folder), sealed_at=now())
    return show(outcome, as_json=as_json, quiet=quiet)


@command.command("trust")
@click.option("--demonstration", is_flag=True, help="Trust the published sample roots.")
@click.option("--root", "roots", multiple=True, metavar="KEY-ID", help="A root's key id.")
@click.option("--threshold", type=click.IntRange(1), default=2, show_default=True)
@click.option("--rotate", is_flag=True, help="Follow the keyring's signed change of roots.")
@writing_verb
@trust_option
def trust_command(
    *,
    demonstration: bool,
    roots: tuple[str, ...],
    threshold: int,
    rotate: bool,
    root: Path,
    trust: Path | None,
    as_of: dt.date,
    dry_run: bool,
    as_json: bool,
    quiet: bool,
) -> int:
    """Write the trust file: the root key ids you were given by hand, outside the project."""
    from pipeline.workflow.keyring import make_trust
    from pipeline.workflow.project import open_project

    project = open_project(root, as_of=as_of, dry_run=dry_run)
    outcome = make_trust(
        project,
        place=trust or default_trust(project.name),
        roots=roots,
        threshold=threshold,
        demonstration=demonstration,
        rotate=rotate,
    )
    return show(outcome, as_json=as_json, quiet=quiet)


@command.command("list")
@reading_verb
def list_command(*, root: Path, as_of: dt.date, as_json: bool, quiet: bool) -> int:
    """The keys of the keyring: role, holder, validity."""
    from pipeline.workflow.keyring import list_keyring
    from pipeline.workflow.project import open_project

    return show(list_keyring(open_project(root, as_of=as_of)), as_json=as_json, quiet=quiet)


@command.command("seals")
@reading_verb
def seals_command(*, root: Path, as_of: dt.date, as_json: bool, quiet: bool) -> int:
    """Whether approvals, registry and policy are as they were sealed. One that is not: exit 4."""
    from pipeline.workflow.project import open_project
    from pipeline.workflow.seals import check_seals

    return show(check_seals(open_project(root, as_of=as_of)), as_json=as_json, quiet=quiet)


@command.command("seal")
@click.argument("what", type=click.Choice(["approvals", "registry", "policy"]))
@writing_verb
@keys_option
def seal_command(
    *,
    what: str,
    root: Path,
    key_folder: Path | None,
    as_of: dt.date,
    dry_run: bool,
    as_json: bool,
    quiet: bool,
) -> int:
    """Seal approvals, registry or policy as they lie there, with the keys of their role."""
    from pipeline.signing.roles import SealType
    from pipeline.workflow.keys import seal_with_keys
    from pipeline.workflow.project import run_on_project

    with run_on_project(root, "key seal", as_of=as_of, dry_run=dry_run, **record()) as project:
        outcome = seal_with_keys(
            project, SealType(what), source=key_source(key_folder), sealed_at=now()
        )
    return show(outcome, as_json=as_json, quiet=quiet)
