import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { expect, test } from "vitest";
import { configHome, homeDirectory, requireKnownUser } from "../../../src/base/user.ts";

const program = fileURLToPath(new URL("./programs/connect.ts", import.meta.url));
/** An id that no user has. */
const unknown = "54321";

test("a user without an entry in the user database gets an error that says what to do", async (context) => {
  if (process.getuid?.() !== 0) return context.skip("needs root, to run as another user");
  const asUnknown = ["--reuid", unknown, "--regid", unknown, "--clear-groups", "env", "-i", process.execPath, program];
  expect(JSON.parse((await execa("setpriv", asUnknown)).stdout)).toMatchObject({
    code: "USER",
    headline: expect.stringContaining(`no entry for the user id ${unknown}`),
    facts: { uid: Number(unknown), gid: Number(unknown) },
    next: expect.stringContaining(`demo:x:${unknown}:${unknown}:`),
  });
});

test("a user with an entry is known", () => {
  expect(() => requireKnownUser()).not.toThrow();
  expect(homeDirectory()).toMatch(/^\//);
  expect(configHome({ XDG_CONFIG_HOME: "/config" })).toBe("/config");
  expect(configHome({ XDG_CONFIG_HOME: "config" })).toMatch(/\/\.config$/);
  expect(configHome({})).toMatch(/\/\.config$/);
});
