"""Support vector machines: SVC and SVR, with a linear, polynomial or RBF kernel.

Three choices differ from the bare list of settings. `gamma` is searched for RBF alone: with the polynomial kernel
(gamma<x,z> + coef0)^degree = gamma^degree (<x,z> + coef0/gamma)^degree, so that C and coef0 already reach every model
that gamma could reach, while large values make libsvm run for minutes. C ends at 100 for more than 2,000 rows, where
larger values cost much time and the sum over more rows already weighs errors more. And a fit ends after `MAX_ITER`
iterations: on 3,400 to 4,100 rows (`benchmarks/explanations.py`, 90 random configurations) the slowest takes 2 to
3 s, with a limit of a million about 4 s. The default configuration needs about as many iterations as there are rows, or
fewer, and so never meets the limit.

Source: Chang and Lin (2011), "LIBSVM: a library for support vector machines", ACM TIST 2, section 4.
"""

from tunewright.catalogue.entry import Entry, Estimator, Explained, Fixed, Learned, Shape, Task
from tunewright.catalogue.scaled_target import EXPLAINED as SCALE_TARGET
from tunewright.catalogue.scaled_target import learning_scaled_target, scale_target
from tunewright.space.expressions import param
from tunewright.space.parameters import Categorical, Float, Int, Parameter, Special
from tunewright.space.space import Space
from tunewright.space.values import Params

MAX_ITER = 300_000
MANY_ROWS = 2_000


def space(shape: Shape) -> Space:
    """Return the search space; gamma's range lies around 1 / n_columns, which "scale" gives on scaled columns."""
    scale = 1 / shape.n_columns
    is_poly = param("kernel") == "poly"
    parameters: dict[str, Parameter] = {
        "kernel": Categorical(["linear", "poly", "rbf"], default="rbf", simpler=["linear"]),
        "C": Float(1e-2, 1e2 if shape.n_rows > MANY_ROWS else 1e3, log=True, default=1.0, simpler="low"),
        "gamma": Float(
            1e-3 * scale,
            1e2 * scale,
            log=True,
            default=Special("scale", near=scale),
            simpler="low",
            when=param("kernel") == "rbf",
        ),
        "degree": Int(2, 5, default=3, simpler="low", when=is_poly),
        "coef0": Float(0.0, 2.0, default=0.0, when=is_poly),
    }
    if shape.task == "classification":
        return Space(parameters | {"class_weight": Categorical([None, "balanced"], default=None)})
    epsilon = Float(1e-3, 1.0, log=True, default=0.1, simpler="high")
    return Space(parameters | {"epsilon": epsilon, "scale_target": scale_target()})


def build(params: Params, task: Task, seed: int) -> Estimator:
    """Return an SVC or SVR; `seed` plays no part, the fit is deterministic."""
    from sklearn.svm import SVC, SVR

    settings = {"max_iter": MAX_ITER, **params}
    scaled = settings.pop("scale_target", False)
    estimator: Estimator = SVC(**settings) if task == "classification" else SVR(**settings)
    return learning_scaled_target(estimator) if scaled else estimator


KERNEL = Explained(
    name="kernel",
    title="How two rows are compared",
    what="linear draws a flat boundary; poly adds products of up to `degree` columns; rbf compares by closeness, so "
    "that each support vector shapes the boundary around itself.",
    fit="linear underfits where no flat boundary separates the classes (or no weighted sum of columns follows the "
    "target); rbf can follow anything and so can overfit; poly lies between.",
    time="All grow with rows² to rows³: twice the rows, four to eight times as long. linear with a large C is the "
    "slowest: 3 s a fit at C=86 on 3,447 rows, where rbf took 0.2 s.",
    memory="All keep their support vectors, and up to 200 MB of cached comparisons while fitting.",
    simpler="linear: one weight per column, and it can be read.",
    example="Try linear first when there are more columns than rows; rbf is the usual winner on a few dozen columns.",
)
C = Explained(
    name="C",
    title="Price of a training error",
    what="How much an error on a training row costs, against a wide margin. It is the inverse of regularisation.",
    fit="High C bends the boundary to single rows (overfitting); low C lets errors pass (underfitting).",
    time="High C needs more iterations. Low C keeps more support vectors, so predictions take longer.",
    memory="Low C keeps more support vectors: at 0.01 nearly every row is one.",
    simpler="Lower: a wider, smoother margin.",
    example="Search it by factors: 0.1, 1, 10 differ as much from each other as 1 from 10; 1.0 and 1.1 are the same.",
)
GAMMA = Explained(
    name="gamma",
    title="How near is near (RBF)",
    what="How fast the influence of a row fades with distance: it falls to 37 % at the distance 1/√gamma. "
    '"scale" means 1 / (number of columns × variance of the table).',
    fit="High gamma makes islands around single rows (overfitting); low gamma makes the boundary nearly flat "
    "(underfitting). It trades with C: low gamma wants high C.",
    time="At very high gamma every row is compared with every other for nothing: fits and predictions are slowest.",
    memory="At very high gamma nearly every row becomes a support vector.",
    simpler="Lower: a smoother boundary.",
    example='On 20 standardised columns "scale" is 1/20 = 0.05; the range goes a hundred times higher and a thousand '
    "times lower.",
)
DEGREE = Explained(
    name="degree",
    title="Columns multiplied at most (poly)",
    what="Up to how many columns are multiplied with each other. Used by poly only.",
    fit="High degree bends more and overfits; degree 2 knows products of pairs and squares only.",
    time="A kernel value costs the same; higher degrees spread the values and need more iterations.",
    memory="No direct effect: the products are never written down.",
    simpler="Lower: fewer bends.",
    example="degree=2 on 20 columns stands for 210 products, degree=3 for 1,540, without computing one of them.",
)
COEF0 = Explained(
    name="coef0",
    title="Weight of the lower degrees (poly)",
    what="A constant added before the power is taken. 0 uses products of exactly `degree` columns, 1 or more brings "
    "in single columns and shorter products too.",
    fit="At 0 the model cannot use a column by itself, which often underfits; a value near 1 mends that.",
    time="No direct effect.",
    memory="No direct effect.",
    simpler="Neither: it changes the mix of degrees, not their number.",
    example="degree=3, coef0=0 has cubes and products of three only; coef0=1 has all of degrees 0 to 3.",
)
CLASS_WEIGHT = Explained(
    name="class_weight",
    title="How much each class counts",
    what='none counts every row alike; "balanced" counts a class the more the rarer it is (its C is multiplied by '
    "rows / (classes × rows of the class)). Classification only.",
    fit="none may ignore a rare class; balanced finds it, at the price of more false alarms. Plain accuracy often "
    "falls, balanced accuracy rises.",
    time="No direct effect.",
    memory="No direct effect.",
    simpler="Neither: it says which errors matter.",
    example="With 90 rows of one class and 10 of the other, balanced multiplies C by 0.56 and by 5.",
)
EPSILON = Explained(
    name="epsilon",
    title="Errors that are free",
    what="Training errors smaller than this cost nothing, in the unit of the target (in deviations with "
    "scale_target). Regression only.",
    fit="Large epsilon gives a flat, coarse model (underfitting); epsilon near 0 takes noise seriously.",
    time="Large epsilon keeps fewer support vectors: faster fits and predictions.",
    memory="Large epsilon keeps fewer support vectors.",
    simpler="Higher: fewer support vectors.",
    example="With a standardised target 0.1 is a tenth of a deviation; at 1.0 most rows cost nothing.",
)

ENTRY = Entry(
    name="svm",
    title="Support vector machine",
    tasks=("classification", "regression"),
    explanation="Finds the boundary with the widest margin between the classes (in regression: the flattest function "
    "within a tube around the targets). Only the rows at or inside the margin, the support vectors, decide where it "
    "lies. A kernel compares rows as if many products of columns had been added, without computing them. It needs "
    "columns on one scale, which the pipeline sees to, and suits tables up to some ten thousand rows.",
    learns=(
        Learned(
            "support vectors",
            {"classification": "support_vectors_", "regression": "support_vectors_"},
            "the rows that lie at or inside the margin",
        ),
        Learned(
            "dual coefficients",
            {"classification": "dual_coef_", "regression": "dual_coef_"},
            "how strongly each support vector pulls, at most C",
        ),
        Learned(
            "intercept",
            {"classification": "intercept_", "regression": "intercept_"},
            "where the boundary lies between the classes, or the level of the prediction",
        ),
    ),
    hyperparameters=(KERNEL, C, GAMMA, DEGREE, COEF0, CLASS_WEIGHT, EPSILON, SCALE_TARGET),
    fixed=(
        Fixed(
            "max_iter",
            f"{MAX_ITER:,}",
            "ends a fit that would run for minutes; the default configuration never gets there on tables that fit "
            "an SVM, so it is still the estimator's own (which has no limit)",
        ),
        Fixed(
            "gamma (poly)",
            "scale",
            "with the polynomial kernel C and coef0 reach every model that gamma could reach",
        ),
        Fixed("tol", "0.001", "the estimator's own; smaller values cost time and change predictions little"),
    ),
    space=space,
    build=build,
    gives_probabilities=False,
)
