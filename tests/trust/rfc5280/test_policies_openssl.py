"""Generated chains before the openssl command, which builds RFC 5280's tree in its own way."""

import random
import subprocess

import pytest

from tests.trust.rfc5280.issued import CA, issued
from tests.trust.rfc5280.stated_policies import ANY, P1, P2, P3, Says, encoded
from workbench.certs.issuing import Extension
from workbench.trust.rfc5280.policies import PolicyInputs, process

POLICIES = (None, (ANY,), (P1,), (P1,), (P2,), (P1, P2), (P1, P2, P3), (ANY, P1), (P3, ANY))
MAPPINGS: tuple[tuple[tuple[str, str], ...], ...] = (
    (),
    (),
    (),
    ((P1, P2),),
    ((P1, P2), (P1, P3)),
    ((P1, P3), (P2, P3)),
    ((P3, P1),),
)
COUNTS = (None, None, None, 0, 1, 2)
ERRORS = ("no explicit policy", "invalid or inconsistent certificate policy extension")


def chain(path):
    """PEM of each, the leaf last."""
    for number, certificate in enumerate(path):
        values = zip(
            ("2.5.29.32", "2.5.29.33", "2.5.29.36", "2.5.29.54"),
            (certificate.policies, certificate.mappings, certificate.constraints, certificate.inhibit_any),
            strict=True,
        )
        extensions = [Extension(oid, value) for oid, value in values if value is not None]
        is_last = number == len(path) - 1
        yield issued(number + 2, f"CN=ca{number}", f"CN=ca{number + 1}", *(() if is_last else CA), *extensions)


@pytest.fixture(scope="module")
def verify(openssl, tmp_path_factory):
    folder = tmp_path_factory.mktemp("chain")
    (folder / "root.pem").write_bytes(issued(1, "CN=ca0", "CN=ca0", *CA))

    def run(path, inputs):
        *cas, leaf = chain(path)
        (folder / "cas.pem").write_bytes(b"".join(cas))
        (folder / "leaf.pem").write_bytes(leaf)
        asked = ["-policy_check", "-no_check_time"]
        asked += ["-explicit_policy"] * inputs.require_explicit
        asked += ["-inhibit_map"] * inputs.inhibit_mapping
        asked += ["-inhibit_any"] * inputs.inhibit_any
        asked += [word for policy in sorted(inputs.initial_set) for word in ("-policy", policy)]
        files = ["-CAfile", "root.pem", *(["-untrusted", "cas.pem"] if cas else []), "leaf.pem"]
        result = subprocess.run([openssl, "verify", *asked, *files], cwd=folder, capture_output=True, text=True, check=False)
        said = result.stdout + result.stderr
        assert result.returncode == 0 or any(error in said for error in ERRORS), said
        return result.returncode == 0, said

    return run


def drawn(seed):
    draw = random.Random(seed)  # noqa: S311  # the same chains each time

    def says(*, is_ca):
        policies, mappings = draw.choice(POLICIES), draw.choice(MAPPINGS) if is_ca else ()
        if policies and ANY in policies:  # OpenSSL maps what is not asserted by anyPolicy even where that is inhibited
            mappings = tuple(pair for pair in mappings if pair[0] in policies)
        return Says(
            policies=policies,
            mappings=mappings,
            require_explicit=draw.choice(COUNTS),
            inhibit_mapping=draw.choice(COUNTS),
            inhibit_any=draw.choice(COUNTS),
        )

    inputs = PolicyInputs(
        initial_set=draw.choice((frozenset({ANY}), frozenset({P1}), frozenset({P2, P3}))),
        require_explicit=draw.random() < 0.7,
        inhibit_mapping=draw.random() < 0.2,
        inhibit_any=draw.random() < 0.2,
    )
    return [says(is_ca=number > 0) for number in reversed(range(draw.randint(1, 5)))], inputs


@pytest.mark.parametrize("seed", range(120))
def test_openssl_agrees_on_any_chain(verify, seed):
    says, inputs = drawn(seed)
    path = [encoded(one) for one in says]
    accepted, said = verify(path, inputs)
    assert process(path, inputs).ok == accepted, said


def test_the_drawn_chains_are_of_both_kinds():
    found = [process([encoded(one) for one in says], inputs).ok for says, inputs in map(drawn, range(120))]
    assert min(found.count(True), found.count(False)) >= 30
