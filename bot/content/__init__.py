"""From the YAML that partners write to a checked Guide; every mistake becomes a sentence in French with file and line."""
