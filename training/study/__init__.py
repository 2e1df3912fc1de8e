"""Research comparisons: which autoencoder, and whether to paint in its latent space or in pixels."""
