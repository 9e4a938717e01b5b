"""Going behind the archive's back: what a disk, a restored backup or a stranger does to its files."""

from __future__ import annotations

import shutil
from abc import ABC, abstractmethod
from dataclasses import dataclass
from pathlib import Path

from chancery.store.objects.bucket import Bucket


class Behind(ABC):
    """The files of a register, and the line of the second place, wherever they lie."""

    @abstractmethod
    def files(self) -> dict[str, bytes]:
        """All there are, by path."""

    @abstractmethod
    def put(self, path: str, octets: bytes) -> None:
        """Whatever lay there before."""

    @abstractmethod
    def lose(self) -> None:
        """Every file of the register."""

    @abstractmethod
    def line(self) -> str | None:
        """What stands in the second place."""

    @abstractmethod
    def note(self, line: str | None) -> None:
        """Write it, or take it away."""

    def restore(self, files: dict[str, bytes]) -> None:
        """As from a backup: these, and no others."""
        self.lose()
        for path, octets in files.items():
            self.put(path, octets)


@dataclass(frozen=True, slots=True, kw_only=True)
class InFolder(Behind):
    """A folder on this machine, with the line beside it."""

    register: Path
    second_place: Path

    def files(self) -> dict[str, bytes]:
        found = (path for path in self.register.rglob("*") if path.is_file())
        return {str(path.relative_to(self.register)): path.read_bytes() for path in found}

    def put(self, path: str, octets: bytes) -> None:
        (self.register / path).parent.mkdir(parents=True, exist_ok=True)
        (self.register / path).write_bytes(octets)

    def lose(self) -> None:
        shutil.rmtree(self.register)

    def line(self) -> str | None:
        return self.second_place.read_text() if self.second_place.exists() else None

    def note(self, line: str | None) -> None:
        if line is None:
            self.second_place.unlink()
        else:
            self.second_place.write_text(line)


@dataclass(frozen=True, slots=True, kw_only=True)
class InBucket(Behind):
    """A prefix of a bucket, with the line under another one."""

    register: Bucket
    second_place: Bucket
    name: str

    def files(self) -> dict[str, bytes]:
        return {path: held.octets for path in self.register.names() if (held := self.register.read(path))}

    def put(self, path: str, octets: bytes) -> None:
        self.register.replace(path, octets, of=self.register.read(path))

    def lose(self) -> None:
        self.register.forget(self.register.names())

    def line(self) -> str | None:
        held = self.second_place.read(self.name)
        return None if held is None else held.octets.decode()

    def note(self, line: str | None) -> None:
        if line is None:
            self.second_place.forget([self.name])
        else:
            self.second_place.replace(self.name, line.encode(), of=self.second_place.read(self.name))
