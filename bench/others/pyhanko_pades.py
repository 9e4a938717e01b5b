"""Validate a one-page signed PDF with pyHanko, whose environment this runs in.

Two kinds of PAdES signature: *B-B*, where the file holds the signature and its certificate and nothing
says whether that was revoked, and *B-LT*, which carries a timestamp and what is needed to look for a
revocation without a network.  Authority, certificates and signatures are made here, once; what is timed is
opening the file and validating the signature in it.
"""

from __future__ import annotations

import datetime
import io
import json
import logging
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

from asn1crypto import crl, keys, x509
from cryptography import x509 as made
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import PdfSignatureMetadata, signers
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko.sign.validation import DocumentSecurityStore, validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

NOW = datetime.datetime.now(datetime.UTC)
YEAR = datetime.timedelta(days=365)
AUTHORITY = "Ministry"


def page() -> bytes:
    """One page with one line of text, as small as a PDF can be."""
    text = b"BT /F 12 Tf 72 720 Td (We respect your decision.) Tj ET"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(text), text),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    written, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(written))
        written += b"%d 0 obj%s endobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
    end = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(written))
    return written + head + end


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """A name with a key and a certificate for it."""

    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
    certificate: x509.Certificate

    @property
    def secret(self) -> keys.PrivateKeyInfo:
        """The key as pyHanko wants it."""
        octets = self.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        return keys.PrivateKeyInfo.load(octets)


def name(text: str) -> made.Name:
    """A name with one part."""
    return made.Name([made.NameAttribute(NameOID.COMMON_NAME, text)])


def holder(called: str, by: Holder | None = None, *, stamps: bool = False) -> Holder:
    """Somebody vouched for *by* the authority; without it, the authority."""
    # pyHanko's own timestamping for tests knows RSA only.
    key = rsa.generate_private_key(65537, 2048) if stamps else ec.generate_private_key(ec.SECP256R1())
    usage = dict.fromkeys(
        ("key_encipherment", "data_encipherment", "key_agreement", "encipher_only", "decipher_only"), False
    )
    builder = (
        made.CertificateBuilder()
        .subject_name(name(called))
        .issuer_name(name(AUTHORITY))
        .public_key(key.public_key())
        .serial_number(made.random_serial_number())
        .not_valid_before(NOW - YEAR)
        .not_valid_after(NOW + YEAR)
        .add_extension(made.BasicConstraints(ca=by is None, path_length=None), critical=True)
        .add_extension(
            made.KeyUsage(
                digital_signature=by is not None,
                content_commitment=by is not None and not stamps,
                key_cert_sign=by is None,
                crl_sign=by is None,
                **usage,
            ),
            critical=True,
        )
    )
    if stamps:
        builder = builder.add_extension(made.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), True)
    certificate = builder.sign(key if by is None else by.key, hashes.SHA256()).public_bytes(Encoding.DER)
    return Holder(key=key, certificate=x509.Certificate.load(certificate))


def nobody_revoked(authority: Holder) -> crl.CertificateList:
    """The authority's word that none of its certificates is revoked."""
    builder = (
        made.CertificateRevocationListBuilder()
        .issuer_name(name(AUTHORITY))
        .last_update(NOW - datetime.timedelta(minutes=1))
        .next_update(NOW + YEAR)
    )
    return crl.CertificateList.load(builder.sign(authority.key, hashes.SHA256()).public_bytes(Encoding.DER))


def signed(authority: Holder, *, lasting: bool) -> bytes:
    """The page, signed by an officer; *lasting* as B-LT, otherwise as B-B."""
    officer, clock = holder("Officer", authority), holder("Clock", authority, stamps=True)
    known = SimpleCertificateStore.from_certs([authority.certificate])
    signer = signers.SimpleSigner(officer.certificate, officer.secret, known)
    metadata = PdfSignatureMetadata(
        field_name="Signature",
        subfilter=SigSeedSubFilter.PADES,
        embed_validation_info=lasting,
        validation_context=ValidationContext(
            trust_roots=[authority.certificate], crls=[nobody_revoked(authority)], allow_fetching=False
        ),
    )
    stamper = DummyTimeStamper(clock.certificate, clock.secret, known) if lasting else None
    writer = IncrementalPdfFileWriter(io.BytesIO(page()))
    written: bytes = signers.sign_pdf(writer, metadata, signer, timestamper=stamper).getvalue()
    return written


def check(pdf: bytes, authority: Holder) -> None:
    """B-B: integrity, certificate path, nothing changed afterwards."""
    context = ValidationContext(trust_roots=[authority.certificate], allow_fetching=False)
    status = validate_pdf_signature(PdfFileReader(io.BytesIO(pdf)).embedded_signatures[0], context)
    assert status.bottom_line, status.summary()


def check_lasting(pdf: bytes, authority: Holder) -> None:
    """B-LT: the same, with the timestamp, and with the revocation list in the file, which must be there."""
    reader = PdfFileReader(io.BytesIO(pdf))
    context = DocumentSecurityStore.read_dss(reader).as_validation_context(
        {"trust_roots": [authority.certificate], "allow_fetching": False, "revocation_mode": "hard-fail"}
    )
    status = validate_pdf_signature(reader.embedded_signatures[0], context, context)
    assert status.timestamp_validity is not None
    assert status.bottom_line, status.summary()


def timed(call: Callable[[], None], runs: int, calls: int) -> list[float]:
    """CPU seconds for one call, in each of so many runs."""
    call()
    seconds = []
    for _ in range(runs):
        begun = time.process_time()
        for _ in range(calls):
            call()
        seconds.append((time.process_time() - begun) / calls)
    return seconds


def main(level: str, runs: int, calls: int) -> None:
    """Print the seconds for B-B or B-LT."""
    logging.disable(logging.CRITICAL)
    authority, lasting = holder(AUTHORITY), level == "B-LT"
    pdf = signed(authority, lasting=lasting)
    validate = check_lasting if lasting else check
    seconds = timed(lambda: validate(pdf, authority), runs, calls)
    print(json.dumps({"seconds": seconds, "octets": len(pdf)}))


main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
