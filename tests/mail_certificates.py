"""A certification authority of one's own, for mail servers that exist in a test only."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from ipaddress import ip_address
from pathlib import Path

import pytest

pytest.importorskip("cryptography", reason="the cryptography library is not installed")

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from gdpr_desk.mailbox.tls import strict_context

HOST = "localhost"


@dataclass(frozen=True)
class Papers:
    """A key and a certificate, as files."""

    key: Path
    certificate: Path

    def server(self) -> ssl.SSLContext:
        """For a server that shows them."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, self.key)
        return context


class Authority:
    """Signs what it is asked to, in its folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Autorité d’essai")])
        self._certificate = self._sign(self._key.public_key(), self._name, [], authority=True)

    @cached_property
    def trusting(self) -> ssl.SSLContext:
        """The program's own strict context, on a computer that trusts this authority."""
        context = strict_context()
        own = self._certificate.public_bytes(serialization.Encoding.PEM)
        context.load_verify_locations(cadata=own.decode("ascii"))
        return context

    def papers(self, name: str, host: str = HOST, *, days: tuple[int, int] = (-1, 30)) -> Papers:
        """Papers for `host`, valid between so many days from now, kept under `name`."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
        return self._keep(name, key, self._sign(key.public_key(), subject, [host], days=days))

    def self_signed(self, name: str, host: str = HOST) -> Papers:
        """Papers that nobody but themselves vouches for."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
        return self._keep(name, key, self._sign(key.public_key(), subject, [host], by=(subject, key)))

    def _sign(
        self,
        public: ec.EllipticCurvePublicKey,
        subject: x509.Name,
        hosts: list[str],
        *,
        days: tuple[int, int] = (-1, 30),
        by: tuple[x509.Name, ec.EllipticCurvePrivateKey] | None = None,
        authority: bool = False,
    ) -> x509.Certificate:
        issuer, key = by or (self._name, self._key)
        today = datetime.now(UTC)
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(issuer)
            .public_key(public)
            .serial_number(x509.random_serial_number())
            .not_valid_before(today + timedelta(days=days[0]))
            .not_valid_after(today + timedelta(days=days[1]))
            .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), critical=False
            )
        )
        if hosts:
            names: list[x509.GeneralName] = [_general(host) for host in hosts]
            builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
        return builder.sign(key, hashes.SHA256())

    def _keep(self, name: str, key: ec.EllipticCurvePrivateKey, certificate: x509.Certificate) -> Papers:
        made = Papers(self.folder / f"{name}.key", self.folder / f"{name}.pem")
        made.certificate.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        made.key.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        return made


def _general(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(host))
    except ValueError:
        return x509.DNSName(host)
