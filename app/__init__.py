"""The product put together: the doors, the command, what runs everything on one machine, the demo."""
