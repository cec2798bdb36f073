"""A certificate authority made for a test, and what it signs."""

import ipaddress
from datetime import timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from amends.core import clock

DAY = timedelta(days=1)


class Authority:
    """`path`: its own certificate, for whoever is to trust it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = _named("An authority of a test")
        builder = self._builder(self._name, self._key, DAY).add_extension(
            x509.BasicConstraints(ca=True, path_length=None), critical=True
        )
        usage = x509.KeyUsage(
            digital_signature=True, key_cert_sign=True, crl_sign=True, content_commitment=False,
            key_encipherment=False, data_encipherment=False, key_agreement=False, encipher_only=False,
            decipher_only=False,
        )  # fmt: skip
        identifier = x509.SubjectKeyIdentifier.from_public_key(self._key.public_key())
        builder = builder.add_extension(usage, critical=True).add_extension(identifier, critical=False)
        self.path = folder / "authority.pem"
        self.path.write_bytes(builder.sign(self._key, hashes.SHA256()).public_bytes(Encoding.PEM))

    def issue(self, name: str, *, lasts: timedelta = DAY) -> tuple[Path, Path]:
        """The files of a certificate for this host or address, and its key. `lasts`: negative, it is over."""
        key = ec.generate_private_key(ec.SECP256R1())
        try:
            known_as: x509.GeneralName = x509.IPAddress(ipaddress.ip_address(name))
        except ValueError:
            known_as = x509.DNSName(name)
        identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key())
        builder = self._builder(_named(name), key, lasts)
        builder = builder.add_extension(x509.SubjectAlternativeName([known_as]), critical=False)
        builder = builder.add_extension(identifier, critical=False)
        paths = self._folder / f"{name}.{lasts.days}.pem", self._folder / f"{name}.{lasts.days}.key"
        paths[0].write_bytes(builder.sign(self._key, hashes.SHA256()).public_bytes(Encoding.PEM))
        paths[1].write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        return paths

    def _builder(
        self, subject: x509.Name, key: ec.EllipticCurvePrivateKey, lasts: timedelta
    ) -> x509.CertificateBuilder:
        now, serial = clock.now(), x509.random_serial_number()
        return x509.CertificateBuilder(
            self._name, subject, key.public_key(), serial, now - 10 * DAY, now + lasts
        )


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
