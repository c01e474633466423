// The client against QEMU's own VNC server, with guests whose frames are known.
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { decode } from "fast-png";
import { expect, test } from "vitest";
import type { Frame } from "../../../src/base/geometry/frame.ts";
import type { ScreenUpdate } from "../../../src/base/live-screen.ts";
import { Deadline } from "../../../src/base/time/deadline.ts";
import { connectVnc, probeBanner, type VncClient, VncError } from "../../../src/rfb/connect.ts";
import { raw } from "../../../src/rfb/decoders/raw.ts";
import { zrle } from "../../../src/rfb/decoders/zrle.ts";
import { graphicsMode } from "../../support/guests/boot-sector.ts";
import { bootSectorImage, tinyLinuxImage } from "../../support/guests/tiny-guest.ts";
import { startQemu, type TestQemu } from "../../support/host/qemu.ts";

const limit = (): Deadline => Deadline.after(30_000, "the test's step");

/** Resolves with the first update that satisfies the condition; checks the current state first. */
async function until(client: VncClient, condition: (update?: ScreenUpdate) => boolean): Promise<void> {
  if (condition()) return;
  await limit().race(
    new Promise<void>((resolve) => {
      const stop = client.onUpdate((update) => {
        if (!condition(update)) return;
        stop();
        resolve();
      });
    }),
  );
}

/** Resolves after this many milliseconds without a change. */
async function quiet(client: VncClient, milliseconds: number): Promise<void> {
  await limit().race(
    new Promise<void>((resolve) => {
      const timer = setTimeout(() => {
        stop();
        resolve();
      }, milliseconds);
      const stop = client.onUpdate(({ regions }) => {
        if (regions.length > 0) timer.refresh();
      });
    }),
  );
}

/** QEMU doubles mode 13h in both directions. */
const graphicsSize = { width: graphicsMode.width * 2, height: graphicsMode.height * 2 };

function showsBars({ framebuffer: { width, height, data } }: VncClient): boolean {
  if (width !== graphicsSize.width || height !== graphicsSize.height) return false;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const colour = graphicsMode.palette[Math.floor(x / 2 / graphicsMode.barWidth) % 16] ?? [];
      const at = (y * width + x) * 4;
      if (colour.some((value, index) => data[at + index] !== value) || data[at + 3] !== 255) return false;
    }
  }
  return true;
}

async function screendump(qemu: TestQemu): Promise<Frame> {
  const directory = await mkdtemp(join(tmpdir(), "demotool-screendump-"));
  try {
    const filename = join(directory, "screen.png");
    await qemu.command("screendump", { filename, format: "png" });
    const { width, height, data, channels } = decode(await readFile(filename));
    const rgba = new Uint8Array(width * height * 4).fill(255);
    for (let pixel = 0; pixel < width * height; pixel++) {
      for (let channel = 0; channel < 3; channel++) rgba[pixel * 4 + channel] = data[pixel * channels + channel] ?? 0;
    }
    return { width, height, data: rgba };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function refusal(connecting: Promise<VncClient>): Promise<VncError> {
  const error = await connecting.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(VncError);
  return error as VncError;
}

test("the right password opens the guest's screen, exact to the pixel", async () => {
  await using qemu = await startQemu({ image: await bootSectorImage({ screen: "graphics" }), password: "kudasai8" });
  expect(await probeBanner(qemu.host, qemu.port, limit())).toBe("RFB 003.008\n");
  expect((await refusal(connectVnc({ ...qemu, password: "kudasai9" }))).message).toContain("Authentication failed");
  expect((await refusal(connectVnc(qemu))).message).toContain("requires a password");
  await using client = await connectVnc({ ...qemu, password: "kudasai8" });
  await until(client, () => showsBars(client));
  const frame = await screendump(qemu);
  expect([frame.width, frame.height]).toEqual([client.width, client.height]);
  expect(Buffer.compare(frame.data, client.framebuffer.data)).toBe(0);
});

test("a still screen that is sent again counts as unchanged, in Raw and in ZRLE", async () => {
  await using qemu = await startQemu({ image: await bootSectorImage({ screen: "graphics" }) });
  for (const encodings of [[raw], [zrle]]) {
    await using client = await connectVnc({ ...qemu, encodings });
    await until(client, () => showsBars(client));
    const updates: ScreenUpdate[] = [];
    client.onUpdate((update) => updates.push(update));
    await client.refresh(limit());
    await client.refresh(limit());
    expect(updates.length).toBeGreaterThanOrEqual(2);
    expect(updates.flatMap(({ regions }) => regions)).toEqual([]);
    expect(showsBars(client)).toBe(true);
  }
});

test("a mode change resizes the screen, and the new frame follows", async () => {
  const image = await bootSectorImage({ changing: 2, screen: "graphics" });
  await using qemu = await startQemu({ image });
  await using client = await connectVnc(qemu);
  // The client may have connected during text mode.
  const sizes = [`${client.width}x${client.height}`];
  client.onUpdate(({ resized }) => {
    if (resized) sizes.push(`${client.width}x${client.height}`);
  });
  await until(client, () => showsBars(client));
  expect(sizes.slice(-2)).toEqual(["720x400", "640x400"]);
});

test("a screen that changes for a while is reported as changing, then as still", async () => {
  await using qemu = await startQemu({ image: await bootSectorImage({ changing: 2 }) });
  await using client = await connectVnc(qemu);
  using _ = client.keepAwake();
  const changes: ScreenUpdate[] = [];
  client.onUpdate((update) => {
    if (update.regions.length > 0) changes.push(update);
  });
  await quiet(client, 1000);
  const first = changes.find(({ regions }) => regions.some(({ width, height }) => width * height > 100_000));
  expect((changes.at(-1)?.time ?? 0) - (first?.time ?? 0)).toBeGreaterThan(1000);
  const { length } = changes;
  await client.refresh(limit());
  await client.refresh(limit());
  expect(changes.length).toBe(length);
});

test("keepAwake lets QEMU show a change soon after a long pause", async () => {
  await using qemu = await startQemu({ image: await bootSectorImage({ ending: "echo" }) });
  await using client = await connectVnc(qemu);
  await until(client, () => client.width === 720);
  using _ = client.keepAwake();
  const times: number[] = [];
  for (const key of ["a", "b", "c", "d", "e"]) {
    // Without the key events QEMU would check every half second or less often by then.
    await delay(3000);
    const changed = new Promise<number>((resolve) => {
      const stop = client.onUpdate(({ regions, time }) => {
        if (regions.length === 0) return;
        stop();
        resolve(time);
      });
    });
    const pressed = performance.now();
    await qemu.command("send-key", { keys: [{ type: "qcode", data: key }], "hold-time": 1 });
    times.push((await limit().race(changed)) - pressed);
  }
  // The median: this host may stall for a moment.
  expect(times.toSorted((a, b) => a - b)[2]).toBeLessThan(250);
});

test("keys reach the guest", async () => {
  await using qemu = await startQemu({ image: await bootSectorImage({ ending: "echo" }) });
  await using client = await connectVnc(qemu);
  await until(client, () => client.width === 720);
  await client.refresh(limit());
  const typed = until(client, (update) => update?.regions.some(({ y }) => y < 16) === true);
  client.key(0x78, true);
  client.key(0x78, false);
  await typed;
});

test("an exclusive client disconnects the others", async () => {
  await using qemu = await startQemu({ image: await bootSectorImage() });
  await using first = await connectVnc(qemu);
  await using second = await connectVnc(qemu);
  await first.refresh(limit());
  await second.refresh(limit());
  await using alone = await connectVnc({ ...qemu, shared: false });
  expect(await limit().race(first.closed)).toBeInstanceOf(VncError);
  expect(await limit().race(second.closed)).toBeInstanceOf(VncError);
  await alone.refresh(limit());
});

test("the end of QEMU ends the connection", async () => {
  const qemu = await startQemu({ image: await bootSectorImage() });
  await using client = await connectVnc(qemu);
  await qemu.kill();
  expect(await limit().race(client.closed)).toBeInstanceOf(VncError);
  expect((await refusal(connectVnc(qemu))).facts.stage).toBe("connect");
});

test("a Linux guest's display driver sets its own size", async () => {
  const args = ["-cpu", "max", "-vga", "none", "-device", "virtio-vga,xres=1280,yres=800"];
  await using qemu = await startQemu({ image: await tinyLinuxImage(), memoryMiB: 512, args });
  await using client = await connectVnc(qemu);
  await until(client, () => client.width === 1280 && client.height === 800);
  await client.refresh(limit());
  const frame = await screendump(qemu);
  expect([frame.width, frame.height]).toEqual([1280, 800]);
});
