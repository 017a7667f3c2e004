"""The figures of the report: one a file, each a pure function that returns what is drawn and one sentence about it."""
