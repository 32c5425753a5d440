"""What a full postcode looks like: Royal Mail's grammar, and the 124 areas that there are.

Source: the form of postcodes in BS 7666 and the Royal Mail's list of postcode areas, in our own arrangement.
"""

from __future__ import annotations

_LISTED = (
    "AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN EX FK FY "
    "G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG NN NP NR "
    "NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA "
    "WC WD WF WN WR WS WV YO ZE"
)
AREAS = frozenset(_LISTED.split())
"""The letters that a postcode may begin with."""

UNIT = "[ABD-HJLNP-UW-Z]{2}"
"""The last two letters: never C, I, K, M, O or V, which are misread by hand."""

DISTRICT = r"(?P<area>[A-Z]{1,2})(?:\d{1,2}|\d[A-HJKMNPR-Y])"
"""The part before the space: the area, then one or two figures or a figure and a letter."""
