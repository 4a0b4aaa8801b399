"""What the person leaves with, made in memory: letters, calendars, cards, leaflets."""
