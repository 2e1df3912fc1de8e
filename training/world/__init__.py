"""The procedural world: scenes, pictures, class maps, captions and hand-like layouts."""
