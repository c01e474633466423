// The one function through which every action of the API goes: it measures the action and notifies the listeners.
import { AsyncLocalStorage } from "node:async_hooks";
import { performance } from "node:perf_hooks";
import { callStack } from "../call-site.ts";
import { describeThrown } from "../errors.ts";
import { log } from "../log.ts";
import { type Action, type ActionOf, outcomeOf } from "./action.ts";
import type { ActionDetails, ActionKind, ActionMatch, ActionTarget } from "./kinds.ts";
import { type RawSource, userSource } from "./source.ts";

/** What an action is when it begins. */
export interface ActionStart<K extends ActionKind> {
  readonly kind: K;
  readonly target?: ActionTarget | undefined;
  readonly details: ActionDetails[K];
  /** The call stack that names the caller's own code. Default: that of the call. */
  readonly stack?: string | undefined;
}

/** What is found out about an action while it goes on. */
export interface ActionProgress<K extends ActionKind> {
  /** Notes where the target was found. */
  found(match: ActionMatch | undefined): void;
  /** Adds details; they are told with the action's end. */
  add(details: Partial<ActionDetails[K]>): void;
  /** Adds details and tells them at once: they matter while the action goes on. */
  update(details: Partial<ActionDetails[K]>): void;
}

/** An action that goes on until it is told to end. Only the first end counts. */
export interface OpenAction<K extends ActionKind> extends ActionProgress<K> {
  succeed(): void;
  fail(thrown: unknown): void;
}

/** An action has begun, says more of itself, or has ended. */
export interface ActionEvent {
  readonly type: "begin" | "update" | "end";
  /** As it is now: the same object in each of its events. Times are those of `performance.now()`. */
  readonly action: Action;
  /** The details that were added and not told yet; undefined when it begins. */
  readonly added?: Readonly<Record<string, unknown>> | undefined;
}

/** Takes events. It is called before the action goes on, so it must be quick. */
export type ActionListener = (event: ActionEvent) => void;

/** The events of the actions of one VM, whichever demo they belong to. */
export class ActionEvents {
  readonly #listeners = new Set<ActionListener>();

  /** Calls the listener for each event. Returns a function that ends that. */
  subscribe(listener: ActionListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Tells the listeners. One that throws costs a warning, never the action. */
  emit(event: ActionEvent): void {
    for (const listener of this.#listeners) notify(listener, event);
  }
}

/** Keeps the actions of one demo. */
export interface ActionRecord {
  /** The number for a new action. */
  nextId(): number;
  /** Keeps what an event tells. It never throws. */
  write(event: ActionEvent): void;
  /** A place in a file as it is to be kept. */
  place(source: RawSource): RawSource;
}

/** Where the actions of a VM go. */
export interface ActorOptions {
  readonly domain: string;
  readonly events: ActionEvents;
  readonly record: ActionRecord;
}

type Mutable<T> = { -readonly [P in keyof T]: T[P] };

/** An action that goes on, and the record that it is in: nested ones find their parent here. */
interface Running {
  readonly action: ActionOf<ActionKind>;
  readonly record: ActionRecord;
}

const running = new AsyncLocalStorage<Running>();

/** Runs the actions of one VM for one demo. */
export class Actor {
  readonly #options: ActorOptions | undefined;

  /** @param options without them, actions run and nobody is told */
  constructor(options?: ActorOptions) {
    this.#options = options;
  }

  /** Runs an action: what `body` returns or throws is what this does. Actions within `body` have this one as parent. */
  async act<K extends ActionKind, T>(
    start: ActionStart<K>,
    body: (progress: ActionProgress<K>) => T | Promise<T>,
  ): Promise<T> {
    if (this.#options === undefined) return body(silent);
    const { record } = this.#options;
    const { action, open } = this.#open(start, this.#options);
    try {
      const value = await running.run({ action, record }, () => body(open));
      open.succeed();
      return value;
    } catch (error) {
      open.fail(error);
      throw error;
    }
  }

  /** Begins an action that outlives the call. Actions that begin meanwhile are not nested in it. */
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

  /** The action around this call, if it is kept in the same record. */
  #around(): ActionOf<ActionKind> | undefined {
    const around = running.getStore();
    return around !== undefined && around.record === this.#options?.record ? around.action : undefined;
  }
}

const silent: OpenAction<ActionKind> = { found() {}, add() {}, update() {}, succeed() {}, fail() {} };

/** Tells that the action has begun, and returns what tells the rest. */
function openAction<K extends ActionKind>(action: Mutable<ActionOf<K>>, options: ActorOptions): OpenAction<K> {
  let added: Partial<ActionDetails[K]> | undefined;
  const tell = (type: ActionEvent["type"]): void => {
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
    tell("end");
  };
  tell("begin");
  return {
    found(match) {
      action.found = match;
    },
    add,
    update(details) {
      add(details);
      if (action.end === undefined) tell("update");
    },
    succeed: () => end({ outcome: "ok", error: undefined }),
    fail: (thrown) => end(outcomeOf(thrown)),
  };
}

/** A process may format its stacks in a way of its own, and a source map may be broken: then the place is unknown. */
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
