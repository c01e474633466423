// The error names what keeps a desktop from starting, and a merely slow guest is waited for.
import { chmod, constants, copyFile, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { run } from "../../src/base/process/process.ts";
import { BootTimeoutError } from "../../src/boot/errors.ts";
import { launch } from "../../src/boot/launch.ts";
import { baseImage } from "../../src/demo/boot.ts";
import { guestfsEnvironment } from "../../src/images/virt-builder.ts";
import { captureFrame } from "../../src/machine/screenshot.ts";
import { captureLog } from "../support/captured-log.ts";
import { type OnTestFinished, testDirectory } from "../support/domains.ts";
import { testOutput } from "../support/guests/launched.ts";
import { missingFrom } from "./finished-desktop.ts";

/** The base image with a change. */
async function changedImage(atEnd: OnTestFinished, customization: readonly string[]): Promise<string> {
  const { path } = await baseImage("debian-12", {});
  // Not an overlay: no VM starts from an image that refers to another file.
  const changed = join(await testDirectory(atEnd), "changed.qcow2");
  await copyFile(path, changed, constants.COPYFILE_FICLONE);
  await chmod(changed, 0o600);
  await run("virt-customize", ["--no-network", "-a", changed, ...customization], {
    timeout: 600_000,
    env: guestfsEnvironment(false),
  });
  return changed;
}

interface ChangedDesktop {
  readonly name: string;
  readonly customization: readonly string[];
  /** In milliseconds. */
  readonly bootTimeout: number;
}

/** The error of a boot of the changed base image. */
async function failedBoot(
  atEnd: OnTestFinished,
  { name, customization, bootTimeout }: ChangedDesktop,
): Promise<BootTimeoutError> {
  const backingFile = await changedImage(atEnd, customization);
  const { recipe } = await baseImage("debian-12", {});
  const boot = launch({
    name,
    image: "debian-12",
    disk: { backingFile },
    readiness: { guestAgent: true, session: recipe?.session?.ready },
    options: { bootTimeout },
    output: await testOutput(atEnd),
  });
  const error: unknown = await boot.catch((thrown: unknown) => thrown);
  if (error instanceof BootTimeoutError) return error;
  throw new Error("the boot did not end in a timeout", { cause: error });
}

describe.concurrent("a desktop that does not start ends in a timeout with the reason", () => {
  test("the display manager is disabled", async ({ onTestFinished }) => {
    const error = await failedBoot(onTestFinished, {
      name: "demo-e2e-no-display-manager",
      customization: ["--delete", "/etc/systemd/system/display-manager.service"],
      bootTimeout: 100_000,
    });
    expect(error.stage).toBe("graphical session");
    expect(error.message).toMatch(/missing: graphical session[\s\S]*the display server has not started/);
  });

  test("the panel is removed from the session", async ({ onTestFinished }) => {
    const error = await failedBoot(onTestFinished, {
      name: "demo-e2e-no-panel",
      customization: ["--delete", "/usr/bin/xfce4-panel"],
      // The whole session must be up except its panel: up to 73 s with cold caches, on a machine of its own.
      bootTimeout: 180_000,
    });
    expect(error.stage).toBe("graphical session");
    expect(error.facts.seen).toBe("XFCE's panel is not on the screen");
    expect(error.facts.screenshot).toMatch(/boot-failure\.png$/);
  });
});

/** The process id of a domain's QEMU. */
async function processOf(domain: string): Promise<number | undefined> {
  for (const entry of await readdir("/proc")) {
    const words = /^\d+$/.test(entry) ? await readFile(`/proc/${entry}/cmdline`, "utf8").catch(() => "") : "";
    if (words.includes(`guest=${domain},`)) return Number(entry);
  }
  return undefined;
}

test("a guest throttled to half of its CPU succeeds, with a finished desktop", async () => {
  const log = captureLog();
  const name = "demo-e2e-slow";
  const { path, recipe } = await baseImage("debian-12", {});
  let qemu: number | undefined;
  let stopped = false;
  const throttle = setInterval(async () => {
    qemu ??= await processOf(name);
    if (qemu === undefined) return;
    stopped = !stopped;
    try {
      process.kill(qemu, stopped ? "SIGSTOP" : "SIGCONT");
    } catch {
      clearInterval(throttle);
    }
  }, 100);
  onTestFinished(() => clearInterval(throttle));
  await using machine = await launch({
    name,
    image: "debian-12",
    disk: { backingFile: path },
    readiness: { guestAgent: true, session: recipe?.session?.ready },
    options: {},
    output: await testOutput(),
  });
  clearInterval(throttle);
  if (qemu !== undefined) process.kill(qemu, "SIGCONT");
  expect(qemu).toBeDefined();
  expect(await missingFrom(await captureFrame(machine))).toEqual([]);
  expect(log.map(({ message }) => message)).toContain("ready");
});
