"""The story of a backorder, told line by line; every line is read back from the stores, not from us."""
