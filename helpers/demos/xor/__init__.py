"""The demo of chapter 02: a small network learns XOR while one looks on."""
