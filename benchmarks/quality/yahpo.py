"""Surrogates of real tuning results: neural networks that were fitted to many runs of a learner on many tables.

The data are looked for in `$TUNEWRIGHT_DATA/yahpo`, and `onnxruntime` evaluates them with one thread. Fidelities (size
of the training set, epochs, repetitions) stand at their full value and are no part of the space. The outputs' direction
was checked by the mean loss of 60 random configurations at little and at full fidelity: it falls for every scenario and
on 20 of the 24 instances that were looked at; on four of rbv2_rpart, whose classes are skewed, random trees grow worse.

Source: Pfisterer, Schneider, Moosbauer, Binder and Bischl (2022), "YAHPO Gym", AutoML-Conf. We use an instance's own
output as it is, not clamped to [0, 1].
"""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.quality.case import Case
from tunewright.space.expressions import Expression, param
from tunewright.space.parameters import Categorical, Float, Int, Parameter
from tunewright.space.space import Space
from tunewright.space.values import Json, Params

UNKNOWN = "#na#"
RESERVED = {("lcbench", "126026"), ("rbv2_xgboost", "12")}


@dataclass(frozen=True, slots=True)
class Scenario:
    """How one surrogate is asked.

    Attributes:
        continuous: its numeric inputs in order.
        categorical: its categorical inputs in order.
        instance: the input that says which table.
        full: the fidelities at their full value.
        output: which of its outputs is used.
        loss: the output turned into a loss is `loss[0] + loss[1] * output`.
    """

    continuous: tuple[str, ...]
    categorical: tuple[str, ...]
    instance: str
    full: Mapping[str, float]
    output: int
    loss: tuple[float, float]


SCENARIOS = {
    "lcbench": Scenario(
        (
            "epoch",
            "batch_size",
            "learning_rate",
            "momentum",
            "weight_decay",
            "num_layers",
            "max_units",
            "max_dropout",
        ),
        ("OpenML_task_id",),
        "OpenML_task_id",
        {"epoch": 52},
        output=1,
        loss=(1.0, -0.01),
    ),
    "rbv2_rpart": Scenario(
        ("cp", "maxdepth", "minbucket", "minsplit", "trainsize", "repl"),
        ("task_id", "num.impute.selected.cpo"),
        "task_id",
        {"trainsize": 1.0, "repl": 10},
        output=0,
        loss=(1.0, -1.0),
    ),
    "rbv2_xgboost": Scenario(
        (
            "nrounds",
            "eta",
            "gamma",
            "lambda",
            "alpha",
            "subsample",
            "max_depth",
            "min_child_weight",
            "colsample_bytree",
            "colsample_bylevel",
            "rate_drop",
            "skip_drop",
            "trainsize",
            "repl",
        ),
        ("task_id", "booster", "num.impute.selected.cpo"),
        "task_id",
        {"trainsize": 1.0, "repl": 10},
        output=0,
        loss=(1.0, -1.0),
    ),
    "iaml_glmnet": Scenario(
        ("alpha", "s", "trainsize"), ("task_id",), "task_id", {"trainsize": 1.0}, output=0, loss=(0.0, 1.0)
    ),
}


def yahpo(name: str, instance: str) -> Case:
    """Return the case of a scenario's instance; its surrogate is loaded at the first evaluation."""
    if (name, instance) in RESERVED:
        raise ValueError(f"instance {name} {instance} is reserved for a comparison outside the project; take another")
    scenario = SCENARIOS[name]

    def loss(params: Params) -> float:
        return evaluate(name, {**params, **scenario.full, scenario.instance: instance})

    return Case(f"{name} {instance}", "yahpo", space_of(name), loss)


def evaluate(name: str, inputs: Mapping[str, Json]) -> float:
    """Return the loss that the surrogate predicts; inputs that are missing are inactive."""
    start, slope = SCENARIOS[name].loss
    return start + slope * float(outputs(name, inputs)[SCENARIOS[name].output])


def outputs(name: str, inputs: Mapping[str, Json]) -> NDArray[np.float32]:
    """Return all that the surrogate predicts, shape (n_outputs,)."""
    scenario = SCENARIOS[name]
    codes = json_of(name, "encoding")
    x_cont = np.array([[inputs.get(each, 0.0) for each in scenario.continuous]], np.float32)
    x_cat = np.array([[codes[each][inputs.get(each, UNKNOWN)] for each in scenario.categorical]], np.int32)
    predicted: NDArray[np.float32] = session(name).run(None, {"x_cont": x_cont, "x_cat": x_cat})[0][0]
    return predicted


@cache
def space_of(name: str) -> Space:
    """Return the space of a scenario, without the instance and the fidelities."""
    form, scenario = json_of(name, "config_space"), SCENARIOS[name]
    whens = {each["child"]: condition(each) for each in form["conditions"]}
    left_out = {scenario.instance, *scenario.full}
    parameters = [each for each in form["hyperparameters"] if each["name"] not in left_out]
    return Space({each["name"]: parameter(each, whens.get(each["name"])) for each in parameters})


def condition(form: Mapping[str, Json]) -> Expression:
    """Return a condition of the file as an expression."""
    return param(form["parent"]).isin(form["values"] if form["type"] == "IN" else [form["value"]])


def parameter(form: Mapping[str, Json], when: Expression | None) -> Parameter:
    """Return a parameter of the file, with the file's own default."""
    if form["type"] == "categorical":
        return Categorical(form["choices"], default=form["default"], when=when)
    kind = Int if form["type"] == "uniform_int" else Float
    return kind(form["lower"], form["upper"], log=form["log"], default=form["default"], when=when)


def folder() -> Path:
    """Return where the surrogates are."""
    place = os.environ.get("TUNEWRIGHT_DATA")
    if not place:
        raise ValueError("TUNEWRIGHT_DATA is not set; set it to the folder that holds yahpo/")
    return Path(place) / "yahpo"


@cache
def json_of(name: str, what: str) -> Any:
    """Return what a file of the scenario holds."""
    return json.loads((folder() / name / f"{what}.json").read_text(encoding="utf-8"))


@cache
def session(name: str) -> Any:
    """Return the surrogate, ready to be asked."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(str(folder() / name / "model.onnx"), options)
