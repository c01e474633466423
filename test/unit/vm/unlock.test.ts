import { expect, test } from "vitest";
import { Deadline } from "../../../src/base/time/deadline.ts";
import { GuestError } from "../../../src/guest/errors.ts";
import { createKeyboard } from "../../../src/input/keyboard.ts";
import { layouts } from "../../../src/input/keys/layouts/index.ts";
import { unlockScreen } from "../../../src/vm/unlock.ts";
import { rfbGuest } from "../../support/guests/rfb-guest.ts";
import { scriptedAgent } from "../../support/scripted-agent.ts";

const account = { user: "demo", password: "ab" };
const desktop = "Name=demo\nClass=user\nLockedHint=no\nDisplay=1\n";
const locked = "Name=demo\nClass=user\nLockedHint=yes\nDisplay=1\n";
const greeter = "Name=lightdm\nClass=greeter\nLockedHint=no\nDisplay=1\n";
const nobody = "Name=lightdm\nClass=greeter\nLockedHint=no\n";
const other = "Name=alice\nClass=user\nLockedHint=no\n";

/** Unlocks a guest that shows `screens` one after the other, the last one for ever; returns what was done. */
async function unlocked(...screens: string[]): Promise<{ commands: string[]; keys: readonly string[] }> {
  await using guest = await rfbGuest();
  const { client, keys } = guest;
  const commands: string[] = [];
  const agent = scriptedAgent((words) => {
    if (words.join(" ").includes("show-seat")) return (screens.length > 1 ? screens.shift() : screens[0]) ?? "";
    commands.push(words.join(" "));
    return "";
  });
  const machine = { agent, keyboard: createKeyboard(async () => client, layouts.us), settle: async () => {} };
  const waitMs = { switching: 1000, asked: 1000, typed: 2000, login: 2000 };
  await unlockScreen(machine, account, Deadline.after(60_000, "the test's unlocking"), waitMs);
  return { commands, keys };
}

test("a desktop that is on the screen is left alone", async () => {
  expect(await unlocked(desktop)).toEqual({ commands: [], keys: [] });
});

test.each([
  ["a locked session", [locked]],
  ["a login screen before a session", [greeter]],
  ["a change of consoles", ["", "", greeter]],
])("%s: the session comes back, and nothing is typed", async (_name, screens) => {
  const { commands, keys } = await unlocked(...screens, desktop);
  expect(commands).toEqual(['sh -c loginctl activate "$1"; loginctl unlock-session "$1" sh 1']);
  expect(keys).toEqual([]);
});

test("a user who is not logged in is logged in by the display manager", async () => {
  const { commands } = await unlocked(nobody, "", desktop);
  expect(commands).toEqual(["systemctl restart display-manager.service"]);
});

test("a locker that does not listen gets the password", async () => {
  // As often as it is asked in the time that a locker has.
  const { keys } = await unlocked(...Array<string>(4).fill(locked), desktop);
  const presses = keys.filter((key) => key.startsWith("+"));
  // Shift, the two letters, Enter.
  expect(presses.slice(0, 4)).toEqual(["+2a", "+1e", "+30", "+1c"]);
});

test("a session of somebody else is no screen to unlock", async () => {
  await expect(unlocked(other)).rejects.toThrow(GuestError);
  await expect(unlocked(other)).rejects.toThrow(/but a session of alice/);
});
