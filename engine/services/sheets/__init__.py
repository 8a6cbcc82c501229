"""Scoring sheets and blank forms, made from the rules of a set."""
