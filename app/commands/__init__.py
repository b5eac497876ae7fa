"""The groups of the `connector` command, a module each."""
