"""Every Python example in the README runs."""

import re
from pathlib import Path

import pytest

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```python\n(.*?)```", README, re.DOTALL)


def test_there_are_examples() -> None:
    assert len(EXAMPLES) >= 3


@pytest.mark.parametrize("example", EXAMPLES, ids=[f"example {index + 1}" for index in range(len(EXAMPLES))])
@pytest.mark.slow
def test_it_runs_and_finds_something(example: str) -> None:
    names: dict[str, object] = {}
    exec(compile(example, "README.md", "exec"), names)  # the example is ours
    assert names["study"].best_trial.values  # type: ignore[attr-defined]
