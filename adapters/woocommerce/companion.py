"""The plugin that a shop installs by upload, as a zip: the same bytes whenever and wherever it is made."""

from io import BytesIO
from pathlib import Path
from typing import Final
from zipfile import ZIP_STORED, ZipFile, ZipInfo

HOME: Final = Path(__file__).parents[2] / "extensions" / "woocommerce" / "backorder-connector"
FILE_NAME: Final = "backorder-connector.zip"
_SUFFIXES: Final = frozenset({".php", ".txt", ".po", ".mo"})
_NO_TIME: Final = (1980, 1, 1, 0, 0, 0)
"""The earliest that a zip can say."""


def archive() -> bytes:
    """One folder, as WordPress will name it. Raises FileNotFoundError where the sources are not."""
    if not HOME.is_dir():
        raise FileNotFoundError(HOME)
    whole = BytesIO()
    # Not packed: what packs differs between machines, and there is little of it.
    with ZipFile(whole, "w", ZIP_STORED) as file:
        for path in sorted(HOME.rglob("*")):
            if path.suffix in _SUFFIXES:
                about = ZipInfo(f"{HOME.name}/{path.relative_to(HOME).as_posix()}", _NO_TIME)
                about.create_system = 3
                about.external_attr = 0o100644 << 16
                file.writestr(about, path.read_bytes())
    return whole.getvalue()
