"""One HTML file that tells what a study found, opens offline, and can be sent to anybody."""
