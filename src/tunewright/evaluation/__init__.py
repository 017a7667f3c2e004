"""Cross-validation as an objective: from a table of raw rows to scores, out-of-fold predictions and a saved model."""
