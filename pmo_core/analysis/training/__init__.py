"""Which courses close which gaps of competence: options, plan, and why something cannot be met."""
