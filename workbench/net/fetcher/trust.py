"""What an https server is trusted by: the machine's own roots, and what the user adds. It is always verified.

OCSP responses and CRLs are signed, so TLS adds no trust to them; but a setting that turns verification off is one that stays off.
The flags are set, for Python's defaults changed (:mod:`workbench.net.tls.contexts`).
"""

from __future__ import annotations

import ssl

from workbench.errors import InputError


def web_context(extra_roots: str = "") -> ssl.SSLContext:
    """A client's context, host name and chain verified, TLS 1.2 at least.

    Parameters
    ----------
    extra_roots
        More roots, e.g. a company's own, as PEM.

    Raises
    ------
    InputError
        ``extra_roots`` holds no certificate.
    """
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.verify_flags = (context.verify_flags | ssl.VERIFY_X509_PARTIAL_CHAIN) & ~ssl.VERIFY_X509_STRICT
    if extra_roots:
        try:
            context.load_verify_locations(cadata=extra_roots)
        except (ssl.SSLError, ValueError):
            raise InputError("The additional roots hold no certificate in PEM.", hint="Give the text of a PEM file.") from None
    return context


def require_verifying(context: ssl.SSLContext) -> None:
    """Go on where a context verifies the chain and the host name.

    Raises
    ------
    InputError
        It does not: nobody would be asked, but whoever answers.
    """
    if context.verify_mode is not ssl.CERT_REQUIRED or not context.check_hostname:
        raise InputError("This TLS context does not verify the server.", hint="Set CERT_REQUIRED and check_hostname.")
