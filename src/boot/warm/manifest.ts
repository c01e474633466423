// The manifest of a saved state: a file beside it, read before the state is used.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { WarmFacts } from "./key.ts";

/** A file of a state, as it was written. */
export interface SavedFile {
  readonly bytes: number;
  /** CRC-32 of its content, as zlib counts it. */
  readonly checksum: number;
}

/** What the manifest says. */
export interface Manifest {
  readonly facts: WarmFacts;
  /** The guest's boot id (random(4)): a VM that was started from the state has the same. */
  readonly bootId: string;
  readonly state: SavedFile;
  readonly disk: SavedFile;
  /** When it was made, in ISO 8601. */
  readonly madeAt: string;
}

const fileName = "warm.json";

/** Reads the manifest in a state's directory; undefined if it is missing or invalid. */
export async function readManifest(directory: string): Promise<Manifest | undefined> {
  try {
    const parsed: unknown = JSON.parse(await readFile(join(directory, fileName), "utf8"));
    return isManifest(parsed) ? parsed : undefined;
  } catch {
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
