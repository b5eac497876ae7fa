"""What is true of orders, supply and promises. Pure: no clock, no I/O, no randomness."""
