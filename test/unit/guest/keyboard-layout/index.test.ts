import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, copyFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Deadline } from "../../../../src/base/time/deadline.ts";
import { guestAgent } from "../../../../src/guest/agent.ts";
import { layoutScript, runLayoutScript } from "../../../../src/guest/keyboard-layout/index.ts";
import { testDirectory } from "../../../support/domains.ts";

const deadline = Deadline.after(10_000, "test");

/** A guest whose first script hangs until `endScript` has run in it. */
function hangingGuest(onEnd: (script: string) => Promise<void>) {
  const scripts: string[] = [];
  let exited = false;
  return guestAgent(async (request) => {
    const { execute, arguments: given } = JSON.parse(request);
    if (execute === "guest-exec") {
      scripts.push(given.arg[1]);
      if (scripts.length > 1) await onEnd(given.arg[1]).then(() => (exited = true));
      return JSON.stringify({ return: { pid: scripts.length } });
    }
    const status = given.pid === 1 ? { exited, exitcode: 1 } : { exited: true, exitcode: 0 };
    return JSON.stringify({ return: status });
  });
}

test("a program that a desktop does not answer is ended, and the script goes on", async () => {
  const sleeper = join(await testDirectory(), "setxkbmap");
  await copyFile("/bin/sleep", sleeper);
  await chmod(sleeper, 0o755);
  const hanging = spawn(sleeper, ["60"]);
  const ended = once(hanging, "exit");
  const agent = hangingGuest(async (script) => {
    await once(spawn("/bin/sh", ["-c", script]), "exit");
  });
  expect(await runLayoutScript(agent, layoutScript, ["us", ""], deadline, 50)).toMatchObject({ exitCode: 1 });
  expect(await ended).toEqual([null, "SIGTERM"]);
});

test("a script that ends in time is left alone", async () => {
  const scripts: string[] = [];
  const agent = guestAgent(async (request) => {
    const { execute, arguments: given } = JSON.parse(request);
    if (execute === "guest-exec") scripts.push(given.arg[1]);
    return JSON.stringify({ return: execute === "guest-exec" ? { pid: 1 } : { exited: true, exitcode: 0 } });
  });
  await runLayoutScript(agent, layoutScript, ["us", ""], deadline, 100);
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(scripts).toEqual([layoutScript]);
});
