"""Records that name a certificate by its PEM, as a CSMS keeps them: the hash data of each, whose issuer is in the same table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.certs.hash_sheet import HashSheet
from workbench.certs.loading import load
from workbench.fleet.ingest.names import COLUMN_OF, PEM
from workbench.fleet.schema import HASH_COLUMNS

if TYPE_CHECKING:
    import pandas as pd

    from workbench.certs.items import Item
    from workbench.fleet.ingest.checks import Checks

NO_CERTIFICATE = "The cell holds no certificate that can be read."
NO_ISSUER = "The certificate's issuer is not in the table, so its hash data cannot be told."
NO_ISSUER_HINT = "Add a row with the issuer's PEM, put it behind the certificate in the cell, or give the four hash fields."
COMPUTED = "Rows with a certificate instead of hash data: {n}. Its hash data were computed, by SHA256 where no algorithm is named."


def with_hash_data(columns: dict[str, pd.Series], checks: Checks) -> dict[str, pd.Series]:
    """The columns, with the four hash fields computed of the certificates; rows where that is not possible are refused."""
    import pandas as pd  # noqa: PLC0415  # half a second that only a fleet pays

    codes, forms = pd.factorize(columns[PEM])
    bundle = load((str(place), form.encode()) for place, form in enumerate(forms))
    first: dict[str, Item] = {}
    for item in bundle.certificates:
        first.setdefault(item.source.file, item)
    algorithm = (
        columns["hash_algorithm"].fillna("SHA256") if "hash_algorithm" in columns else pd.Series("SHA256", index=checks.frame.index)
    )
    algorithm = algorithm.where(algorithm.isin(["SHA256", "SHA384", "SHA512"]), "SHA256")
    sheets = {name: _by_fingerprint(bundle.certificates, name) for name in algorithm.unique()}
    missing = pd.Series(codes, index=checks.frame.index) < 0
    unread = pd.Series([code >= 0 and str(code) not in first for code in codes], index=checks.frame.index)
    checks.refuse(unread, NO_CERTIFICATE, NO_ISSUER_HINT)
    fields = [
        sheets[name].get(_fingerprint(first[str(code)])) if code >= 0 and str(code) in first else None
        for code, name in zip(codes, algorithm, strict=True)
    ]
    alone = pd.Series([one is None for one in fields], index=checks.frame.index) & ~missing & ~unread
    checks.refuse(alone, NO_ISSUER, NO_ISSUER_HINT)
    checks.tally.remark(COMPUTED, sum(one is not None for one in fields))
    found = {
        name: pd.Series([None if one is None else one[name] for one in fields], index=checks.frame.index, dtype="str")
        for name in HASH_COLUMNS
    }
    return {**columns, **found}


def _by_fingerprint(items: tuple[Item, ...], algorithm: str) -> dict[str, dict[str, str]]:
    return {
        row.pairing.facts.sha256: {COLUMN_OF[name]: value for name, value in row.hash_data.to_dict().items()}
        for row in HashSheet.of(items, algorithm)
        if row.hash_data is not None
    }


def _fingerprint(item: Item) -> str:
    return item.facts.sha256 if item.facts is not None else ""
