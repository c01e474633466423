import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { networkInterfaces } from "node:os";
import { decode } from "fast-png";
import { expect, onTestFinished, test, vi } from "vitest";
import { AbortedError } from "../../../src/base/errors.ts";
import { runDirectory } from "../../../src/base/files/paths.ts";
import { BootFailedError, BootTimeoutError } from "../../../src/boot/errors.ts";
import { launch } from "../../../src/boot/launch.ts";
import { connectVnc, VncError } from "../../../src/rfb/connect.ts";
import { captureLog } from "../../support/captured-log.ts";
import { testConnection } from "../../support/domains.ts";
import { launchedVm, testOutput, tinyOptions, tinyRequest } from "../../support/guests/launched.ts";
import { bootSectorImage, tinyLinuxImage } from "../../support/guests/tiny-guest.ts";

async function leftovers(name: string): Promise<readonly string[]> {
  const folders = await readdir(runDirectory).catch(() => []);
  const connection = await testConnection();
  const domain = await connection.findDomain(name);
  return [...folders.filter((folder) => folder.startsWith(`${name}~`)), ...(domain ? [domain.name] : [])];
}

test("a boot goes through its stages in order, and the VM runs commands and shows its screen", async () => {
  const log = captureLog();
  const vm = await launchedVm({ name: "demo-launch-linux", backingFile: await tinyLinuxImage() });
  const stages = log.map(({ message }) => message).filter((message) => message.startsWith("boot: "));
  expect(stages).toEqual(["boot: running", "boot: vnc", "boot: delay", "boot: guest agent", "boot: settled screen"]);

  const who = await vm.exec("id", ["-un"]);
  expect(who).toEqual({ exitCode: 0, failed: false, stdout: "demo\n", stderr: "", truncated: false });
  expect((await vm.exec("id", ["-un"], { user: "root" })).stdout).toBe("root\n");
  expect((await vm.exec("pwd")).stdout).toBe("/home/demo\n");
  expect((await vm.exec("pwd", [], { cwd: "/tmp" })).stdout).toBe("/tmp\n");
  expect(
    await vm.exec("sh", ["-c", 'cat; echo "$X" >&2; exit 3'], { input: "in", env: { X: "a b" }, reject: false }),
  ).toEqual({
    exitCode: 3,
    failed: true,
    stdout: "in",
    stderr: "a b\n",
    truncated: false,
  });
  const words = ["a b", "$HOME", "'\"", "ü", "*", ""];
  expect((await vm.exec("printf", ["[%s]", ...words])).stdout).toBe(words.map((word) => `[${word}]`).join(""));
  const large = await vm.exec("sh", ["-c", "head -c 6000000 /dev/zero | tr '\\0' x"]);
  expect(large.stdout).toHaveLength(6_000_000);
  await expect(vm.exec("sleep", ["60"], { timeout: 1000 })).rejects.toThrow(/sleep in the guest took longer than 1 s/);
  expect((await vm.exec("nonesuch", [], { reject: false })).exitCode).toBe(127);
  // Earlier commands left no output files; these two belong to this command.
  const files = async (): Promise<string> =>
    (await vm.exec("sh", ["-c", "ls /run | grep -c demotool-"], { user: "root", reject: false })).stdout;
  await expect.poll(files, { timeout: 20_000 }).toBe("2\n");

  const first = await vm.screenshot("x");
  const second = await vm.screenshot("x");
  expect([first.path, second.path]).toEqual([vm.demo.path("x.png"), vm.demo.path("x-2.png")]);
  const screenshot = decode(await readFile(first.path));
  expect([screenshot.width, screenshot.height, screenshot.channels]).toEqual([1280, 800, 4]);
  expect(new Set(screenshot.data).size).toBeGreaterThan(2);

  const { name } = vm;
  await vm[Symbol.asyncDispose]();
  await vm[Symbol.asyncDispose]();
  expect(await leftovers(name)).toEqual([]);
});

test("an image without an agent is ready after VNC, the delay and a settled screen", async () => {
  const log = captureLog();
  const start = performance.now();
  const vm = await launchedVm({
    name: "demo-launch-agentless",
    backingFile: await bootSectorImage(),
    readiness: { guestAgent: undefined, session: undefined },
    options: { readyDelay: 3000 },
  });
  expect(performance.now() - start).toBeGreaterThan(3000);
  expect(log.map(({ message }) => message)).toContain(
    "the image has no guest agent: readiness is judged by VNC and the screen only, and vm.exec fails",
  );
  await expect(vm.exec("true")).rejects.toThrow(/its image has no guest agent[\s\S]*→ install qemu-guest-agent/);
});

test("finds an agent that was overlooked while the screen was still", async () => {
  captureLog();
  const late = await tinyLinuxImage({ startup: "sleep 32" });
  const readiness = { guestAgent: undefined, session: "true", agentWaitMs: 5000 };
  const vm = await launchedVm({ name: "demo-launch-late-agent", backingFile: late, readiness });
  await expect.poll(async () => (await vm.exec("true").catch(() => undefined))?.exitCode, { timeout: 120_000 }).toBe(0);
});

test("an unexpected failure on the host is reported with what was removed", async () => {
  const log = captureLog();
  const name = "demo-launch-no-folder";
  const request = tinyRequest(await testOutput(), { name, backingFile: await bootSectorImage() });
  const disk = {
    get backingFile(): string {
      throw Object.assign(new Error("EIO: i/o error"), { code: "EIO" });
    },
  };
  const error: unknown = await launch({ ...request, disk }).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({
    code: "BOOT_FAILED",
    facts: { stage: "start", removed: expect.stringMatching(/VM slot.*libvirt connection/) },
    cause: { code: "EIO" },
  });
  expect(log.filter(({ level }) => level === "error")).toHaveLength(1);
});

test("a VNC client and a browser can connect with the VM's ports and password, from this host only", async () => {
  captureLog();
  const readiness = { guestAgent: false, session: undefined };
  const vm = await launchedVm({
    name: "demo-launch-vnc",
    backingFile: await bootSectorImage(),
    readiness,
    options: { ...tinyOptions, vncWebsocket: true },
  });
  const { vncPort: port, vncPassword: password, vncWebsocketPort } = vm;
  const host = "127.0.0.1";
  await using client = await connectVnc({ host, port, password });
  expect(client.name).toBe("QEMU (demo-launch-vnc)");
  const wrong = `${password.startsWith("x") ? "y" : "x"}${password.slice(1)}`;
  await expect(connectVnc({ host, port, password: wrong })).rejects.toThrow(VncError);

  const socket = new WebSocket(`ws://${host}:${vncWebsocketPort}`, "binary");
  socket.binaryType = "arraybuffer";
  onTestFinished(() => socket.close());
  const banner = await new Promise<ArrayBuffer>((resolve, reject) => {
    socket.addEventListener("message", ({ data }) => resolve(data));
    socket.addEventListener("error", reject);
  });
  expect(Buffer.from(banner).toString()).toMatch(/^RFB 003\.008\n/);

  const elsewhere = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ family, internal }) => family === "IPv4" && !internal);
  for (const { address } of elsewhere) {
    await expect(connectVnc({ host: address, port, password })).rejects.toThrow(/cannot be reached/);
  }
});

test("a screen that never settles ends in a timeout with the stage and artifacts", async () => {
  captureLog();
  const name = "demo-launch-restless";
  const output = await testOutput();
  const request = tinyRequest(output, {
    name,
    backingFile: await bootSectorImage({ changing: Number.POSITIVE_INFINITY }),
    readiness: { guestAgent: false, session: undefined },
    options: { bootTimeout: 8000 },
  });
  const error: unknown = await launch(request).catch((thrown: unknown) => thrown);
  if (!(error instanceof BootTimeoutError)) throw error;
  expect(error.stage).toBe("settled screen");
  expect(error.message).toMatch(/was not ready within 8 s; missing: settled screen/);
  expect(error.facts).toMatchObject({
    domain: name,
    image: "tiny-1",
    seen: expect.stringMatching(/the screen changed/),
  });
  expect(error.facts.removed).toMatch(/overlay.*domain/);
  expect(existsSync(output.path("boot-failure.png"))).toBe(true);
  expect(existsSync(output.path("boot-serial.log"))).toBe(true);
  expect(await leftovers(name)).toEqual([]);
});

test("DEMOTOOL_BOOT_TIMEOUT limits the boot, including the ten seconds after VNC", async () => {
  const log = captureLog();
  vi.stubEnv("DEMOTOOL_BOOT_TIMEOUT", "9");
  onTestFinished(() => void vi.unstubAllEnvs());
  const request = tinyRequest(await testOutput(), {
    name: "demo-launch-limit",
    backingFile: await bootSectorImage(),
    readiness: { guestAgent: false, session: undefined },
  });
  const options = { memory: 512, cpus: 1 };
  await expect(launch({ ...request, options })).rejects.toMatchObject({
    code: "BOOT_TIMEOUT",
    stage: "delay",
    facts: { limitMs: 9000 },
  });
  vi.stubEnv("DEMOTOOL_BOOT_TIMEOUT", "100");
  await using _machine = await launch({ ...request, options });
  const delay = log.find(({ message }) => message === "boot: delay");
  expect(delay?.facts.stageSeconds).toBeGreaterThanOrEqual(9.9);
  expect(delay?.facts.stageSeconds).toBeLessThan(15);
});

test("artifacts that cannot be saved cause a warning and do not hide the error", async () => {
  const log = captureLog();
  const output = await testOutput();
  const unwritable = {
    ...output,
    path: (): string => {
      throw new Error("no space left on device");
    },
  };
  const request = tinyRequest(unwritable, {
    name: "demo-launch-no-evidence",
    backingFile: await bootSectorImage(),
    options: { bootTimeout: 5000 },
  });
  await expect(launch(request)).rejects.toMatchObject({ code: "BOOT_TIMEOUT", stage: "guest agent" });
  const warnings = log.filter(({ level }) => level === "warn").map(({ message }) => message);
  expect(warnings).toContain("could not save boot-failure.png of the failed boot");
});

test("a time limit that passes before the domain starts says so and leaves nothing", async () => {
  captureLog();
  const name = "demo-launch-no-time";
  const request = tinyRequest(await testOutput(), {
    name,
    backingFile: await bootSectorImage(),
    options: { bootTimeout: 1 },
  });
  await expect(launch(request)).rejects.toMatchObject({ code: "BOOT_TIMEOUT", stage: "start" });
  expect(await leftovers(name)).toEqual([]);
});

test("waits for a screen that changes for a while", async () => {
  captureLog();
  const start = performance.now();
  await launchedVm({
    name: "demo-launch-slow-screen",
    backingFile: await bootSectorImage({ changing: 6 }),
    readiness: { guestAgent: false, session: undefined },
  });
  expect(performance.now() - start).toBeGreaterThan(6000);
});

test("the error for a missing agent has the last observation", async () => {
  captureLog();
  const name = "demo-launch-no-agent";
  const request = tinyRequest(await testOutput(), {
    name,
    backingFile: await bootSectorImage(),
    options: { bootTimeout: 10_000 },
  });
  await expect(launch(request)).rejects.toMatchObject({
    stage: "guest agent",
    facts: { seen: "the guest agent has not opened its channel" },
  });
  expect(await leftovers(name)).toEqual([]);
});

test("the error for an unmet session condition has the guest's answer", async () => {
  captureLog();
  const name = "demo-launch-no-session";
  const request = tinyRequest(await testOutput(), {
    name,
    backingFile: await tinyLinuxImage(),
    readiness: { guestAgent: true, session: "echo no panel; exit 1" },
    options: { bootTimeout: 50_000 },
  });
  await expect(launch(request)).rejects.toMatchObject({ stage: "graphical session", facts: { seen: "no panel" } });
  expect(await leftovers(name)).toEqual([]);
});

test("reports at once a guest that powers off during its boot", async () => {
  captureLog();
  const name = "demo-launch-poweroff";
  const request = tinyRequest(await testOutput(), { name, backingFile: await bootSectorImage({ ending: "poweroff" }) });
  const start = performance.now();
  await expect(launch(request)).rejects.toThrow(BootFailedError);
  expect(performance.now() - start).toBeLessThan(40_000);
  expect(await leftovers(name)).toEqual([]);
});

test("a guest that powers off before its screen settles is not ready", async () => {
  captureLog();
  const name = "demo-launch-settling";
  const request = tinyRequest(await testOutput(), {
    name,
    backingFile: await bootSectorImage({ changing: 6, ending: "poweroff" }),
    readiness: { guestAgent: false, session: undefined },
  });
  await expect(launch(request)).rejects.toMatchObject({ code: "BOOT_FAILED", stage: "settled screen" });
  expect(await leftovers(name)).toEqual([]);
});

test("an abort during the boot removes everything", async () => {
  const log = captureLog();
  const name = "demo-launch-abort";
  const controller = new AbortController();
  const request = tinyRequest(await testOutput(), {
    name,
    backingFile: await bootSectorImage(),
    signal: controller.signal,
  });
  const launching = expect(launch(request)).rejects.toThrow(AbortedError);
  await expect.poll(() => log.map(({ message }) => message), { timeout: 60_000 }).toContain("boot: vnc");
  // The run folder, its lock, and the domain.
  expect(await leftovers(name)).toHaveLength(3);
  controller.abort(new Error("enough"));
  await launching;
  expect(await leftovers(name)).toEqual([]);
});
