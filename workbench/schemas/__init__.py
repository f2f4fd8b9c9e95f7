"""JSON Schemas (draft 2020-12) of what ``pnc VERB --format json`` prints, one file per verb."""
