// Characters without a key, typed into a scripted guest whose agent keeps a key map.
import { expect, test, vi } from "vitest";
import { AbortedError } from "../../../../src/base/errors.ts";
import { Actor } from "../../../../src/base/journal/actor.ts";
import { type GuestAgent, guestAgent } from "../../../../src/guest/agent.ts";
import { GuestError } from "../../../../src/guest/errors.ts";
import { createKeyboard, type Keyboard } from "../../../../src/input/keyboard.ts";
import type { TypingGuest } from "../../../../src/input/text/text-input.ts";
import { type RfbGuest, rfbGuest } from "../../../support/guests/rfb-guest.ts";

/** An X session. */
interface Session {
  readonly guest: TypingGuest;
  /** The symbols of the keys that were ever changed. */
  readonly map: Map<string, string>;
  /** What happened: each change of the map, and the number of keys that the guest had got by then. */
  readonly changes: {
    readonly map: string;
    readonly marker: string;
    /** The marker's auto-repeat. */
    readonly repeat: string;
    readonly keys: number;
  }[];
  /** Limits in milliseconds of the waits for an idle guest. */
  readonly idle: number[];
}

interface Behaviour {
  readonly environment?: Record<string, string> | undefined;
  /** The exit code and output of the nth change, from 0 on, which changes nothing; undefined for one that succeeds. */
  readonly answer?: (change: number) => { readonly exitcode: number; readonly output: string } | undefined;
  /** How many agent requests for a status are answered that the nth change still runs. Default: none. */
  readonly running?: (change: number) => boolean;
}

const xSession = { DISPLAY: ":0", XAUTHORITY: "/home/demo/.Xauthority" };

function session(client: RfbGuest, { environment = xSession, answer, running = () => false }: Behaviour = {}): Session {
  const map = new Map<string, string>();
  const changes: Session["changes"] = [];
  let status: { exitcode: number; output: string };
  const change = ([, , marker = "", , repeat = "", ...keys]: readonly string[]): typeof status => {
    const failed = answer?.(changes.length);
    changes.push({ map: keys.join(" "), marker, repeat, keys: client.keys.length });
    if (failed) return failed;
    const former = keys
      .map((key) => key.split("="))
      .map(([code = "", symbols = ""]) => {
        const before = map.get(code) ?? "0";
        map.set(code, symbols);
        return `${code}=${before}`;
      });
    return { exitcode: 0, output: `${former.join(" ")}\n` };
  };
  const agent: GuestAgent = guestAgent(async (request) => {
    const { execute, arguments: given } = JSON.parse(request);
    if (execute === "guest-exec") {
      status = change(given.arg.slice(4));
      return JSON.stringify({ return: { pid: 1 } });
    }
    if (running(changes.length - 1)) return JSON.stringify({ return: { exited: false } });
    const data = Buffer.from(status.output).toString("base64");
    return JSON.stringify({ return: { exited: true, exitcode: status.exitcode, "out-data": data } });
  });
  const idle: number[] = [];
  const untilIdle = async (limitMs: number): Promise<boolean> => idle.push(limitMs) > 0;
  const guest: TypingGuest = { session: async () => environment, run: (limit, work) => work(agent, limit), untilIdle };
  return { guest, map, changes, idle };
}

function keyboardOf(client: RfbGuest, guest: TypingGuest): Keyboard {
  return createKeyboard(async () => client.client, "us", { guest });
}

/** The keys that went down, without NumLock. */
function downs({ keys }: RfbGuest): string[] {
  return keys.filter((key) => key.startsWith("+") && key !== "+45").map((key) => key.slice(1));
}

test("keys of the layout and lent keys are typed in their order, then the map is put back", async () => {
  await using client = await rfbGuest();
  const { guest, map, changes } = session(client);
  await keyboardOf(client, guest).type("a’b’👍", { delay: 0 });
  await expect.poll(() => downs(client)).toEqual(["1e", "e8", "30", "e8", "85", "73"]);
  expect(changes).toMatchObject([
    { map: "136=16785433,16785433 137=16905293,16905293", marker: "0", repeat: "97=0", keys: 0 },
    { map: "136=0 137=0", marker: "97", repeat: "97=2" },
  ]);
  expect([...map.values()]).toEqual(["0", "0"]);
  // The marker is held until the map is put back.
  await vi.waitFor(() => expect(client.keys.slice(-2)).toEqual(["+73", "-73"]));
});

test("a text with more characters than keys goes in portions", async () => {
  await using client = await rfbGuest();
  const { guest, map, changes } = session(client);
  const text = Array.from({ length: 45 }, (_, at) => String.fromCodePoint(0x4e00 + at)).join("");
  await keyboardOf(client, guest).type(text, { delay: 0 });
  expect(changes.map(({ map, marker }) => [map.split(" ").length, marker])).toEqual([
    [20, "0"],
    [20, "97"],
    [5, "97"],
    [20, "97"],
  ]);
  expect([...map.values()].every((symbols) => symbols === "0")).toBe(true);
});

test("a text of the layout alone does not ask the guest", async () => {
  await using client = await rfbGuest();
  const never: TypingGuest = {
    session: () => Promise.reject(new Error("asked")),
    run: () => Promise.reject(new Error("asked")),
    untilIdle: () => Promise.reject(new Error("asked")),
  };
  await keyboardOf(client, never).type("abc", { delay: 0 });
});

test.each([
  ["no agent", { environment: undefined }, "the guest has no agent"],
  ["no session", { environment: {} }, "no graphical session"],
  ["Wayland", { environment: { ...xSession, WAYLAND_DISPLAY: "wayland-0" } }, "runs on Wayland"],
])("without an X session, the error says what is needed: %s", async (_name, behaviour, reason) => {
  await using client = await rfbGuest();
  const { guest, changes } = session(client, behaviour);
  const where = "environment" in behaviour && behaviour.environment === undefined;
  const asked = where ? { ...guest, session: async () => undefined } : guest;
  const typing = keyboardOf(client, asked).type("ab…");
  await expect(typing).rejects.toMatchObject({ code: "OPTION", facts: { character: "U+2026", position: 3 } });
  await expect(typing).rejects.toThrow(reason);
  expect([client.keys, changes]).toEqual([[], []]);
});

test.each(["a\u001b’", "\ud83d’"])("rejects what is no character: %j", async (text) => {
  await using client = await rfbGuest();
  const { guest, changes } = session(client);
  await expect(keyboardOf(client, guest).type(text)).rejects.toThrow("not a character to type");
  expect([client.keys, changes]).toEqual([[], []]);
});

test.each([
  [127, "sh: perl: not found", "the guest has no perl"],
  [1, "the X session is not on the screen", "the X session is not on the screen"],
])("a map that cannot be changed: exit code %i", async (exitcode, output, reason) => {
  await using client = await rfbGuest();
  const { guest } = session(client, { answer: () => ({ exitcode, output }) });
  const typing = keyboardOf(client, guest).type("a’");
  await expect(typing).rejects.toThrow(GuestError);
  await expect(typing).rejects.toThrow(/character "’" \(U\+2019\) cannot be typed/);
  await expect(typing).rejects.toThrow(reason);
  expect(client.keys).toEqual([]);
});

test("keys that the program has not taken are an error, and the map is put back", async () => {
  await using client = await rfbGuest();
  const answer = (change: number) =>
    change === 1 ? { exitcode: 0, output: "problem the window has not taken the keys\n" } : undefined;
  const { guest, map } = session(client, { answer });
  await expect(keyboardOf(client, guest).type("’", { delay: 0 })).rejects.toThrow(
    "may be lost: the window has not taken",
  );
  expect([...map.values()]).toEqual(["0"]);
});

test("after a revert, whose key map is its own, nothing is put back", async () => {
  await using client = await rfbGuest({ onNumLock: () => void client.client[Symbol.asyncDispose]() });
  const { guest, changes } = session(client);
  const reverting: TypingGuest = { ...guest, session: async () => ({ ...xSession }) };
  await expect(keyboardOf(client, reverting).type("’", { delay: 0 })).rejects.toThrow();
  expect(changes).toHaveLength(1);
});

test("when the typing fails, the map is put back without a marker", async () => {
  await using client = await rfbGuest({ onNumLock: () => void client.client[Symbol.asyncDispose]() });
  const { guest, map, changes } = session(client);
  await expect(keyboardOf(client, guest).type("’", { delay: 0 })).rejects.toThrow();
  expect([...map.values()]).toEqual(["0"]);
  expect(changes.at(-1)?.marker).toBe("0");
});

test("where the program with the focus cannot tell, the map is put back once the guest is idle", async () => {
  await using client = await rfbGuest();
  const answer = (change: number) => (change === 1 ? { exitcode: 0, output: "no answer\n" } : undefined);
  const { guest, map, changes, idle } = session(client, { answer });
  await keyboardOf(client, guest).type("’", { delay: 0 });
  expect([...map.values()]).toEqual(["0"]);
  expect(changes.map(({ marker }) => marker)).toEqual(["0", "97", "0"]);
  expect(idle).toHaveLength(1);
  await vi.waitFor(() => expect(client.keys.slice(-2)).toEqual(["+73", "-73"]));
});

test("an abort ends the wait for the program, releases the marker, and puts the map back", async () => {
  await using client = await rfbGuest();
  const stop = new AbortController();
  const running = (change: number): boolean => change === 1;
  const { guest, map, changes } = session(client, { running });
  const typing = keyboardOf(client, guest)
    .withActor(new Actor(), () => stop.signal)
    .type("’", { delay: 0 });
  await vi.waitFor(() => expect(changes).toHaveLength(2));
  stop.abort();
  await expect(typing).rejects.toThrow(AbortedError);
  expect([...map.values()]).toEqual(["0"]);
  expect(changes.at(-1)).toMatchObject({ marker: "0", repeat: "97=2" });
  await vi.waitFor(() => expect(client.keys.slice(-2)).toEqual(["+73", "-73"]));
});

test("an abort during the first change of the map waits for it, types nothing, and puts the map back", async () => {
  await using client = await rfbGuest();
  const stop = new AbortController();
  let changing = true;
  const { guest, map, changes } = session(client, { running: (change) => change === 0 && changing });
  const typing = keyboardOf(client, guest)
    .withActor(new Actor(), () => stop.signal)
    .type("’", { delay: 0 });
  await vi.waitFor(() => expect(changes).toHaveLength(1));
  stop.abort();
  changing = false;
  await expect(typing).rejects.toThrow(AbortedError);
  expect([...map.values()]).toEqual(["0"]);
  expect(client.keys).toEqual([]);
});
