"""A store's settings: one schema, a counted look at what a change will do, saving it, taking it back."""
