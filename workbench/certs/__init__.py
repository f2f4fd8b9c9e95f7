"""X.509 facts about one file, one certificate, or one pile of them. Nothing here reads a file, a clock or the network."""
