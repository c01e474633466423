# The windows that are shot: program, look, and the keys that open a menu or dialog.
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Look:
    """How windows look: GTK's theme and font, Qt's style; sizes of fonts are in points at 96 dpi."""

    font: str
    points: int
    dark: bool = False
    theme: str = "Adwaita"
    style: str = "Fusion"


@dataclass(frozen=True)
class Screen:
    """A screenshot: `title` is the one of the window to wait for, `keys` are pressed one after the other."""

    name: str
    toolkit: str
    command: list
    title: str
    look: Look
    keys: list = field(default_factory=list)
    last_title: str = ""
    maximised: bool = False


LIGHT = Look("Cantarell", 11)
DARK = Look("DejaVu Sans", 10, dark=True)
GREYBIRD = Look("Noto Sans", 9, theme="Greybird")
LARGE_DARK = Look("Noto Sans", 13, dark=True)
LARGE = Look("Cantarell", 14)
SMALL = Look("Liberation Sans", 9)
QT_LIGHT = Look("Noto Sans", 10)
QT_DARK = Look("DejaVu Sans", 11, dark=True, style="adwaita-dark")
QT_LARGE = Look("Open Sans", 13, style="adwaita")
QT_SMALL_DARK = Look("Liberation Sans", 9, dark=True, style="adwaita-dark")

FIREFOX = ["firefox-esr", "--no-remote", "--profile", "{home}/profile"]
WRITER = ["soffice", "--writer", "--norestore", "--nologo", "--nofirststartwizard", "{home}/letter.fodt"]

SCREENS = [
    Screen("gtk-list", "GTK 3", ["gtk3-demo", "--run=list_store"], "", LIGHT),
    Screen("gtk-tree-dark", "GTK 3", ["gtk3-demo", "--run=tree_store"], "", DARK),
    Screen("gtk-fields", "GTK 3", ["gtk3-demo", "--run=sizegroup"], "", LARGE),
    Screen("gtk-text-dark", "GTK 3", ["gtk3-demo", "--run=hypertext"], "", LARGE_DARK),
    Screen("mousepad-menu", "GTK 3", ["mousepad", "{home}/note.txt"], "note", GREYBIRD, ["alt+e"], maximised=True),
    Screen("mousepad-preferences", "GTK 3", ["mousepad", "--preferences"], "Mousepad", LARGE_DARK),
    Screen("thunar", "GTK 3", ["thunar", "/usr/share"], "share", SMALL, ["ctrl+2"], maximised=True),
    Screen("thunar-dark", "GTK 3", ["thunar", "/etc"], "etc", LARGE_DARK, ["ctrl+1", "alt+v"], maximised=True),
    Screen("featherpad", "Qt 5", ["featherpad", "{home}/note.txt"], "note", QT_LIGHT, ["alt+e"], maximised=True),
    Screen("featherpad-preferences", "Qt 5", ["featherpad", "{home}/note.txt"], "note", QT_DARK, ["ctrl+shift+p"],
           "Preferences", True),
    Screen("designer", "Qt 5", ["designer"], "Qt Designer", QT_LARGE, ["Escape"], maximised=True),
    Screen("designer-dark", "Qt 5", ["designer"], "Qt Designer", QT_SMALL_DARK, maximised=True),
    Screen("linguist", "Qt 5", ["linguist", "{home}/labels.xml"], "Linguist", QT_LIGHT, ["alt+v"], maximised=True),
    Screen("writer", "LibreOffice", WRITER, "letter", LIGHT, maximised=True),
    Screen("writer-options", "LibreOffice", WRITER, "letter", DARK, ["alt+F12"], "Options", True),
    Screen("writer-find", "LibreOffice", WRITER, "letter", GREYBIRD, ["ctrl+h"], "Find", True),
    Screen("writer-menu-dark", "LibreOffice", WRITER, "letter", LARGE_DARK, ["alt+t"], maximised=True),
    Screen("firefox-form", "Firefox", [*FIREFOX, "file://{home}/form.html"], "Order", LIGHT, maximised=True),
    Screen("firefox-form-dark", "Firefox", [*FIREFOX, "file://{home}/form.html"], "Order", DARK, ["alt+e"],
           maximised=True),
    Screen("firefox-settings", "Firefox", [*FIREFOX, "about:preferences"], "Settings", LARGE, maximised=True),
    Screen("firefox-settings-dark", "Firefox", [*FIREFOX, "about:preferences#privacy"], "Settings", LARGE_DARK,
           maximised=True),
]
