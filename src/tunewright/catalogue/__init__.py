"""Ready search spaces for common models, with plain explanations of every hyperparameter."""
