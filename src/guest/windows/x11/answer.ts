// Parses what the program of script.ts prints: windows with their properties as bytes.
import type { Region } from "../../../base/geometry/region.ts";

/** The value of a property. */
export interface Property {
  /** The name of its type, such as `UTF8_STRING`. */
  readonly type: string;
  /** 32-bit numbers are little-endian; atoms are their names, separated by NUL. */
  readonly value: Buffer;
}

/** A window of the X server. */
export interface RawWindow {
  readonly id: string;
  /** Its client area on the screen, without the window manager's frame. */
  readonly client: Region;
  readonly properties: ReadonlyMap<string, Property>;
  /** The name (at most 15 bytes) and the executable of its process; undefined if the guest has none of this number. */
  readonly program: { readonly comm: string; readonly exe: string } | undefined;
}

/** The windows of an X server. */
export interface Answer {
  /** The ID of the window with the keyboard focus; `0` if none has it. */
  readonly active: string;
  readonly windows: readonly RawWindow[];
}

const windowLine = /^window (\d+) (-?\d+) (-?\d+) (\d+) (\d+)$/;
const propertyLine = /^property (\d+) (\w+) ([\da-f]+|-) ([\da-f]+|-)$/;
const programLine = /^program (\d+) ([\da-f]+|-) ([\da-f]+|-)$/;

/** Parses the program's output; lines of another form, which the program never prints, are left out. */
export function parseAnswer(text: string): Answer {
  const lines = text.split("\n");
  const properties = Map.groupBy(matches(lines, propertyLine), ([id]) => id);
  const programs = new Map(
    matches(lines, programLine).map(([id, comm, exe]) => [id, { comm: utf8(comm), exe: utf8(exe) }]),
  );
  const propertiesOf = (id: string): Map<string, Property> =>
    new Map(
      (properties.get(id) ?? []).map(([, name, type, value]) => [name, { type: utf8(type), value: bytes(value) }]),
    );
  return {
    active: String(numbersIn(propertiesOf("0").get("_NET_ACTIVE_WINDOW"))[0] ?? 0),
    windows: matches(lines, windowLine).map(([id, x, y, width, height]) => ({
      id,
      client: { x: Number(x), y: Number(y), width: Number(width), height: Number(height) },
      properties: propertiesOf(id),
      program: programs.get(id),
    })),
  };
}

/** The 32-bit numbers of a property. */
export function numbersIn(property: Property | undefined): number[] {
  const { value } = property ?? { value: Buffer.alloc(0) };
  return Array.from({ length: Math.floor(value.length / 4) }, (_, index) => value.readUInt32LE(index * 4));
}

/** The texts of a property that are separated by NUL. A `STRING` is Latin 1 (ICCCM 2.0, 2.7.1), every other UTF-8. */
export function textsIn(property: Property | undefined): string[] {
  if (property === undefined || property.value.length === 0) return [];
  return property.value.toString(property.type === "STRING" ? "latin1" : "utf8").split("\0");
}

type Groups = readonly [string, string, string, string, string];

function matches(lines: readonly string[], form: RegExp): Groups[] {
  return lines.flatMap((line) => {
    const found = form.exec(line);
    return found === null ? [] : [found.slice(1) as unknown as Groups];
  });
}

function bytes(hexadecimal: string): Buffer {
  return hexadecimal === "-" ? Buffer.alloc(0) : Buffer.from(hexadecimal, "hex");
}

function utf8(hexadecimal: string): string {
  return bytes(hexadecimal).toString();
}
