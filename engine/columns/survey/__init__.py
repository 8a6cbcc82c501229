"""Surveys: raw answers → counts of unit × question × group × option → exact means → facts; statistics of the counts."""
