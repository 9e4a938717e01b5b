"""Following other registers, and showing them as they are held here."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from chancery.errors import (
    BadSignature,
    ChanceryError,
    Malformed,
    OutOfOrder,
    SplitView,
    Unavailable,
    Untrusted,
)
from chancery.record.charter_faults import DOMAIN
from chancery.record.statement import Instant, Institution
from chancery.wiring.chance import system_clock
from chancery.wiring.house import SETTINGS, Followed, House
from chancery.wiring.pinning import of_origin, pin_after, pin_before
from chancery.wiring.reading_policy import ReadingPolicies, remember_witnessed, witnessed
from chancery.wiring.remembered import keep_proof, last_seen, proof_against, remember

if TYPE_CHECKING:
    from chancery.log.checkpoint import SignedCheckpoint
    from chancery.log.policy import Policy
    from chancery.net.follow import Follower
    from chancery.net.mirror import Mirror, Read
    from chancery.registry.gathering import Published
    from chancery.registry.ports import Head, Index, WordStore

CHECKPOINT, RECEIPT = "checkpoint", "receipt"


def follow(
    house: House, *, alias: str = "record", silent: list[Unavailable] | None = None
) -> Mapping[Institution, int]:
    """
    Catch up with every register that this house follows: how many entries each brought.

    One that was read before and does not answer now brings what its mirror holds, and nothing is
    raised: what was read stays.  Whoever wants to tell people of it gives a list, *silent*.

    One that fails keeps none of the others from being read.  Raises afterwards, for the
    first that failed: `Unavailable` if it does not answer and was never read, `Untrusted`
    if its record does not hold together, `SplitView` if it has shown two histories.
    """
    from chancery.wiring.opened import open_index

    index, _ = open_index(house, alias=alias)
    from chancery.store.words import DurableWords

    words, brought, troubles = DurableWords(using=alias), dict[Institution, int](), list[ChanceryError]()
    policies = ReadingPolicies.of(house)
    for who, followed in house.follow.items():
        try:
            unheard = [] if silent is None else silent
            brought[who] = _follow(house, followed, index, words, policies.policy_for(who), unheard)
        except ChanceryError as trouble:
            troubles.append(trouble)
    if troubles:
        raise troubles[0]
    return brought


def _follow(
    house: House,
    followed: Followed,
    index: Index,
    words: WordStore,
    policy: Policy | None,
    silent: list[Unavailable],
) -> int:
    before = index.reached(followed.institution)
    _refuse_liar(house, followed.institution)
    for _ in range(3):  # the other side may write between its checkpoint and its receipt
        mirror = _mirror(house, followed)
        follower = _caught_up(house, followed, mirror, index, words, policy, silent)
        checkpoint, receipt = follower.checkpoint, mirror.read(RECEIPT)
        assert checkpoint is not None, "whoever caught up has found a head good"
        if not follower.is_enough:
            break  # what is shown to others, and cut into evidence, stays under the head that was enough
        if vouches(receipt, checkpoint):
            mirror.keep(CHECKPOINT, checkpoint.note)
            mirror.keep(RECEIPT, receipt or b"")
            break
    return index.reached(followed.institution) - before


def _refuse_liar(house: House, institution: Institution) -> None:
    """Raises `SplitView` for a register that was proven to lie; people decide what becomes of it."""
    proof = proof_against(house, institution)
    if proof is not None:
        raise SplitView(
            f"{institution} has shown two histories, as {proof} proves; "
            "it is not followed while that file lies there."
        )


def _caught_up(
    house: House,
    followed: Followed,
    mirror: Mirror,
    index: Index,
    words: WordStore,
    policy: Policy | None,
    silent: list[Unavailable],
) -> Follower:
    """Whoever followed, with the head that was found good and is remembered from now on."""
    from chancery.net.follow import Follower, Pin
    from chancery.wiring.hearing import compared_with_met, compared_with_witnesses

    who, fetch = followed.institution, _source(followed)
    kept = pin_before(house, followed, index, system_clock())
    pin, seen = Pin(institution=who, first_charter=kept.pinned.fingerprint), last_seen(house, who)

    def read(path: str) -> bytes | None:
        # Silence shows what was seen last: the mirror's checkpoint waits for its receipt and may be older.
        return of_origin(_shown_or(seen, fetch, silent), kept) if path == CHECKPOINT else mirror.read(path)

    follower = Follower(
        pin,
        read,
        index,
        words,
        seen=seen,
        afresh=fetch,
        clock=system_clock,
        policy=policy,
        witnessed=witnessed(house, who),
    )
    try:
        follower.catch_up()
    except (Malformed, Untrusted) as trouble:
        mirror.forget_fetched()
        if follower.equivocation is None:
            raise
        proof = keep_proof(house, who, follower.equivocation)
        raise SplitView(f"{trouble} The proof is kept in {proof}.") from trouble
    assert follower.checkpoint is not None
    remember(house, who, follower.checkpoint.note)
    compared_with_met(house, who, follower.checkpoint, mirror.read)
    if policy is not None:
        compared_with_witnesses(house, who, follower.checkpoint, mirror.read, policy)
    if policy is not None and follower.is_enough:
        remember_witnessed(house, who, follower.checkpoint.note, policy, now=system_clock())
    pin_after(house, index, who, follower.fingerprint)
    return follower


def _shown_or(seen: bytes | None, fetch: Read, silent: list[Unavailable]) -> bytes | None:
    try:
        return fetch(CHECKPOINT)
    except Unavailable as silence:
        if seen is None:
            raise
        silent.append(silence)
        return seen


def _mirror(house: House, followed: Followed) -> Mirror:
    from chancery.net.mirror import Mirror

    return Mirror(house.mirror(followed.institution), _source(followed))


def _source(followed: Followed) -> Read:
    from chancery.net.mirror import in_folder, over_http

    return over_http(followed.url or "") if followed.folder is None else in_folder(followed.folder)


def vouches(receipt: bytes | None, checkpoint: SignedCheckpoint) -> bool:
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


def refuse_followed(house: House, domain: Institution) -> None:
    """Raises `OutOfOrder` for a register that is followed, or is ours."""
    if domain == house.institution:
        raise OutOfOrder(f"{domain} keeps this very record.")
    if domain in house.follow:
        raise OutOfOrder(
            f"{domain} is followed already; where it is and its fingerprint stand in "
            f"{house.folder / SETTINGS}: change or delete them there."
        )


def add_followed(house: House, followed: Followed) -> House:
    """
    The house with one register more to follow, written into its settings.

    Raises `OutOfOrder` for one that is followed or is ours, `Malformed` for what is no domain or no address.
    """
    from chancery.net.mirror import over_http

    refuse_followed(house, followed.institution)
    if followed.url is not None:
        over_http(followed.url)  # what is no address is refused before it is written down
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
