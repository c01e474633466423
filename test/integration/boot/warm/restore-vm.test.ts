// VMs from one saved state: each is as ready as the saved one and as fresh as a booted one.
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import type { VmOptions } from "../../../../src/machine/vm-options.ts";
import { captureLog } from "../../../support/captured-log.ts";
import { serveFiles } from "../../../support/files/file-server.ts";
import { clockError, complaints, statesIn, told, warmVm } from "../../../support/guests/warm.ts";

let place: string;
beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), "demotool-warm-"));
});
afterAll(() => rm(place, { recursive: true }));

test("the first VM boots and is saved, and later ones start from its state independently", async () => {
  const log = captureLog();
  const seen: { boot: string; uuid: string; random: string; domain: string }[] = [];
  for (const turn of [1, 2, 3]) {
    await using machine = await warmVm(place, { name: "demo-warm-start" });
    expect(complaints(log)).toEqual([]);
    const { files, ...numbers } = await told(machine);
    expect(await clockError(machine)).toBeLessThan(2);
    expect(machine.origin !== undefined).toBe(turn > 1);
    expect(machine.savedBoot).toBe(turn > 1 ? numbers.boot : undefined);
    expect(files).not.toContain("marker");
    // Written to memory and to the disk: the next VM must not see it.
    const block = "dd if=/dev/vda bs=512 skip=130000 count=1 2>/dev/null | tr -d '\\0'";
    const script = `${block}; echo marked >/tmp/marker; dd if=/tmp/marker of=/dev/vda bs=512 seek=130000 conv=fsync 2>&1
      ${block}`;
    const { stdout } = await machine.vm.exec("sh", ["-c", script], { user: "root" });
    expect(stdout).toMatch(/^0\+1 records in\n(.*\n)*marked\n$/);
    // The kernel itself reports that it noticed.
    const kernel = await machine.vm.exec("dmesg", [], { user: "root" });
    expect(kernel.stdout.includes("crng reseeded due to virtual machine fork")).toBe(turn > 1);
    seen.push({ ...numbers, domain: await machine.uuid() });
  }
  const different = (what: "boot" | "uuid" | "random" | "domain"): number => new Set(seen.map((one) => one[what])).size;
  expect([different("boot"), different("uuid"), different("random"), different("domain")]).toEqual([1, 3, 3, 3]);
  expect(complaints(log)).toEqual([]);
  expect((await readdir(statesIn(place))).length).toBe(1);
});

test("network, screen and file copies work as after a boot", async () => {
  const log = captureLog();
  await using server = await serveFiles(place, { "page.html": "hello from the host\n" });
  await using machine = await warmVm(place, { name: "demo-warm-whole" });
  const { vm, origin } = machine;
  expect(origin).toBeDefined();
  // BusyBox's own wget needs libraries that a static program cannot load.
  const fetch = "exec 3<>/dev/tcp/10.0.2.2/$0; printf 'GET /page.html HTTP/1.0\\r\\n\\r\\n' >&3; cat <&3";
  const page = await vm.exec("bash", ["-c", fetch, new URL(server.url).port]);
  expect(page).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("hello from the host\n") });
  expect(await vm.screenshot()).toMatchObject({ width: 1280, height: 800 });
  await writeFile(join(place, "in"), "copied");
  await vm.copyIn(join(place, "in"), "/tmp/in");
  await vm.copyOut("/tmp/in", join(place, "out"));
  expect(await readFile(join(place, "out"), "utf8")).toBe("copied");
  expect(complaints(log)).toEqual([]);
});

test.for<[string, VmOptions, string]>([
  ["by its own options", { warm: false }, "1"],
  ["by the environment", {}, "0"],
])("with warm starts turned off %s, a VM boots and leaves the states alone", async ([_how, options, environment]) => {
  vi.stubEnv("DEMOTOOL_WARM", environment);
  onTestFinished(() => void vi.unstubAllEnvs());
  const log = captureLog();
  const before = await readdir(statesIn(place), { recursive: true });
  await using machine = await warmVm(place, { name: "demo-warm-not", options });
  expect(machine.origin).toBeUndefined();
  expect(await readdir(statesIn(place), { recursive: true })).toEqual(before);
  expect(complaints(log)).toEqual([]);
});

test("a VM with other hardware has its own state", async () => {
  const log = captureLog();
  const before = await readdir(statesIn(place));
  await using machine = await warmVm(place, { name: "demo-warm-larger", options: { memory: 288 } });
  expect(machine.origin).toBeUndefined();
  expect((await readdir(statesIn(place))).length).toBe(before.length + 1);
  expect(complaints(log)).toEqual([]);
});
