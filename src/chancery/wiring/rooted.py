"""Root documents, from wherever they are: a folder, the records held here, or the domain's web address."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from chancery.errors import Unavailable
from chancery.record.statement import Institution
from chancery.wiring.house import House

SUFFIX = ".cbor"


def documents_in(folder: Path) -> Iterator[bytes]:
    """`1.cbor`, `2.cbor` …, as far as they go; raises `Unavailable` where there is no first."""
    version = 1
    while (place := folder / f"{version}{SUFFIX}").is_file():
        yield place.read_bytes()
        version += 1
    if version == 1:
        raise Unavailable(f"There is no root document 1{SUFFIX} in {folder}.")


def documents_held(house: House, institution: Institution) -> tuple[bytes, ...] | None:
    """Those of our own log, or of one that is followed; None where it is neither."""
    from chancery.registry.roots import root_documents
    from chancery.wiring.opened import open_index
    from chancery.wiring.storage import files_of

    if institution != house.institution and institution not in house.follow:
        return None
    read = files_of(house, institution)
    index, _ = open_index(house)
    return root_documents(institution, index, read, index.reached(institution))


def documents_shown(domain: Institution, web: str | None = None) -> Iterator[bytes]:
    """Those that the domain shows at its web address, one asked for after the other."""
    from chancery.net.well_known import at_domain, root_path

    ask, version = at_domain(domain, web), 1
    while (octets := ask(root_path(version))) is not None:
        yield octets
        version += 1


def write_documents(documents: tuple[bytes, ...], folder: Path) -> None:
    """As files that any web server can show below `/.well-known/chancery/root`."""
    folder.mkdir(parents=True, exist_ok=True)
    for version, octets in enumerate(documents, 1):
        (folder / f"{version}{SUFFIX}").write_bytes(octets)
