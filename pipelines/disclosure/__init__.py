"""Disclosure control: no number about a few people reaches the public, nor can it be worked out from what does.

`cells` finds which counts add up to which, `audit` what a reader can work out, `plan` what to hide, `past` what was
published before; `shares` makes proportions, and `public` stands between the store and every release.
"""
