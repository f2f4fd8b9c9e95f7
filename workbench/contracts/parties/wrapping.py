"""The operator's side of the key wrap: which form for which vehicle, and what can go wrong in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.asymmetric import ec, ed448

from workbench.contracts.keywrap import binding, iso15118_2, secp521, x448
from workbench.contracts.keywrap.derivation import OTHER_INFO
from workbench.contracts.standards import ISO_20, number
from workbench.errors import InputError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.x448 import X448PublicKey

    from workbench.contracts.keywrap import ContractKey, Wrapped
    from workbench.contracts.parties.drawing import Drawing


@dataclass(frozen=True, slots=True)
class Target:
    """For whom a key is wrapped.

    Attributes
    ----------
    key
        The certified public key.
    name
        A PCID, or the eMAID of the contract that is replaced.
    alternate
        The vehicle's X448 key where the contract is on Ed448.
    """

    key: Any
    name: str
    alternate: X448PublicKey | None = None


def wrap(  # noqa: PLR0913  # what, for whom, by which chance, how wrong
    schema: str, key: ContractKey, target: Target, identifier: bytes, drawing: Drawing, *, fault: str = "", reveal: bool = False
) -> Wrapped:
    """A contract key, wrapped for its vehicle.

    Parameters
    ----------
    identifier
        The contract certificate's subjectKeyIdentifier.
    fault
        One of the mobility operator's; those that are not about the wrap change nothing.

    Raises
    ------
    InputError
        The receiver's key is of another kind than the standard wraps for.
    """
    modern = schema == ISO_20
    pcid = _another(target.name) if fault == "another-pcid" else target.name
    iv = drawing.octets(12 if modern else 16, f"IV {pcid}")
    if target.alternate is not None and isinstance(key, ed448.Ed448PrivateKey):
        stranger = fault == "another-vehicle"
        receiver = drawing.x448_key("another vehicle").public_key() if stranger else target.alternate
        ephemeral = drawing.x448_key("ephemeral key")
        return x448.wrap(key, receiver, pcid=pcid, key_identifier=identifier, ephemeral=ephemeral, iv=iv, reveal=reveal)
    curve, wanted = ("P-521", ec.SECP521R1) if modern else ("P-256", ec.SECP256R1)
    static: Any = target.key
    if not isinstance(static, ec.EllipticCurvePublicKey) or not isinstance(static.curve, wanted):
        raise InputError(
            f"{number(schema)} wraps for a key on {wanted.name}; this certificate has another.",
            hint="Have the vehicle ask in the standard to which its provisioning certificate belongs.",
        )
    if fault == "another-vehicle":
        static = drawing.curve_key(curve, "another vehicle").public_key()
    octets = _plaintext(key, 66 if modern else 32, fault)
    once = drawing.curve_key(curve, "ephemeral key")
    other = b"" if fault == "without-other-info" else OTHER_INFO
    if modern:
        bound = binding.aad(pcid, identifier)
        return secp521.wrap_octets(octets, static, once, iv, bound=bound, other_info=other, reveal=reveal)
    return iso15118_2.wrap_octets(octets, static, once, iv, other_info=other, reveal=reveal)


def _plaintext(key: Any, length: int, fault: str) -> bytes:
    if fault == "scalar-too-large":
        return int(key.curve.group_order + 1).to_bytes(length)
    octets: bytes = key.private_numbers().private_value.to_bytes(length)
    return bytes([octets[0] | 0xFE]) + octets[1:] if fault == "top-bits" else octets


def _another(pcid: str) -> str:
    return pcid[:-1] + ("0" if pcid[-1:] != "0" else "1")
