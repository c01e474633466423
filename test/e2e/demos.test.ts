// The demos in demos/ run as a newcomer runs them, and leave their files and nothing else.
import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { decode } from "fast-png";
import { expect, onTestFinished, test } from "vitest";
import { testConnection } from "../support/domains.ts";
import { probe } from "../support/video/video.ts";
import { missingFrom } from "./finished-desktop.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

test("vitest run demos/ passes and writes its screenshots and videos", async () => {
  const started = await mkdtemp(join(tmpdir(), "demotool-demos-"));
  onTestFinished(() => rm(started, { recursive: true }));
  const vitest = join(root, "node_modules/vitest/vitest.mjs");
  const result = await execa(process.execPath, [vitest, "run", "--root", root, "demos/"], {
    cwd: started,
    reject: false,
    all: true,
    env: { NO_COLOR: "1" },
  });
  expect(result.exitCode, result.all).toBe(0);
  expect(result.all).toMatch(/Tests\s+4 passed/);

  const desktop = await readPng(join(started, "demo-videos/a-fresh-desktop/desktop.png"));
  expect(await missingFrom(desktop)).toEqual([]);
  const editor = await readPng(join(started, "demo-videos/a-text-file-in-the-editor/editor.png"));
  expect(await missingFrom(editor)).toContain("background");
  // A test that writes nothing has no directory.
  expect(existsSync(join(started, "demo-videos/commands-run-as-the-demo-user"))).toBe(false);

  const tour = join(started, "demo-videos/a-tour-of-the-desktop");
  const sections = ["menu", "terminal", "files"];
  const captions = sections.map((name) => `${name}.vtt`);
  expect((await readdir(tour)).sort()).toEqual([...sections.map((name) => `${name}.mp4`), ...captions].sort());
  for (const name of sections) {
    const { streams, format, chapters, packets } = await probe(join(tour, `${name}.mp4`));
    expect(streams).toMatchObject([{ codec_name: "h264", pix_fmt: "yuv420p", width: 1280, height: 800 }]);
    expect(packets.length).toBe(Math.round(Number(format.duration) * 30));
    expect(chapters.length).toBeGreaterThan(0);
    const cues = (await readFile(join(tour, `${name}.vtt`), "utf8")).matchAll(/-->.*\n(.*)/g);
    expect([...cues].map(([, title]) => title)).toEqual(chapters.map(({ tags }) => tags.title));
  }

  const domains = await (await testConnection()).listDomains();
  expect(domains.map(({ name }) => name).filter((name) => /^demo-(first-look|text-editor|tour)/.test(name))).toEqual(
    [],
  );
});

async function readPng(path: string): Promise<{ width: number; height: number; data: Uint8Array }> {
  const { width, height, data } = decode(await readFile(path));
  return { width, height, data: Uint8Array.from(data) };
}
