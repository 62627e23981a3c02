"""The demo of chapter 10: points to be assigned to places by hand, beside the optimum."""
