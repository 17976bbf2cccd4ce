"""Audits, lessons, competences."""
