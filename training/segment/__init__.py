"""How the rules of segmentation are judged."""
