// Domains for tests that need one but no desktop.
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { type DomainDescription, domainXml } from "../../src/domain/domain-xml.ts";
import { createOverlay } from "../../src/domain/overlay.ts";
import { emulatorPath } from "../../src/host/emulator.ts";
import { createRunFolder, type RunFolder } from "../../src/host/run-folder.ts";
import { type Connection, connect } from "../../src/libvirt/connection.ts";
import type { Domain } from "../../src/libvirt/domain.ts";
import { bootSectorImage } from "./guests/tiny-guest.ts";

/** Registers what runs after a test. */
export type OnTestFinished = typeof onTestFinished;

/** A connection that is closed with the test. */
export async function testConnection(): Promise<Connection> {
  const connection = await connect("qemu:///session");
  onTestFinished(async () => {
    await connection.close();
  });
  return connection;
}

/**
 * A directory that is removed with the test; readable for everybody, since QEMU may run as another user.
 *
 * @param atEnd concurrent tests pass `onTestFinished` of their context
 */
export async function testDirectory(atEnd: OnTestFinished = onTestFinished): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "demotool-test-"));
  atEnd(() => rm(directory, { recursive: true, force: true }));
  await chmod(directory, 0o755);
  return directory;
}

/** A run folder that is removed with the test. */
export async function testRunFolder(domain: string): Promise<RunFolder> {
  const folder = await createRunFolder(domain);
  onTestFinished(() => folder[Symbol.asyncDispose]());
  return folder;
}

/** A VM that draws a text and halts, on an overlay of its own. */
export async function tinyDescription(connection: Connection, name: string): Promise<DomainDescription> {
  const directory = await testDirectory();
  const disk = join(directory, "overlay.qcow2");
  await createOverlay(await bootSectorImage(), disk);
  return {
    name,
    emulator: await emulatorPath(connection),
    accelerator: "tcg",
    resources: { cpus: 1, memory: 64 },
    resolution: { width: 1280, height: 800 },
    disk,
    serialLog: join(directory, "serial.log"),
    owner: (await testRunFolder(name)).owner,
    vnc: { password: "secret", websocket: true },
    asRoot: process.getuid?.() === 0,
  };
}

/** Starts a tiny domain with the given owner; it is destroyed with the test. */
export async function startedBy(connection: Connection, name: string, owner: string): Promise<Domain> {
  const xml = domainXml({ ...(await tinyDescription(connection, name)), owner });
  const domain = await connection.createDomain(xml, {});
  onTestFinished(() => domain.destroy());
  return domain;
}
