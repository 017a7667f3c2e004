"""One call of `optimize` from beginning to end: backend, Ctrl-C and heartbeat are there while the loop runs."""

from dataclasses import dataclass, field

from tunewright.errors import TunewrightError
from tunewright.execution.limits import Limits
from tunewright.study.backends import backend_from
from tunewright.study.heartbeat import heartbeat
from tunewright.study.interrupt import interrupts
from tunewright.study.live import Objective, Runner
from tunewright.study.loop import Loop
from tunewright.study.office import Means, Office
from tunewright.study.plan import Plan
from tunewright.study.progress import Progress, progress_from


@dataclass(frozen=True, slots=True)
class Place:
    """Where objectives run: what `optimize` takes under the same names."""

    n_jobs: int = 1
    backend: str | None = None
    limits: Limits = field(default_factory=Limits)
    progress: Progress | bool | None = None


def run(office: Office, objective: Objective, plan: Plan, place: Place) -> str:
    """Run `objective` according to `plan`, and return why it ended.

    Raises:
        TunewrightError: if a run of this study is going on, or a trial failed and the plan says to raise.
    """
    if office.loop is not None:
        raise TunewrightError("optimize() of this study is running already; open it once more with load_study")
    shown = progress_from(place.progress)
    office.expire()
    with (
        backend_from(place.backend, Runner(objective), office.desk.answer, place.n_jobs, place.limits, shown) as runs,
        interrupts(is_inline=runs.is_inline) as interrupt,
    ):
        n_slots = runs.backend.n_slots
        seconds = None if plan.timeout is None else plan.timeout + office.seconds_spent() / n_slots
        office.means = Means(plan.total_trials or plan.n_trials, n_slots, seconds)
        loop = Loop(
            desk=office.desk,
            ledger=office.ledger,
            objectives=office.config.objectives,
            problem=office.problem,
            expire=office.expire,
            proposer=office.proposer,
            plan=plan,
            backend=runs.backend,
            interrupt=interrupt,
            progress=shown,
        )
        with heartbeat(office.storage, lambda: office.desk.claims(list(loop.running)), plan.lease):
            return _turning(office, loop)


def _turning(office: Office, loop: Loop) -> str:
    office.loop = loop
    try:
        return loop.run()
    finally:
        office.loop = None
