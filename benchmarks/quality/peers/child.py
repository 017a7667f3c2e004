"""A peer in a process of its own, with an environment of its own: what cannot be installed beside the others.

We write one JSON line and read one, in turns. `{"start": {...}}` brings the parameters as `dims` has them, the seed,
the number of trials and whether there is noise; `{"ask": number}` is answered with `{"params": {...}}`, and
`{"tell": number, "loss": loss}` with `{}`. Each answer holds `seconds` too, the child's processor time since the start.
What the peer prints goes elsewhere. The child gets every parameter, and leaves out what is inactive.
"""

import json
import os
import subprocess
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.quality.asker import Plan, Seen
from benchmarks.quality.dims import dims_of
from tunewright.space.values import Params


class Child:
    """A sampler in a child process.

    Args:
        name: of the script beside this file: "smac" is `smac_child.py`, run by the Python that the environment
            variable TUNEWRIGHT_SMAC_PYTHON names.
        plan: what it is to do.

    Raises:
        ValueError: if that variable is not set.
    """

    def __init__(self, name: str, plan: Plan) -> None:
        variable = f"TUNEWRIGHT_{name.upper()}_PYTHON"
        python = os.environ.get(variable)
        if not python:
            raise ValueError(f"{variable} is not set; name the Python that has {name}: see peers/{name}_child.py")
        self._script = Path(__file__).with_name(f"{name}_child.py")
        self._process = subprocess.Popen(
            [python, str(self._script)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            cwd=self._script.parent,
        )
        self.child_seconds = 0.0
        dims = [asdict(dim) for dim in dims_of(plan.space)]
        self._say({"start": {"dims": dims, "seed": plan.seed, "n_trials": plan.n_trials, "is_noisy": plan.is_noisy}})

    def ask(self, number: int) -> Params:
        """Return what the child proposes."""
        params: Params = self._say({"ask": number})["params"]
        return params

    def tell(self, number: int, seen: Seen) -> None:
        """Hand the loss on."""
        self._say({"tell": number, "loss": seen.loss})

    def close(self) -> None:
        """End the child."""
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait()

    def _say(self, message: dict[str, Any]) -> dict[str, Any]:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(message) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self._script.name} ended with {self._process.wait()}; run it by hand to see why")
        answer: dict[str, Any] = json.loads(line)
        self.child_seconds = answer["seconds"]
        return answer
