// A program with a VM in an ordinary user's own libvirt session, whose daemon a test may kill.
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { expect, onTestFinished } from "vitest";
import { bootSectorImage, tinyLinuxImage } from "../guests/tiny-guest.ts";
import { type Command, type OrdinaryUser, ordinaryUser } from "../host/ordinary-user.ts";

const program = fileURLToPath(new URL("../../integration/boot/programs/session-vm.ts", import.meta.url));

/** The program. */
export interface VmProgram {
  readonly child: ChildProcess;
  /** Runs one of its steps and returns its value. */
  step(step: string): Promise<unknown>;
}

/** The guest of the program's VM. */
export interface GuestOptions {
  /** Whether it is a Linux with an agent, rather than a boot sector. Default false. */
  readonly linux?: boolean;
  /** Whether its disk is on a file system of a few MiB. Default false. */
  readonly smallDisk?: boolean;
}

/** The user's session; `await using` ends it. */
export interface Session extends AsyncDisposable {
  start(options?: GuestOptions): VmProgram;
  /** Kills the session's daemon. */
  killDaemon(): Promise<void>;
  /** Returns the number of running VMs, and the names of their directories. */
  left(): Promise<readonly [vms: number, directories: readonly string[]]>;
}

/** Begins a session. Only one test at a time has one. */
export async function session(): Promise<Session> {
  const images = { linux: await tinyLinuxImage(), sector: await bootSectorImage() };
  const user = await ordinaryUser();
  for (const [name, file] of Object.entries(images)) await user.lend(file, `${name}.qcow2`);
  const directories = join(user.home, ".cache/demotool/run");
  return {
    start: ({ linux = false, smallDisk = false } = {}) => start(user, linux, smallDisk ? withSmall(directories) : []),
    killDaemon: () => killDaemon(user),
    left: async () => {
      // A killed daemon may leave a QEMU that it asked for its capabilities, which is no VM.
      const { stdout } = await execa("pgrep", ["--count", "--full", "qemu.* -name guest=demo-session,"], {
        reject: false,
      });
      return [Number(stdout), await readdir(directories).catch(() => [])];
    },
    [Symbol.asyncDispose]: () => user[Symbol.asyncDispose](),
  };
}

/** Runs a command with a small file system in place of a directory. A user's namespace may mount without privileges. */
function withSmall(directory: string): readonly string[] {
  const script = 'mkdir -p "$0" && mount -t tmpfs -o size=8m,mode=700 tmpfs "$0" && exec "$@"';
  return ["unshare", "--user", "--map-current-user", "--keep-caps", "--mount", "sh", "-c", script, directory];
}

function start(user: OrdinaryUser, linux: boolean, prefix: readonly string[]): VmProgram {
  const environment = {
    IMAGE: join(user.home, linux ? "linux.qcow2" : "sector.qcow2"),
    AGENT: linux ? "yes" : "no",
    OUTPUT: join(user.home, "output"),
  };
  const [first = "", ...rest] = [...prefix, process.execPath, program];
  const [command, ...args] = asReader(user, [first, ...rest], environment);
  const child = spawn(command, args, { stdio: ["pipe", "pipe", "inherit"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const step = async (name: string): Promise<unknown> => {
    child.stdin.write(`${name}\n`);
    for (;;) {
      const { value, done } = await lines.next();
      if (done) throw new Error(`the program ended in the step ${name}`);
      if (!value.startsWith("{")) continue;
      const { error, result } = JSON.parse(value);
      if (error !== undefined) throw new Error(error);
      return result;
    }
  };
  return { child, step };
}

/** The checkout may be where other users have no access: the program may read everything. */
function asReader(user: OrdinaryUser, command: Command, environment: Readonly<Record<string, string>>): Command {
  const line = user.as(command, environment);
  if (process.getuid?.() !== 0) return line;
  const capability = ["--inh-caps", "+dac_read_search", "--ambient-caps", "+dac_read_search"];
  const identity = ["--reuid", user.name, "--regid", user.name, "--clear-groups"];
  return ["setpriv", ...identity, ...capability, "--", ...line.slice(line.indexOf("--") + 1)];
}

async function killDaemon({ runtimeDirectory }: OrdinaryUser): Promise<void> {
  const pid = Number(await readFile(join(runtimeDirectory, "libvirt/libvirtd.pid"), "utf8"));
  process.kill(pid, "SIGKILL");
  // A process that has died and was not waited for has no open files.
  await expect.poll(() => existsSync(`/proc/${pid}/fd/0`), { timeout: 10_000 }).toBe(false);
}
