"""How good is the best configuration after 25, 50, 100 and 200 trials: ours beside the peers, on the same problems.

Run `python -m benchmarks.quality run` and then `python -m benchmarks.quality table`; `__main__` tells the rest.
"""
