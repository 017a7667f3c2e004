"""The main job from end to end, in the order in which a person sees it."""

from collections.abc import Mapping
from pathlib import Path

from tunewright.cli.exit_codes import INTERRUPTED, NotDelivered
from tunewright.cli.job.conclude import complete_promising, conclude
from tunewright.cli.job.files import write_json, write_model, write_study_report
from tunewright.cli.job.plan import Plan, plan_from
from tunewright.cli.job.request import Request
from tunewright.cli.job.result import RESULT, result_of
from tunewright.cli.job.search import open_search, run_search
from tunewright.cli.job.summary import write_heading, write_summary
from tunewright.cli.screen import Silent, counted, screen_for
from tunewright.cli.translation import in_one_line
from tunewright.errors import TunewrightError
from tunewright.study.study import Study


def run_job(request: Request, *, command: str) -> int:
    """Plan, search, conclude and hand over; return the exit code.

    Raises:
        ValueError, TunewrightError, OSError: if nothing can be run; one line says why.
        NotDelivered: if something went wrong later, or Ctrl-C was pressed twice; one line says what, and what is kept.
    """
    plan = plan_from(request)
    study = open_search(plan)
    if not request.quiet:
        write_heading(plan, study)
    left = None if request.n_trials is None else max(0, request.n_trials - n_counted(study))
    try:
        run_search(study, plan, screen_for(quiet=request.quiet, metric=plan.metric.name, n_planned=left))
        hand_over(study, plan, command)
    except KeyboardInterrupt as stop:
        raise NotDelivered(f"stopped; {what_is_kept(study, request)}", INTERRUPTED) from stop
    except (TunewrightError, ValueError, OSError) as error:
        raise NotDelivered(f"{in_one_line(error)}; {what_is_kept(study, request)}") from error
    return 0


def hand_over(study: Study, plan: Plan, command: str) -> None:
    """Conclude, write what was asked for, and say what came out."""
    request = plan.request
    if study.facts().get(RESULT, {}).get("n_trials") != n_counted(study):  # else this was done for the last verdict
        complete_promising(study, plan, Silent())
    conclusion = conclude(study, plan)
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


def what_is_kept(study: Study, request: Request) -> str:
    """Return what is left of a study that was not concluded, and how to go on."""
    if request.storage is None:
        return "nothing is kept, since --storage was not given; with it the same command goes on"
    done = counted(n_counted(study), "trial")
    return f"{done} of study {study.name!r} kept in {request.storage}; the same command goes on"


def n_counted(study: Study) -> int:
    """Return how many trials have ended and count."""
    return sum(trial.state.is_counted for trial in study.trials)


def files_of(request: Request) -> dict[str, str]:
    """Return what is written: label to path."""
    wanted: Mapping[str, Path | None] = {
        "model": request.save_model,
        "result": request.json,
        "report": request.report,
    }
    return {label: str(path) for label, path in wanted.items() if path is not None}
