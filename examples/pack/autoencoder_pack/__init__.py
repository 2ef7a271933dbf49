"""A lesson and a deck on the autoencoder."""
