// Runs programs of the X11 client with this machine's perl, as far as they come without an X server.
import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { Deadline } from "../../../../src/base/time/deadline.ts";
import { type GuestAgent, guestAgent } from "../../../../src/guest/agent.ts";
import { remapProgram } from "../../../../src/guest/desktop/remap-script.ts";
import { GuestError } from "../../../../src/guest/errors.ts";
import { windowsProgram } from "../../../../src/guest/windows/x11/script.ts";
import { clientExit } from "../../../../src/guest/x11/client.ts";
import { runOnDisplay } from "../../../../src/guest/x11/run.ts";

/** An agent that runs commands on this machine. */
function localAgent(path = process.env.PATH): GuestAgent {
  let status = {};
  return guestAgent(async (request) => {
    const { execute, arguments: given } = JSON.parse(request);
    if (execute === "guest-exec-status") return JSON.stringify({ return: status });
    const { status: exitcode, stdout, stderr } = spawnSync("/bin/sh", given.arg, { env: { PATH: path } });
    const [out, err] = [stdout.toString("base64"), stderr.toString("base64")];
    status = { exited: true, exitcode, "out-data": out, "err-data": err };
    return JSON.stringify({ return: { pid: 1 } });
  });
}

async function failureOf(
  agent: GuestAgent,
  display: string,
  code: string,
  nextSteps: Record<number, string> = {},
): Promise<GuestError> {
  const program = { code, args: [], failure: "the keys cannot be read", nextSteps };
  const running = runOnDisplay(agent, { display, authority: "/nonexistent" }, program, Deadline.after(10_000, "test"));
  const error = await running.catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(GuestError);
  return error as GuestError;
}

test.each([
  ["remote:0", windowsProgram, "the display remote:0 is not on this machine\n"],
  [":64999", windowsProgram, /^no X server at \/tmp\/\.X11-unix\/X64999: .+\n$/],
  [":64999.0", remapProgram, /^no X server at \/tmp\/\.X11-unix\/X64999: .+\n$/],
])("a display without a server is an error with the reason: %s", async (display, code, output) => {
  const error = await failureOf(localAgent(), display, code);
  expect(error.headline).toBe("the keys cannot be read");
  expect(error.facts).toEqual({ display, exitCode: clientExit.noServer });
  expect(error.output).toEqual(typeof output === "string" ? output : expect.stringMatching(output));
  expect(error.next).toMatch(/desktop session/);
});

test("a guest without perl is an error that names its package", async () => {
  const error = await failureOf(localAgent("/nonexistent"), ":0", windowsProgram);
  expect(error.headline).toBe("the keys cannot be read: the guest has no perl");
  expect(error.next).toMatch(/perl-base/);
});

test("a program's own exit code has its own next step, and another one that of a program that fails", async () => {
  // Runs before the client connects.
  const exits = (code: number): string => `BEGIN { print STDERR "why\\n"; exit ${code} }`;
  expect(await failureOf(localAgent(), ":0", exits(7), { 7: "press F7" })).toMatchObject({
    output: "why\n",
    next: "press F7",
  });
  expect((await failureOf(localAgent(), ":0", exits(8), { 7: "press F7" })).next).toMatch(/perl works/);
});
