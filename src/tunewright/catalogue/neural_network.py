"""Neural networks: scikit-learn's MLPClassifier and MLPRegressor, trained with Adam.

Hidden layers are searched as their number and one width for all, which orders networks by size. The smallest batch
grows with the table, so that an epoch has at most about 64 steps and a fit ends in seconds, not minutes: time is steps
times the cost of a step. Epochs are searched downwards from the estimator's own 200: on small tables fewer often do,
and the search then sees several times as many networks. Patience (10 epochs) and early stopping (off) stay its own.

Source: Kingma and Ba (2015), "Adam", ICLR; Goodfellow, Bengio and Courville (2016), "Deep Learning", sections 8.1.3
(batches) and 11.4 (which settings matter).
"""

from tunewright.catalogue.entry import Entry, Estimator, Explained, Fixed, Learned, Shape, Task
from tunewright.catalogue.scaled_target import EXPLAINED as SCALE_TARGET
from tunewright.catalogue.scaled_target import learning_scaled_target, scale_target
from tunewright.space.parameters import Categorical, Float, Int, Parameter, Special
from tunewright.space.space import Space
from tunewright.space.values import Params

SKLEARN_WIDTH = 100
SKLEARN_BATCH = 200
SKLEARN_EPOCHS = 200
STEPS_PER_EPOCH = 64
MANY_ROWS = 10_000


def space(shape: Shape) -> Space:
    """Return the search space; batch sizes stay below half of the rows, so that no fold is smaller than a batch."""
    largest_batch = max(2, min(512, shape.n_rows // 2))
    smallest_batch = min(max(16, shape.n_rows // STEPS_PER_EPOCH), 256, largest_batch)
    batch = Special("auto", near=min(max(SKLEARN_BATCH, smallest_batch), largest_batch))
    parameters: dict[str, Parameter] = {
        "learning_rate_init": Float(1e-4, 1e-1, log=True, default=1e-3),
        "batch_size": Int(smallest_batch, largest_batch, log=True, default=batch),
        "n_layers": Int(1, 3, default=1, simpler="low"),
        "width": Int(8, 400 if shape.n_rows > MANY_ROWS else 200, log=True, default=SKLEARN_WIDTH, simpler="low"),
        "alpha": Float(1e-5, 1e1, log=True, default=1e-4, simpler="high"),
        "activation": Categorical(["relu", "tanh", "logistic"], default="relu"),
        "max_iter": Int(20, SKLEARN_EPOCHS, log=True, default=SKLEARN_EPOCHS, simpler="low"),
    }
    return Space(parameters if shape.task == "classification" else parameters | {"scale_target": scale_target()})


def build(params: Params, task: Task, seed: int) -> Estimator:
    """Return a network with `n_layers` hidden layers of `width` units; `seed` draws first weights and batches."""
    from sklearn.neural_network import MLPClassifier, MLPRegressor

    settings = {"random_state": seed, **params}
    scaled = settings.pop("scale_target", False)
    n_layers, width = settings.pop("n_layers", 1), settings.pop("width", SKLEARN_WIDTH)
    settings.setdefault("hidden_layer_sizes", (width,) * n_layers)
    estimator: Estimator = MLPClassifier(**settings) if task == "classification" else MLPRegressor(**settings)
    return learning_scaled_target(estimator) if scaled else estimator


LEARNING_RATE = Explained(
    name="learning_rate_init",
    title="Learning rate",
    what="The size of a step down the loss after each batch. Adam adapts it per weight; this is where it starts.",
    fit="Too low and 200 epochs are not enough (underfitting); too high and the loss jumps about or stays high.",
    time="A higher rate often ends sooner: training stops when 10 epochs bring nothing.",
    memory="No direct effect.",
    simpler="Neither: it decides how far training gets, not how large the model is.",
    example="The first setting to tune. On 4,053 rows 0.1 stopped after 50 epochs and 0.5 s with 83 % right, 0.001 ran "
    "all 200 in 2 s and got 85 %.",
)
BATCH_SIZE = Explained(
    name="batch_size",
    title="Rows per step",
    what='How many rows are looked at before each step. "auto" means 200, or all rows where there are fewer.',
    fit="Small batches take noisy steps, which can help to generalise; large ones take few, smooth steps and may "
    "underfit in 200 epochs.",
    time="Small batches take more steps per epoch, each less efficient: 32 took 4 times as long as 200 for as many "
    "epochs (4,053 rows). They may need fewer epochs.",
    memory="A small batch needs less memory, not more: what is kept for a step grows in proportion to the batch. (That "
    "small batches cost memory is a common mistake.)",
    simpler="Neither: the network is the same.",
    example="1,000 rows in batches of 20 are 50 steps an epoch, in batches of 200 only 5. With 100 units a batch of "
    "200 keeps 160 kB of activations, one of 20 keeps 16 kB.",
)
N_LAYERS = Explained(
    name="n_layers",
    title="Number of hidden layers",
    what="How many layers lie between the columns and the answer; each works on what the one before it found.",
    fit="More layers follow more involved patterns and overfit sooner; one is often enough for a table.",
    time="Each further layer adds about width² multiplications per row.",
    memory="Each further layer adds about width² weights; Adam keeps two more numbers for each.",
    simpler="Lower: fewer weights.",
    example="20 columns and width 100: one layer has 2,201 weights for two classes, two have 12,301, three 22,401.",
)
WIDTH = Explained(
    name="width",
    title="Units per hidden layer",
    what="How many units each hidden layer has, the same for all layers.",
    fit="Wide layers can hold more patterns, noise too (overfitting); narrow ones underfit.",
    time="With one layer time grows with the width, with more with its square.",
    memory="Weights grow with the width (one layer) or its square (more).",
    simpler="Lower: fewer weights.",
    example="scikit-learn's default is one layer of 100; 16 are often enough for a few hundred rows.",
)
ALPHA = Explained(
    name="alpha",
    title="Regularisation (L2 penalty)",
    what="The penalty on large weights. scikit-learn divides it by the batch size, so smaller batches feel it more.",
    fit="Low alpha lets weights grow to fit noise (overfitting); high alpha holds them near 0 (underfitting).",
    time="High alpha often ends training sooner.",
    memory="No direct effect: the weights are small, not gone.",
    simpler="Higher: smaller weights, a smoother function.",
    example="The default 0.0001 hardly acts. On 750 rows 10 lowered training accuracy from 100 % to 76 %, while the "
    "test's stayed at 75 %: what was given up was noise.",
)
ACTIVATION = Explained(
    name="activation",
    title="How a unit bends",
    what="The bend in each unit: relu cuts off below 0, tanh and logistic level off at both ends.",
    fit="relu trains well in most cases; tanh and logistic give smoother functions, which can suit small tables.",
    time="relu is the cheapest; tanh and logistic compute exponentials.",
    memory="No direct effect.",
    simpler="Neither: the number of weights is the same.",
    example="With three layers logistic learns slowly: each layer passes back at most a quarter of the error signal.",
)
EPOCHS = Explained(
    name="max_iter",
    title="Epochs, at most",
    what="How often training goes through all rows, unless the training loss stops falling earlier.",
    fit="Few epochs leave the weights near their small first values, which underfits or, on noisy tables, protects; "
    "many let the network follow the noise (overfitting).",
    time="In proportion, until training ends by itself: 50 epochs take a quarter of 200.",
    memory="No effect.",
    simpler="Lower: weights that have moved less.",
    example="With a learning rate ten times as high a tenth of the epochs may do.",
)

ENTRY = Entry(
    name="neural-network",
    title="Neural network (multi-layer perceptron)",
    tasks=("classification", "regression"),
    explanation="Passes the columns through layers of units; each unit adds up its inputs with weights and bends the "
    "sum. Training goes through the rows in batches, again and again (an epoch is once through all), and shifts the "
    "weights a step down the loss after each batch. It needs columns on one scale, which the pipeline sees to. Dropout "
    "(switching units off at random while training) is not here: scikit-learn's network has none; it comes with the "
    "PyTorch network. Until then alpha, a smaller width and fewer layers are the means against overfitting.",
    learns=(
        Learned(
            "weights",
            {"classification": "coefs_", "regression": "coefs_"},
            "how strongly each unit listens to each unit of the layer before",
        ),
        Learned(
            "biases",
            {"classification": "intercepts_", "regression": "intercepts_"},
            "what each unit adds to its sum",
        ),
    ),
    hyperparameters=(LEARNING_RATE, BATCH_SIZE, N_LAYERS, WIDTH, ALPHA, ACTIVATION, EPOCHS, SCALE_TARGET),
    fixed=(
        Fixed("solver", "adam", "the estimator's own; the one that needs the least tuning"),
        Fixed(
            "early_stopping",
            "off",
            "the estimator's own: training ends when the training loss has not fallen by 0.0001 for 10 epochs; "
            "stopping by validation rows would take a tenth of the rows from learning",
        ),
        Fixed("random_state", "the seed", "draws the first weights and the batches, so that runs repeat"),
    ),
    space=space,
    build=build,
    gives_probabilities=True,
)
