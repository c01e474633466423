// The answers of the guest agent (qemu-ga-ref(7)), checked: a guest may send anything.
import { isInRange, type NumberRange } from "../base/check.ts";

/** An answer of guest-exec-status. */
export interface ExecStatus {
  readonly exited: boolean;
  /** From 0 to 255. Either this or {@link signal} is set once the command has exited. */
  readonly exitcode?: number;
  readonly signal?: number;
  /** Captured standard output. */
  readonly "out-data"?: Buffer;
  /** Captured standard error. */
  readonly "err-data"?: Buffer;
}

/** An answer of guest-file-read. */
export interface FilePiece {
  readonly "buf-b64": Buffer;
  readonly eof: boolean;
}

/** The times of one CPU in an answer of guest-get-cpustats, in milliseconds since the guest's boot. */
export interface CpuStatistics {
  readonly user: number;
  readonly system: number;
  readonly idle: number;
  /** In user mode, with a lower priority. */
  readonly nice?: number;
  readonly iowait?: number;
  readonly irq?: number;
  readonly softirq?: number;
  /** The host ran something else although the CPU had work. */
  readonly steal?: number;
}

/** What is wrong with an answer, as a part of a sentence: `its pid is "12"`. */
export class InvalidAnswer extends Error {}

/** The agent's commands that demotool uses, each with a reader that checks the answer. Base64 is decoded. */
export const answers = {
  "guest-ping": () => {},
  "guest-shutdown": () => {},
  "guest-file-close": () => {},
  "guest-exec": (answer: unknown): { readonly pid: number } => ({
    pid: numberIn(answer, "pid", { from: 1, to: 2 ** 31 - 1, whole: true }),
  }),
  "guest-exec-status": execStatus,
  "guest-file-open": (answer: unknown): number => checked(answer, "it", { from: 0, whole: true }),
  "guest-file-read": (answer: unknown): FilePiece => ({
    "buf-b64": bytesIn(answer, "buf-b64"),
    eof: booleanIn(answer, "eof"),
  }),
  "guest-file-seek": (answer: unknown): { readonly position: number } => ({
    position: numberIn(answer, "position", { from: 0, whole: true }),
  }),
  "guest-file-write": (answer: unknown): { readonly count: number } => ({
    count: numberIn(answer, "count", { from: 0, whole: true }),
  }),
  /** Nanoseconds since 1970, in 64 bits. */
  "guest-get-time": (answer: unknown): number => checked(answer, "it", { from: -(2 ** 63), to: 2 ** 63 }),
  "guest-get-cpustats": (answer: unknown): readonly CpuStatistics[] => list(answer).map(cpuStatistics),
} as const satisfies Readonly<Record<string, (answer: unknown) => unknown>>;

/** A command of the agent. */
export type AgentCommand = keyof typeof answers;

/** The checked answer to a command. */
export type AgentAnswer<Command extends AgentCommand> = ReturnType<(typeof answers)[Command]>;

function execStatus(answer: unknown): ExecStatus {
  const exited = booleanIn(answer, "exited");
  const has = (name: string): boolean => field(answer, name) !== undefined;
  const status: ExecStatus = {
    exited,
    ...(has("exitcode") && { exitcode: numberIn(answer, "exitcode", { from: 0, to: 255, whole: true }) }),
    ...(has("signal") && { signal: numberIn(answer, "signal", { from: 1, to: 127, whole: true }) }),
    ...(has("out-data") && { "out-data": bytesIn(answer, "out-data") }),
    ...(has("err-data") && { "err-data": bytesIn(answer, "err-data") }),
  };
  if (exited && status.exitcode === undefined && status.signal === undefined) {
    throw new InvalidAnswer("it has neither exitcode nor signal");
  }
  return status;
}

/** Times in milliseconds since the guest's boot. */
const time: NumberRange = { from: 0 };

/** The times that an agent may leave out. */
const optionalTimes = ["nice", "iowait", "irq", "softirq", "steal"] as const;

function cpuStatistics(cpu: unknown): CpuStatistics {
  const given = optionalTimes.filter((name) => field(cpu, name) !== undefined);
  return {
    user: numberIn(cpu, "user", time),
    system: numberIn(cpu, "system", time),
    idle: numberIn(cpu, "idle", time),
    ...Object.fromEntries(given.map((name) => [name, numberIn(cpu, name, time)])),
  };
}

function field(answer: unknown, name: string): unknown {
  if (typeof answer !== "object" || answer === null || Array.isArray(answer)) {
    throw new InvalidAnswer(`it is ${shown(answer)} instead of an object`);
  }
  return Object.hasOwn(answer, name) ? Reflect.get(answer, name) : undefined;
}

function numberIn(answer: unknown, name: string, range: NumberRange): number {
  return checked(field(answer, name), `its ${name}`, range);
}

function checked(value: unknown, what: string, range: NumberRange): number {
  if (isInRange(value, range)) return value as number;
  throw new InvalidAnswer(`${what} is ${shown(value)}`);
}

function booleanIn(answer: unknown, name: string): boolean {
  const value = field(answer, name);
  if (typeof value === "boolean") return value;
  throw new InvalidAnswer(`its ${name} is ${shown(value)}`);
}

/** Decodes a field in base64. Node's decoder would skip whatever is not base64. */
function bytesIn(answer: unknown, name: string): Buffer {
  const value = field(answer, name);
  if (typeof value === "string" && isBase64(value)) return Buffer.from(value, "base64");
  throw new InvalidAnswer(`its ${name} is not base64`);
}

function isBase64(text: string): boolean {
  const end = text.indexOf("=");
  return text.length % 4 === 0 && !/[^A-Za-z0-9+/=]/.test(text) && (end < 0 || /^={1,2}$/.test(text.slice(end)));
}

function list(answer: unknown): readonly unknown[] {
  if (Array.isArray(answer)) return answer;
  throw new InvalidAnswer(`it is ${shown(answer)} instead of a list`);
}

/** Maximum length of a quoted value in characters. */
const longestQuote = 60;

function shown(value: unknown): string {
  if (value === undefined) return "missing";
  const text = typeof value === "number" ? String(value) : JSON.stringify(value);
  return text.length > longestQuote ? `${text.slice(0, longestQuote)}…` : text;
}
