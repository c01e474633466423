import { expect, test } from "vitest";
import { Deadline } from "../../../../src/base/time/deadline.ts";
import { readClipboard, writeClipboard } from "../../../../src/guest/desktop/clipboard.ts";
import { scriptedAgent } from "../../../support/scripted-agent.ts";

const deadline = Deadline.after(10_000, "test");
const x = { user: "demo", environment: { DISPLAY: ":0" } };

test("returns what the guest prints, unchanged", async () => {
  expect(
    await readClipboard(
      scriptedAgent(() => " a\n日本\n"),
      x,
      deadline,
    ),
  ).toBe(" a\n日本\n");
});

test.each([
  ["no graphical session", {}],
  ["Wayland", { DISPLAY: ":0", WAYLAND_DISPLAY: "wayland-0" }],
])("an error names the cause: %s", async (cause, environment) => {
  const never = scriptedAgent(() => {
    throw new Error("no command may run");
  });
  const session = { user: "demo", environment };
  await expect(readClipboard(never, session, deadline)).rejects.toThrow(cause);
  await expect(writeClipboard(never, session, "a", deadline)).rejects.toThrow(cause);
});
