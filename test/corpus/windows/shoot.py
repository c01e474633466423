# Shoots the windows of screens.py under Xvfb, each in a session of its own, and stores what the programs say is where.
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
SIZE = (1280, 800)

# Seconds for a program on a busy machine to show its window, and for the window to stop changing.
START_LIMIT = 60


def main(names):
    """Shoots the named screens, or all, each by this script in a session of its own."""
    from screens import SCREENS

    for screen in SCREENS:
        if names and screen.name not in names:
            continue
        home = f"/tmp/{screen.name}"
        shutil.copytree(HERE / "documents", home)
        server = ["xvfb-run", "--auto-servernum", f"--server-args=-screen 0 {SIZE[0]}x{SIZE[1]}x24 -dpi 96"]
        command = [*server, "dbus-run-session", "--", sys.executable, __file__, "--session", screen.name]
        try:
            subprocess.run(command, env=environment(screen, home), check=True)
        finally:
            shutil.rmtree(home, ignore_errors=True)


def environment(screen, home):
    """A fresh home, accessible toolkits and the look."""
    look = screen.look
    settings = Path(home, "config/gtk-3.0/settings.ini")
    settings.parent.mkdir(parents=True)
    settings.write_text(
        f"[Settings]\ngtk-theme-name={look.theme}\ngtk-font-name={look.font} {look.points}\n"
        f"gtk-application-prefer-dark-theme={int(look.dark)}\ngtk-cursor-blink=0\ngtk-enable-animations=0\n"
        "gtk-xft-antialias=1\ngtk-xft-hinting=1\ngtk-xft-hintstyle=hintslight\n"
    )
    profile = Path(home, "profile")
    profile.mkdir()
    profile.joinpath("user.js").write_text(FIREFOX_SETTINGS)
    run = Path(home, "run")
    run.mkdir(mode=0o700)
    kept = {key: os.environ[key] for key in ("PATH", "LANG") if key in os.environ}
    return {
        **kept,
        "LANG": "C.UTF-8",
        "HOME": home,
        "XDG_CONFIG_HOME": f"{home}/config",
        "XDG_RUNTIME_DIR": str(run),
        "NO_AT_BRIDGE": "0",
        "GNOME_ACCESSIBILITY": "1",
        "QT_ACCESSIBILITY": "1",
        "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
        "QT_STYLE_OVERRIDE": look.style,
        "QT_QPA_PLATFORMTHEME": "gtk3",
        "SAL_USE_VCLPLUGIN": "gtk3",
        "GDK_BACKEND": "x11",
    }


FIREFOX_SETTINGS = """
user_pref("accessibility.force_disabled", -1);
user_pref("browser.aboutwelcome.enabled", false);
user_pref("browser.startup.homepage_override.mstone", "ignore");
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("browser.shell.checkDefaultBrowser", false);
user_pref("ui.caretBlinkTime", 0);
"""


def session(name):
    """Runs inside of the session: opens the windows of one screen and shoots them."""
    from screens import SCREENS

    screen = next(each for each in SCREENS if each.name == name)
    subprocess.run(
        ["gdbus", "call", "--session", "--dest", "org.a11y.Bus", "--object-path", "/org/a11y/bus", "--method",
         "org.freedesktop.DBus.Properties.Set", "org.a11y.Status", "IsEnabled", "<true>"],
        check=True, stdout=subprocess.DEVNULL,
    )
    manager = subprocess.Popen(["openbox", "--sm-disable"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    program = subprocess.Popen(
        [part.format(home=os.environ["HOME"]) for part in screen.command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        shoot(screen)
    finally:
        os.killpg(program.pid, 9)
        manager.kill()


def shoot(screen):
    from accessible import Shown, span_of, touches
    from display import Display, changed, is_little

    display = Display()
    window = display.wait_for(screen.title, START_LIMIT)
    if screen.maximised:
        display.maximise(window)
    display.wait_until_still(START_LIMIT)
    for key in screen.keys:
        display.press(window, key)
        display.wait_until_still(START_LIMIT)
    if screen.last_title:
        display.wait_for(screen.last_title, START_LIMIT)
    width_of = display.measure(f"{screen.look.font} {screen.look.points}")
    # Programs build the tree, and may draw again, when it is read for the first time.
    Shown(display.screenshot(), display.window_at, width_of).collect()
    screenshot = display.wait_until_still(START_LIMIT)
    texts = Shown(screenshot, display.window_at, width_of).collect()
    # What changed meanwhile would be in the wrong place.
    moved = changed(display.screenshot(), screenshot)
    if not is_little(moved):
        raise SystemExit(f"{screen.name}: the screen changed while the tree was read")
    texts = [{**text, "isPart": True} if touches(span_of(text), moved) else text for text in texts]
    titles = [{"words": [{"text": word, "left": 0, "right": 0} for word in title.split()], "top": 0, "bottom": 0,
               "isPart": True, "role": "title"} for title in display.titles() if title]
    screenshot.save(HERE / f"{screen.name}.png", optimize=True)
    store(screen, [*texts, *titles])
    print(f"{screen.name}: {sum(not text.get('isPart') for text in texts)} texts")


def store(screen, texts):
    """Writes a line about the windows, then one for each text."""
    look = screen.look
    head = {"toolkit": screen.toolkit, "font": f"{look.font} {look.points}", "dark": look.dark}
    lines = [json.dumps(each, ensure_ascii=False) for each in (head, *texts)]
    (HERE / f"{screen.name}.jsonl").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--session"]:
        session(sys.argv[2])
    else:
        main(sys.argv[1:])
