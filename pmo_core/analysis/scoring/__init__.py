"""Scoring methods: pure functions, each with its source."""
