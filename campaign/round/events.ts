// The events of a run: files that appear, processes that start, and lines of the log.
import { type FSWatcher, readdirSync, watch } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { processesOf, processIn, type Role, type RoundProcess } from "../support/processes.ts";
import type { Place } from "./place.ts";
import type { Run } from "./run.ts";

/** The first occurrence of something in a run. */
export interface RunEvent {
  /** What happened, without the parts that differ between runs. */
  readonly key: string;
  /** Milliseconds since the start of the run. */
  readonly atMs: number;
  /** The processes that ran at that moment. */
  readonly roles: readonly Role[];
}

const pollMs = 25;
/** Polls in which a new process is looked at: it may be about to execute another program. */
const looks = 6;

/** Watches a run until it ends or is disposed. */
export class RunEvents implements Disposable {
  readonly #events = new Map<string, RunEvent>();
  readonly #started = performance.now();
  readonly #place: Place;
  readonly #watcher: FSWatcher;
  readonly #known = new Map<number, number>();
  readonly #processes = new Map<number, RoundProcess>();
  readonly #listeners = new Set<() => void>();
  readonly #timer: NodeJS.Timeout;
  #ended = false;

  constructor(place: Place, run: Run) {
    this.#place = place;
    for (const pid of pids()) this.#known.set(pid, looks);
    this.#known.delete(run.pid);
    // The start of the canary's domain has started libvirt's daemon.
    for (const found of processesOf(place.directory))
      if (found.role === "libvirtd") this.#processes.set(found.pid, found);
    this.#watcher = watch(place.directory, { recursive: true }, (_, name) => {
      if (name !== null && !/libvirt|node_modules|\.vitest/.test(name)) this.#add(`file ${plainName(name)}`);
    });
    this.#watcher.on("error", () => {});
    this.#timer = setInterval(() => this.#poll(), pollMs);
    run.onLine((line) => {
      if (line.includes("[demotool]")) this.#add(`log ${plainName(line.replace(/.*\[demotool\] /, "")).slice(0, 70)}`);
    });
    void run.end.then(() => {
      this.#ended = true;
      this.#notify();
    });
  }

  /** All events, in their order. */
  get all(): readonly RunEvent[] {
    return [...this.#events.values()];
  }

  /** Waits for an event; false if the run ends first. */
  async reached(key: string): Promise<boolean> {
    while (!this.#events.has(key)) {
      if (this.#ended) return false;
      await new Promise<void>((resolve) => this.#listeners.add(resolve));
    }
    return !this.#ended;
  }

  /** Waits for a running process; undefined if the run ends first. */
  async process(role: Role): Promise<number | undefined> {
    while (!this.#ended) {
      const found = [...this.#processes.values()].find((candidate) => candidate.role === role);
      if (found !== undefined && processIn(found.pid, this.#place.directory) !== undefined) return found.pid;
      await delay(pollMs / 5);
      this.#poll();
    }
    return undefined;
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    this.#watcher.close();
  }

  #poll(): void {
    const running = pids();
    for (const pid of running) {
      const seen = this.#known.get(pid) ?? 0;
      if (seen >= looks) continue;
      this.#known.set(pid, seen + 1);
      const found = processIn(pid, this.#place.directory);
      // The canary's QEMU is no part of the run.
      if (found === undefined || found.words.some((word) => word.startsWith("guest=canary"))) continue;
      this.#processes.set(pid, found);
      if (found.role !== "other") this.#add(`process ${found.role}`);
    }
    const left = new Set(running);
    for (const pid of this.#processes.keys()) if (!left.has(pid)) this.#processes.delete(pid);
  }

  #add(key: string): void {
    if (this.#events.has(key)) return;
    const roles = [...new Set([...this.#processes.values()].map(({ role }) => role))];
    this.#events.set(key, { key, atMs: performance.now() - this.#started, roles });
    this.#notify();
  }

  #notify(): void {
    for (const listener of this.#listeners) listener();
    this.#listeners.clear();
  }
}

function pids(): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

/** A name without the numbers and digests that differ from run to run. */
export function plainName(name: string): string {
  return name
    .replace(/\br\d+-\d+\b/g, "ROUND")
    .replace(/[0-9a-f]{6,}|\d+(?:\.\d+)?/g, "#")
    .replace(/#(?:-#)+/g, "#");
}
