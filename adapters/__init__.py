"""Other people's systems, a folder each. Adapters keep nothing: what they need is passed in."""
