"""The words of the report in plain language, for somebody who reads about tuning for the first time."""

TERMS: tuple[tuple[str, str], ...] = (
    (
        "Hyperparameter",
        "A setting that is chosen before training, such as the depth of a tree or the learning rate of a network. What "
        "the model works out from the rows by itself (the splits, the weights) is learned, not set.",
    ),
    ("Trial", "One configuration of hyperparameters, trained and scored once."),
    (
        "Default configuration",
        "What you would get without tuning. It runs first, so that every gain is a gain over something.",
    ),
    (
        "Cross-validation",
        "The rows are cut into a few parts (folds). The model is trained on all but one and scored on the one left "
        "out, in turn, and the scores are averaged: each row is predicted once by a model that has not seen it.",
    ),
    (
        "Corrected score",
        "The best of many trials looks better than it is, because luck helped to pick it. The corrected score repeats "
        "the choice many times on resampled rows and measures the chosen one on the rows that were not drawn.",
    ),
    (
        "Hold-out",
        "Rows that are locked away before the search begins and used once, at the end. A second look would make them "
        "part of the search.",
    ),
    (
        "Interval",
        "The range in which the true value lies in about 95 of 100 repetitions of such a study. An interval of the "
        "gain that contains 0 means: no gain has been shown.",
    ),
    (
        "Overfitting and underfitting",
        "Overfitting: the model learns its own rows by heart, the train score rises and the validation score falls. "
        "Underfitting: it is too simple, and both scores would rise with more freedom.",
    ),
    (
        "Stopped early",
        "A trial that was ended after a few folds or steps because it could hardly win any more. That saves time; its "
        "score is only partly known.",
    ),
)
