"""What the connector knows and remembers."""
