"""The semantic classes and scene categories, read from the same file as the studio reads."""

import json
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
_PALETTE = json.loads((REPOSITORY / "resources" / "palettes" / "umber.json").read_text())

CLASS_NAMES: list[str] = [entry["name"] for entry in _PALETTE["classes"]]
CLASS_COLOURS: list[list[int]] = [
    list(bytes.fromhex(entry["colour"].lstrip("#"))) for entry in _PALETTE["classes"]
]
CLASS_IDS: dict[str, int] = {name: index for index, name in enumerate(CLASS_NAMES)}

SCENES: list[str] = [
    "mountains",
    "lake",
    "coast",
    "river",
    "meadow",
    "desert",
    "forest",
    "waterfall",
    "village",
    "canyon",
]
