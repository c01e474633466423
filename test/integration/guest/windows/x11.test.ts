// The windows of a real X server without a window manager, whose list a program sets instead.
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Deadline } from "../../../../src/base/time/deadline.ts";
import { x11 } from "../../../../src/guest/windows/x11.ts";
import { runOnDisplay } from "../../../../src/guest/x11/run.ts";
import { testDirectory } from "../../../support/domains.ts";
import { localAgent } from "../../../support/local-agent.ts";
import { writeCookies } from "../../../support/x11/cookies.ts";
import { startXServer } from "../../../support/x11/server.ts";

const limit = (): Deadline => Deadline.after(60_000, "the test's step");

/** Sets the list of windows to the root window, so many times (ChangeProperty of WINDOW with 32 bits). */
const setList = `
  my ($list) = atoms('_NET_CLIENT_LIST');
  request(18, 0, pack('V V V C x3 V V*', $root, $list, 33, 32, $ARGV[0], ($root) x $ARGV[0]));
  request(112, 1, ''); # What is set stays.
  print settled(), "\\n";`;

test("a list of any length is read whole", async () => {
  const value = randomBytes(16);
  const display = `:${await startXServer(value)}`;
  const cookie = { family: "wild", address: "", display: "", value } as const;
  const authority = await writeCookies(join(await testDirectory(), "cookies"), [cookie]);
  const session = { agent: localAgent(), user: "ada", environment: { DISPLAY: display, XAUTHORITY: authority } };
  const windows = x11.systemOf(session);
  await expect(windows?.list(limit())).rejects.toMatchObject({
    code: "GUEST",
    output: expect.stringMatching(/^no window manager/),
  });
  for (const count of [0, 1, 2500]) {
    const program = { code: setList, args: [String(count)], failure: "no list", nextSteps: {} };
    expect(await runOnDisplay(localAgent(), { display, authority }, program, limit())).toBe("0\n");
    expect(await windows?.list(limit())).toHaveLength(count);
  }
});
