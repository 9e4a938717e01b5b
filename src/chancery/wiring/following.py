"""Following other registers, and showing them as they are held here."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from chancery.errors import BadSignature, Malformed, OutOfOrder, Untrusted
from chancery.record.charter_faults import DOMAIN
from chancery.record.statement import Instant, Institution
from chancery.wiring.house import SETTINGS, Followed, House

if TYPE_CHECKING:
    from chancery.log.checkpoint import SignedCheckpoint
    from chancery.net.mirror import Mirror
    from chancery.registry.gathering import Published
    from chancery.registry.ports import Head, Index, WordStore

CHECKPOINT, RECEIPT = "checkpoint", "receipt"


def follow(house: House, *, alias: str = "record") -> Mapping[Institution, int]:
    """
    Catch up with every register that this house follows: how many entries each brought.

    Raises `Unavailable` for one that does not answer and was never read, `Untrusted` for
    one whose record does not hold together.
    """
    from chancery.wiring.opened import open_index

    index, _ = open_index(house, alias=alias)
    from chancery.store.words import DurableWords

    words = DurableWords(using=alias)
    return {who: _follow(house, followed, index, words) for who, followed in house.follow.items()}


def _follow(house: House, followed: Followed, index: Index, words: WordStore) -> int:
    from chancery.net.follow import Follower, Pin

    before = index.reached(followed.institution)
    mirror = _mirror(house, followed)
    pin = Pin(institution=followed.institution, first_charter=followed.fingerprint)
    follower = Follower(pin, mirror.read, index, words)
    for _ in range(3):  # the other side may write between its checkpoint and its receipt
        try:
            follower.catch_up()
        except (Malformed, Untrusted):
            mirror.forget_fetched()
            raise
        assert follower.checkpoint is not None
        receipt = mirror.read(RECEIPT)
        if _vouches(receipt, follower.checkpoint):
            mirror.keep(CHECKPOINT, follower.checkpoint.note)
            mirror.keep(RECEIPT, receipt or b"")
            break
    return index.reached(followed.institution) - before


def _mirror(house: House, followed: Followed) -> Mirror:
    from chancery.net.mirror import Mirror, in_folder, over_http

    source = over_http(followed.url or "") if followed.folder is None else in_folder(followed.folder)
    return Mirror(house.mirror(followed.institution), source)


def _vouches(receipt: bytes | None, checkpoint: SignedCheckpoint) -> bool:
    """Whether receipts can be cut for this very checkpoint; a log of one entry has none yet."""
    from chancery.log.cosignature import SignatureType
    from chancery.registry.append import receipts_of
    from chancery.seal.keys import Kind, PublicKey, verify
    from chancery.seal.signed import to_be_signed

    if not receipt:
        return True
    head = receipts_of(_head(checkpoint.note, receipt))
    keys = [signed.key for signed in checkpoint.by_log if signed.key.kind is SignatureType.ED25519]
    try:
        for key in keys:
            public = PublicKey(kind=Kind.ED25519, octets=key.public)
            verify(public, head.signature, to_be_signed(head.protected, checkpoint.head.root))
    except BadSignature:
        return False
    return True


def peers(house: House) -> Mapping[Institution, Published]:
    """The registers that are followed, as far as their files lie here."""
    from chancery.net.mirror import in_folder
    from chancery.registry.append import receipts_of
    from chancery.registry.gathering import Published

    found: dict[Institution, Published] = {}
    for institution in house.follow:
        read = in_folder(house.mirror(institution))
        checkpoint, receipt = read(CHECKPOINT), read(RECEIPT)
        if checkpoint is not None and receipt:
            receipts = receipts_of(_head(checkpoint, receipt))
            found[institution] = Published(read=read, checkpoint=checkpoint, receipts=receipts)
    return found


def _head(checkpoint: bytes, receipt: bytes) -> Head:
    """What both files say together; nothing here asks who signed."""
    from chancery.log.head import TreeHead
    from chancery.registry.ports import Head

    tree = TreeHead.parse(checkpoint.decode("utf-8").partition("\n\n")[0] + "\n")
    return Head(size=tree.size, root=tree.root, checkpoint=checkpoint, at=Instant(0), vouched=receipt)


def add_followed(house: House, followed: Followed) -> House:
    """The house with one register more to follow, written into its settings."""
    if followed.institution in house.follow or followed.institution == house.institution:
        raise OutOfOrder(f"{followed.institution} is followed already, or keeps this very record.")
    if not DOMAIN.fullmatch(followed.institution):
        raise Malformed(f"{followed.institution[:100]!r} is no domain, and no institution is called so.")
    place = {
        "url": followed.url,
        "folder": None if followed.folder is None else str(followed.folder.absolute()),
        "fingerprint": None if followed.fingerprint is None else followed.fingerprint.hex(),
    }
    lines = [f"{name} = {json.dumps(value)}" for name, value in place.items() if value is not None]
    with (house.folder / SETTINGS).open("a", encoding="utf-8") as settings:
        settings.write("\n".join([f'\n[follow."{followed.institution}"]', *lines, ""]))
    return House.read(house.folder)
