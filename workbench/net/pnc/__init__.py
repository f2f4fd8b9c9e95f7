"""READ FIRST: a Plug & Charge session in memory, with real TLS: a vehicle meets a charging station. :mod:`running` is the session.

:mod:`setting` says who meets whom, :mod:`credentials` holds chains with their keys, :mod:`staple_made` makes an OCSP response to
staple, :mod:`faults` are the bad days of each party (:mod:`reissued` makes the certificates for them).

The handshake: :mod:`shaking` lets two OpenSSL ends talk over a :mod:`channel`, and explains the end by the diagnosis
(:mod:`judging`) in a :mod:`handshake`; :mod:`wire` has the records (:mod:`tls13` opens those of TLS 1.3, :mod:`shown_chain` reads
the chains), :mod:`client_hello` what the vehicle offers, :mod:`asked_of_hello` what ISO 15118 asks of it, :mod:`handshake_told` the
records in words; :mod:`octets` and :mod:`tls_numbers` are below them.

What goes through it: a :mod:`course` collects each :mod:`step` into a :mod:`session`. :mod:`paying_2` and :mod:`paying_20` are the
messages with the contract (:mod:`v2gtp` frames them), :mod:`contract_checks` and :mod:`proof` the controller's look at chain and
signature, :mod:`asked_about` whom it asks, :mod:`installing` how a contract comes (M01, M02). :mod:`behind` is the station with its
CSMS and pool (:mod:`frame_words` says what their frames say), :mod:`at_station` what a station of a notebook shows, :mod:`meeting`
one for a single session.
"""
