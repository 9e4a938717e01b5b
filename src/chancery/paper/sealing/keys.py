"""The office seal: a key and the certificates that name its holder, from a file or from a token.

A seal on a PDF is the house's promise that these octets left it so.  It is not the record: what a
letter says, and whether it still speaks, is answered from the log and never from here.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from functools import cache
from threading import Lock
from typing import Any, Final

import pkcs11
from asn1crypto import crl, keys, pem, x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from pyhanko.config.pkcs11 import TokenCriteria
from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session
from pyhanko.sign.signers.pdf_cms import SimpleSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

from chancery.errors import Malformed, Unavailable
from chancery.paper.sealing.founding import Chance, FoundedSeal, found

CERTIFICATE: Final = "CERTIFICATE"
REVOKED: Final = "X509 CRL"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """Whose seal it is: its own certificate first, then those above it, then lists of the revoked."""

    certificates: tuple[x509.Certificate, ...]
    revoked: tuple[crl.CertificateList, ...] = ()

    @classmethod
    def from_pem(cls, octets: bytes) -> Chain:
        """Read the blocks of a PEM file; raises `Malformed`."""
        blocks = list(_blocks(octets))
        certificates = tuple(x509.Certificate.load(der) for kind, der in blocks if kind == CERTIFICATE)
        if not certificates:
            raise Malformed("There is no certificate in the file that should hold those of the seal.")
        return cls(
            certificates=certificates,
            revoked=tuple(crl.CertificateList.load(der) for kind, der in blocks if kind == REVOKED),
        )

    @property
    def own(self) -> x509.Certificate:
        """The certificate of the seal itself."""
        return self.certificates[0]

    @property
    def roots(self) -> tuple[x509.Certificate, ...]:
        """Those that vouch for themselves."""
        return tuple(each for each in self.certificates if each.self_issued)

    def store(self) -> Any:
        """Every certificate, where pyHanko looks for them."""
        store = SimpleCertificateStore()
        store.register_multiple(self.certificates)
        return store


@dataclass(frozen=True, slots=True, kw_only=True)
class SealKey:
    """A seal ready for use; its secret stays in `signer`, or in the token behind it."""

    chain: Chain
    signer: Any = field(repr=False)
    turn: AbstractContextManager[object] = field(default_factory=nullcontext, repr=False)
    """To be held while sealing: a token hears one at a time."""

    @staticmethod
    def found(*, domain: str, institution: str, at: int, chance: Chance, years: int = 10) -> FoundedSeal:
        """A new seal under a house authority of its own, to be kept; see `founding.found`."""
        return found(domain=domain, institution=institution, at=at, chance=chance, years=years)

    @classmethod
    def from_pem(cls, key_pem: bytes, chain_pem: bytes) -> SealKey:
        """The seal whose P-256 key stands in a file without a password; raises `Malformed`."""
        chain = Chain.from_pem(chain_pem)
        secret = _secret(key_pem)
        if _spoken(secret.public_key()) != chain.own.public_key.dump():
            raise Malformed("The key of the seal and its first certificate do not belong together.")
        der = secret.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        return cls(
            chain=chain,
            signer=SimpleSigner(
                signing_cert=chain.own,
                signing_key=keys.PrivateKeyInfo.load(der),
                cert_registry=chain.store(),
            ),
        )

    @classmethod
    def from_pkcs11(cls, *, module: str, token: str, key: str, pin: str, chain_pem: bytes) -> SealKey:
        """
        The seal whose key never leaves the token labelled *token*, under the label *key*.

        *module* leads to the maker's PKCS#11 library, which a process can load only once.  Raises
        `Unavailable` if the token does not open, and `Malformed` for the certificates.
        """
        chain = Chain.from_pem(chain_pem)
        signer = PKCS11Signer(
            _session(module, token, pin),
            signing_cert=chain.own,
            key_label=key,
            ca_chain=chain.certificates[1:],
            # Many tokens cannot hash and sign with an elliptic curve in one step; RSA knows no other way.
            use_raw_mechanism=chain.own.public_key.algorithm == "ec",
        )
        return cls(chain=chain, signer=signer, turn=_ONE_AT_A_TIME)


def _blocks(octets: bytes) -> Iterator[tuple[str, bytes]]:
    try:
        for kind, _, der in pem.unarmor(octets, multiple=True):
            yield kind, der
    except ValueError as fault:
        raise Malformed("The certificates of the seal are not a PEM file.") from fault


def _secret(key_pem: bytes) -> ec.EllipticCurvePrivateKey:
    # Ed25519 would be dearer to us, but poppler reads such a seal as "corrupted" (paper, 2.1); an RSA
    # key in a file costs 200 ms a seal, because it is parsed and tried for primes every time.
    try:
        secret = load_pem_private_key(key_pem, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as fault:
        raise Malformed("The key of the seal cannot be read.") from fault
    if not isinstance(secret, ec.EllipticCurvePrivateKey) or not isinstance(secret.curve, ec.SECP256R1):
        raise Malformed("The key of a seal in a file must be a P-256 key.")
    return secret


def _spoken(public: ec.EllipticCurvePublicKey) -> bytes:
    return public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


_ONE_AT_A_TIME: Final = Lock()


@cache
def _session(module: str, token: str, pin: str) -> Any:
    # Kept, because a process that has given its PIN to a token may not give it again.
    try:
        return open_pkcs11_session(module, token_criteria=TokenCriteria(label=token), user_pin=pin)
    except (pkcs11.PKCS11Error, RuntimeError) as fault:
        raise Unavailable(f"The token {token!r} that holds the key of the seal does not open.") from fault
