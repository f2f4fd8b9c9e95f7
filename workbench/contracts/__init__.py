"""READ FIRST: what is inside ``exiRequest`` and ``exiResponse``, who signs and who wraps what.

:mod:`exi` reads and writes the messages to the bit; :mod:`signature_forensics` says in which grammar a signature was made
(:mod:`signature_words`: in words). :mod:`reading` takes a message as it lies about (EXI, base64, hex, OCPP JSON) and has it all.
:mod:`signing` signs fragments, :mod:`keywrap` carries a contract's key, :mod:`installation` builds and judges requests and answers;
:mod:`parties` (vehicle, MO, CPS) and :mod:`pool` are simulated, and what they send is real.
"""
