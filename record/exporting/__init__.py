"""The record as tables: what each row is, which rows there are, and how they are written down."""
