import { existsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, truncate, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type WarmFacts, warmKey } from "../../../../src/boot/warm/key.ts";
import { type WarmState, WarmStore } from "../../../../src/boot/warm/store.ts";
import { captureLog } from "../../../support/captured-log.ts";
import { layerHeader, qcow2Header } from "../../../support/files/qcow2.ts";
import { leftover, leftoverName } from "../../../support/leftovers.ts";
import { otherFacts, someFacts } from "./facts.ts";

const base = qcow2Header();
const disk = layerHeader();

let directory: string;
let parent: string;
let image: string;
let store: WarmStore;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "demotool-store-"));
  parent = join(directory, "warm");
  image = join(directory, "image.qcow2");
  await writeFile(image, base);
  store = new WarmStore(parent);
  await using _ = await store.lock(someFacts, {});
});
afterEach(() => rm(directory, { recursive: true, force: true }));

/** Stores a state as if a VM had been saved. */
async function made(facts: WarmFacts = someFacts, content = "memory"): Promise<WarmState> {
  return store.make(facts, image, async (unfinished) => {
    await writeFile(join(unfinished, "state"), content);
    await writeFile(join(unfinished, "disk.qcow2"), disk);
    return { bootId: "b", state: { bytes: content.length, checksum: 1 }, disk: { bytes: disk.length, checksum: 2 } };
  });
}

async function unused(path: string, days: number): Promise<void> {
  const then = new Date(Date.now() - days * 24 * 3600 * 1000);
  await utimes(path, then, then);
}

function warnings(log: ReturnType<typeof captureLog>): number {
  return log.filter(({ level }) => level === "warn").length;
}

describe("making", () => {
  test("finds a state that was made, with its image", async () => {
    const log = captureLog();
    const state = await made();
    expect(state.directory).toBe(join(parent, warmKey(someFacts)));
    expect(await store.find(someFacts)).toEqual(state);
    expect((await readFile(state.baseFile)).equals(base)).toBe(true);
    expect(await readFile(state.stateFile, "utf8")).toBe("memory");
    // The cached image may be replaced: the state keeps the one it was made with.
    await rm(image);
    expect(await store.find(someFacts)).toBeDefined();
    expect(log).toEqual([]);
  });

  test("an incomplete state is not found", async () => {
    await store.make(someFacts, image, async (unfinished) => {
      await writeFile(join(unfinished, "state"), "x");
      await writeFile(join(unfinished, "disk.qcow2"), disk);
      expect(await store.find(someFacts)).toBeUndefined();
      await store.sweep(someFacts);
      return { bootId: "b", state: { bytes: 1, checksum: 1 }, disk: { bytes: disk.length, checksum: 2 } };
    });
    expect(await store.find(someFacts)).toBeDefined();
    expect(await readdir(parent)).toEqual([warmKey(someFacts)]);
  });

  test("a new state replaces the old one", async () => {
    await made(someFacts, "one");
    const state = await made(someFacts, "another");
    expect(await readFile(state.stateFile, "utf8")).toBe("another");
    expect(await readdir(parent)).toEqual([warmKey(someFacts)]);
  });

  test("a failure leaves nothing behind and keeps the old state", async () => {
    const before = await made();
    const failing = store.make(someFacts, image, async (unfinished) => {
      await writeFile(join(unfinished, "state"), "half");
      throw new Error("disk full");
    });
    await expect(failing).rejects.toThrow("disk full");
    expect(await store.find(someFacts)).toEqual(before);
    expect(await readdir(parent)).toEqual([warmKey(someFacts)]);
  });

  test("waiters get the lock one after the other", async () => {
    const first = await store.lock(someFacts, {});
    let second = false;
    const waiting = store.lock(someFacts, {}).then((lock) => {
      second = true;
      return lock;
    });
    await using _other = await store.lock({ ...someFacts, prepared: "x" }, {});
    expect(second).toBe(false);
    await first.release();
    await (await waiting).release();
  });
});

describe("finding", () => {
  test("ignores states with other facts", async () => {
    await made();
    for (const [name, facts] of Object.entries(otherFacts)) expect(await store.find(facts), name).toBeUndefined();
  });

  test.for<[string, (state: WarmState) => Promise<void>, RegExp]>([
    ["its memory is shorter", ({ stateFile }) => truncate(stateFile, 5), /its memory has 5 bytes of 6/],
    ["its memory is longer", ({ stateFile }) => writeFile(stateFile, "x", { flag: "a" }), /has 7 bytes of 6/],
    ["its memory is missing", ({ stateFile }) => rm(stateFile), /ENOENT/],
    ["its disk is shorter", ({ diskFile }) => truncate(diskFile, 0), /its disk has 0 bytes of 65536/],
    ["its disk is missing", ({ diskFile }) => rm(diskFile), /ENOENT/],
    ["its image is missing", ({ baseFile }) => rm(baseFile), /ENOENT/],
    [
      "its disk refers to a file of the host",
      ({ diskFile }) => writeFile(diskFile, layerHeader("/etc/shadow")),
      /refers/,
    ],
    ["its disk refers to a server", ({ diskFile }) => writeFile(diskFile, layerHeader("nbd://h/")), /refers/],
    ["its disk refers to no file", ({ diskFile }) => writeFile(diskFile, base), /is not a layer on base.qcow2/],
    ["its image refers to a file of the host", ({ baseFile }) => writeFile(baseFile, layerHeader("/etc/x")), /refers/],
    ["its manifest is missing", ({ directory }) => rm(join(directory, "warm.json")), /manifest cannot be read/],
    ["its manifest is garbage", ({ directory }) => writeFile(join(directory, "warm.json"), "{"), /cannot be read/],
  ])("removes a state with one warning if %s", async ([_what, damage, reason]) => {
    const log = captureLog();
    const state = await made();
    await damage(state);
    expect(await store.find(someFacts)).toBeUndefined();
    expect(log).toMatchObject([{ level: "warn", facts: { reason: expect.stringMatching(reason) } }]);
    expect(await readdir(parent)).toEqual([]);
    expect(await store.find(someFacts)).toBeUndefined();
    expect(warnings(log)).toBe(1);
  });

  test("removes a state with another state's manifest", async () => {
    const log = captureLog();
    const state = await made();
    const manifest = { ...state.manifest, facts: otherFacts.hardware };
    await writeFile(join(state.directory, "warm.json"), JSON.stringify(manifest));
    expect(await store.find(someFacts)).toBeUndefined();
    expect(warnings(log)).toBe(1);
    expect(await readdir(parent)).toEqual([]);
  });

  test("rejects a state whose image is a dangling link", async () => {
    captureLog();
    const state = await made();
    await rm(state.baseFile);
    await symlink(join(directory, "gone.qcow2"), state.baseFile);
    expect(await store.find(someFacts)).toBeUndefined();
  });

  test("keeps a state that the host cannot read now, but does not use it", async () => {
    const state = await made();
    await rm(join(state.directory, "warm.json"));
    // A file whose every read fails with EIO.
    await symlink("/proc/self/mem", join(state.directory, "warm.json"));
    const log = captureLog();
    expect(await store.find(someFacts)).toBeUndefined();
    expect(log).toMatchObject([{ level: "warn", facts: { reason: expect.stringContaining("EIO") } }]);
    expect(await readdir(parent)).toEqual([warmKey(someFacts)]);
  });

  test("removes a directory without permissions", async () => {
    const log = captureLog();
    const state = await made();
    await rm(join(state.directory, "warm.json"));
    await chmod(state.directory, 0);
    expect(await store.find(someFacts)).toBeUndefined();
    expect(warnings(log)).toBe(1);
    expect(await readdir(parent)).toEqual([]);
  });
});

describe("discarding", () => {
  test("removes the state, with a warning", async () => {
    const log = captureLog();
    await store.discard(await made(), "why");
    expect(log).toMatchObject([{ level: "warn", facts: { reason: "why" } }]);
    expect(await readdir(parent)).toEqual([]);
  });

  test("keeps a state that has been replaced meanwhile", async () => {
    const log = captureLog();
    const state = await made();
    const old = { ...state, manifest: { ...state.manifest, madeAt: "2026-01-01T00:00:00.000Z" } };
    await store.discard(old, "why");
    expect(await store.find(someFacts)).toEqual(state);
    await rm(state.directory, { recursive: true });
    await store.discard(old, "why");
    expect(log).toEqual([]);
  });
});

describe("sweeping", () => {
  test("removes unfinished directories of dead owners only", async () => {
    for (const label of [warmKey(someFacts), "removed"]) await leftover(parent, label);
    const unknown = leftoverName("unknown");
    await mkdir(join(parent, unknown));
    await store.sweep(someFacts);
    expect(await readdir(parent)).toEqual([unknown]);
  });

  test.for(["format", "image.digest", "image.bytes", "image.written"])(
    "removes a state with another %s, which cannot start any more",
    async (name) => {
      const current = await made();
      await made(otherFacts[name]);
      await store.sweep(someFacts);
      expect(await readdir(parent)).toEqual([warmKey(someFacts)]);
      expect(await store.find(someFacts)).toEqual(current);
    },
  );

  test.for(["image.name", "hardware", "prepared", "host.processor", "host.qemu", "host.libvirt"])(
    "keeps a state with another %s",
    async (name) => {
      await made();
      await made(otherFacts[name]);
      await store.sweep(someFacts);
      expect(await readdir(parent)).toHaveLength(2);
    },
  );

  test("removes states unused for a month, and prepared ones after a week", async () => {
    const others = ["hardware", "image.name", "host.qemu", "prepared"];
    const directories = await Promise.all(others.map(async (name) => (await made(otherFacts[name])).directory));
    const leftAfter = async (days: readonly number[]): Promise<readonly string[]> => {
      await Promise.all(directories.map((directory, index) => unused(directory, days[index] ?? 0)));
      await store.sweep(someFacts);
      const left = await readdir(parent);
      return others.filter((_, index) => left.includes(basename(directories[index] ?? "")));
    };
    expect(await leftAfter([29, 29, 29, 6])).toEqual(others);
    expect(await leftAfter([29, 31, 29, 8])).toEqual(["hardware", "host.qemu"]);
  });

  test("finding a state counts as use", async () => {
    const { directory } = await made();
    await unused(directory, 31);
    await store.find(someFacts);
    await store.sweep(someFacts);
    expect(await readdir(parent)).toHaveLength(1);
  });

  test("keeps a directory without a manifest for a day, and the current one until it causes a warning", async () => {
    const names = ["0".repeat(32), "1".repeat(32), warmKey(someFacts)] as const;
    for (const name of names) await mkdir(join(parent, name));
    await unused(join(parent, names[0]), 2);
    await unused(join(parent, names[2]), 2);
    await store.sweep(someFacts);
    expect((await readdir(parent)).sort()).toEqual([names[1], names[2]].sort());
  });

  test("keeps everything else in the directory", async () => {
    const names = ["README", "mine", `${"0".repeat(31)}`, "0".repeat(33), "x~nobody~1", ".keep", "A".repeat(32)];
    for (const name of names) {
      await mkdir(join(parent, name));
      await writeFile(join(parent, name, "warm.json"), JSON.stringify({ facts: otherFacts.format }));
      await unused(join(parent, name), 400);
    }
    await writeFile(join(parent, "notes.txt"), "x");
    await store.sweep(someFacts);
    expect((await readdir(parent)).sort()).toEqual([...names, "notes.txt"].sort());
  });

  test("concurrent sweeps do not disturb each other", async () => {
    const log = captureLog();
    await made();
    for (let round = 0; round < 5; round++) {
      for (const name of ["format", "image.bytes", "image.digest", "image.written"]) await made(otherFacts[name]);
      const old = await made(otherFacts.hardware);
      await unused(old.directory, 40);
      await Promise.all(Array.from({ length: 4 }, () => new WarmStore(parent).sweep(someFacts)));
      expect(await readdir(parent)).toEqual([warmKey(someFacts)]);
    }
    expect(log).toEqual([]);
  });

  test("accepts a cache without states", async () => {
    const none = join(directory, "none");
    await new WarmStore(none).sweep(someFacts);
    expect(await new WarmStore(none).find(someFacts)).toBeUndefined();
    expect(existsSync(none)).toBe(false);
  });
});
