"""Named points of the way. They do nothing; a test's own process makes them stop there."""


def step(name: str) -> None:
    """A place where a crash must lose nothing and repeat nothing."""
