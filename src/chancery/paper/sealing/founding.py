"""The certificates of an institution that asks nobody else for them: a house authority and one seal.

The house authority is a root that nobody outside has reason to trust, and we never say that they
should: it lets a reader see that two letters carry the seal of the same house.  An institution
that buys its certificate from somebody else uses none of this.

Chance and the hour come in as arguments.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID, ObjectIdentifier

Chance = Callable[[int], bytes]
"""So many octets that nobody could have guessed."""

DOCUMENT_SIGNING = ObjectIdentifier("1.3.6.1.5.5.7.3.36")
"""RFC 9336: this key seals documents that people read."""

P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundedSeal:
    """What founding gives away, all of it PEM; two of the three are secrets."""

    key: bytes = field(repr=False)
    chain: bytes
    """The seal's certificate, then the house authority's, then the house's (empty) list of the revoked."""
    house_key: bytes = field(repr=False)
    """Makes the next seal and the next list; belongs in a safe, not on the machine that seals."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _House:
    key: ec.EllipticCurvePrivateKey
    name: x509.Name
    domain: str
    opened: datetime
    closes: datetime
    chance: Chance


def found(*, domain: str, institution: str, at: int, chance: Chance, years: int = 10) -> FoundedSeal:
    """
    Make a house authority for *domain* and one seal under it, good from *at* for *years*.

    *institution* is the name people read.  The house may vouch for nothing outside its own domain
    (RFC 5280, 4.2.1.10).
    """
    house = _house(domain, institution, at, chance, years)
    seal_key = _p256(chance)
    parts = (
        _seal_certificate(house, institution, seal_key),
        _house_certificate(house),
        _nobody_revoked(house),
    )
    return FoundedSeal(
        key=_pem(seal_key),
        chain=b"".join(part.public_bytes(Encoding.PEM) for part in parts),
        house_key=_pem(house.key),
    )


def _house(domain: str, institution: str, at: int, chance: Chance, years: int) -> _House:
    opened = datetime.fromtimestamp(at, UTC).replace(microsecond=0)
    return _House(
        key=_p256(chance),
        name=_name(f"{domain} house authority", institution),
        domain=domain,
        opened=opened,
        closes=_years_after(opened, years),
        chance=chance,
    )


def _years_after(moment: datetime, years: int) -> datetime:
    """The same day that many years later; 29 February becomes the 28th."""
    try:
        return moment.replace(year=moment.year + years)
    except ValueError:
        return moment.replace(year=moment.year + years, day=28)


def _p256(chance: Chance) -> ec.EllipticCurvePrivateKey:
    # FIPS 186-5, A.2.1: 64 bits more than the order has, so that the remainder leans nowhere.
    scalar = int.from_bytes(chance(40)) % (P256_ORDER - 1) + 1
    return ec.derive_private_key(scalar, ec.SECP256R1())


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _name(common: str, institution: str) -> x509.Name:
    # RFC 5280, appendix A.1: neither name may be longer than 64 characters.
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, institution[:64]),
            x509.NameAttribute(NameOID.COMMON_NAME, common[:64]),
        ]
    )


def _certificate(
    house: _House, subject: x509.Name, key: ec.EllipticCurvePublicKey
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(house.name)
        .public_key(key)
        .serial_number(_serial(house.chance))
        .not_valid_before(house.opened)
        .not_valid_after(house.closes)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(house.key.public_key()), critical=False
        )
    )


def _serial(chance: Chance) -> int:
    """RFC 5280, 4.1.2.2: positive and at most 20 octets."""
    return (int.from_bytes(chance(19)) >> 1) + 1


def _house_certificate(house: _House) -> x509.Certificate:
    only_us = x509.NameConstraints(permitted_subtrees=[x509.DNSName(house.domain)], excluded_subtrees=None)
    return (
        _certificate(house, house.name, house.key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(key_cert_sign=True, crl_sign=True), critical=True)
        .add_extension(only_us, critical=True)
        .sign(house.key, SHA256())
    )


def _seal_certificate(house: _House, institution: str, key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    return (
        _certificate(house, _name(house.domain, institution), key.public_key())
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(digital_signature=True, content_commitment=True), critical=True)
        .add_extension(x509.ExtendedKeyUsage([DOCUMENT_SIGNING]), critical=False)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(house.domain)]), critical=False)
        .sign(house.key, SHA256())
    )


def _usage(**granted: bool) -> x509.KeyUsage:
    every = (
        "digital_signature",
        "content_commitment",
        "key_encipherment",
        "data_encipherment",
        "key_agreement",
        "key_cert_sign",
        "crl_sign",
        "encipher_only",
        "decipher_only",
    )
    return x509.KeyUsage(**{use: granted.get(use, False) for use in every})


def _nobody_revoked(house: _House) -> x509.CertificateRevocationList:
    """An empty list, so that a seal meant to last can carry the proof that it was not revoked."""
    return (
        x509.CertificateRevocationListBuilder()
        .issuer_name(house.name)
        .last_update(house.opened)
        .next_update(house.closes)
        .add_extension(x509.CRLNumber(1), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(house.key.public_key()), critical=False
        )
        .sign(house.key, SHA256())
    )
