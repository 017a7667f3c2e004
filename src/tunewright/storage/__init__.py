"""Where studies live: in memory, or in a database that several processes share."""
