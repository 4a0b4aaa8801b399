"""The pure middle, alone."""
