// The memory that VMs may have, in control groups of this machine.
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { expect, test } from "vitest";
import { memoryForVms, reservedMiB } from "../../../src/host/memory-limit.ts";
import { limitedGroup } from "../../support/host/control-group.ts";

const mebibyte = 2 ** 20;
const program = fileURLToPath(new URL("./programs/show-resources.ts", import.meta.url));

interface Shown {
  readonly host: { readonly cpus: number; readonly memory: number };
  readonly share: { readonly memory: number };
  readonly refused?: { readonly code: string; readonly facts: Record<string, unknown>; readonly next: string };
}

async function shown(wrap: (command: readonly [string, ...string[]]) => readonly string[]): Promise<Shown> {
  const [command = "", ...args] = wrap([process.execPath, program]);
  return JSON.parse((await execa(command, args)).stdout);
}

test("a limit of the group above is the memory of the host", async (context) => {
  const { run } = await limitedGroup(context, 10_000 * mebibyte);
  const { host, share, refused } = await shown(run);
  expect(host.memory).toBe(10_000 - reservedMiB);
  expect(share.memory).toBe(Math.floor((10_000 - reservedMiB) / 2));
  expect(refused).toBeUndefined();
});

test("a limit below the smallest VM is an error that says what to do", async (context) => {
  const { run, directory } = await limitedGroup(context, 3000 * mebibyte);
  const { refused } = await shown(run);
  expect(refused).toMatchObject({
    code: "RESOURCES",
    headline: expect.stringMatching(/memory limit .* too low for the VM demo-test/),
    facts: { limitMiB: 3000, memoryMiB: 4096, neededMiB: 4096 + reservedMiB },
    next: expect.stringMatching(/raise the limit to 4608 MiB.*at most 2488 with the option memory/),
  });
  expect(String(refused?.facts.limitedBy)).toContain(directory);
});

test("the cores that a process may run on are the CPUs of its host", async () => {
  expect((await shown((command) => ["taskset", "--cpu-list", "0", ...command])).host.cpus).toBe(1);
});

test.each([
  [undefined, 8000, 8000],
  [9000, 8000, 8000],
  [6000, 8000, 6000 - reservedMiB],
  [100, 8000, 0],
])("under a limit of %s MiB, VMs may have of %i MiB: %i", (limitMiB, hostMiB, expected) => {
  const limit = limitMiB === undefined ? undefined : { bytes: limitMiB * mebibyte, file: "memory.max" };
  // Without a limit of its own, undefined would stand for this process's.
  const found = limit ? memoryForVms(limit, hostMiB) : memoryForVms({ bytes: 2 ** 59, file: "" }, hostMiB);
  expect(found.memory).toBe(expected);
});
