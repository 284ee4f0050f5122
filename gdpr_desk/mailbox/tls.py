"""Encrypting the line, and holding the server to its name."""

from __future__ import annotations

import ssl
from pathlib import Path
from socket import socket

from gdpr_desk.mailbox.refusals import LineLost, LineNotProtected, MailboxRefusal, ServerNotProven

_WHY = {9: "not_yet", 10: "expired", 62: "other_name", 64: "other_name"}
"""Verification results of OpenSSL (X509_V_ERR_…): dates, host name, address."""

_BUNDLES = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
)
"""Where systems keep what they trust; a packaged program looks where the system of its maker keeps it."""


def strict_context() -> ssl.SSLContext:
    """TLS 1.2 or newer, chain and name checked against what this computer trusts.

    Made by hand: the ready-made one would write its keys to the file that a variable of the user names.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_default_certs(ssl.Purpose.SERVER_AUTH)
    if not context.cert_store_stats()["x509_ca"]:
        for bundle in filter(Path.is_file, map(Path, _BUNDLES)):
            context.load_verify_locations(bundle)
            break
    return context


def encrypted(line: socket, context: ssl.SSLContext, host: str) -> ssl.SSLSocket:
    """`line` from now on encrypted, the server proven to be `host`.

    Raises LineNotProtected, ServerNotProven, LineLost; ValueError for a context that checks nothing.
    """
    if not context.check_hostname:  # which Python grants only together with the verification itself
        raise ValueError("a context that verifies nobody")
    try:
        return context.wrap_socket(line, server_hostname=host)
    except (OSError, ValueError) as error:  # ValueError: a name that cannot be one
        raise _refusal(error) from None


def _refusal(error: Exception) -> MailboxRefusal:
    if isinstance(error, ssl.SSLCertVerificationError):
        return ServerNotProven(_WHY.get(error.verify_code, "unknown"))
    if isinstance(error, (ssl.SSLEOFError, ConnectionError)):
        return LineLost()
    return LineNotProtected()
