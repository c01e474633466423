// The manifest of a saved state, a file in its directory.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isHostTrouble } from "../../base/files/host-trouble.ts";
import type { WarmFacts } from "./key.ts";

/** Size and checksum of a file of a state. */
export interface SavedFile {
  readonly bytes: number;
  /** CRC-32 of its content, as zlib computes it. */
  readonly checksum: number;
}

/** Content of the manifest. */
export interface Manifest {
  readonly facts: WarmFacts;
  /** The guest's boot id (random(4)), which VMs started from the state share. */
  readonly bootId: string;
  readonly state: SavedFile;
  readonly disk: SavedFile;
  /** Creation time in ISO 8601. */
  readonly madeAt: string;
}

const fileName = "warm.json";

/**
 * Reads the manifest in a state's directory; undefined if it is missing or invalid.
 *
 * @throws the system's error when the host cannot read any file now
 */
export async function readManifest(directory: string): Promise<Manifest | undefined> {
  try {
    const parsed: unknown = JSON.parse(await readFile(join(directory, fileName), "utf8"));
    return isManifest(parsed) ? parsed : undefined;
  } catch (error) {
    if (isHostTrouble(error)) throw error;
    return undefined;
  }
}

/** Writes the manifest into a state's directory. */
export async function writeManifest(directory: string, manifest: Manifest): Promise<void> {
  await writeFile(join(directory, fileName), `${JSON.stringify(manifest, undefined, 2)}\n`);
}

function isManifest(value: unknown): value is Manifest {
  if (!isRecord(value)) return false;
  const { facts, bootId, state, disk } = value;
  return (
    isRecord(facts) &&
    isRecord(facts.image) &&
    isRecord(facts.host) &&
    typeof bootId === "string" &&
    isSavedFile(state) &&
    isSavedFile(disk)
  );
}

function isSavedFile(value: unknown): value is SavedFile {
  return isRecord(value) && typeof value.bytes === "number" && typeof value.checksum === "number";
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
