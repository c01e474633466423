import { beforeEach, expect, test, vi } from "vitest";
import { Deadline } from "../../../src/base/time/deadline.ts";
import { copyIntoGuest } from "../../../src/guest/copy/copy-in.ts";
import { copyOutOfGuest } from "../../../src/guest/copy/copy-out.ts";
import { execInGuest } from "../../../src/guest/exec.ts";
import type { ExecResult } from "../../../src/guest/exec-result.ts";
import { GuestWork } from "../../../src/guest/work.ts";
import type { Machine } from "../../../src/machine/machine.ts";
import { copyInto, copyOutOf, execOn, type GuestAccess } from "../../../src/vm/in-guest.ts";

vi.mock(import("../../../src/guest/exec.ts"), () => ({ execInGuest: vi.fn<typeof execInGuest>() }) as never);
vi.mock(import("../../../src/guest/copy/copy-in.ts"), () => ({ copyIntoGuest: vi.fn<typeof copyIntoGuest>() }));
vi.mock(import("../../../src/guest/copy/copy-out.ts"), () => ({ copyOutOfGuest: vi.fn<typeof copyOutOfGuest>() }));

const [exec, copyIn, copyOut] = [vi.mocked(execInGuest), vi.mocked(copyIntoGuest), vi.mocked(copyOutOfGuest)];
const result = { exitCode: 0, stdout: "", stderr: "" } as unknown as ExecResult;

beforeEach(() => {
  exec.mockReset().mockResolvedValue(result);
  copyIn.mockReset().mockResolvedValue(3);
  copyOut.mockReset().mockResolvedValue(4);
});

/** A VM whose users have the sessions of a desktop, and the users whose session was asked for. */
function access(changes: { readonly hasAgent?: boolean; readonly signal?: AbortSignal } = {}) {
  const users: string[] = [];
  const work = new GuestWork();
  const machine = {
    domain: { name: "demo-guest" },
    agent: {},
    copies: {},
    work,
    findAgent: async () => changes.hasAgent ?? true,
    sessions: {
      of: async (user: string) => {
        users.push(user);
        return { DISPLAY: ":0", LANG: "C" };
      },
    },
  };
  const given: GuestAccess = { machine: machine as unknown as Machine, signal: changes.signal };
  return { given, users, work };
}

test("a user's command has the environment of the desktop, over which the caller's goes", async () => {
  const { given, users } = access();
  const options = { user: "demo", cwd: "/tmp", input: "in", env: { LANG: "de_DE.UTF-8", A: "1" } };
  expect(await execOn(given, "ls", ["-l"], options)).toBe(result);
  expect(exec.mock.calls[0]?.[1]).toMatchObject({
    command: "ls",
    args: ["-l"],
    user: "demo",
    cwd: "/tmp",
    input: "in",
    env: { DISPLAY: ":0", LANG: "de_DE.UTF-8", A: "1" },
  });
  expect(users).toEqual(["demo"]);
});

test("root has no desktop: only the caller's environment counts", async () => {
  const { given, users } = access();
  await execOn(given, "id", [], { user: "root", env: { A: "1" } });
  expect(exec.mock.calls[0]?.[1].env).toEqual({ A: "1" });
  expect(users).toEqual([]);
});

test("a copy into the guest belongs to the demo user unless another is named, and returns its size", async () => {
  const { given } = access();
  expect(await copyInto(given, "a.txt", "b.txt", {})).toBe(3);
  await copyInto(given, "a.txt", "b.txt", { owner: "root", mode: 0o755 });
  expect(copyIn.mock.calls.map(([, { local, guest, user }, mode]) => [local, guest, user, mode])).toEqual([
    ["a.txt", "b.txt", "demo", undefined],
    ["a.txt", "b.txt", "root", 0o755],
  ]);
});

test("a copy out of the guest begins at the demo user's home, and returns its size", async () => {
  const { given } = access();
  expect(await copyOutOf(given, "b.txt", "a.txt", {})).toBe(4);
  expect(copyOut.mock.calls[0]?.[1]).toMatchObject({ local: "a.txt", guest: "b.txt", user: "demo" });
});

type Call = (given: GuestAccess, timeout?: number) => Promise<unknown>;

/** Each method with a time limit, and how the limit's error names it. */
const methods: Readonly<Record<string, Call>> = {
  exec: (given, timeout) => execOn(given, "ls", [], { user: "root", ...(timeout !== undefined && { timeout }) }),
  copyIn: (given, timeout) => copyInto(given, "a", "b", timeout === undefined ? {} : { timeout }),
  copyOut: (given, timeout) => copyOutOf(given, "b", "a", timeout === undefined ? {} : { timeout }),
};

test.for(Object.entries(methods))(
  "vm.%s needs the guest's agent, and says so before anything else",
  async ([name, call]) => {
    await expect(call(access({ hasAgent: false }).given)).rejects.toMatchObject({
      code: "GUEST",
      headline: `${name === "exec" ? "ls" : name} cannot run in the guest: its image has no guest agent`,
      facts: { domain: "demo-guest" },
    });
  },
);

test.for(Object.entries(methods))("vm.%s takes a limit in milliseconds, 300 s by default", async ([name, call]) => {
  const { given } = access();
  await expect(call(given, 30)).rejects.toMatchObject({
    code: "OPTION",
    headline: expect.stringContaining(`option timeout of vm.${name}`),
  });
  await call(given, 2000);
  await call(given);
  const jobs = [...exec.mock.calls, ...copyIn.mock.calls, ...copyOut.mock.calls].map(
    ([, { deadline }]) => deadline.limitMs,
  );
  expect(jobs).toEqual([2000, 300_000]);
});

/** Makes the work in the guest go on until its deadline ends it; resolves once it goes on. */
function endlessWork(): Promise<void> {
  const begun = Promise.withResolvers<void>();
  const forever = async (_: unknown, { deadline }: { readonly deadline: Deadline }): Promise<never> => {
    begun.resolve();
    return deadline.race(new Promise<never>(() => {}));
  };
  for (const mock of [exec, copyIn, copyOut]) mock.mockImplementation(forever as never);
  return begun.promise;
}

test.for(Object.entries(methods))("vm.%s ends with the demo", async ([, call]) => {
  const abort = new AbortController();
  const begun = endlessWork();
  const running = call(access({ signal: abort.signal }).given);
  await begun;
  abort.abort(new Error("the test has ended"));
  await expect(running).rejects.toMatchObject({ code: "ABORTED" });
});

test.for(Object.entries(methods))("vm.%s ends when the guest is reverted", async ([, call]) => {
  const { given, work } = access();
  const begun = endlessWork();
  const ended = expect(call(given)).rejects.toThrow("the guest was reverted");
  await begun;
  await work.end(new Error("the guest was reverted"), Deadline.after(10_000, "the revert"), async () => {});
  await ended;
});

test.for(Object.entries(methods))(
  "vm.%s ends with a demo that ends while the agent is searched for",
  async ([, call]) => {
    const abort = new AbortController();
    void endlessWork();
    const running = call(access({ signal: abort.signal }).given);
    abort.abort(new Error("the test has ended"));
    await expect(running).rejects.toMatchObject({ code: "ABORTED" });
  },
);

test("a demo that has ended before may still use the guest, to collect what happened", async () => {
  const { given } = access({ signal: AbortSignal.abort(new Error("the test has ended")) });
  expect(await execOn(given, "dmesg", [], { user: "root" })).toBe(result);
});
