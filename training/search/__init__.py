"""How the weights of the search and the calibration of its answers were found."""
