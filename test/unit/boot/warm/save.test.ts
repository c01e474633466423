// The limit of qemu-img while it merges the layers of a saved disk.
import { join } from "node:path";
import { execa } from "execa";
import { expect, test } from "vitest";
import { copyMiB } from "../../../../src/boot/warm/save.ts";
import { qemuImg } from "../../../../src/images/inspect/qemu-img.ts";
import { testDirectory } from "../../../support/domains.ts";

test("a layer with much data is merged within the limit", { timeout: 60_000 }, async () => {
  const cwd = await testDirectory();
  const options = { cwd, timeout: 60_000 };
  await qemuImg(["create", "-q", "-f", "qcow2", "base.qcow2", "1G"], options);
  await qemuImg(["create", "-q", "-f", "qcow2", "-F", "qcow2", "-b", "base.qcow2", "top.qcow2"], options);
  const writes = [0, 256].flatMap((at) => ["-c", `write -P 1 ${at}M 256M`]);
  await execa("qemu-io", [...writes, join(cwd, "top.qcow2")]);
  await qemuImg(["commit", "-q", "-d", "top.qcow2"], { ...options, memoryMiB: copyMiB });
  const { stdout } = await qemuImg(["map", "-f", "qcow2", "--output=json", "base.qcow2"], options);
  const parts: { length: number; data: boolean }[] = JSON.parse(stdout);
  expect(parts.reduce((sum, { length, data }) => (data ? sum + length : sum), 0)).toBe(2 ** 29);
});
