"""Screening: what is written by people is searched for personal data before anything of it may be published."""
