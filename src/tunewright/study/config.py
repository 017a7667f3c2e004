"""What a study is, as it is stored: enough to load it again without repeating it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import cast

from tunewright.errors import StudyMismatch
from tunewright.space.space import Space
from tunewright.space.values import Json
from tunewright.study.objectives import Objectives
from tunewright.trials.problem import Direction, Noise


@dataclass(frozen=True, slots=True)
class Config:
    """The settings of a study.

    Attributes:
        space: JSON form of the declared space, or None if objectives define it by running.
        names, directions: of the objectives.
        sampler, pruner: their names; "" where an object was given, which has to be given again.
        noise: "auto" or "none".
        seed: of every draw, 0 or more.
    """

    space: Json
    names: tuple[str, ...]
    directions: tuple[str, ...]
    sampler: str
    pruner: str
    noise: str
    seed: int

    @property
    def objectives(self) -> Objectives:
        """The objectives that the names and directions speak of."""
        return Objectives(self.names, cast("tuple[Direction, ...]", self.directions))

    @property
    def declared(self) -> Space | None:
        """The declared space, or None."""
        return None if self.space is None else Space.from_json(self.space)

    @property
    def noise_kind(self) -> Noise:
        """The noise as the samplers' problem wants it."""
        return "none" if self.noise == "none" else "auto"

    def to_json(self) -> dict[str, Json]:
        """Return the stored form."""
        return {**asdict(self), "names": list(self.names), "directions": list(self.directions)}

    @classmethod
    def from_json(cls, form: Mapping[str, Json]) -> "Config":
        """Return the settings that `to_json` wrote."""
        return cls(**{**form, "names": tuple(form["names"]), "directions": tuple(form["directions"])})

    def require_same(self, stored: "Config", name: str) -> None:
        """Raise an error that says what differs if `stored` is a study of something else.

        Raises:
            StudyMismatch: if space or objectives differ; samplers, pruners and seeds may change.
        """
        kinds = {"space": "space", "names": "objectives", "directions": "directions"}
        differing = [word for field, word in kinds.items() if getattr(self, field) != getattr(stored, field)]
        if differing:
            raise StudyMismatch(
                f"name {name!r} is a stored study with another {' and another '.join(differing)}; "
                "choose another name, or load it as it is with load_study"
            )
