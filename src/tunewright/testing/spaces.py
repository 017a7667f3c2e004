"""The spaces on which samplers are tried: one of everything that a user may declare, and of what is awkward in it."""

from collections.abc import Mapping

from tunewright.space.expressions import param
from tunewright.space.parameters import Categorical, Constant, Float, Int, Ordinal, Special
from tunewright.space.space import Space

MIXED = Space(
    {
        "kernel": Categorical(["linear", "rbf", "poly"]),
        "C": Float(1e-3, 1e3, log=True),
        "gamma": Float(1e-4, 1e1, log=True, default=Special("scale", near=0.05), when=param("kernel") != "linear"),
        "degree": Int(2, 5, when=param("kernel") == "poly"),
        "size": Ordinal(["small", "large"]),
        "min_leaf": Int(1, 4, log=True),
        "min_split": Int(2, 8, step=2),
        "rate": Float(0, 1, step=0.5),
        "fixed": Constant(7),
    },
    require=[param("min_leaf") <= param("min_split")],
)
"""One parameter of every kind, with conditions, a special default and a rule."""

CUBE = Space({name: Int(0, 2) for name in "abc"})
"""27 configurations: few enough to be used up."""

POINT = Space({"x": Int(3, 3), "y": Categorical(["only"]), "z": Float(0.5, 0.5)})

SPACES: Mapping[str, Space] = {
    "mixed": MIXED,
    "a rule about a branch": Space(
        {
            "kind": Categorical(["tree", "svm"]),
            "leaf": Int(1, 8, when=param("kind") == "tree"),
            "split": Int(2, 16, when=param("kind") == "tree"),
            "C": Float(1e-3, 1e3, log=True, when=param("kind") == "svm"),
        },
        require=[2 * param("leaf") <= param("split")],
    ),
    "one float": Space({"x": Float(-1, 1)}),
    "one whole number": Space({"n": Int(-2, 40)}),
    "one category": Space({"c": Categorical(list("abcdefghijklmnopqrst"))}),
    "one point": POINT,
    "three cubed": CUBE,
    "categoricals": Space({name: Categorical(["red", None, True, 1.5]) for name in "abcd"}),
    "twelve decades": Space({"x": Float(1e-9, 1e3, log=True), "n": Int(1, 10**12, log=True)}),
    "two hundred": Space({f"x{index}": Float(0, 1) for index in range(200)}),
    "constants": Space({"c": Constant("fixed")}),
}

SMALL = Space({"x": Float(0, 1), "n": Int(1, 3), "kind": Categorical(["a", "b"])})
LARGER = Space({"x": Float(-1, 2), "n": Int(0, 9), "kind": Categorical(["c", "b", "a"]), "late": Float(1, 9, log=True)})
"""What SMALL may become when objectives define their space by running, and the other way about."""
