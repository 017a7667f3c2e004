"""Search spaces: parameters, the expressions that bind them, and the way to and from the unit cube."""
