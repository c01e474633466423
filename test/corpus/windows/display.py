# The X display that the windows are on: screenshots, keys, and which window is where.
import re
import subprocess
import time

import gi

gi.require_version("Pango", "1.0")
gi.require_version("PangoCairo", "1.0")
from gi.repository import Pango, PangoCairo  # noqa: E402
from PIL import Image, ImageChops  # noqa: E402
from Xlib import X, display as xlib  # noqa: E402
from Xlib.error import XError  # noqa: E402

# Seconds between two looks, and how many equal screens in a row are still: programs load behind a still screen.
INTERVAL = 0.5
STILL_LOOKS = 6


# Pixels around a text cursor or an animation that a still screen may have.
MOST_CHANGED = 6000


def changed(one, other):
    """The box, as x, y, width and height, in which two screenshots differ."""
    left, top, right, bottom = ImageChops.difference(one, other).getbbox() or (0, 0, 0, 0)
    return (left, top, right - left, bottom - top)


def is_little(box):
    return box[2] * box[3] <= MOST_CHANGED


class Display:
    def __init__(self):
        self.display = xlib.Display()
        self.root = self.display.screen().root

    def wait_for(self, title, limit):
        """Waits for a window whose title contains the text; returns its number."""
        end = time.monotonic() + limit
        while time.monotonic() < end:
            for window in self.clients():
                if re.search(title, self.title_of(window)):
                    return window
            time.sleep(INTERVAL)
        raise SystemExit(f"no window with the title {title}; there are {self.titles()}")

    def maximise(self, window):
        subprocess.run(["wmctrl", "-i", "-r", hex(window), "-b", "add,maximized_vert,maximized_horz"], check=True)

    def press(self, window, key):
        subprocess.run(["xdotool", "windowactivate", "--sync", str(window), "key", "--clearmodifiers", key], check=True)

    def wait_until_still(self, limit):
        """Waits until the screen has not changed for some looks, but for a text cursor or the like; returns it."""
        end, last, equal = time.monotonic() + limit, None, 0
        while time.monotonic() < end:
            now = self.screenshot()
            equal = equal + 1 if last is not None and is_little(changed(now, last)) else 0
            if equal >= STILL_LOOKS:
                return now
            last = now
            time.sleep(INTERVAL)
        raise SystemExit("the screen does not stand still")

    def screenshot(self):
        size = self.root.get_geometry()
        image = self.root.get_image(0, 0, size.width, size.height, X.ZPixmap, 0xFFFFFFFF)
        return Image.frombytes("RGB", (size.width, size.height), image.data, "raw", "BGRX")

    def window_at(self, point):
        """The box of the topmost window at a point, without its decoration, and whether it is a popup."""
        x, y = (round(each) for each in point)
        window, clients = self.root, set(self.clients())
        top = None
        while (below := window.translate_coords(self.root, x, y).child) != X.NONE:
            window = below
            top = top or window
            if window.id in clients:
                return self.box(window), False
        if top is None or any(top == self.frame_of(client) for client in clients):
            return (0, 0, 0, 0), False
        return self.box(top), True

    def frame_of(self, client):
        """The window manager's window around a client."""
        window = self.display.create_resource_object("window", client)
        while (parent := window.query_tree().parent) != self.root:
            window = parent
        return window

    def box(self, window):
        size = window.get_geometry()
        origin = window.translate_coords(self.root, 0, 0)
        return (-origin.x, -origin.y, size.width, size.height)

    def clients(self):
        found = self.root.get_full_property(self.display.get_atom("_NET_CLIENT_LIST"), X.AnyPropertyType)
        return [] if found is None else list(found.value)

    def titles(self):
        return [self.title_of(window) for window in self.clients()]

    def title_of(self, window):
        try:
            at = self.display.create_resource_object("window", window)
            for name in ("_NET_WM_NAME", "WM_NAME"):
                found = at.get_full_property(self.display.get_atom(name), X.AnyPropertyType)
                if found is not None and found.value:
                    return found.value.decode("utf-8", "replace") if isinstance(found.value, bytes) else found.value
        except XError:
            pass
        return ""

    def measure(self, font):
        """A function that returns the width of a text in pixels."""
        context = PangoCairo.FontMap.get_default().create_context()
        layout = Pango.Layout.new(context)
        layout.set_font_description(Pango.FontDescription.from_string(font))

        def width(text):
            layout.set_text(text, -1)
            return layout.get_pixel_size().width

        return width
