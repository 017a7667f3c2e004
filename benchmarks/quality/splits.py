"""Which problems settings are chosen on, and which others are reported.

What is tuned or decided looks at `choosing` only; figures that are told to users come from `reporting`, which is run
when nothing is left to decide. Both hold every scenario and every kind of function, and share no instance.
"""

from functools import cache
from typing import Literal, get_args

from benchmarks.quality.case import Case
from benchmarks.quality.mixed import mixed, switches
from benchmarks.quality.smooth import (
    ackley,
    cigar,
    discus,
    ellipsoid,
    hartmann_case,
    levy,
    placed,
    powers,
    rastrigin,
    rosenbrock,
    styblinski,
)
from benchmarks.quality.tables import CLASSES, table
from benchmarks.quality.yahpo import yahpo

Split = Literal["choosing", "reporting"]
INSTANCES: dict[Split, dict[str, tuple[str, ...]]] = {
    "choosing": {
        "lcbench": ("7593", "168868", "3945", "189908"),
        "rbv2_rpart": ("1053", "1489", "1067"),
        "rbv2_xgboost": ("1485", "41143", "1067"),
        "iaml_glmnet": ("1489", "40981"),
        "hpobench": ("segment", "credit_g", "phoneme"),
        "hpolib": ("slice_localization", "parkinsons_telemonitoring"),
        "nasbench201": ("cifar10",),
    },
    "reporting": {
        "lcbench": ("126029", "167149", "167190", "189866"),
        "rbv2_rpart": ("1480", "40984", "41143"),
        "rbv2_xgboost": ("1489", "40981", "1494"),
        "iaml_glmnet": ("41146", "1067"),
        "hpobench": ("car", "vehicle", "kc1"),
        "hpolib": ("naval_propulsion", "protein_structure"),
        "nasbench201": ("cifar100",),
    },
}
SPLITS: tuple[Split, ...] = get_args(Split)


@cache
def cases(split: Split) -> dict[str, Case]:
    """Return the problems of a split by name."""
    measured = [case_of(name, each) for name, instances in INSTANCES[split].items() for each in instances]
    return {case.name: case for case in [*measured, *functions(split)]}


def case_of(name: str, instance: str) -> Case:
    """Return a case made of real tuning results."""
    return table(name, instance) if name in CLASSES else yahpo(name, instance)


def functions(split: Split) -> list[Case]:
    """Return the functions of a split."""
    if split == "choosing":
        return [
            placed(ellipsoid, 5, width=4.0, seed=1),
            placed(discus, 6, width=10.0, seed=2),
            placed(ackley, 6, width=8.0, seed=3),
            placed(rastrigin, 4, width=5.0, seed=4),
            hartmann_case(),
            mixed("svm"),
            mixed("table"),
            switches(7, 5, seed=5),
        ]
    return [
        placed(powers, 6, width=4.0, seed=11),
        placed(rosenbrock, 5, width=4.0, seed=12),
        placed(cigar, 8, width=10.0, seed=13),
        placed(levy, 6, width=20.0, seed=14),
        placed(styblinski, 5, width=9.0, seed=15),
        mixed("net"),
        mixed("forest"),
        switches(5, 8, seed=16),
    ]


def case_named(name: str) -> Case:
    """Return the problem of that name, from whichever split."""
    for split in SPLITS:
        if name in cases(split):
            return cases(split)[name]
    raise ValueError(f"no problem is called {name!r}; names are {', '.join(n for s in SPLITS for n in cases(s))}")
