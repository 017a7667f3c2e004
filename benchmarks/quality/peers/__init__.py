"""Other people's samplers, one file each; the first lines say how to install it."""
