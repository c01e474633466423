import { expect, test } from "vitest";
import { Deadline } from "../../../src/base/time/deadline.ts";
import { GuestError } from "../../../src/guest/errors.ts";
import { createKeyboard } from "../../../src/input/keyboard.ts";
import { unlockScreen } from "../../../src/vm/unlock.ts";
import { rfbGuest } from "../../support/guests/rfb-guest.ts";
import { scriptedAgent } from "../../support/scripted-agent.ts";

const account = { user: "demo", password: "ab" };
const desktop = "Name=demo\nClass=user\nLockedHint=no\nDisplay=1\n";
const locked = "Name=demo\nClass=user\nLockedHint=yes\nDisplay=1\n";
const greeter = "Name=lightdm\nClass=greeter\nLockedHint=no\nDisplay=1\n";
const nobody = "Name=lightdm\nClass=greeter\nLockedHint=no\n";
const other = "Name=alice\nClass=user\nLockedHint=no\n";

/** Unlocks a guest that shows `screens` in order, repeating the last; returns the commands and keys. */
async function unlocked(...screens: string[]): Promise<{ commands: string[]; keys: readonly string[] }> {
  await using guest = await rfbGuest();
  const { client, keys } = guest;
  const commands: string[] = [];
  const agent = scriptedAgent((words) => {
    if (words.join(" ").includes("show-seat")) return (screens.length > 1 ? screens.shift() : screens[0]) ?? "";
    commands.push(words.join(" "));
    return "";
  });
  const machine = { agent, keyboard: createKeyboard(async () => client, "us"), settle: async () => {} };
  const waitMs = { switching: 1000, asked: 1000, typed: 2000, login: 2000 };
  await unlockScreen(machine, account, Deadline.after(60_000, "the test's unlocking"), waitMs);
  return { commands, keys };
}

test("leaves a visible desktop alone", async () => {
  expect(await unlocked(desktop)).toEqual({ commands: [], keys: [] });
});

test.each([
  ["a locked session", [locked]],
  ["a login screen before a session", [greeter]],
  ["a change of consoles", ["", "", greeter]],
])("%s: the session returns without typing", async (_name, screens) => {
  const { commands, keys } = await unlocked(...screens, desktop);
  expect(commands).toEqual(['sh -c loginctl activate "$1"; loginctl unlock-session "$1" sh 1']);
  expect(keys).toEqual([]);
});

test("the display manager logs in a user who is not logged in", async () => {
  const { commands } = await unlocked(nobody, "", desktop);
  expect(commands).toEqual(["systemctl restart display-manager.service"]);
});

test("types the password for a locker that ignores the unlock command", async () => {
  // As often as it is polled in the time that a locker has.
  const { keys } = await unlocked(...Array<string>(4).fill(locked), desktop);
  const presses = keys.filter((key) => key.startsWith("+"));
  // Shift, the two letters, Enter.
  expect(presses.slice(0, 4)).toEqual(["+2a", "+1e", "+30", "+1c"]);
});

test("does not unlock another user's session", async () => {
  await expect(unlocked(other)).rejects.toThrow(GuestError);
  await expect(unlocked(other)).rejects.toThrow(/it shows a session of alice/);
});
