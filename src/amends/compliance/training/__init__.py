"""Learning the second reader from examples. Nothing that judges loads this, nor the libraries it needs."""
