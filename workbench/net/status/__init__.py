"""READ FIRST: check.py. Live status for people: for each certificate of a pile, is it revoked, who said so, and what was tried.

:mod:`check` takes what the caller gives (:mod:`settling`: time, twin, fetcher); :mod:`subjects` tells whose status can be asked
for, :mod:`issuers` fetches issuers that lack; :mod:`conduct` asks for one certificate, URL after URL and source after source, by
the plan of :mod:`workbench.revocation`; :mod:`exchange` sends each question once, however many certificates wait for its answer;
:mod:`crl_judging` reads a CRL once for all of them; :mod:`at_hand` are answers that need not be fetched; :mod:`concluding` makes
one word of several answers. A :class:`Statuses` is the result (:mod:`checked` one line of it, :mod:`shown` and :mod:`telling` how
people see it). :mod:`csms_answer` answers a station's M06 or M07 as a CSMS does. :mod:`running_twin` is the offline twin in a
thread of its own, for a notebook or a command.

Whether a certificate's path is sound is another question, which a diagnosis answers: it takes :attr:`Statuses.crls` and
:attr:`Statuses.ocsp_responses`.
"""

from workbench.net.status.check import check_status
from workbench.net.status.checked import Checked, Tried, Word
from workbench.net.status.csms_answer import CsmsAnswer, csms_answer
from workbench.net.status.running_twin import RunningTwin
from workbench.net.status.statuses import Statuses

__all__ = ["Checked", "CsmsAnswer", "RunningTwin", "Statuses", "Tried", "Word", "check_status", "csms_answer"]
