"""What is known about trials: the record of one, the states, and the columns of all."""
