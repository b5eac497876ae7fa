"""Numbers in, numbers out: the room of demand, reorder points and penalties."""
