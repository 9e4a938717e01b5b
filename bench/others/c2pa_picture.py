"""Validate a signed picture with c2pa-python, whose environment this runs in.

A small PNG carries a claim with one assertion, signed with P-256 under an authority made
here.  What is timed is opening the picture and validating its manifest: signature, hashes
of the assertions, hash of the picture.  Nobody is trusted in advance and no timestamp is
asked for, so that nothing needs a network.
"""

from __future__ import annotations

import datetime
import io
import json
import struct
import sys
import time
import zlib

from c2pa import Builder, C2paSignerInfo, C2paSigningAlg, Reader, Signer
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

NOW = datetime.datetime.now(datetime.UTC)
YEAR = datetime.timedelta(days=365)
SIDE = 256
CREATED = {
    "action": "c2pa.created",
    "digitalSourceType": "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCreation",
}
"""A manifest begins with how the picture came to be; the term is IPTC's."""

MANIFEST = {
    "claim_generator_info": [{"name": "bench", "version": "1"}],
    "format": "image/png",
    "assertions": [{"label": "c2pa.actions", "data": {"actions": [CREATED]}}],
}


def picture() -> bytes:
    """A grey square, as a PNG."""
    rows = b"".join(b"\0" + bytes([128]) * SIDE for _ in range(SIDE))
    head = struct.pack(">IIBBBBB", SIDE, SIDE, 8, 0, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*part) for part in parts)


def _chunk(kind: bytes, octets: bytes) -> bytes:
    return struct.pack(">I", len(octets)) + kind + octets + struct.pack(">I", zlib.crc32(kind + octets))


def signed(octets: bytes) -> bytes:
    """The picture with its manifest."""
    key, chain = _path()
    named = C2paSignerInfo(alg=C2paSigningAlg.ES256, sign_cert=chain, private_key=key, ta_url=b"")
    named.ta_url = None  # its constructor wants an address; without one it asks nobody for the time
    signer = Signer.from_info(named)
    out = io.BytesIO()
    Builder(json.dumps(MANIFEST)).sign(signer, "image/png", io.BytesIO(octets), out)
    return out.getvalue()


def _path() -> tuple[bytes, bytes]:
    authority, own = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    top = _certificate("Authority", "Authority", authority, authority, is_authority=True)
    end = _certificate("Office", "Authority", own, authority, is_authority=False)
    private = own.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return private, end.public_bytes(Encoding.PEM) + top.public_bytes(Encoding.PEM)


def _certificate(
    name: str,
    by: str,
    key: ec.EllipticCurvePrivateKey,
    signing: ec.EllipticCurvePrivateKey,
    *,
    is_authority: bool,
) -> x509.Certificate:
    subject, issuer = (
        x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, each)]) for each in (name, by)
    )
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - YEAR)
        .not_valid_after(NOW + YEAR)
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signing.public_key()), critical=False
        )
        .add_extension(_usage(is_authority), critical=True)
    )
    if not is_authority:
        purpose = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION])
        builder = builder.add_extension(purpose, critical=False)
    return builder.sign(signing, hashes.SHA256())


def _usage(is_authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not is_authority,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=is_authority,
        crl_sign=is_authority,
        encipher_only=False,
        decipher_only=False,
    )


def _must_hold(octets: bytes) -> None:
    """What is timed must be a validation that succeeds, but for whom it trusts."""
    told = json.loads(Reader("image/png", io.BytesIO(octets)).json())
    codes = {status["code"] for status in told.get("validation_status", [])}
    if codes - {"signingCredential.untrusted"}:
        raise SystemExit(f"the picture does not validate: {', '.join(sorted(codes))}")


def main(runs: int, calls: int) -> None:
    """Print the CPU seconds of one validation, in each of *runs*."""
    octets = signed(picture())
    _must_hold(octets)
    seconds = []
    for _ in range(runs):
        begun = time.process_time()
        for _ in range(calls):
            Reader("image/png", io.BytesIO(octets)).json()
        seconds.append((time.process_time() - begun) / calls)
    print(json.dumps({"seconds": seconds}))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
