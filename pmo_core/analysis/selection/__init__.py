"""Choosing the projects of a portfolio: the model, its proven answer, and the reasons."""
