"""READ FIRST: how a contract's private key travels to the vehicle, step by step.

:mod:`iso15118_2` is ISO 15118-2's wrap; :mod:`secp521` and :mod:`x448` are ISO 15118-20's. Each has ``wrap`` and ``unwrap``; what
the receiver finds wrong is a finding, and each step can be looked at (:mod:`steps`; secrets only by length and SHA-256 prefix).
:mod:`derivation` is the session key, :mod:`sealing` AES-256-GCM, :mod:`binding` what it is bound to, :mod:`checks` what the
receiver checks, :mod:`mistakes` what senders are known to do instead. Wrapping for a vehicle's TPM (TPM_EncryptedPrivateKey, up to
206 octets, V2G20-2518) is not done: :func:`not_done` says so.
"""

from workbench.contracts.faults import fault
from workbench.contracts.keywrap.results import ContractKey, ReceiverKey, Unwrapped, Wrapped
from workbench.contracts.keywrap.steps import Step, Steps
from workbench.findings import Finding

__all__ = ["ContractKey", "ReceiverKey", "Step", "Steps", "Unwrapped", "Wrapped", "not_done"]


def not_done(octets: bytes) -> Finding:
    """That a key wrapped for a TPM came, which is not unwrapped here."""
    return fault(
        "keywrap-tpm",
        "The key is wrapped for the vehicle's TPM; that form is not unwrapped here, and nothing was checked.",
        requirement="V2G20-2518",
        observed=f"TPM_EncryptedPrivateKey of {len(octets)} octets",
        expected="SECP521_EncryptedPrivateKey or X448_EncryptedPrivateKey",
        remedy="Import it with the vehicle's TPM 2.0, or have the key wrapped for the provisioning key.",
    )
