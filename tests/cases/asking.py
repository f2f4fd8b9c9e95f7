"""A case of the atlas as a question to the diagnosis."""

import workbench as wb
from tests.cases.atlas import SAMPLES
from workbench import profiles
from workbench.certs.items import Item
from workbench.diagnosis import given
from workbench.diagnosis.diagnoses import Diagnoses
from workbench.diagnosis.request import Request, answer, use_named
from workbench.sample_pki import reference_time
from workbench.sample_pki.atlas import Case
from workbench.trust.rfc5280.policies import PolicyInputs


def diagnosed(case: Case) -> Diagnoses:
    """One result, and what is said of the files."""
    request = Request(
        leaf=case.leaf,
        uses=(use_named(case.use),),
        profile=profiles.profile(case.profile) if case.profile else None,
        name=case.asked_name,
        policies=policies(case),
        require_revocation=case.require_revocation,
    )
    trusted = given((kind, item) for kind, _, path in (anchor.rpartition("=") for anchor in case.anchors) for item in _items(path))
    return answer(
        [item for path in case.files for item in _items(path)],
        request,
        case.at or reference_time(),
        anchors=trusted if case.anchors else None,
        status=[item for path in (*case.crls, *case.ocsp) for item in _items(path)],
        most=1,
    )


def policies(case: Case) -> PolicyInputs:
    """The case's inputs to policy processing."""
    inputs = dict(case.policies)
    if "initial_set" in inputs:
        inputs["initial_set"] = frozenset(inputs["initial_set"])
    return PolicyInputs(**inputs)


def _items(path: str) -> tuple[Item, ...]:
    return tuple(wb.load(SAMPLES / path))
