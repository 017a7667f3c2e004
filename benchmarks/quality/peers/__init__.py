"""Other people's samplers, one file each; the first lines say how to install it.

HEBO 0.3.6 is not among them: pip found no set of versions for it within minutes on Python 3.11, since it wants NumPy
below 1.25 and packages that must be built.
"""
