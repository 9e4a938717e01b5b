"""`chancery charter root`: every version of a charter, each made by the one before it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from chancery.cli.home import house_option, maybe
from chancery.cli.speaking import say, told
from chancery.errors import Malformed
from chancery.record.charter_faults import DOMAIN
from chancery.record.statement import Institution

if TYPE_CHECKING:
    from chancery.seal.roots import RootChain


@click.command()
@click.argument("domain")
@click.option(
    "--folder", type=click.Path(path_type=Path, exists=True, file_okay=False), help="Root documents as files."
)
@click.option("--held", type=click.IntRange(min=0), default=0, help="So many versions were known before.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Write them as files into this folder.")
@house_option
def root(domain: str, folder: Path | None, held: int, output: Path | None, data: Path | None) -> None:
    """Walk from the first charter of DOMAIN to its newest, with no word taken on the way.

    The documents are those of a folder, else those of the record at hand, else what DOMAIN
    shows at its web address.  Told are the fingerprint of the first, which people pin, and the
    line for its name records.  A newest charter that has ended ends with 3.

    \b
      $ chancery charter root mod.example --data record
      mod.example: 2 versions of its charter, each made by the one before it.
    """
    from chancery.seal.roots import walk_roots
    from chancery.wiring.chance import system_clock
    from chancery.wiring.rooted import documents_in, write_documents

    if not DOMAIN.fullmatch(domain):
        raise Malformed(f"{domain[:100]!r} is no domain, and no institution is called so.")
    who = Institution(domain)
    documents = list[bytes]()
    source = documents_in(folder) if folder is not None else _found(who, data)
    chain = walk_roots(who, _kept(source, documents), held=held)
    _tell(who, chain)
    if output is not None:
        write_documents(tuple(documents), output)
        told(f"Written: {len(documents)} root documents into {output}")
    chain.require_running(system_clock())


def _kept(source: Iterable[bytes], documents: list[bytes]) -> Iterator[bytes]:
    """One after the other, as they are walked: whoever shows a wrong one is not asked for the next."""
    for octets in source:
        documents.append(octets)
        yield octets


def _found(domain: Institution, data: Path | None) -> Iterable[bytes]:
    from chancery.wiring.rooted import documents_held, documents_shown

    house = maybe(data)
    held = None if house is None else documents_held(house, domain)
    if held is not None:
        return held
    return documents_shown(domain, None if house is None else house.trust.web)


def _tell(who: Institution, chain: RootChain) -> None:
    from chancery.phrases.moments import iso
    from chancery.wiring.pinning import NameRecord

    count = len(chain.documents)
    versions = "1 version" if count == 1 else f"{count} versions"
    say(f"{who}: {versions} of its charter, each made by the one before it.")
    for each, begins in zip(chain.documents, chain.begins(), strict=True):
        root, keys = each.charter.root, each.charter.root.keys
        people = len(set(keys.values()))
        say(
            f"  {each.charter.version}  {iso(begins)}  {root.threshold} of {people} sign  {each.digest.hex()}"
        )
    say(f"Fingerprint of the first charter: {chain.first.fingerprint.hex()}")
    record = NameRecord(root=chain.first.digest, origin=chain.register.origin)
    say(f'Name record: _chancery.{who}. TXT "{record.text}"')
