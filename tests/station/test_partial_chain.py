"""OpenSSL on the store of a station after a rotation: it needs the partial chain, as the station does."""

import ssl
import subprocess

import pytest

from tests.station.makers import CSMS, NEW, OLD, install, met, pem, present, station
from tests.trust.pki import NOW, made
from workbench.station.effects import AcceptServer

SERVER = made("csms.example", "CSMS root 2", ca=False)


@pytest.mark.requirement("M05.FR.12", "M05.FR.13")
def test_openssl_verifies_the_server_by_the_rotated_store_only_as_a_partial_chain(openssl, tmp_path):
    state = met(install(station((CSMS, OLD), check=True), NEW).state, SERVER)
    (left,) = state.store.of_type(CSMS)
    (tmp_path / "store.pem").write_text(ssl.DER_cert_to_PEM_cert(left.item.der))
    (tmp_path / "server.pem").write_text(pem(SERVER))
    command = [openssl, "verify", "-attime", str(int(NOW.timestamp())), "-no-CApath", "-no-CAstore", "-CAfile", "store.pem"]
    run = [
        subprocess.run([*command, *more, "server.pem"], cwd=tmp_path, capture_output=True, text=True, check=False)
        for more in ([], ["-partial_chain"])
    ]
    assert [one.returncode for one in run] == [2, 0]
    assert "error 2 " in run[0].stderr
    assert isinstance(present(state, SERVER).effects[0], AcceptServer)
