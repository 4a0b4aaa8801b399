"""Tests of what people write in flows/ and knowledge/."""
