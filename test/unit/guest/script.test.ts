import { expect, test } from "vitest";
import { Deadline } from "../../../src/base/time/deadline.ts";
import { type GuestAgent, guestAgent } from "../../../src/guest/agent.ts";
import { runScript } from "../../../src/guest/script.ts";

type Given = Readonly<Record<string, unknown>>;

const limit = (): Deadline => Deadline.after(10_000, "the script");
const base64 = (text: string): string => Buffer.from(text).toString("base64");

/** An agent that answers guest-exec-status with each status in turn, and what it was asked. */
function agentWith(...statuses: readonly Given[]): { readonly agent: GuestAgent; readonly calls: [string, Given][] } {
  const calls: [string, Given][] = [];
  const left = [...statuses];
  const agent = guestAgent(async (request) => {
    const { execute, arguments: given } = JSON.parse(request);
    calls.push([execute, given]);
    return JSON.stringify({ return: execute === "guest-exec" ? { pid: 7 } : (left.shift() ?? { exited: false }) });
  });
  return { agent, calls };
}

test("a script runs with sh and its arguments, and is asked about until it has ended", async () => {
  const { agent, calls } = agentWith({ exited: false }, { exited: true, exitcode: 0, "out-data": base64("done\n") });
  const result = await runScript(agent, 'echo "$1"', ["don't; split"], limit());
  expect(result).toEqual({ exitCode: 0, output: "done\n" });
  const [[, started], ...asked] = calls as [[string, Given], ...[string, Given][]];
  expect(started).toMatchObject({ path: "sh", arg: ["-c", 'echo "$1"', "sh", "don't; split"], "capture-output": true });
  expect(started.env).toEqual([expect.stringMatching(/^PATH=.*\/usr\/sbin/)]);
  expect(asked).toEqual([
    ["guest-exec-status", { pid: 7 }],
    ["guest-exec-status", { pid: 7 }],
  ]);
});

test("input goes to the script as it is, and without any there is none", async () => {
  const input = "two\nlines ü\0";
  const [with_, without] = [agentWith({ exited: true, exitcode: 0 }), agentWith({ exited: true, exitcode: 0 })];
  await runScript(with_.agent, "cat", [], limit(), input);
  await runScript(without.agent, "cat", [], limit());
  expect(Buffer.from(String(with_.calls[0]?.[1]["input-data"]), "base64").toString()).toBe(input);
  expect(without.calls[0]?.[1]).not.toHaveProperty("input-data");
});

test("the output is standard output, then standard error", async () => {
  const status = { exited: true, exitcode: 3, "err-data": base64("no luck\n"), "out-data": base64("trying ü\n") };
  expect(await runScript(agentWith(status).agent, "", [], limit())).toEqual({
    exitCode: 3,
    output: "trying ü\nno luck\n",
  });
});

test("a script that a signal ended has the shell's exit code for it", async () => {
  expect(await runScript(agentWith({ exited: true, signal: 9 }).agent, "", [], limit())).toEqual({
    exitCode: 137,
    output: "",
  });
});

test("the caller's abort ends the wait for a script that goes on", async () => {
  const abort = new AbortController();
  const { agent } = agentWith();
  const running = runScript(agent, "sleep 1000", [], Deadline.after(10_000, "the script", { signal: abort.signal }));
  abort.abort(new Error("the demo ended"));
  await expect(running).rejects.toMatchObject({ code: "ABORTED" });
});
