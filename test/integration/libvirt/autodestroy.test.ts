// A killed process leaves no domain behind, whatever it was doing.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { connect } from "../../../src/libvirt/connection.ts";
import { qemuUri, smallDomainXml, uniqueName } from "./small-domain.ts";

const program = fileURLToPath(new URL("./programs/hold-domain.ts", import.meta.url));

function holdDomain(name: string): ChildProcess {
  return spawn(process.execPath, [program], {
    env: { ...process.env, DOMAIN_XML: smallDomainXml(name) },
    stdio: ["ignore", "pipe", "inherit"],
  });
}

async function says(child: ChildProcess, word: string): Promise<void> {
  if (!child.stdout) throw new Error("the program has no output");
  for await (const line of createInterface({ input: child.stdout })) if (line === word) return;
  throw new Error(`the program ended before it said ${word}`);
}

async function expectGone(name: string): Promise<void> {
  await using connection = await connect(qemuUri);
  // The daemon may still be creating the domain: wait for it to go.
  await expect.poll(() => connection.findDomain(name), { timeout: 30_000, interval: 100 }).toBeUndefined();
}

test("a domain of a process killed with SIGKILL is removed", async () => {
  const name = uniqueName();
  const child = holdDomain(name);
  await says(child, "started");
  await using connection = await connect(qemuUri);
  expect(await connection.findDomain(name)).toBeDefined();
  child.kill("SIGKILL");
  await once(child, "exit");
  await expectGone(name);
});

test.for([0, 100, 200, 400])("a start killed after %i ms leaves nothing", async (milliseconds) => {
  const name = uniqueName();
  const child = holdDomain(name);
  await says(child, "starting");
  // A random moment of the start: there is no condition to wait for.
  await delay(milliseconds);
  child.kill("SIGKILL");
  await once(child, "exit");
  await delay(1500);
  await expectGone(name);
});
