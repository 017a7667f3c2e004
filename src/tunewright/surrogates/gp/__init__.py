"""A Gaussian process on mixed, conditional spaces: encoding, outcomes, warp, kernel, priors, fit, posterior."""
