"""How the weights of overlaps were chosen, and their figures."""
