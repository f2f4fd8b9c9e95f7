"""One module a question: ``expression(...)`` is its Ibis text, the function of the module's name makes the answer of it."""
