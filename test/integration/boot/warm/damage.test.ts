// A damaged state is detected, causes one warning and a boot, and is replaced.
import { mkdtemp, open, readdir, rename, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readThrough } from "../../../../src/boot/warm/checksum.ts";
import { warmKey } from "../../../../src/boot/warm/key.ts";
import { readManifest } from "../../../../src/boot/warm/manifest.ts";
import { captureLog } from "../../../support/captured-log.ts";
import { complaints, statesIn, told, warmVm } from "../../../support/guests/warm.ts";

let place: string;
/** The directory of the only state. */
let state: string;
beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), "demotool-warm-"));
  await using _ = await warmVm(place, { name: "demo-warm-damage" });
  const [key = ""] = await readdir(statesIn(place));
  state = join(statesIn(place), key);
});
afterAll(() => rm(place, { recursive: true }));

/** Inverts the bits of one byte; a negative `at` counts from the end. */
async function flip(name: string, at: number): Promise<void> {
  await using file = await open(join(state, name), "r+");
  const position = at < 0 ? (await file.stat()).size + at : at;
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, position);
  await file.write(Buffer.from([~buffer.readUInt8() & 0xff]), 0, 1, position);
}

/** Whether the state matches its manifest. */
async function isWhole(): Promise<boolean> {
  const manifest = await readManifest(state);
  const found = [await readThrough(join(state, "state")), await readThrough(join(state, "disk.qcow2"))];
  return JSON.stringify(found) === JSON.stringify([manifest?.state, manifest?.disk]);
}

test.for<[string, number, () => Promise<void>]>([
  ["its memory was truncated", 1, async () => truncate(join(state, "state"), 10_000_000)],
  [
    "a byte in the middle of its memory changed",
    1,
    async () => flip("state", Math.floor((await stat(join(state, "state"))).size / 2)),
  ],
  ["a byte of its devices changed", 1, () => flip("state", -60_000)],
  ["its disk's content changed", 1, () => flip("disk.qcow2", -1)],
  ["its manifest is garbled", 1, () => truncate(join(state, "warm.json"), 100)],
  ["its manifest names another boot", 1, async () => changeBoot()],
])("%s", async ([_what, count, damage]) => {
  await damage();
  const log = captureLog();
  await using machine = await warmVm(place, { name: "demo-warm-damage" });
  expect(complaints(log), JSON.stringify(log)).toHaveLength(count);
  expect(machine.origin).toBeUndefined();
  expect((await machine.vm.exec("true")).exitCode).toBe(0);
  expect(await readdir(statesIn(place))).toHaveLength(1);
  expect(await isWhole()).toBe(true);
});

test("a state of another QEMU stays for that one", async () => {
  const manifest = await readManifest(state);
  if (manifest === undefined) throw new Error("no manifest");
  const facts = { ...manifest.facts, host: { ...manifest.facts.host, qemu: 7_000_000 } };
  await writeFile(join(state, "warm.json"), JSON.stringify({ ...manifest, facts }));
  const other = join(statesIn(place), warmKey(facts));
  await rename(state, other);
  const log = captureLog();
  await using machine = await warmVm(place, { name: "demo-warm-other" });
  expect(complaints(log)).toEqual([]);
  expect(machine.origin).toBeUndefined();
  expect((await readdir(statesIn(place))).sort()).toEqual([basename(other), basename(state)].sort());
  await rm(other, { recursive: true });
});

async function changeBoot(): Promise<void> {
  const manifest = await readManifest(state);
  await writeFile(join(state, "warm.json"), JSON.stringify({ ...manifest, bootId: "another" }));
}

test("afterwards, VMs start warm", async () => {
  const log = captureLog();
  await using machine = await warmVm(place, { name: "demo-warm-damage" });
  expect(machine.savedBoot).toBe((await told(machine)).boot);
  expect(complaints(log)).toEqual([]);
});
