"""`review restore`: the signed text of a unit comes back from the desk into the catalog."""

from __future__ import annotations

from pipeline.desk import verbs
from pipeline.desk.verbs import SignedText
from pipeline.model.unit import State
from pipeline.workflow.outcome import Outcome
from pipeline.workflow.project import Project, select_locales
from pipeline.workflow.restore import Restorable, find_unit, restore_unit

__all__ = ["restore"]


def restore(project: Project, locale: str, domain: str, which: str) -> Outcome:
    """The unit gets the text that was signed last, of those with the most signatures standing."""
    (tag,) = select_locales(project, [locale])
    unit = find_unit(project, tag, domain, which)
    required = project.policy.sign_offs

    def lacking(text: SignedText) -> int:
        return len(set(required) - set(text.meanings))

    texts = sorted(
        verbs.signed_texts(project=project.name, domain=domain, locale=tag, key=unit.key),
        key=lacking,
    )
    done = restore_unit(
        project,
        tag,
        domain,
        unit,
        [Restorable(forms=item.forms, digest=item.digest, origin=item.origin) for item in texts],
    )
    shown = next((item.shown for item in texts if item.forms == done.after), "")
    same = done.before == done.after
    lines = [f"{domain} {tag}: {unit.message.source[:70]}"]
    lines += [] if same else [f"  - {form}" for form in done.before]
    lines += [f"  + {form}" for form in done.after]
    return Outcome(
        verb="review restore",
        lines=(*lines, f"  {done.state}. {shown}"),
        data={
            "domain": domain,
            "locale": tag,
            "context": unit.message.context,
            "source": unit.message.source,
            "before": list(done.before),
            "after": list(done.after),
            "state": str(done.state),
        },
        changed=done.changed,
        talk=("it is the signed text already",) if same else (),
        next="imprimatur gate" if done.state is State.FINAL else "imprimatur review collect",
    )
