// An ordinary user of this machine with its own home: a new one where the tests run as root, else the current one.
import { copyFile, link, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { userInfo } from "node:os";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { Deadline } from "../../../src/base/time/deadline.ts";
import { poll } from "../../../src/base/time/poll.ts";
import { testLock } from "./test-lock.ts";

/** A command line. */
export type Command = readonly [program: string, ...args: string[]];

/** A user without privileges. `await using` removes its processes, its home and, if it is new, the user. */
export interface OrdinaryUser extends AsyncDisposable {
  readonly name: string;
  /** An empty home with a short path, since socket paths below it are limited. */
  readonly home: string;
  /** A private `XDG_RUNTIME_DIR` for the sockets of libvirt's session daemon. */
  readonly runtimeDirectory: string;
  /** Wraps a command to run as this user, in an environment of only its home and `extra`. */
  as(command: Command, extra?: Readonly<Record<string, string>>): Command;
  /** Copies a folder into the home. */
  give(folder: string, target: string): Promise<void>;
  /** Puts a large file into the home that the user can read but not change, if possible without a copy. */
  lend(file: string, target: string): Promise<void>;
  /** The names of the user's running programs that belong to its home. */
  programs(): Promise<string[]>;
}

const newUser = "demotool-e2e";

/** The user for tests of `qemu:///session` without privileges. Only one test at a time has it. */
export async function ordinaryUser(): Promise<OrdinaryUser> {
  const lock = await testLock("ordinary-user");
  try {
    return process.getuid?.() === 0 ? await createUser(lock) : await thisUser(lock);
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function createUser(lock: AsyncDisposable): Promise<OrdinaryUser> {
  const home = join("/var/tmp", newUser);
  const remove = async (): Promise<void> => {
    await endProcesses(await processesOf(["--user", newUser]));
    await execa("userdel", ["--force", newUser], { reject: false });
    await rm(home, { recursive: true, force: true });
  };
  // A killed run may have left one.
  await remove();
  await execa("useradd", ["--system", "--user-group", "--shell", "/bin/sh", "--home-dir", home, newUser]);
  await execa("install", ["--directory", `--owner=${newUser}`, `--group=${newUser}`, home]);
  const base = await homeIn(home, ["runuser", "--user", newUser, "--"]);
  return {
    ...base,
    name: newUser,
    give: async (folder, target) => {
      await base.give(folder, target);
      await execa("chown", ["--recursive", `${newUser}:`, join(home, target)]);
    },
    programs: async () => (await processesOf(["--user", newUser])).map(({ program }) => program),
    [Symbol.asyncDispose]: async () => {
      await remove();
      await lock[Symbol.asyncDispose]();
    },
  };
}

async function thisUser(lock: AsyncDisposable): Promise<OrdinaryUser> {
  const base = await homeIn(await mkdtemp(join("/var/tmp", `${newUser}-`)), []);
  // The session daemon's pid file is below the runtime directory, and the daemon's programs are its children.
  const processes = async (): Promise<Process[]> => {
    const folder = join(base.runtimeDirectory, "libvirt");
    const files = (await readdir(folder).catch(() => [])).filter((name) => /^(libvirt|virtqemu)d\.pid$/.test(name));
    const pids = await Promise.all(files.map(async (name) => (await readFile(join(folder, name), "utf8")).trim()));
    if (pids.length === 0) return [];
    return processesOf(["--pid", pids.join(","), "--ppid", pids.join(",")]);
  };
  return {
    ...base,
    name: userInfo().username,
    programs: async () => (await processes()).map(({ program }) => program),
    [Symbol.asyncDispose]: async () => {
      await endProcesses(await processes());
      await rm(base.home, { recursive: true, force: true });
      await lock[Symbol.asyncDispose]();
    },
  };
}

type Home = Pick<OrdinaryUser, "home" | "runtimeDirectory" | "as" | "give" | "lend">;

/** @param prefix the command line that switches to the user */
async function homeIn(home: string, prefix: readonly string[]): Promise<Home> {
  const runtimeDirectory = join(home, "run");
  const environment = {
    HOME: home,
    XDG_RUNTIME_DIR: runtimeDirectory,
    PATH: "/usr/local/bin:/usr/bin:/bin",
    LANG: "C",
  };
  const as: OrdinaryUser["as"] = (command, extra = {}) => {
    const variables = Object.entries({ ...environment, ...extra }).map(([name, value]) => `${name}=${value}`);
    const line = ["env", "--ignore-environment", `--chdir=${home}`, ...variables, ...command];
    const [program = "env", ...args] = [...prefix, ...line];
    return [program, ...args];
  };
  const folderFor = async (target: string, ...flags: string[]): Promise<void> => {
    const [program, ...args] = as(["mkdir", "--parents", ...flags, target]);
    await execa(program, args);
  };
  await folderFor(runtimeDirectory, "--mode=700");
  return {
    home,
    runtimeDirectory,
    as,
    give: async (folder, target) => {
      await folderFor(dirname(join(home, target)));
      await execa("cp", ["--recursive", "--reflink=auto", folder, join(home, target)]);
    },
    lend: async (file, target) => {
      await folderFor(dirname(join(home, target)));
      await link(file, join(home, target)).catch(() => copyFile(file, join(home, target)));
    },
  };
}

interface Process {
  readonly pid: number;
  readonly program: string;
}

async function processesOf(selection: readonly string[]): Promise<Process[]> {
  const { stdout } = await execa("ps", [...selection, "-o", "pid=,comm="], { reject: false });
  return [...stdout.matchAll(/^\s*(\d+)\s+(.+)$/gm)].map(([, pid, program]) => ({
    pid: Number(pid),
    program: program ?? "",
  }));
}

async function endProcesses(processes: readonly Process[]): Promise<void> {
  const alive = ({ pid }: Process): boolean => signal(pid, 0);
  for (const { pid } of processes) signal(pid, "SIGKILL");
  const deadline = Deadline.after(30_000, "end of the user's processes");
  await poll(deadline, 50, async () => (processes.some(alive) ? undefined : true));
}

function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}
