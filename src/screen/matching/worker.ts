// The thread that searches: a search takes tens of milliseconds, in which a recording must not miss a frame.
import { parentPort } from "node:worker_threads";
import type { Reply, Request } from "./messages.ts";
import { Planes } from "./planes.ts";
import { type Place, Search } from "./search.ts";

/** What is kept for one finder: the screen as it saw it last, and its searches. */
interface Finder {
  readonly searches: readonly Search[];
  screen: Planes | undefined;
}

const finders = new Map<number, Finder>();

parentPort?.on("message", (request: Request) => {
  try {
    const places = answer(request);
    if (places) send({ finder: request.finder, places });
  } catch (error) {
    send({ finder: request.finder, failure: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
});

function send(reply: Reply): void {
  parentPort?.postMessage(reply);
}

function answer(request: Request): (Place | undefined)[] | undefined {
  switch (request.kind) {
    case "open": {
      const searches = request.sought.map(({ picture, mask }) => new Search(picture, mask, request.region));
      finders.set(request.finder, { searches, screen: undefined });
      return undefined;
    }
    case "close":
      finders.delete(request.finder);
      return undefined;
    case "look":
      return look(request);
  }
}

function look({ finder, parts, whole }: Extract<Request, { kind: "look" }>): (Place | undefined)[] {
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
