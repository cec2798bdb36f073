"""Learning from the packs. Nothing that judges loads this, nor the libraries it needs."""
