import { expect, test } from "vitest";
import { Deadline } from "../../../src/base/time/deadline.ts";
import { guestAgent } from "../../../src/guest/agent.ts";
import type { GuestCommand } from "../../../src/guest/command-line.ts";
import { execInGuest } from "../../../src/guest/exec.ts";
import { ManualTime } from "../../support/manual-time.ts";

type Answers = Readonly<Record<string, (given: Readonly<Record<string, unknown>>) => unknown>>;

/** An agent that answers a command without output that exits with 0, but for these answers, and what it was asked. */
function agentWith(answers: Answers) {
  const asked: string[] = [];
  const usual: Answers = {
    "guest-exec": () => ({ pid: 7 }),
    "guest-exec-status": () => ({ exited: true, exitcode: 0 }),
    "guest-file-open": () => 5,
    "guest-file-read": () => ({ "buf-b64": "", eof: true }),
    "guest-file-close": () => ({}),
  };
  const agent = guestAgent(async (request) => {
    const { execute, arguments: given } = JSON.parse(request);
    asked.push(execute === "guest-exec" ? `${execute} ${given.arg.slice(3).join(" ")}` : execute);
    return JSON.stringify({ return: await { ...usual, ...answers }[execute]?.(given) });
  });
  return { agent, asked };
}

function command(deadline: Deadline): GuestCommand {
  return { command: "tool", args: [], user: "root", cwd: "/", env: {}, input: undefined, deadline };
}

const silence = (): Promise<never> => new Promise(() => {});

test.each(["guest-exec", "guest-exec-status", "guest-file-open", "guest-file-read"])(
  "an agent that does not answer %s ends the command 15 s after its limit",
  async (name) => {
    const time = new ManualTime();
    const deadline = Deadline.after(1000, "tool in the guest", { clock: time });
    const { agent } = agentWith({ [name]: silence });
    let settled = false;
    const outcome = expect(execInGuest(agent, command(deadline)).finally(() => (settled = true))).rejects.toMatchObject(
      {
        code: "TIMEOUT",
        headline: "tool in the guest took longer than 1 s",
      },
    );
    for (const step of [1000, 14_900]) {
      time.advance(step);
      await new Promise(setImmediate);
      expect(settled).toBe(false);
    }
    time.advance(200);
    // Cleaning up waits for a silent agent, too, but for some seconds of its own.
    await outcome;
  },
);

test("an abort ends the wait for a silent agent at once, and a command that starts late is killed", async () => {
  const abort = new AbortController();
  const start = Promise.withResolvers<object>();
  let starts = 0;
  const { agent, asked } = agentWith({ "guest-exec": () => (++starts === 1 ? start.promise : { pid: 8 }) });
  const deadline = Deadline.after(60_000, "tool in the guest", { signal: abort.signal });
  const running = expect(execInGuest(agent, command(deadline))).rejects.toMatchObject({ code: "ABORTED" });
  abort.abort(new Error("enough"));
  await new Promise(setImmediate);
  start.resolve({ pid: 4711 });
  await running;
  expect(asked.at(-1)).toMatch(/^guest-exec 4711 \/run\/demotool-/);
});

test("a command that used up its time with endless output ends with a timeout and the end of its output", async () => {
  const time = new ManualTime();
  const deadline = Deadline.after(1000, "yes in the guest", { clock: time });
  const size = 1.5e9;
  let read = 0;
  const { agent } = agentWith({
    "guest-exec-status": () => {
      time.advance(1000);
      return { exited: true, exitcode: 124 };
    },
    "guest-file-seek": ({ offset, whence }) => ({ position: Number(offset) + (whence === 2 ? size : 0) }),
    "guest-file-read": ({ count }) => {
      read += Number(count);
      return { "buf-b64": Buffer.alloc(Number(count), "y\n").toString("base64"), eof: false };
    },
  });
  await expect(execInGuest(agent, command(deadline))).rejects.toMatchObject({
    code: "TIMEOUT",
    output: Array.from({ length: 20 }, () => "y").join("\n"),
  });
  expect(read).toBeLessThan(1e6);
});
