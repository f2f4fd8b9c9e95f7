"""The ``ocpp`` package of The Mobility House: the only place that imports it, and only when it is used, for that takes a second.

:mod:`validation` holds frames against its schemas: a second opinion on ours. :mod:`adapter` is its ``ChargePoint`` with its known
faults repaired, for people who use that library, and takes our messages too. :mod:`library` does the importing, :mod:`names` writes
its snake_case as OCPP spells it.
"""
