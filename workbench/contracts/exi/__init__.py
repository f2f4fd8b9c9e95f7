"""READ FIRST: EXI of ISO 15118's certificate messages, by hand-written tables; :mod:`codec` is the way in.

:mod:`bits` reads and writes bits; :mod:`simple`, :mod:`values` and :mod:`strings` have the values of simple types. A namespace's
tables are a :mod:`vocabulary` (:mod:`iso15118_2`, :mod:`iso15118_20`, :mod:`xmldsig`); :mod:`particles` is the notation of their
content models, :mod:`positions` and :mod:`states` turn one into a grammar, a :mod:`schema` is a set of namespaces with the codes of
roots. :mod:`decoder` gives a :mod:`tree` in which each bit is accounted for, :mod:`encoder` the stream again; :mod:`relaxed` is the
grammar of eMAID's fragment. Typed values are in :mod:`messages_2`, :mod:`messages_20` and :mod:`signature`, laid out by
:mod:`layout`, read and built by :mod:`typed`; :mod:`xml` writes a tree as XML.
"""
