"""Tests of rules: worked cases run, what they cover, cases at the edges, and changes that no case notices."""
