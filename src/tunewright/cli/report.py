"""`tunewright report`: the report of a stored study, made anew."""

from pathlib import Path

import typer

from tunewright.cli.different_files import check_different, storage_file
from tunewright.cli.study import NAME, STORAGE, open_study
from tunewright.cli.whole_file import check_writable


def report(
    storage: str = STORAGE,
    name: str | None = NAME,
    output: Path = typer.Option(Path("report.html"), "--output", metavar="FILE", help="HTML file to write."),
) -> None:
    """Write the report of a stored study as one HTML file that opens offline."""
    from tunewright.cli.job.files import write_study_report

    check_different({"--storage": storage_file(storage)}, {"--output": output})
    check_writable("--output", output)
    write_study_report(output, open_study(storage, name), {})
    typer.echo(f"report written to {output}")
