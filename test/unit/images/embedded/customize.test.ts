// The scripts that build the embedded image's disk: executed where they need no privileges, read where they do.
import { execFileSync } from "node:child_process";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { bootFiles, initramfsFiles, rootUuid } from "../../../../src/images/embedded/boot-files.ts";
import { diskBytes, hookScripts } from "../../../../src/images/embedded/customize.ts";
import { desktopFiles } from "../../../../src/images/embedded/desktop-files.ts";
import { testDirectory } from "../../../support/domains.ts";

const mirror = "http://mirror.example/debian";
const scripts = hookScripts([...bootFiles(mirror), ...desktopFiles], initramfsFiles);

test("both scripts are valid shell and stop at the first failure", () => {
  for (const script of Object.values(scripts)) {
    execFileSync("sh", ["-n"], { input: script });
    expect(script).toMatch(/^set -e\n/);
  }
});

test("files are written byte by byte, with permissions, over links and into new directories", async () => {
  const root = await testDirectory();
  const content = "quotes ' \" $HOME `id`\n\ttab and ümlaut\n";
  execFileSync("ln", ["-s", "/nowhere", join(root, "link")]);
  const files = [
    { path: "/a/b/c", content, mode: 0o750 },
    { path: "/link", content: "a file now\n" },
  ];
  execFileSync("sh", ["-s", root], { input: hookScripts([], files).essential });
  expect(readFileSync(join(root, "a/b/c"), "utf8")).toBe(content);
  expect(statSync(join(root, "a/b/c")).mode & 0o777).toBe(0o750);
  expect(readFileSync(join(root, "link"), "utf8")).toBe("a file now\n");
});

test("sfdisk reads the partition table: one active Linux partition to the end of the disk", async () => {
  const command = scripts.customize.split("\n").find((line) => line.startsWith("printf ")) ?? "";
  const disk = join(await testDirectory(), "disk");
  writeFileSync(disk, "");
  execFileSync("truncate", ["--size", String(diskBytes), disk]);
  execFileSync("sh", ["-c", `exec 3<>"$1"; ${command}`, "sh", disk]);
  const { partitiontable: table } = JSON.parse(execFileSync("/sbin/sfdisk", ["--json", disk], { encoding: "utf8" }));
  expect(table).toMatchObject({ label: "dos", sectorsize: 512 });
  expect(table.partitions).toHaveLength(1);
  expect(table.partitions[0]).toMatchObject({ start: 2048, size: diskBytes / 512 - 2048, type: "83", bootable: true });
});

test("boot loader, file table and file system agree on the root", () => {
  const content = (path: string): string => bootFiles(mirror).find((file) => file.path === path)?.content ?? "";
  expect(content("/boot/grub/grub.cfg")).toContain(`root=UUID=${rootUuid} `);
  expect(content("/etc/fstab")).toContain(`UUID=${rootUuid} / ext4`);
  expect(scripts.customize).toContain(`-U ${rootUuid}`);
});

test("the guest takes packages and security updates from the given mirror", () => {
  const sources = bootFiles(mirror).find(({ path }) => path === "/etc/apt/sources.list")?.content;
  expect(sources?.trim().split("\n")).toEqual([
    `deb ${mirror} bookworm main`,
    `deb ${mirror} bookworm-updates main`,
    `deb ${mirror}-security bookworm-security main`,
  ]);
});

test("writes no path twice", () => {
  const paths = [...bootFiles(mirror), ...desktopFiles, ...initramfsFiles].map(({ path }) => path);
  expect(new Set(paths).size).toBe(paths.length);
});
