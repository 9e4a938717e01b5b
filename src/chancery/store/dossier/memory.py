"""Matters and texts that live as long as the process: for tests and for playing."""

from __future__ import annotations

from dataclasses import dataclass, field

from chancery.record.matter import MatterId, Step, matter_of
from chancery.record.matter_form import read_deed, write_deed
from chancery.registry.dossier_ports import MatterHead
from chancery.store.refusals import outrun


@dataclass(slots=True)
class MemoryMatters:
    """Steps in a dictionary (see `chancery.registry.dossier_ports.Matters`)."""

    kept: dict[MatterId, list[Step]] = field(default_factory=dict)

    def append(self, id: MatterId, step: Step) -> None:
        """Keep the next step; raises `Conflict` if its number is not the next."""
        steps = self.kept.setdefault(id, [])
        if step.number != len(steps) + 1:
            raise outrun()
        # Through its written form, so that nothing lives here that could not be kept.
        steps.append(Step(number=step.number, touch=step.touch, deed=read_deed(write_deed(step.deed))))

    def steps(self, id: MatterId) -> tuple[Step, ...]:
        """Every step in order; empty if there is no such matter."""
        return tuple(self.kept.get(id, ()))

    def heads(self) -> tuple[MatterHead, ...]:
        """Every matter, the one that was touched last first."""
        heads = []
        for id, steps in self.kept.items():
            matter = matter_of(id, steps)
            if matter is not None:
                heads.append(
                    MatterHead(id=id, name=matter.name, steps=matter.steps, touched=steps[-1].touch.at)
                )
        return tuple(sorted(heads, key=lambda head: (-head.touched, head.id)))


@dataclass(slots=True)
class MemorySourceTexts:
    """Texts in a dictionary (see `chancery.registry.dossier_ports.SourceTexts`)."""

    kept: dict[bytes, str] = field(default_factory=dict)

    def keep(self, digest: bytes, text: str) -> None:
        """Keep the text; the same twice is once."""
        self.kept.setdefault(digest, text)

    def text(self, digest: bytes) -> str | None:
        """The text of that digest; None if it is not here."""
        return self.kept.get(digest)

    def put_away(self, digest: bytes) -> None:
        """Keep it no longer."""
        self.kept.pop(digest, None)
