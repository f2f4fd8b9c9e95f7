"""The command ``pnc``, one module per verb."""
