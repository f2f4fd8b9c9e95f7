"""The relaxed element fragment grammar (EXI 1.0, 8.5.3): for a root whose declarations disagree on its type.

In ISO 15118-2 that is eMAID: plain text in CertificateUpdateReq, text with an Id elsewhere. Encoders built from EXI's text
(EXIficient) use this grammar, those generated per type (cbV2G) the type's own, so that the digests differ.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.contracts.exi.states import Name, Production, State, escapes_of, state

if TYPE_CHECKING:
    from workbench.contracts.exi.schema import Schema


def relaxed_states(schema: Schema) -> tuple[State, ...]:
    """Before and after the first element or text: any attribute, any element, the end, or text, in that order.

    Every attribute's value is a string, as in all schemas here. Elements inside are numbered like roots of fragments; as no signed
    element of this kind has any, they are all foreign.
    """
    attributes = [Production("AT", 0, name, "xs:string") for name in schema.attribute_names]
    foreign = Production("SE(*)", 1)
    content = [*[foreign] * (schema.fragments.total + 1), Production("EE", 0), Production("CH", 1, None, "xs:string")]
    first = [*attributes, Production("AT", 0, Name("*", ""), ""), *content]
    return (
        state(first, escapes_of(first, first=True, before_content=True)),
        state(content, escapes_of(content, first=False, before_content=False)),
    )
