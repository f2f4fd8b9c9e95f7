"""READ FIRST: has a certificate been revoked? From what is at hand; whom to ask is planned here, and nothing is fetched.

An :class:`Answer` is a :class:`Status` with what decided it; what could not be judged is ``UNKNOWN`` and is never taken for good.

CRLs (RFC 5280 6.3): :class:`CrlStore` holds them and answers for one certificate at a time. :mod:`crl_structure` reads the fields
of one, :mod:`crl` its extensions, :mod:`crl_entries` its entries. Then the steps of 6.3.3, each a module: :mod:`crl_scope` is the
CRL about this certificate, and for which :mod:`reasons` (with :mod:`distribution_points`); :mod:`crl_soundness` may it be used at
all; :mod:`crl_currency` and :mod:`crl_order` is it the newest; :mod:`crl_signer` who signed it (:mod:`crl_signer_path`);
:mod:`crl_delta` what has changed since. :mod:`crl_judgement` goes through them for all CRLs and never stops at the first fault.

OCSP responses (RFC 6960 3.2): :class:`OcspStore` holds them and answers likewise. :mod:`ocsp_structure` reads the fields of one,
:mod:`ocsp_singles` its single responses, :mod:`ocsp` the certificates that it brings along. The steps: :mod:`ocsp_certid` is it
about this certificate; :mod:`ocsp_soundness` may it be used at all; :mod:`ocsp_signer` who signed it (:mod:`ocsp_signature`), and
:mod:`ocsp_delegate` may they, if they are not the issuer; :mod:`ocsp_currency` does it hold at the time. :mod:`ocsp_judgement`
goes through them for all responses.

:mod:`along_paths` asks both for every certificate of a path, and for those who signed; :mod:`ocsp_beside_crls` puts the two
together.

To ask (OCPP M06, M07): :mod:`plan` makes the :mod:`questions` of a chain (:mod:`questions_urls`, :mod:`ocsp_request`) and a
station's messages of them (:mod:`plan_messages`); ``questions.next_step`` says whom to ask next. What comes is a
:class:`.verdict.Verdict`, step by step and by the same modules as above, for hash data alone too (:mod:`by_hash`):
:mod:`verdict_ocsp`, :mod:`verdict_crl` (of a CRL that :mod:`verdict_crl_reading` reads once for many certificates);
:mod:`verdict_answers` makes a CSMS's answers of it. :mod:`cache` keeps it by :mod:`cache_rules`; :mod:`cache_duties` says what is
to be asked anew, :mod:`cache_json` writes and reads it.
"""

from typing import TypeAlias

from workbench.revocation.along_paths import PathStatus
from workbench.revocation.crl_store import CrlStore
from workbench.revocation.ocsp_store import OcspStore
from workbench.revocation.status import Answer, Status

CrlAnswer: TypeAlias = Answer
OcspAnswer: TypeAlias = Answer

__all__ = ["Answer", "CrlAnswer", "CrlStore", "OcspAnswer", "OcspStore", "PathStatus", "Status"]
