"""The demo of chapter 04: a GAN in the plane, trained on data that one can draw."""
