import fc from "fast-check";
import { expect, test } from "vitest";
import { Deadline } from "../../../src/base/time/deadline.ts";
import { type GuestAgent, guestAgent } from "../../../src/guest/agent.ts";
import { GuestOutput, type OutputListener } from "../../../src/guest/output.ts";

const limit = (): Deadline => Deadline.after(10_000, "the command");

/** A guest whose file has the pieces that were added; each read returns one, and a blank file cannot be opened. */
class GuestFile {
  readonly calls: string[] = [];
  readonly agent: GuestAgent;
  #left: Buffer[] | undefined;
  #read = 0;

  constructor() {
    this.agent = guestAgent(async (request) => {
      const { execute, arguments: given } = JSON.parse(request);
      this.calls.push(`${execute} ${given.path ?? given.handle}`);
      if (execute === "guest-file-open") {
        if (this.#left === undefined) throw new Error("no such file");
        return '{"return":5}';
      }
      if (execute === "guest-file-close") throw new Error("the guest is gone");
      if (execute === "guest-file-seek") {
        const size = this.#read + Buffer.concat(this.#left ?? []).length;
        return JSON.stringify({ return: { position: given.whence === 2 ? size : given.offset } });
      }
      const piece = this.#left?.shift() ?? Buffer.alloc(0);
      this.#read += piece.length;
      return JSON.stringify({ return: { "buf-b64": piece.toString("base64"), eof: this.#left?.length === 0 } });
    });
  }

  add(...pieces: readonly (string | Buffer)[]): this {
    this.#left = [...(this.#left ?? []), ...pieces.map((piece) => Buffer.from(piece))];
    return this;
  }
}

test("what a command has written is returned whole at its end", async () => {
  const output = new GuestOutput(new GuestFile().add("one\n", "two\n").agent, "/run/out");
  expect(await output.finish(limit())).toBe("one\ntwo\n");
});

test("the listener gets what was added since the last call, and the rest at the end", async () => {
  const heard: string[] = [];
  const file = new GuestFile().add("one ");
  const output = new GuestOutput(file.agent, "/run/out", (text) => heard.push(text));
  expect([await output.follow(limit()), await output.follow(limit())]).toEqual([true, false]);
  file.add("two ");
  expect(await output.follow(limit())).toBe(true);
  file.add("three");
  expect(await output.finish(limit())).toBe("one two three");
  expect(heard).toEqual(["one ", "two ", "three"]);
  expect(file.calls.filter((call) => call === "guest-file-open /run/out")).toHaveLength(1);
});

test("what a program adds after the end of its command is not waited for", async () => {
  const file = new GuestFile();
  const heard: string[] = [];
  const output = new GuestOutput(file.agent, "/run/out", (text) => {
    heard.push(text);
    file.add("more");
  });
  file.add("one");
  expect(await output.finish(limit())).toBe("one");
  expect(heard).toEqual(["one"]);
});

test("without a listener nothing is read before the end", async () => {
  const file = new GuestFile().add("one");
  expect(await new GuestOutput(file.agent, "/run/out").follow(limit())).toBe(false);
  expect(file.calls).toEqual([]);
});

test("a file that the command has not made yet is waited for, and at its end its absence is an error", async () => {
  const heard: string[] = [];
  const file = new GuestFile();
  const output = new GuestOutput(file.agent, "/run/out", (text) => heard.push(text));
  expect(await output.follow(limit())).toBe(false);
  await expect(output.finish(limit())).rejects.toThrow("no such file");
  file.add("here");
  expect(await output.follow(limit())).toBe(true);
  expect(heard).toEqual(["here"]);
});

test("however the bytes are cut, the listener gets whole characters and the same text", async () => {
  const text = fc.string({ unit: fc.constantFrom("a", "ü", "€", "😀", "\n") });
  await fc.assert(
    fc.asyncProperty(text, fc.array(fc.integer({ min: 1, max: 5 })), async (written, cuts) => {
      const bytes = Buffer.from(written);
      const pieces: Buffer[] = [];
      let at = 0;
      for (const cut of [...cuts, bytes.length]) {
        if (at < bytes.length) pieces.push(bytes.subarray(at, at + cut));
        at += cut;
      }
      const heard: string[] = [];
      const output = new GuestOutput(new GuestFile().add(...pieces).agent, "/run/out", (part) => heard.push(part));
      expect(await output.finish(limit())).toBe(written);
      expect(heard.join("")).toBe(written);
      expect(heard).not.toContain("");
    }),
  );
});

test("bytes that are no UTF-8 are passed on as replacement characters, also at the end", async () => {
  const heard: string[] = [];
  const file = new GuestFile().add(Buffer.from([0x61, 0xff]), Buffer.from([0xe2, 0x82]));
  const output = new GuestOutput(file.agent, "/run/out", (text) => heard.push(text));
  expect(await output.finish(limit())).toBe("a\ufffd\ufffd");
  expect(heard.join("")).toBe("a\ufffd\ufffd");
});

test("a listener's promise delays the next piece", async () => {
  const order: string[] = [];
  const listener: OutputListener = async (text) => {
    order.push(`begin ${text}`);
    await Promise.resolve();
    order.push(`end ${text}`);
  };
  await new GuestOutput(new GuestFile().add("1", "2").agent, "/run/out", listener).finish(limit());
  expect(order).toEqual(["begin 1", "end 1", "begin 2", "end 2"]);
});

test("a listener that throws ends the command with its error", async () => {
  const output = new GuestOutput(new GuestFile().add("1").agent, "/run/out", () => {
    throw new Error("enough");
  });
  await expect(output.finish(limit())).rejects.toThrow("enough");
});

test("nothing is read after the deadline, nor is a listener waited for", async () => {
  const aborted = Deadline.after(10_000, "the command", { signal: AbortSignal.abort(new Error("ended")) });
  await expect(new GuestOutput(new GuestFile().add("1").agent, "/run/out").finish(aborted)).rejects.toThrow();
  const soon = Deadline.after(20, "the command");
  const stuck = new GuestOutput(new GuestFile().add("1").agent, "/run/out", () => new Promise(() => {}));
  await expect(stuck.finish(soon)).rejects.toThrow("took longer");
});

/** A file of `size` bytes in a guest, which counts what is read of it. */
function largeFile(size: number, piece = 100): { readonly agent: GuestAgent; readonly read: { bytes: number } } {
  const read = { bytes: 0 };
  let position = 0;
  const agent = guestAgent(async (request) => {
    const { execute, arguments: given } = JSON.parse(request);
    if (execute === "guest-file-open") return '{"return":5}';
    if (execute === "guest-file-seek") {
      position = given.whence === 2 ? size + given.offset : given.offset;
      return JSON.stringify({ return: { position, eof: false } });
    }
    const length = Math.max(0, Math.min(piece, given.count, size - position));
    const bytes = Buffer.from(Array.from({ length }, (_, index) => 97 + ((position + index) % 26)));
    position += length;
    read.bytes += length;
    return JSON.stringify({ return: { "buf-b64": bytes.toString("base64"), eof: position >= size } });
  });
  return { agent, read };
}

test("of a long output only the ends are read, and a note says what was cut", async () => {
  const cap = { first: 5, last: 6 };
  const { agent, read } = largeFile(26 * 1e9);
  const output = new GuestOutput(agent, "/run/out", undefined, cap);
  expect(await output.finish(limit())).toBe("abcde\n… demotool cut 25999999989 bytes of output here …\nuvwxyz");
  expect([output.truncated, read.bytes]).toEqual([true, 11]);
});

test.each([0, 1, 10, 11, 12, 16, 17])("an output of %i bytes is cut only if it exceeds both ends", async (size) => {
  const cap = { first: 5, last: 6 };
  const output = new GuestOutput(largeFile(size, 4).agent, "/run/out", undefined, cap);
  const whole = "abcdefghijklmnopqrstuvwxyz".slice(0, size);
  const cut = `abcde\n… demotool cut ${size - 11} bytes of output here …\n${whole.slice(-6)}`;
  expect(await output.finish(limit())).toBe(size > 11 ? cut : whole);
  expect(output.truncated).toBe(size > 11);
});

test("a listener hears all of a long output, and its ends are kept", async () => {
  let heard = 0;
  const listener: OutputListener = (text) => {
    heard += text.length;
  };
  const output = new GuestOutput(largeFile(2600).agent, "/run/out", listener, { first: 5, last: 6 });
  expect(await output.finish(limit())).toBe("abcde\n… demotool cut 2589 bytes of output here …\nuvwxyz");
  expect(heard).toBe(2600);
});

test("an output that never ends is read until the deadline, by a listener, or to its cap", async () => {
  const endless = guestAgent(async (request) => {
    const { execute, arguments: given } = JSON.parse(request);
    if (execute === "guest-file-open") return '{"return":5}';
    if (execute === "guest-file-seek") return JSON.stringify({ return: { position: 2 ** 50 + given.offset } });
    await new Promise(setImmediate);
    return JSON.stringify({ return: { "buf-b64": Buffer.alloc(4096, "x").toString("base64"), eof: false } });
  });
  const output = new GuestOutput(endless, "/run/out", undefined, { first: 5000, last: 5000 });
  await expect(output.finish(limit())).rejects.toThrow("returned 4096 bytes of /run/out instead of at most 904");
  const soon = Deadline.after(50, "the command");
  await expect(new GuestOutput(endless, "/run/out", () => {}).follow(soon)).rejects.toThrow("took longer");
});

test("a file that was opened is closed, and a failure to do so is ignored", async () => {
  const file = new GuestFile().add("1");
  const output = new GuestOutput(file.agent, "/run/out");
  await output.finish(limit());
  await output.close();
  expect(file.calls.at(-1)).toBe("guest-file-close 5");
  const unused = new GuestFile();
  await new GuestOutput(unused.agent, "/run/out").close();
  expect(unused.calls).toEqual([]);
});
