"""Draws the pictures of this folder anew from the sample PKIs: ``.venv/bin/python docs/pictures/make.py [FOLDER]``."""
# ruff: noqa: INP001, TID251  # a script that writes files

import asyncio
import sys
from pathlib import Path

import workbench as wb
from workbench import api
from workbench.certs.bundle import Bundle
from workbench.certs.hash_inspection import explain_hash
from workbench.views import Picture, family, timeline
from workbench.views.hash_bytes import hash_bytes
from workbench.views.trust_picture import TrustPicture

WIDTH = 1600


def _secc_hash(bundle: Bundle) -> Picture:
    """How the hash data of the SECC leaf comes about."""
    [leaf] = api.load(api.samples("iso15118-2/secc.pem"))
    return hash_bytes(explain_hash(leaf, bundle))


def _without_a_sub_ca(bundle: Bundle) -> TrustPicture:
    """What if the first Sub-CA of the stations is gone."""
    return api.trust_picture(bundle, without="cpo-sub-ca1.pem")


def _rotation(_: Bundle) -> Picture:
    """Every state that the rotation of a CSMS root can come to."""
    return wb.explore().picture


def _sequence(_: Bundle) -> Picture:
    """A station and a CSMS that rotate the root, in simulated time."""
    return asyncio.run(_rotated())


async def _rotated() -> Picture:
    station, csms = wb.Station("factory", root_check=True), wb.Csms()
    async with wb.connect(station, csms) as link:
        await csms.rotate([station], api.samples("ocpp/csms-root-new.pem"), "new")
        await link.settled()
        return wb.sequence(link).picture


PICTURES = {
    "pile.png": family,
    "timeline.png": timeline,
    "hash.png": _secc_hash,
    "graph.png": _without_a_sub_ca,
    "rotation.png": _rotation,
    "sequence.png": _sequence,
}


def main(folder: Path) -> None:
    """Write each picture of the samples into ``folder``."""
    bundle = api.load(api.samples("iso15118-2"))
    for name, view in PICTURES.items():
        view(bundle).save(folder / name, width=WIDTH)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
