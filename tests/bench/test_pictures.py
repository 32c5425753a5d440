"""The pictures of the README: there, named with what they show, and light."""

from __future__ import annotations

import re
from pathlib import Path

from bench.pictures import HEIGHT, LARGEST, PICTURES, WIDTH


def test_every_picture_is_in_the_readme_with_words_for_it_and_is_light(root: Path) -> None:
    shown = re.findall(r'<img src="(docs/pictures/[a-z]+\.png)" alt="[^"]{20,}"', (root / "README.md").read_text())
    assert shown == [f"docs/pictures/{name}.png" for name in PICTURES]
    for name in shown:
        content = (root / name).read_bytes()
        assert len(content) < LARGEST
        size = int.from_bytes(content[16:20], "big"), int.from_bytes(content[20:24], "big")
        assert size == (WIDTH, HEIGHT), f"{name} is not what bench.pictures makes"
