// A QEMU that has an image open and runs nothing, to check what it reads from it.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { onTestFinished } from "vitest";

/** A running QEMU, ended with the test. */
export interface IdleQemu {
  /** Runs a qemu-io command on the disk, as in `read -P 0xab 0 512`; returns what it prints. */
  qemuIo(command: string): Promise<string>;
}

/** Starts QEMU on a qcow2 disk, by its machine protocol (https://qemu.org/docs/master/interop/qmp-intro.html). */
export async function idleQemu(disk: string): Promise<IdleQemu> {
  const drive = `if=none,id=disk,format=qcow2,file=${disk}`;
  const args = ["-accel", "tcg", "-S", "-nodefaults", "-display", "none", "-drive", drive, "-qmp", "stdio"];
  const child = spawn("qemu-system-x86_64", args, { stdio: ["pipe", "pipe", "inherit"] });
  onTestFinished(async () => {
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  // qemu-io prints the result of a read to standard output, between the lines of the protocol.
  const answer = async (): Promise<Record<string, unknown> & { printed: string }> => {
    let printed = "";
    for (;;) {
      const { value, done } = await lines.next();
      if (done) throw new Error(`QEMU has ended: ${printed}`);
      if (value.startsWith("{")) return { ...JSON.parse(value), printed };
      printed += `${value}\n`;
    }
  };
  const call = async (execute: string, parameters: Record<string, string> = {}): Promise<string> => {
    child.stdin.write(`${JSON.stringify({ execute, arguments: parameters })}\n`);
    let printed = "";
    for (;;) {
      const message = await answer();
      printed += message.printed;
      if ("error" in message) throw new Error(JSON.stringify(message.error));
      if ("return" in message) return printed;
    }
  };
  await answer();
  await call("qmp_capabilities");
  return { qemuIo: (command) => call("human-monitor-command", { "command-line": `qemu-io disk "${command}"` }) };
}
