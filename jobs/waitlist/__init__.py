"""The waitlist: who wants to be told when a listing can be ordered, and telling them."""
