// A QEMU for tests of its VNC server, controlled through its monitor on standard input and output.
import { createInterface } from "node:readline";
import { execa } from "execa";

/** A running QEMU under software emulation; `await using` kills it. */
export interface TestQemu extends AsyncDisposable {
  /** The address of its VNC server. */
  readonly host: string;
  readonly port: number;
  /** Runs a monitor command (QMP) and returns what it returned. */
  command(name: string, args?: Record<string, unknown>): Promise<unknown>;
  /** Kills QEMU and waits for its exit. */
  kill(): Promise<void>;
}

interface QmpMessage {
  readonly id?: number;
  readonly return?: unknown;
  readonly error?: { readonly desc: string };
}

/** Start options. */
export interface TestQemuOptions {
  readonly image: string;
  readonly password?: string;
  readonly memoryMiB?: number;
  /** Additional arguments for QEMU. */
  readonly args?: readonly string[];
}

/** Starts QEMU on a copy-on-write overlay of the image. */
export async function startQemu({ image, password, memoryMiB = 64, args = [] }: TestQemuOptions): Promise<TestQemu> {
  const vnc = `127.0.0.1:100,to=199${password === undefined ? "" : ",password=on"}`;
  const drive = `file=${image},if=virtio,snapshot=on`;
  const process = execa(
    "qemu-system-x86_64",
    [
      "-accel",
      "tcg",
      "-m",
      String(memoryMiB),
      "-display",
      "none",
      "-vga",
      "virtio",
      "-vnc",
      vnc,
      "-qmp",
      "stdio",
    ].concat(["-drive", drive, "-S"], args),
    { reject: false, buffer: false, cleanup: true, stderr: "inherit" },
  );
  const answers = new Map<number, (message: QmpMessage) => void>();
  let count = 0;
  createInterface({ input: process.stdout }).on("line", (line) => {
    const message = JSON.parse(line) as QmpMessage;
    if (message.id !== undefined) answers.get(message.id)?.(message);
  });
  const command = async (name: string, given: Record<string, unknown> = {}): Promise<unknown> => {
    const id = ++count;
    const answer = new Promise<QmpMessage>((resolve) => answers.set(id, resolve));
    process.stdin.write(`${JSON.stringify({ execute: name, arguments: given, id })}\n`);
    const gone = process.then(() => ({ error: { desc: "QEMU is gone" } }) as QmpMessage);
    const { error, return: result } = await Promise.race([answer, gone]);
    if (error) throw new Error(`${name}: ${error.desc}`);
    return result;
  };
  const kill = async (): Promise<void> => {
    process.kill("SIGKILL");
    await process;
  };
  try {
    await command("qmp_capabilities");
    if (password !== undefined) await command("set_password", { protocol: "vnc", password });
    const { service } = (await command("query-vnc")) as { service: string };
    await command("cont");
    return { host: "127.0.0.1", port: Number(service), command, kill, [Symbol.asyncDispose]: kill };
  } catch (error) {
    await kill();
    throw error;
  }
}
