"""What each field of the schema answers. Every module fills the one table in `table`."""
