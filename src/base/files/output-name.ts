// The names of the files in a demo's directory: which of them a user may choose, and which are demotool's own.
import { digestOf } from "./digest.ts";

/** What the videos of unfinished recordings are called; see src/recording/finalize.ts. */
const unfinished = /\.(partial|finishing)$/;

/** The files that demotool names itself: the journal, and what shows a failure. */
const ownFile =
  /^(journal\.jsonl|failure(-\d+)?\.(png|mp4|vtt)|failure-serial(-\d+)?\.log|not-as-expected(-\d+)?(-comparison)?\.png|boot-failure\.png|boot-serial\.log)$/;

/** File systems allow 255 bytes (NAME_MAX). The rest is for suffixes: `-2`, `.finishing.mp4`, temporary names. */
const maxSegmentBytes = 200;

const digestLength = 8;

/**
 * Returns the name under which a user's file is kept, without its extension. Names that demotool uses for other files
 * get the suffix `-own`: those of failure artifacts, and names that end in `.partial` or `.finishing`. Each part of a
 * path that is longer than 200 bytes is shortened: its end becomes a digest of the whole, so that different names stay
 * different.
 */
export function outputName(name: string, extension: string): string {
  const parts = name.split("/").map(shortened);
  const short = [...parts.slice(0, -1).map(folderName), ...parts.slice(-1)].join("/");
  const folded = foldName(short);
  const isTaken = unfinished.test(folded) || ownFile.test(`${folded}.${foldName(extension)}`);
  return isTaken ? `${short}-own` : short;
}

/** The name of a directory, which no file has: those of files end in these extensions. */
function folderName(segment: string): string {
  return /\.(mp4|png|vtt|log|jsonl|json)$/.test(foldName(segment)) ? `${segment}-own` : segment;
}

/** Folds a path, so that two paths are equal if a file system takes them for the same: by case or by Unicode's forms. */
export function foldName(path: string): string {
  return path.toWellFormed().normalize("NFC").toUpperCase().toLowerCase();
}

function shortened(segment: string): string {
  if (Buffer.byteLength(segment) <= maxSegmentBytes) return segment;
  return `${startOf(segment, maxSegmentBytes - digestLength - 1)}-${digestOf(segment, digestLength)}`;
}

/** The start of a text, in whole characters. */
function startOf(text: string, bytes: number): string {
  const start = new TextDecoder().decode(Buffer.from(text).subarray(0, bytes));
  return start.replace(/\ufffd$/, "");
}
