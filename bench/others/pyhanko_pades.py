"""Validate a one-page signed PDF (PAdES B-B) with pyHanko, whose environment this runs in.

The authority, the certificate and the signature are made here, once; what is timed is opening the file
and validating the signature in it: integrity, certificate path, that nothing was changed afterwards.
"""

from __future__ import annotations

import datetime
import io
import json
import logging
import sys
import time

from asn1crypto import keys, x509
from cryptography import x509 as made
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import PdfSignatureMetadata, fields, signers
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

YEAR = datetime.timedelta(days=365)


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


def certificate(name: str, key: ec.EllipticCurvePrivateKey, issuer: str, by: ec.EllipticCurvePrivateKey) -> bytes:
    """A certificate for *name*; an authority's if it is its own issuer."""
    authority, now = name == issuer, datetime.datetime.now(datetime.UTC)
    builder = (
        made.CertificateBuilder()
        .subject_name(made.Name([made.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(made.Name([made.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        .public_key(key.public_key())
        .serial_number(made.random_serial_number())
        .not_valid_before(now - YEAR)
        .not_valid_after(now + YEAR)
        .add_extension(made.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(made.KeyUsage(not authority, not authority, *[False] * 3, authority, authority, False, False), True)
    )
    return builder.sign(by, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def signed() -> tuple[bytes, x509.Certificate]:
    """A page signed with a key that an authority vouches for, and that authority."""
    root, officer = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    authority = x509.Certificate.load(certificate("Ministry", root, "Ministry", root))
    secret = officer.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    signer = signers.SimpleSigner(
        signing_cert=x509.Certificate.load(certificate("Officer", officer, "Ministry", root)),
        signing_key=keys.PrivateKeyInfo.load(secret),
        cert_registry=SimpleCertificateStore.from_certs([authority]),
    )
    how = PdfSignatureMetadata(field_name="Signature", subfilter=fields.SigSeedSubFilter.PADES)
    return signers.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(page())), how, signer=signer).getvalue(), authority


def check(pdf: bytes, authority: x509.Certificate) -> None:
    """Open and validate, with nothing but the file and the authority."""
    context = ValidationContext(trust_roots=[authority], allow_fetching=False)
    signature = PdfFileReader(io.BytesIO(pdf)).embedded_signatures[0]
    status = validate_pdf_signature(signature, context)
    assert status.bottom_line, status.summary()


def main(runs: int, calls: int) -> None:
    logging.disable(logging.CRITICAL)
    pdf, authority = signed()
    check(pdf, authority)
    seconds = []
    for _ in range(runs):
        begun = time.process_time()
        for _ in range(calls):
            check(pdf, authority)
        seconds.append((time.process_time() - begun) / calls)
    print(json.dumps({"seconds": seconds, "octets": len(pdf)}))


main(*map(int, sys.argv[1:]))
