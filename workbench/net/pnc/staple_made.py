"""An OCSP response to staple, signed by a sample CA at a given time. Simulated: no responder is asked."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from workbench.certs.hashdata import hash_data_of
from workbench.certs.issuing import key_identifier
from workbench.certs.issuing.elements import integer, object_identifier, octet_string, sequence
from workbench.net.machines.issuer import sample, sample_key
from workbench.net.twin.authority import Revoked
from workbench.net.twin.ocsp_response import GOOD, ResponseContent, issue_response, revoked, single_response

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from workbench.certs.items import Item

_SHA256 = "2.16.840.1.101.3.4.2.1"
_BACK = timedelta(minutes=1)
_DAY = timedelta(days=1)


def staple_for(
    chain: Sequence[Item], ca: str, at: datetime, *, lasts: timedelta = _DAY, revoked_since: datetime | None = None
) -> bytes:
    """The DER of a response about the first certificate of a chain, by its issuer's own key.

    Parameters
    ----------
    ca
        The issuer's name in the samples, ``"iso15118-2/cpo-sub-ca2"``.
    at
        When it was made, but for a minute.
    lasts
        From thisUpdate to nextUpdate.
    revoked_since
        None: it says that the certificate is good.
    """
    (issuer,) = sample(ca)
    hashes = hash_data_of(chain[0], issuer)
    cert_id = sequence(
        sequence(object_identifier(_SHA256), b"\x05\x00"),
        octet_string(bytes.fromhex(hashes.issuer_name_hash)),
        octet_string(bytes.fromhex(hashes.issuer_key_hash)),
        integer(int(hashes.serial_number, 16)),
    )
    status = GOOD if revoked_since is None else revoked(Revoked(at=revoked_since, reason="keyCompromise"))
    made, key = at - _BACK, sample_key(ca)
    single = single_response(cert_id, status, made, made + lasts)
    return issue_response(ResponseContent(responder_key_hash=key_identifier(key), produced_at=made, singles=[single]), key)
