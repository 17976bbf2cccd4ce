"""Figures of the product beside their limits, measured side by side in one run."""
