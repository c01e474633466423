import { type Duplex, duplexPair } from "node:stream";
import { expect, test } from "vitest";
import { awaitHelper } from "../../../../src/guest/copy/await-helper.ts";

const mark = "7cab8be6-5f46-4b21-a6a4-6b0353c275c0";

async function textOf(stream: Duplex): Promise<string> {
  let text = "";
  for await (const piece of stream) text += String(piece);
  return text;
}

test.each([
  ["alone", `${mark}\n`, ""],
  ["after bytes of an earlier copy", `old bytes\n${mark.slice(0, 20)}${mark}\n`, ""],
  ["before this copy's bytes", `${mark}\n12 644\ncontent`, "12 644\ncontent"],
])("finds the mark %s, in pieces of any size", async (_where, sent, rest) => {
  for (const size of [1, 7, 1000]) {
    const [here, there] = duplexPair();
    const begun = awaitHelper(here, mark);
    for (let at = 0; at < sent.length; at += size) there.write(sent.slice(at, at + size));
    await begun;
    there.end();
    expect(await textOf(here)).toBe(rest);
  }
});

test("a connection that ends before the mark is an error", async () => {
  const [here, there] = duplexPair();
  const ended = expect(awaitHelper(here, mark)).rejects.toThrow(/ended too early/);
  there.end("something else\n");
  await ended;
  const [closed] = duplexPair();
  const refused = expect(awaitHelper(closed, mark)).rejects.toThrow(/ended too early/);
  closed.destroy();
  await refused;
});
