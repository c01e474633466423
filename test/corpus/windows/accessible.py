# Texts of the windows on an X display and their boxes, from the accessibility tree (AT-SPI).
import re
from dataclasses import dataclass

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi  # noqa: E402

from ink import has_label, has_text  # noqa: E402

# Widgets that show their name, of which only the widget's box is known.
NAMED = {
    "push button", "toggle button", "check box", "radio button", "menu", "menu item", "check menu item",
    "radio menu item", "page tab", "label", "static", "table cell", "tree item", "list item", "column header",
    "table column header", "row header", "heading", "link",
}

# Their children are outside of their box: in a window of their own, or on a page.
OPENERS = {"menu", "menu item", "popup menu", "combo box", "menu bar", "page tab"}

# Larger tables and lists have children that are not shown.
MOST_CHILDREN = 2000

# Longer texts are cut off, and not checked for an ellipsis: labels are shorter.
MOST_CHARACTERS = 6000
MOST_CHECKED = 90

# A point inside of a window belongs to the element's own window if the two boxes have this share in common.
SAME_WINDOW = 0.7


@dataclass(frozen=True)
class Word:
    """A word of a text, and what speaks against looking for it."""

    text: str
    box: tuple
    follows_break: bool
    is_part: bool
    is_covered: bool
    is_off: bool

    @property
    def is_whole(self):
        return not (self.is_part or self.is_covered or self.is_off)


def overlaps(words):
    """Whether any two words have pixels in common."""
    boxes = [word.box for word in words if not word.is_covered]
    return any(touches(one, other) for at, one in enumerate(boxes) for other in boxes[at + 1:at + 40])


def is_apart(word, last):
    """Whether a word begins a line of its own."""
    return not (word.is_whole and last.is_whole) or abs(word.box[1] - last.box[1]) > 2


class Shown:
    """The elements of all programs that are shown on a screenshot."""

    def __init__(self, screenshot, windows, measure):
        """windows: the box of the topmost window at a point, and whether it is a popup; measure: width of a text in the font of the windows."""
        self.screenshot = screenshot
        self.windows = windows
        self.measure = measure
        self.texts = []
        # What is added to the places that a program reports.
        self.offset = (0, 0)

    def collect(self):
        """Walks the tree, and returns the texts as the corpus stores them."""
        desktop = Atspi.get_desktop(0)
        for program in children(desktop):
            for top in children(program):
                self.offset = (0, 0)
                self.walk(top, whole(self.screenshot), [])
        return self.texts

    def walk(self, element, clip, ancestors):
        """Adds the texts of an element and of those in it; returns the texts that were added."""
        try:
            return self.add(element, clip, ancestors)
        except gi.repository.GLib.Error:
            # The element is gone, or its program does not answer.
            return []

    def add(self, element, clip, ancestors):
        states = element.get_state_set()
        role = element.get_role_name()
        if ancestors and not (states.contains(Atspi.StateType.SHOWING) and states.contains(Atspi.StateType.VISIBLE)):
            return []
        if role == "root pane":
            self.offset = offset_of(element, ancestors[-1][1]) if ancestors else (0, 0)
        box = self.box_of(element)
        if role == "menu bar" and area(box) == 0:
            return []
        inside = intersection(clip, box) if area(box) > 0 else clip
        below_clip = whole(self.screenshot) if role in OPENERS else inside
        chain = [*ancestors, (role, box)]
        first = len(self.texts)
        for child in children(element):
            self.walk(child, below_clip, chain)
        below = " ".join(text_of(each) for each in self.texts[first:])
        lines = self.lines(element, role, inside, chain)
        kind = {"role": role, **({} if states.contains(Atspi.StateType.SENSITIVE) else {"disabled": True})}
        self.texts.extend({**line, **kind} for line in lines)
        name = " ".join((element.get_name() or "").split())
        if lines or name == "" or name in below:
            return self.texts[first:]
        shown = len(self.texts) == first and self.shows_name(role, name, box, inside, chain)
        self.texts.append({**named(name, box, shown), **kind})
        return self.texts[first:]

    def lines(self, element, role, clip, chain):
        """The lines of an element that tells where its letters are."""
        iface = element.get_text_iface()
        if iface is None or role == "password text":
            return []
        count = min(iface.get_character_count(), MOST_CHARACTERS)
        if count <= 0:
            return []
        text = iface.get_text(0, count)
        words = self.words(iface, text, clip, chain)
        is_label = len(text) <= MOST_CHECKED
        # Some toolkits report boxes that are off, or the same for several lines.
        off = overlaps(words) or (is_label and any(word.is_off for word in words))
        part = off or (is_label and is_elided(iface, text))
        found, last = [], None
        for word in words:
            entry = {"text": word.text, "left": word.box[0], "right": word.box[0] + word.box[2]}
            if last is None or word.follows_break or is_apart(word, last):
                is_part = part or word.is_covered or word.is_part or word.is_off
                top, bottom = word.box[1], word.box[1] + word.box[3]
                found.append({"words": [], "top": top, "bottom": bottom, **({"isPart": True} if is_part else {})})
            found[-1]["words"].append(entry)
            last = word
        return found

    def words(self, iface, text, clip, chain):
        """The words of a text that are at least in part within the clip."""
        found, last = [], 0
        for match in re.finditer(r"[^\s\ufffc]+", text):
            start, end = match.span()
            box = self.placed(rect(iface.get_range_extents(start, end, Atspi.CoordType.SCREEN)))
            if area(box) <= 0 or not touches(box, clip):
                continue
            follows_break = re.search(r"[\n\t\ufffc]", text[last:start]) is not None
            last = end
            is_part = "\ufffc" in text[max(0, start - 1):start] + text[end:end + 1] or not contains(clip, box)
            is_covered = not self.is_uncovered(box, chain)
            is_off = not is_covered and not is_part and not self.fits(match.group(), box)
            # What is behind another window is in nobody's way.
            place = (0, 0, 0, 0) if is_covered else box
            found.append(Word(match.group(), place, follows_break, is_part, is_covered, is_off))
        return found

    def fits(self, word, box):
        """Whether the ink is where the word says."""
        return box[2] >= 2 * len(word) and has_text(self.screenshot, box)

    def shows_name(self, role, name, box, clip, chain):
        """Whether a widget shows its name: tool bars show icons, and long names are elided."""
        if role not in NAMED or any(each == "tool bar" for each, _ in chain):
            return False
        if not contains(clip, box) or not self.is_uncovered(box, chain):
            return False
        return has_label(self.screenshot, box, self.measure(name))

    def box_of(self, element):
        return self.placed(box_of(element))

    def placed(self, box):
        return (box[0] + self.offset[0], box[1] + self.offset[1], box[2], box[3])

    def is_uncovered(self, box, chain):
        x, y, width, height = box
        points = [(x + width * across, y + height / 2) for across in (0.1, 0.5, 0.9)]
        for point in points:
            window, is_popup = self.windows(point)
            own = any(share(window, each) >= SAME_WINDOW for _, each in chain)
            if not own and not (is_popup and contains(window, box) and any(role in OPENERS for role, _ in chain[:-1])):
                return False
        return True


def offset_of(root_pane, parent):
    """LibreOffice forgets GTK's menu bar: how far its pane is from the panel that it fills."""
    box = box_of(root_pane)
    return (parent[0] - box[0], parent[1] - box[1]) if box[2:] == parent[2:] else (0, 0)


def children(element):
    """The children; those of large tables and of hidden lists are left out."""
    try:
        count = element.get_child_count()
        if count > MOST_CHILDREN:
            return []
        return [child for child in (element.get_child_at_index(at) for at in range(count)) if child is not None]
    except gi.repository.GLib.Error:
        return []


def is_elided(iface, text):
    """Characters that an ellipsis replaces have no width."""
    for at, character in enumerate(text):
        if character.isspace() or character == "\ufffc":
            continue
        if iface.get_character_extents(at, Atspi.CoordType.SCREEN).width <= 0:
            return True
    return False


def named(name, box, shown):
    """A text of which only the box of its widget is known; one that may not be shown has no box."""
    x, y, width, height = box if shown else (0, 0, 0, 0)
    words = [{"text": word, "left": x, "right": x + width} for word in name.split()]
    return {"words": words, "top": y, "bottom": y + height, **({"isLoose": True} if shown else {"isPart": True})}


def text_of(entry):
    return " ".join(word["text"] for word in entry["words"])


def span_of(entry):
    """The box of a stored text."""
    left, right = entry["words"][0]["left"], entry["words"][-1]["right"]
    return (left, entry["top"], right - left, entry["bottom"] - entry["top"])


def box_of(element):
    iface = element.get_component_iface()
    return (0, 0, 0, 0) if iface is None else rect(iface.get_extents(Atspi.CoordType.SCREEN))


def rect(extents):
    return (extents.x, extents.y, extents.width, extents.height)


def whole(screenshot):
    return (0, 0, screenshot.width, screenshot.height)


def area(box):
    return max(0, box[2]) * max(0, box[3])


def intersection(one, other):
    left, top = max(one[0], other[0]), max(one[1], other[1])
    right, bottom = min(one[0] + one[2], other[0] + other[2]), min(one[1] + one[3], other[1] + other[3])
    return (left, top, max(0, right - left), max(0, bottom - top))


def touches(one, other):
    return area(intersection(one, other)) > 0


def contains(outer, box):
    return intersection(outer, box) == tuple(box)


def share(one, other):
    common = area(intersection(one, other))
    return common / max(1, area(one) + area(other) - common)
