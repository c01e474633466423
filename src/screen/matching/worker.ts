// The thread that searches: a search takes tens of milliseconds, in which a recording must not miss a frame.
import { parentPort } from "node:worker_threads";
import { compareParts } from "../compare.ts";
import type { LookQuestion, Notice, Places, Reply, Request } from "./messages.ts";
import { Planes } from "./planes.ts";
import { Search } from "./search.ts";

/** What is kept for one finder: the screen as it saw it last, and its searches. */
interface Finder {
  readonly searches: readonly Search[];
  screen: Planes | undefined;
}

const finders = new Map<number, Finder>();

parentPort?.on("message", (request: Request) => {
  if ("call" in request) parentPort?.postMessage(answer(request));
  else take(request);
});

function take(notice: Notice): void {
  if (notice.kind === "close") finders.delete(notice.finder);
  else {
    const searches = notice.sought.map(({ picture, mask }) => new Search(picture, mask, notice.region));
    finders.set(notice.finder, { searches, screen: undefined });
  }
}

function answer(request: Extract<Request, { call: number }>): Reply {
  const { call } = request;
  try {
    return { call, value: request.kind === "look" ? look(request) : compareParts(request.comparing) };
  } catch (error) {
    return { call, failure: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

function look({ finder, parts, whole }: LookQuestion): Places {
  const known = finders.get(finder);
  if (!known) throw new Error(`there is no finder ${finder}`);
  const [first] = parts;
  if (whole && first) known.screen = new Planes(first.frame.width, first.frame.height);
  const { screen } = known;
  if (!screen) throw new Error("the first look needs the whole screen");
  for (const part of parts) screen.update(part.frame, part);
  const changed = parts.map(({ x, y, frame }) => ({ x, y, width: frame.width, height: frame.height }));
  return known.searches.map((search) => search.look(screen, whole ? undefined : changed));
}
