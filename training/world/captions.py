"""Captions: what a person might type to get the picture, worded in many ways, with parts left out."""

import random

from training.world.scene import HOURS, SEASONS, WEATHERS

_SCENE = {
    "mountains": [
        "mountains",
        "a mountain landscape",
        "mountain range",
        "high peaks",
        "alpine landscape",
        "the alps",
    ],
    "lake": ["a lake", "a mountain lake", "lake landscape", "a quiet lake", "lakeside", "a still lake"],
    "coast": [
        "a coast",
        "the seaside",
        "a beach",
        "sea shore",
        "the ocean",
        "coastal landscape",
        "a sandy beach",
    ],
    "river": [
        "a river",
        "a river valley",
        "a winding river",
        "river landscape",
        "a stream",
        "a river in a valley",
    ],
    "meadow": [
        "a meadow",
        "a green field",
        "grassland",
        "countryside",
        "rolling hills",
        "a pasture",
        "the plains",
    ],
    "desert": ["a desert", "desert landscape", "sand dunes", "an arid plain", "dry land", "the desert"],
}
_HOUR = {
    "dawn": ["at dawn", "at sunrise", "early morning", "dawn", "sunrise", "in the morning light"],
    "day": ["at noon", "during the day", "in daylight", "midday", "in bright daylight", "day"],
    "dusk": ["at dusk", "at sunset", "in the evening", "sunset", "dusk", "evening light"],
    "night": ["at night", "by moonlight", "night", "under the stars", "in the dark", "moonlit"],
}
_WEATHER = {
    "clear": ["clear sky", "sunny", "clear weather", "blue sky", "cloudless", "fine weather"],
    "cloudy": ["cloudy", "overcast", "cloudy sky", "grey sky", "clouds", "under heavy clouds"],
    "misty": ["misty", "in the fog", "foggy", "mist", "hazy", "in mist"],
}
_SEASON = {
    "summer": ["in summer", "summer", "green", "in spring", "lush"],
    "autumn": ["in autumn", "autumn", "autumn colours", "fall colors", "golden leaves", "in the fall"],
    "winter": ["in winter", "winter", "snowy", "covered in snow", "snow", "frozen winter"],
}
_THINGS = {
    "mountain": ["mountains", "peaks", "mountains in the distance"],
    "snow": ["snow", "snow-capped peaks", "snow on the ground"],
    "hill": ["hills", "green hills", "distant hills"],
    "forest": ["a forest", "woods", "a pine forest", "a treeline"],
    "tree": ["trees", "a tree", "pine trees", "a few trees"],
    "flowers": ["flowers", "wildflowers", "a field of flowers"],
    "sand": ["sand", "a beach", "sandy ground"],
    "rock": ["rocks", "boulders", "a rock"],
    "sea": ["the sea", "waves", "ocean"],
    "lake": ["a lake", "still water", "a pond"],
    "river": ["a river", "a stream", "a creek"],
    "path": ["a path", "a dirt road", "a trail"],
    "house": ["a house", "a cottage", "a cabin", "a small house"],
    "cloud": ["clouds", "white clouds"],
}
_OPENING = ["", "", "", "a picture of ", "a view of ", "landscape with ", "a photo of ", "painting of "]


def write_caption(
    scene: str, hour: int, weather: int, season: int, things: list[str], dice: random.Random
) -> str:
    """One caption; `things` names classes that are visible, of which up to three are mentioned."""
    parts = []
    if dice.random() < 0.75:
        parts.append(dice.choice(_HOUR[HOURS[hour]]))
    if dice.random() < 0.55:
        parts.append(dice.choice(_WEATHER[WEATHERS[weather]]))
    if dice.random() < (0.35 if season == 0 else 0.75):
        parts.append(dice.choice(_SEASON[SEASONS[season]]))
    named = [thing for thing in things if thing in _THINGS]
    dice.shuffle(named)
    mentioned = [dice.choice(_THINGS[thing]) for thing in named[: dice.randint(0, 3)]]
    subject = dice.choice(_SCENE[scene]) if dice.random() < 0.75 or not (parts or mentioned) else ""
    dice.shuffle(parts)
    if subject:
        subject = dice.choice(_OPENING) + subject
        if mentioned and dice.random() < 0.5:
            subject += " with " + " and ".join(mentioned)
            mentioned = []
        if parts and dice.random() < 0.6:
            subject += " " + parts.pop()
    rest = parts + mentioned
    dice.shuffle(rest)
    words = [subject, *rest] if subject else rest
    return (", " if dice.random() < 0.8 else " ").join(word for word in words if word)
