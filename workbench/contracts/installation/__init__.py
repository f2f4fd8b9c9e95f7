"""READ FIRST: requests for contract certificates and their answers: built, signed, read and judged.

A vehicle's requests are in :mod:`requests`; :mod:`asking` reads one on the other side. :mod:`contract_data` is what a mobility
operator makes and a CPS signs, with the answer that carries it; :mod:`answering` is the vehicle's judgement of one.
:mod:`signed_elements` asks whether the right elements are signed, :mod:`trusting` what the chains are worth, :mod:`budgets` whether
everything fits. The parties that do all this are simulated, in :mod:`workbench.contracts.parties`.
"""
