# Whether a box of a screenshot holds text, by its pixels.
from collections import Counter

# Levels of 255 by which ink differs from what is behind it: greyed-out text is faint.
LEVELS = 36

# The space beside a word, in pixels: that of the smallest font.
GAP = 3

# The border of a widget, in pixels.
BORDER = 3


def ink_of(screenshot, box, border=0):
    """The box of the pixels that differ from the commonest colour; None without any."""
    x, y, width, height = (round(each) for each in box)
    if width <= 2 * border or height <= 2 * border:
        return None
    part = screenshot.crop((x + border, y + border, x + width - border, y + height - border)).convert("L")
    [(behind, _)] = Counter(part.getdata()).most_common(1)
    return part.point(lambda value: 255 if abs(value - behind) > LEVELS else 0).getbbox()


def has_text(screenshot, box):
    """Whether the ink of a word reaches from one end of its box to the other, and not beyond."""
    x, y, width, height = box
    ink = ink_of(screenshot, box)
    slack = max(4, height * 0.25)
    if ink is None or ink[0] > slack or width - ink[2] > slack:
        return False
    # Beside the word there is the space, but for the line under a link.
    beside = (x - GAP, y + height * 0.15, width + 2 * GAP, height * 0.6)
    return not is_inked(screenshot, beside, 0, GAP - 1) and not is_inked(
        screenshot, beside, width + GAP + 1, width + 2 * GAP
    )


def is_inked(screenshot, box, left, right):
    """Whether a strip of a box has pixels that differ from the commonest colour of the box."""
    x, y, width, height = (round(each) for each in box)
    part = screenshot.crop((x, y, x + width, y + height)).convert("L")
    [(behind, _)] = Counter(part.getdata()).most_common(1)
    return any(abs(value - behind) > LEVELS for value in part.crop((left, 0, right, height)).getdata())


def has_label(screenshot, box, text_width):
    """Whether a widget's box holds ink as wide as its name, and not just an icon."""
    if text_width > box[2]:
        return False
    ink = ink_of(screenshot, box, BORDER)
    if ink is None:
        return False
    width, height = ink[2] - ink[0], ink[3] - ink[1]
    return width >= text_width * 0.85 and width >= height * 1.5
