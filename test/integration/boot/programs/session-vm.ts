// Runs the steps that it reads from its standard input on one VM after the other, and prints the result of each.
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { launch } from "../../../../src/boot/launch.ts";
import { outputDirectory } from "../../../../src/demo/output-directory.ts";
import { machineOf, Vm } from "../../../../src/vm/vm.ts";

const { IMAGE: backingFile = "", OUTPUT: directory = "", AGENT: agent } = process.env;
const output = outputDirectory("test", directory);

async function start(): Promise<Vm> {
  const machine = await launch({
    // The paths of a session's sockets are limited.
    name: "demo-session",
    image: "tiny-1",
    disk: { backingFile },
    readiness: { guestAgent: agent === "yes", session: undefined },
    accelerator: "tcg",
    output,
    options: { memory: 512, cpus: 1, readyDelay: 0, bootTimeout: 120_000 },
  });
  return new Vm(machine, output);
}

const run = async (vm: Vm, script: string): Promise<string> =>
  (await vm.exec("sh", ["-c", script], { user: "root" })).stdout;

let current: Vm | undefined;
let long: Promise<string> | undefined;

const steps: Readonly<Record<string, (vm: Vm) => Promise<unknown>>> = {
  begin: async (vm) => {
    long = run(vm, "sleep 6; echo done");
    long.catch(() => {});
    await delay(1500);
  },
  finish: async () => long,
  exec: (vm) => run(vm, "echo on"),
  fill: (vm) => run(vm, "dd if=/dev/urandom of=/dev/vda bs=1M"),
  capture: async (vm) => (await vm.screen.capture()).width,
  reconnect: async (vm) => {
    await (await machineOf(vm).vnc())[Symbol.asyncDispose]();
    return (await machineOf(vm).vnc()).width;
  },
  // Read by libvirt when it connects.
  "no daemon": async () => Object.assign(process.env, { LIBVIRT_AUTOSTART: "0" }) && undefined,
  daemon: async () => delete process.env.LIBVIRT_AUTOSTART,
  remove: (vm) => vm[Symbol.asyncDispose](),
};

async function take(step: string): Promise<unknown> {
  if (step === "start") {
    current = await start();
    return machineOf(current).description.disk;
  }
  return current && steps[step]?.(current);
}

for await (const step of createInterface({ input: process.stdin })) {
  const outcome = await take(step).then(
    (result) => ({ result }),
    (error: unknown) => ({ error: String(error) }),
  );
  console.log(JSON.stringify(outcome));
}
