"""The checks that rules name: small functions, one module per topic; what they look for comes from the rule's values.

A check of a thing gets an :class:`~workbench.profiles.examined.Examined`, one of a chain a sequence of them, leaf first; both get
the rule's values and yield a :class:`~workbench.profiles.examined.Fault` for each departure.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from workbench.certs.identifiers import Scheme
from workbench.profiles.checks import (
    algorithms,
    alternative_names,
    chain,
    constraints,
    identifiers,
    key_usage,
    measures,
    pointers,
    subject,
)
from workbench.profiles.checks.values import Flag, Number, Numbers, Text, Texts, ValueType
from workbench.profiles.examined import EXTENSIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from workbench.profiles.examined import Examined, Fault


@dataclass(frozen=True, slots=True)
class Check:
    """A check of one certificate or request.

    Attributes
    ----------
    run
        The function.
    values
        The rule's values that it takes, each with its type.
    requests
        Whether a request has what it looks at.
    """

    run: Callable[[Examined, Mapping[str, Any]], Iterator[Fault]]
    values: Mapping[str, ValueType] = field(default_factory=dict)
    requests: bool = False


@dataclass(frozen=True, slots=True)
class ChainCheck:
    """A check of a chain; its rules are about the kinds of the leaf, and its findings about the leaf, or whom a fault names."""

    run: Callable[[Sequence[Examined], Mapping[str, Any]], Iterator[Fault]]
    values: Mapping[str, ValueType] = field(default_factory=dict)


_EXTENSIONS = {"extensions": Texts(one_of=tuple(EXTENSIONS))}
_SCHEME = {"scheme": Text(one_of=tuple(Scheme))}
_USAGES = {"usages": Texts(one_of=key_usage.USAGES)}

CHECKS: dict[str, Check | ChainCheck] = {
    "common-name": Check(subject.common_name, requests=True),
    "attribute": Check(subject.attribute, {"name": Text()}, requests=True),
    "only-attributes": Check(subject.only_attributes, {"names": Texts()}, requests=True),
    "domain-component": Check(
        subject.domain_component,
        {"allowed": Texts(default=()), "ending": Text(default=""), "required": Flag(default=True)},
        requests=True,
    ),
    "country": Check(subject.country, requests=True),
    "server-name": Check(subject.server_name, requests=True),
    "host-in-common-name": Check(subject.host_in_common_name, requests=True),
    "no-address-in-common-name": Check(subject.no_address_in_common_name, requests=True),
    "identifier": Check(identifiers.identifier, _SCHEME, requests=True),
    "identifier-form": Check(identifiers.identifier_form, {**_SCHEME, "longest": Number(default=0)}, requests=True),
    "check-digit": Check(identifiers.check_digit, _SCHEME, requests=True),
    "host-name": Check(alternative_names.host_name, requests=True),
    "no-evse-id": Check(alternative_names.no_evse_id, requests=True),
    "no-host-name": Check(alternative_names.no_host_name, requests=True),
    "key-usage-present": Check(key_usage.key_usage_present, _USAGES, requests=True),
    "key-usage-has": Check(key_usage.key_usage_has, _USAGES, requests=True),
    "key-usage-only": Check(key_usage.key_usage_only, _USAGES, requests=True),
    "no-extended-key-usage": Check(key_usage.no_extended_key_usage, {"purpose": Text(default="")}, requests=True),
    "extended-key-usage-present": Check(key_usage.extended_key_usage_present, {"purpose": Text()}, requests=True),
    "extended-key-usage-one-of": Check(key_usage.extended_key_usage_one_of, {"purposes": Texts()}, requests=True),
    "extended-key-usage-has": Check(key_usage.extended_key_usage_has, {"purpose": Text()}, requests=True),
    "not-a-ca": Check(constraints.not_a_ca, requests=True),
    "is-a-ca": Check(constraints.is_a_ca),
    "root-is-ca": Check(constraints.root_is_ca),
    "root-of-old-form": Check(constraints.root_of_old_form),
    "path-length": Check(constraints.path_length, {"at_most": Number()}),
    "no-path-length": Check(constraints.no_path_length),
    "present": Check(constraints.present, _EXTENSIONS),
    "absent": Check(constraints.absent, _EXTENSIONS, requests=True),
    "critical": Check(constraints.critical, _EXTENSIONS, requests=True),
    "key-algorithm": Check(algorithms.key_algorithm, {"allowed": Texts()}, requests=True),
    "key-size": Check(algorithms.key_size, {"families": Texts(), "at_least": Number()}, requests=True),
    "key-family": Check(algorithms.key_family, {"families": Texts()}, requests=True),
    "signature-algorithm": Check(algorithms.signature_algorithm, {"allowed": Texts()}, requests=True),
    "validity-order": Check(measures.validity_order),
    "validity-length": Check(measures.validity_length, {"at_least_days": Number(default=0), "at_most_days": Number(default=0)}),
    "size": Check(measures.size, {"at_most": Number()}),
    "serial-positive": Check(measures.serial_positive),
    "serial-length": Check(measures.serial_length, {"at_most": Number()}),
    "status-pointer": Check(pointers.status_pointer, {"any_of": Texts(one_of=("ocsp", "crl"))}),
    "key-identifiers": Check(pointers.key_identifiers, _EXTENSIONS),
    "key-identifier-length": Check(
        pointers.key_identifier_length,
        {"extensions": Texts(one_of=("subjectKeyIdentifier", "authorityKeyIdentifier")), "octets": Numbers()},
    ),
    "chain-length": ChainCheck(chain.chain_length, {"at_most": Number()}),
    "root-issues-leaf": ChainCheck(chain.root_issues_leaf),
    "chain-purpose": ChainCheck(chain.chain_purpose, {"purpose": Text()}),
    "common-name-constraints": ChainCheck(chain.common_name_constraints),
}
"""By name."""
