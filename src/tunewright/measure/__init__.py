"""What the system says about processes: who belongs together, who still runs, and what they use."""
