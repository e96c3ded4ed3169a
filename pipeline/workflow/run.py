"""`run`: extract to check in one go."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.workflow.check import check
from pipeline.workflow.extract import extract
from pipeline.workflow.fill import fill
from pipeline.workflow.outcome import Outcome
from pipeline.workflow.pretranslate import PretranslateOptions, pretranslate
from pipeline.workflow.project import Project
from pipeline.workflow.status import status
from pipeline.workflow.table import number_of
from pipeline.workflow.update import update

__all__ = ["run"]


def run(project: Project, locales: Sequence[str], options: PretranslateOptions) -> Outcome:
    """The stages from `extract` to `check` in order, then the table of `status`.

    Each stage commits: a run that is killed goes on where it stopped, with the same bytes.
    """
    outcomes = [
        extract(project),
        update(project, locales),
        fill(project, locales),
        pretranslate(project, locales, options),
    ]
    checked = check(project, locales)
    table = status(project, locales)
    changed = tuple(dict.fromkeys(path for item in outcomes for path in item.changed))
    talk = [line for item in outcomes for line in item.talk]
    talk += [f"{item.verb}: {len(item.held)} left for people" for item in outcomes if item.held]
    talk += [f"check: {checked.talk[0]}"]
    talk.append(
        f"{number_of(len(changed), 'file')} written"
        if changed
        else "nothing changed: no file written"
    )
    return Outcome(
        verb="run",
        lines=table.lines,
        data={
            "status": table.data["catalogs"],
            "stages": {item.verb: item.data for item in (*outcomes, checked)},
        },
        changed=changed,
        talk=tuple(talk),
        incomplete=table.incomplete or any(item.exit_status for item in (*outcomes, checked)),
        next=table.next,
    )
