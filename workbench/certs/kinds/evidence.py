"""All evidence, as data, by mark. Marks are put by ``marks.py`` (one certificate) and ``pile.py`` (the others around it)."""

from __future__ import annotations

from workbench.certs.kinds.evidence_around import AROUND
from workbench.certs.kinds.evidence_in_content import IN_CONTENT
from workbench.certs.kinds.evidence_in_names import IN_NAMES

EVIDENCE = {**IN_NAMES, **IN_CONTENT, **AROUND}
