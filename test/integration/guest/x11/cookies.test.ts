// The X11 client on real X servers, each of which accepts one cookie.
import { randomBytes } from "node:crypto";
import { appendFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Deadline } from "../../../../src/base/time/deadline.ts";
import { runOnDisplay } from "../../../../src/guest/x11/run.ts";
import { testDirectory } from "../../../support/domains.ts";
import { localAgent } from "../../../support/local-agent.ts";
import { type Cookie, writeCookies } from "../../../support/x11/cookies.ts";
import { startXServer } from "../../../support/x11/server.ts";

const newCookie = (): Buffer => randomBytes(16);

/** Asks the server for the root window, with a file of cookies. */
async function rootOf(display: number, cookies: readonly Cookie[] | undefined, rest?: Buffer): Promise<string> {
  const path = join(await testDirectory(), "cookies");
  const authority = cookies === undefined ? path : await writeCookies(path, cookies);
  if (rest !== undefined) await appendFile(path, rest);
  const program = { code: 'print "root $root\\n";', args: [], failure: "no root", nextSteps: {} };
  const limit = Deadline.after(30_000, "the test's step");
  return runOnDisplay(localAgent(), { display: `:${display}`, authority }, program, limit);
}

function others(display: string): Cookie[] {
  return [
    { family: "local", address: "another-host", display, value: newCookie() },
    { family: "internet", address: "\u007f\0\0\u0001", display, value: newCookie() },
    { family: "local", address: hostname(), display: "65000", value: newCookie() },
    { family: "local", address: hostname(), display, value: newCookie(), method: "XDM-AUTHORIZATION-1" },
  ];
}

test("the cookie of this host and display is used, whatever else is in the file", async () => {
  const [cookie, second] = [newCookie(), newCookie()];
  const [display, other] = [await startXServer(cookie), await startXServer(second)];
  const [here, there] = [String(display), String(other)];
  const files: Cookie[][] = [
    [{ family: "local", address: hostname(), display: here, value: cookie }],
    [...others(here), { family: "local", address: hostname(), display: here, value: cookie }],
    [...others(here), { family: "wild", address: "", display: "", value: cookie }],
    // The host had another name when the session began.
    [...others(here), { family: "local", address: "former-name", display: here, value: cookie }],
    // A server that was restarted, and one on another display.
    [
      { family: "local", address: hostname(), display: here, value: newCookie() },
      { family: "local", address: hostname(), display: there, value: second },
      { family: "local", address: hostname(), display: here, value: cookie },
    ],
  ];
  for (const cookies of files) expect(await rootOf(display, cookies)).toMatch(/^root \d+\n$/);
  expect(await rootOf(other, files[4])).toMatch(/^root \d+\n$/);
});

test("without the cookie the server refuses, which is an error with its reason", async () => {
  const display = await startXServer(newCookie());
  for (const cookies of [undefined, [], others(String(display))]) {
    const error = await rootOf(display, cookies).catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      code: "GUEST",
      headline: "no root",
      output: expect.stringMatching(/^the X server refused the connection: \S/),
    });
  }
});

test.each([
  ["a beginning of another entry", [1, 0, 0, 9, 65]],
  ["a single byte", [1]],
  ["zeros", [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]],
])("a damaged file of cookies is read up to the damage: %s", async (_what, rest) => {
  const cookie = newCookie();
  const display = await startXServer(cookie);
  const good: Cookie = { family: "local", address: hostname(), display: String(display), value: cookie };
  expect(await rootOf(display, [good], Buffer.from(rest))).toMatch(/^root \d+\n$/);
});
