"""What a study has shown: whether its gain is real, what did it, what it cost, and what is wrong with it."""
