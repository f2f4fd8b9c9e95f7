"""RFC 5280's path validation, one module per clause; each gives all faults that it sees as findings."""
