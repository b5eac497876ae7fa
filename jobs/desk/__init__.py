"""What a person changes, on the board or by command: each function runs in the caller's writing unit."""
