"""Helpers of the make targets: environment, browser, screenshots."""
