"""The main job from end to end, in the order in which a person sees it."""

from collections.abc import Mapping
from pathlib import Path

from tunewright.cli.job.conclude import conclude
from tunewright.cli.job.files import write_json, write_model, write_study_report
from tunewright.cli.job.plan import plan_from
from tunewright.cli.job.request import Request
from tunewright.cli.job.result import RESULT, result_of
from tunewright.cli.job.search import open_search, run_search
from tunewright.cli.job.summary import write_heading, write_summary
from tunewright.cli.screen import screen_for


def run_job(request: Request, *, command: str) -> int:
    """Plan, search, conclude and hand over; return the exit code.

    Raises:
        ValueError, TunewrightError, OSError: if something cannot be done; one line says what.
    """
    plan = plan_from(request)
    study = open_search(plan)
    if not request.quiet:
        write_heading(plan, study)
    run_search(study, plan, screen_for(quiet=request.quiet, metric=plan.metric.name))
    conclusion = conclude(study, plan, screen_for(quiet=True, metric=plan.metric.name))
    if request.save_model:
        write_model(request.save_model, plan, conclusion)
    result = result_of(study, plan, conclusion, command)
    study.remember(RESULT, result)
    files = files_of(request)
    if request.json:
        write_json(request.json, result)
    if request.report:
        write_study_report(request.report, study, files)
    write_summary(plan, conclusion, result, files)
    return 0


def files_of(request: Request) -> dict[str, str]:
    """Return what is written: label to path."""
    wanted: Mapping[str, Path | None] = {
        "model": request.save_model,
        "result": request.json,
        "report": request.report,
    }
    return {label: str(path) for label, path in wanted.items() if path is not None}
