// Runs every action of the API: measures it, records it and notifies listeners.
import { AsyncLocalStorage } from "node:async_hooks";
import { performance } from "node:perf_hooks";
import { callStack } from "../call-site.ts";
import { describeThrown } from "../errors.ts";
import { log } from "../log.ts";
import { type Action, type ActionOf, outcomeOf } from "./action.ts";
import type { ActionDetails, ActionKind, ActionMatch, ActionTarget } from "./kinds.ts";
import { type RawSource, userSource } from "./source.ts";

/** The properties of an action at its start. */
export interface ActionStart<K extends ActionKind> {
  readonly kind: K;
  readonly target?: ActionTarget | undefined;
  readonly details: ActionDetails[K];
  /** The call stack to find the caller's own code in. Default: that of the call. */
  readonly stack?: string | undefined;
}

/** Reports the progress of a running action. */
export interface ActionProgress<K extends ActionKind> {
  /** Records where the target was found. */
  found(match: ActionMatch | undefined): void;
  /** Adds details that are reported at the action's end. */
  add(details: Partial<ActionDetails[K]>): void;
  /** Adds details and reports them at once. */
  update(details: Partial<ActionDetails[K]>): void;
}

/** An action that runs until `succeed` or `fail` is called. Only the first of these calls counts. */
export interface OpenAction<K extends ActionKind> extends ActionProgress<K> {
  succeed(): void;
  fail(thrown: unknown): void;
}

/** An action has begun, has further details, or has ended. */
export interface ActionEvent {
  readonly type: "begin" | "update" | "end";
  /** The current state, the same object in all events of the action. Times are those of `performance.now()`. */
  readonly action: Action;
  /** Details that were added since the last event; undefined at the beginning. */
  readonly added?: Readonly<Record<string, unknown>> | undefined;
}

/** Receives events. It is called synchronously, so it must be quick. */
export type ActionListener = (event: ActionEvent) => void;

/** The events of the actions of a VM, for all demos. */
export class ActionEvents {
  readonly #listeners = new Set<ActionListener>();

  /** Calls the listener for each event. Returns a function that removes it. */
  subscribe(listener: ActionListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Calls the listeners. An error in a listener is logged and does not affect the action. */
  emit(event: ActionEvent): void {
    for (const listener of this.#listeners) notify(listener, event);
  }
}

/** Records the actions of a demo. */
export interface ActionRecord {
  /** Returns the id of a new action. */
  nextId(): number;
  /** Records an event. Never throws. */
  write(event: ActionEvent): void;
  /** Converts a source position to its recorded form. */
  place(source: RawSource): RawSource;
}

/** Where the actions of a VM are reported. */
export interface ActorOptions {
  readonly domain: string;
  readonly events: ActionEvents;
  readonly record: ActionRecord;
  /** Runs what waits for the VM, and ends it when the VM ends. */
  readonly guard?: <T>(work: () => Promise<T>) => Promise<T>;
}

/** The kinds that run the caller's own code or do not wait for the VM: what they contain is guarded by itself. */
const unguarded: ReadonlySet<ActionKind> = new Set(["step", "record", "pause"]);

type Mutable<T> = { -readonly [P in keyof T]: T[P] };

/** A running action and its record: nested actions find their parent here. */
interface Running {
  readonly action: ActionOf<ActionKind>;
  readonly record: ActionRecord;
}

const running = new AsyncLocalStorage<Running>();

/** Runs the actions of a VM for a demo. */
export class Actor {
  readonly #options: ActorOptions | undefined;

  /** @param options without them, actions run unreported */
  constructor(options?: ActorOptions) {
    this.#options = options;
  }

  /** Runs an action. Returns or throws what `body` does. Actions within `body` get this one as their parent. */
  async act<K extends ActionKind, T>(
    start: ActionStart<K>,
    body: (progress: ActionProgress<K>) => T | Promise<T>,
  ): Promise<T> {
    if (this.#options === undefined) return body(silent);
    const { guard, record } = this.#options;
    const { action, open } = this.#open(start, this.#options);
    try {
      const work = async (): Promise<T> => running.run({ action, record }, () => body(open));
      const value = await (guard && !unguarded.has(start.kind) ? guard(work) : work());
      open.succeed();
      return value;
    } catch (error) {
      open.fail(error);
      throw error;
    }
  }

  /** Begins an action that outlives the call. Actions that begin before its end are not nested in it. */
  begin<K extends ActionKind>(start: ActionStart<K>): OpenAction<K> {
    return this.#options === undefined ? silent : this.#open(start, this.#options).open;
  }

  #open<K extends ActionKind>(
    { kind, target, details, stack }: ActionStart<K>,
    options: ActorOptions,
  ): { action: ActionOf<ActionKind>; open: OpenAction<K> } {
    const start = performance.now();
    const around = this.#around();
    const place = placeIn(stack ?? callStack());
    const action: Mutable<ActionOf<K>> = {
      id: options.record.nextId(),
      parent: around?.id,
      kind,
      domain: options.domain,
      start,
      end: undefined,
      source: place === undefined ? around?.source : options.record.place(place),
      target,
      found: undefined,
      details,
      outcome: "unfinished",
      error: undefined,
    };
    return { action: action as ActionOf<ActionKind>, open: openAction(action, options) };
  }

  /** The enclosing action, if it has the same record. */
  #around(): ActionOf<ActionKind> | undefined {
    const around = running.getStore();
    return around !== undefined && around.record === this.#options?.record ? around.action : undefined;
  }
}

const silent: OpenAction<ActionKind> = { found() {}, add() {}, update() {}, succeed() {}, fail() {} };

/** Reports the beginning of an action, and returns the functions that report the rest. */
function openAction<K extends ActionKind>(action: Mutable<ActionOf<K>>, options: ActorOptions): OpenAction<K> {
  let added: Partial<ActionDetails[K]> | undefined;
  const report = (type: ActionEvent["type"]): void => {
    const event: ActionEvent = { type, action: action as Action, added };
    added = undefined;
    options.record.write(event);
    options.events.emit(event);
  };
  const add = (details: Partial<ActionDetails[K]>): void => {
    added = { ...added, ...details };
    action.details = { ...action.details, ...details };
  };
  const end = (result: Pick<Action, "outcome" | "error">): void => {
    if (action.end !== undefined) return;
    Object.assign(action, result, { end: performance.now() });
    report("end");
  };
  report("begin");
  return {
    found(match) {
      action.found = match;
    },
    add,
    update(details) {
      add(details);
      if (action.end === undefined) report("update");
    },
    succeed: () => end({ outcome: "ok", error: undefined }),
    fail: (thrown) => end(outcomeOf(thrown)),
  };
}

/** Returns undefined if the process formats its call stacks differently, or a source map is broken. */
function placeIn(stack: string): RawSource | undefined {
  try {
    return userSource(stack);
  } catch (error) {
    log.debug("the source of an action is unknown", { reason: describeThrown(error) });
    return undefined;
  }
}

function notify(listener: ActionListener, event: ActionEvent): void {
  try {
    listener(event);
  } catch (error) {
    log.warn("a listener of the VM's actions failed", { kind: event.action.kind, reason: describeThrown(error) });
  }
}
