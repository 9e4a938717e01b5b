"""Read receipts with scitt-cose and cwt, whose environment this runs in; nothing of ours is imported.

Standard input: {"pem": …, "pairs": [[entry, receipt], …]}, octets in hexadecimal.  Standard output: for
each pair the root, size and index that the receipt's proof gives, and whether the key signed that root.
scitt-cose walks the proof; it knows no algorithm -19 (RFC 9864), so that cwt checks the signature.
"""

from __future__ import annotations

import json
import sys

import cbor2
from cwt import COSE, COSEKey
from cwt.exceptions import VerifyError
from scitt_cose import verify_receipt

KID = 4


def read(entry: str, receipt: bytes, pem: str) -> dict[str, object]:
    """What the two of them make of one receipt."""
    walked = verify_receipt(receipt, leaf_entry_hex=entry, log_public_key_pem=pem)
    protected = cbor2.loads(cbor2.loads(receipt).value[0])
    key = COSEKey.from_pem(pem, alg="Ed25519", kid=protected[KID])
    try:
        COSE.new().decode(receipt, key, detached_payload=bytes.fromhex(walked.root or ""))
        signed = True
    except VerifyError:
        signed = False
    return {"root": walked.root, "size": walked.tree_size, "index": walked.leaf_index, "signed": signed}


if __name__ == "__main__":
    asked = json.load(sys.stdin)
    pairs = [(entry, bytes.fromhex(receipt)) for entry, receipt in asked["pairs"]]
    print(json.dumps([read(entry, receipt, asked["pem"]) for entry, receipt in pairs]))
