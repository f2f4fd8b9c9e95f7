"""READ FIRST: plans for a fleet: install a root everywhere, or delete certificates, guarded, in waves, with the messages to send.

:mod:`situation` is what the inventory tells of each station; :mod:`anchor_faults` what speaks against a certificate as such,
:mod:`install_rules` and :mod:`delete_rules` what speaks against sending it to a station; :mod:`install` and :mod:`delete` make the
:mod:`plan`. A plan sends nothing. What an answer does not tell is asked for first, never guessed.
"""

from workbench.fleet.plans.delete import delete_plan
from workbench.fleet.plans.install import install_plan
from workbench.fleet.plans.plan import Plan, Step
from workbench.fleet.plans.ruling import Verdict

__all__ = ["Plan", "Step", "Verdict", "delete_plan", "install_plan"]
