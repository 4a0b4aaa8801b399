"""What operators watch and ask."""
