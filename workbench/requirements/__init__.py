"""The requirements catalogue as data."""
