"""What is fast, how much, and beside what: tables, not tests. `make bench` prints them all."""
