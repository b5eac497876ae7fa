"""`connector plugin`: the WordPress plugin as a file to upload."""

from pathlib import Path

import click

from adapters.woocommerce import companion


@click.command()
@click.option(
    "--to",
    "file",
    default=Path(companion.FILE_NAME),
    show_default=True,
    type=click.Path(path_type=Path, dir_okay=False),
)
def plugin(file: Path) -> None:
    """Write the plugin that shows dates in a WooCommerce shop; upload it there under Plugins."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(companion.archive())
    click.echo(f"The plugin was written to {file}.")
