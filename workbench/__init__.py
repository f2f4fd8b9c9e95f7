"""PnC PKI Workbench."""
