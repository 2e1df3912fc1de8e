"""Captions: what a person might type to get the picture, worded in many ways, with parts left out."""

import random
from dataclasses import dataclass

from training.world.scene import HOURS, MEDIA, SEASONS, WEATHERS


@dataclass
class Facts:
    """What there is to say about a picture; `things` names the classes that are visible."""

    scene: str
    hour: int
    weather: int
    season: int
    medium: int
    things: list[str]


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split("|")]


_SCENE = {
    "mountains": _words(
        "mountains|a mountain landscape|a mountain range|high peaks|an alpine landscape|the alps"
        "|tall mountains|rugged mountains|a mountain view"
    ),
    "lake": _words(
        "a lake|a mountain lake|a lake landscape|a quiet lake|a lakeside|a still lake|a calm lake"
        "|a lake shore"
    ),
    "coast": _words(
        "a coast|the seaside|a beach|a sea shore|the ocean|a coastal landscape|a sandy beach|the sea"
        "|a seascape|a rocky coast|a bay"
    ),
    "river": _words(
        "a river|a river valley|a winding river|a river landscape|a stream|a river in a valley|a wide river"
        "|a riverbank"
    ),
    "meadow": _words(
        "a meadow|a green field|grassland|countryside|rolling hills|a pasture|the plains|farmland|open fields"
        "|a rural landscape"
    ),
    "desert": _words(
        "a desert|a desert landscape|sand dunes|an arid plain|dry land|the desert|dunes|a sandy desert"
    ),
    "forest": _words(
        "a forest|the woods|a deep forest|woodland|a forest clearing|inside a forest|trees in a wood"
        "|the edge of a forest|a dense wood|tall trees"
    ),
    "waterfall": _words(
        "a waterfall|a tall waterfall|a waterfall over a cliff|a cascade|falls|water falling into a pool"
        "|a waterfall landscape|a mighty waterfall"
    ),
    "village": _words(
        "a village|a small village|a country village|a hamlet|houses in a village|a mountain village"
        "|a little town|a village with a church|a farming village|cottages"
    ),
    "canyon": _words(
        "a canyon|a gorge|a deep canyon|red cliffs|a rocky canyon|a ravine|canyon walls|a canyon landscape"
        "|layered cliffs"
    ),
}
_HOUR = {
    "dawn": _words(
        "at dawn|at sunrise|early morning|dawn|sunrise|in the morning light|in the early morning|daybreak"
    ),
    "day": _words(
        "at noon|during the day|in daylight|midday|in bright daylight|day|in the afternoon|in the sunlight"
    ),
    "dusk": _words(
        "at dusk|at sunset|in the evening|sunset|dusk|evening light|golden hour|twilight|in the evening glow"
    ),
    "night": _words(
        "at night|by moonlight|night|under the stars|in the dark|moonlit|a starry night|at midnight|night sky"
    ),
}
_WEATHER = {
    "clear": _words("clear sky|sunny|clear weather|blue sky|cloudless|fine weather|a clear sky"),
    "cloudy": _words(
        "cloudy|overcast|cloudy sky|grey sky|clouds|under heavy clouds|dramatic clouds|a cloudy day"
    ),
    "misty": _words("misty|in the fog|foggy|mist|hazy|in mist|fog|shrouded in mist|thick fog"),
    "rain": _words("rain|rainy|in the rain|raining|heavy rain|a rainy day|rainfall|wet weather|a downpour"),
    "snow": _words("snowfall|snowing|falling snow|in a snowstorm|snowflakes|heavy snowfall|while it snows"),
}
_SEASON = {
    "spring": _words(
        "in spring|spring|springtime|fresh green|spring blossoms|trees in blossom|blooming|spring flowers"
    ),
    "summer": _words("in summer|summer|green|lush|summertime|a summer landscape|lush green"),
    "autumn": _words(
        "in autumn|autumn|autumn colours|fall colors|golden leaves|in the fall|autumn leaves|orange trees"
    ),
    "winter": _words("in winter|winter|snowy|covered in snow|snow|frozen winter|wintry|cold winter"),
}
_THINGS = {
    "cloud": _words("clouds|white clouds|drifting clouds"),
    "mountain": _words("mountains|peaks|mountains in the distance|a mountain"),
    "snow": _words("snow|snow-capped peaks|snow on the ground"),
    "hill": _words("hills|green hills|distant hills"),
    "forest": _words("a forest|woods|a pine forest|a treeline|a wood behind"),
    "tree": _words("trees|a tree|pine trees|a few trees|tall trees"),
    "grass": _words("grass|green grass|a lawn|meadows"),
    "flowers": _words("flowers|wildflowers|a field of flowers|blooming flowers"),
    "sand": _words("sand|a beach|sandy ground"),
    "rock": _words("rocks|boulders|a rock|stones"),
    "sea": _words("the sea|waves|ocean|water"),
    "lake": _words("a lake|still water|a pond|water"),
    "river": _words("a river|a stream|a creek|water"),
    "path": _words("a path|a dirt road|a trail|a road"),
    "house": _words("a house|a cottage|a cabin|a small house|houses"),
    "waterfall": _words("a waterfall|falling water|a cascade"),
    "bush": _words("bushes|shrubs|a bush|scattered bushes"),
    "cliff": _words("cliffs|a cliff|steep rock faces|rock walls"),
    "earth": _words("bare earth|a ploughed field|brown soil|dry ground"),
    "bridge": _words("a bridge|an old stone bridge|a wooden bridge"),
    "tower": _words("a tower|a church tower|a lighthouse|an old tower"),
    "boat": _words("a boat|a sailing boat|a small boat|a sailboat"),
    "fog": _words("fog|a bank of mist|fog in the valley|low mist"),
}
# Words before a subject, and words that may stand anywhere.
_MEDIUM_OF = {
    "photograph": _words("a photo of|a photograph of|photo of|photograph of|a picture of"),
    "watercolour": _words(
        "a watercolour of|a watercolor of|watercolour painting of|watercolor of|a watercolour painting of"
    ),
    "ink": _words("an ink drawing of|ink sketch of|a drawing of|a pen and ink drawing of|a sketch of"),
    "oil": _words("an oil painting of|oil painting of|a painting of|an impressionist painting of"),
    "pastel": _words("a pastel drawing of|pastel of|a chalk pastel of|a pastel painting of"),
}
_MEDIUM = {
    "photograph": _words("photo|photograph|photorealistic|photographic|realistic"),
    "watercolour": _words("watercolour|watercolor|watercolour painting|in watercolour|aquarelle"),
    "ink": _words("ink drawing|ink|pen and ink|line drawing|in ink|ink wash|sketch"),
    "oil": _words("oil painting|oil on canvas|in oils|oil paint|thick brush strokes"),
    "pastel": _words("pastel|pastel drawing|chalk pastel|in pastel|soft pastel"),
}
_OPENING = ["", "", "", "a picture of ", "a view of ", "landscape with ", "scenery with ", "a landscape of "]


def _medium(medium: str, subject: str, dice: random.Random) -> tuple[str, str]:
    """An opening for the subject and words to stand apart, at most one of them with the medium."""
    told = dice.random() < (0.2 if medium == "photograph" else 0.8)
    if told and subject and dice.random() < 0.6:
        return dice.choice(_MEDIUM_OF[medium]) + " ", ""
    apart = dice.choice(_MEDIUM[medium]) if told else ""
    return (dice.choice(_OPENING) if subject else ""), apart


def write_caption(facts: Facts, dice: random.Random) -> str:
    """One caption, of which up to three visible things are mentioned."""
    hour, weather, season = HOURS[facts.hour], WEATHERS[facts.weather], SEASONS[facts.season]
    parts = []
    # What goes without saying is said less often.
    if dice.random() < (0.5 if hour == "day" else 0.85):
        parts.append(dice.choice(_HOUR[hour]))
    if dice.random() < (0.4 if weather == "clear" else 0.75):
        parts.append(dice.choice(_WEATHER[weather]))
    if dice.random() < (0.35 if season == "summer" else 0.75):
        parts.append(dice.choice(_SEASON[season]))
    named = [thing for thing in facts.things if thing in _THINGS and thing != facts.scene]
    dice.shuffle(named)
    mentioned = [dice.choice(_THINGS[thing]) for thing in named[: dice.randint(0, 3)]]
    subject = dice.choice(_SCENE[facts.scene]) if dice.random() < 0.8 or not (parts or mentioned) else ""
    dice.shuffle(parts)
    opening, apart = _medium(MEDIA[facts.medium], subject, dice)
    if subject:
        subject = opening + subject
        if mentioned and dice.random() < 0.5:
            subject += " with " + " and ".join(mentioned)
            mentioned = []
        if parts and dice.random() < 0.6:
            subject += " " + parts.pop()
    rest = parts + mentioned + ([apart] if apart else [])
    dice.shuffle(rest)
    words = [subject, *rest] if subject and dice.random() < 0.85 else [*rest, subject]
    return (", " if dice.random() < 0.8 else " ").join(word for word in words if word)
