"""`python -m bench [NAME ...]`: measure; a line a figure. Without names: everything."""

import sys

from bench import accept, availability, drain, normalise, pegging, reading

PARTS = {
    "accept": accept.run,
    "normalise": normalise.run,
    "pegging": pegging.run,
    "drain": drain.run,
    "availability": availability.run,
    "reading": reading.run,
}


def main(names: list[str]) -> int:
    unknown = [name for name in names if name not in PARTS]
    if unknown:
        print(f"no such part: {', '.join(unknown)}; there are {', '.join(PARTS)}", file=sys.stderr)
        return 2
    for name in names or PARTS:
        PARTS[name]()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
