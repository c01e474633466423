// A VNC server is hostile: it sends nothing, nonsense, or sizes that no client can hold.
import { join } from "node:path";
import { replaceDemo } from "../support/demo-file.ts";
import type { FaultKind } from "./kind.ts";

/** What the server sends: parts, each after the client has sent something. */
const scripts: Readonly<Record<string, string>> = {
  silence: "[]",
  close: `["RFB 003.008\\n", null]`,
  noise: "[noise]",
  "noise after the greeting": `["RFB 003.008\\n", noise]`,
  "a long reason": `["RFB 003.008\\n", bytes(0, 0xff, 0xff, 0xff, 0xff), endless]`,
  "a long name": `["RFB 003.008\\n", bytes(1, 1), bytes(0, 0, 0, 0), Buffer.concat([init(16, 16), bytes(255, 255, 255, 255)]), endless]`,
  "a large screen": `["RFB 003.008\\n", bytes(1, 1), bytes(0, 0, 0, 0), named(init(65535, 65535))]`,
  "no screen": `["RFB 003.008\\n", bytes(1, 1), bytes(0, 0, 0, 0), named(init(0, 0))]`,
  "a rectangle outside": `[...ready, bytes(0, 0, 0, 1, 255, 0, 255, 0, 255, 255, 255, 255, 0, 0, 0, 0), endless]`,
  "an unknown encoding": `[...ready, bytes(0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 1, 0, 77, 77, 77), noise]`,
  "an unknown message": `[...ready, bytes(200), noise]`,
  "a long clipboard": `[...ready, bytes(3, 0, 0, 0, 255, 255, 255, 255), endless]`,
  "noise for pixels": "[...ready, noise]",
  "resized to nothing": `[...ready, bytes(0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0x21), noise]`,
  "a long ZRLE": `[...ready, bytes(0, 0, 0, 1, 0, 0, 0, 0, 0, 16, 0, 16, 0, 0, 0, 16, 255, 255, 255, 255), endless]`,
};

/** The kind. */
export const hostileScreen: FaultKind = {
  name: "hostile screen",
  draw: (random) => {
    const [name, script] = random.pick(Object.entries(scripts));
    const noise = random.whole(1, 1_000_000);
    return {
      text: `a VNC server sends: ${name}`,
      prepare: async (place) => {
        const client = join(place.lab.nodeModules, "demotool/dist/src/rfb/connect.js");
        await replaceDemo(place, demo(client, script, noise));
        return undefined;
      },
      strike: async () => true,
      judge: async ({ exitCode, output }) =>
        exitCode === 0 ? [] : [`hostile: ${/Error: .*/.exec(output)?.[0] ?? "the demo failed"}`],
    };
  },
};

const demo = (client: string, script: string, seed: number): string => `
import { createHash } from "node:crypto";
import { createServer } from "node:net";
import { expect, test } from "vitest";
const { connectVnc } = await import(${JSON.stringify(client)});
const bytes = (...values) => Buffer.from(values);
const noise = Buffer.concat(Array.from({ length: 3000 }, (_, index) => createHash("sha256").update("${seed} " + index).digest()));
const endless = Buffer.alloc(2 ** 26);
const init = (width, height) => bytes(width >> 8, width, height >> 8, height, 32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 16, 8, 0, 0, 0, 0);
const named = (start) => Buffer.concat([start, bytes(0, 0, 0, 1, 65)]);
const ready = ["RFB 003.008\\n", bytes(1, 1), bytes(0, 0, 0, 0), named(init(64, 64))];
test("one", async () => {
  const parts = ${script};
  const server = createServer((socket) => {
    let next = 0;
    const send = () => {
      if (next >= parts.length) return;
      const part = parts[next++];
      if (part === null) socket.destroy();
      else socket.write(part);
    };
    socket.on("error", () => {});
    socket.on("data", send);
    send();
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  const before = performance.now();
  const thrown = await connectVnc({ host: "127.0.0.1", port, signal: AbortSignal.timeout(3000) }).then(
    async (vnc) => {
      const error = await Promise.race([vnc.closed, new Promise((resolve) => setTimeout(resolve, 1500))]);
      await vnc[Symbol.asyncDispose]();
      return error;
    },
    (error) => error,
  );
  expect(performance.now() - before).toBeLessThan(6000);
  if (thrown !== undefined && thrown.name !== "TimeoutError") {
    expect(thrown).toMatchObject({ code: expect.stringMatching(/^[A-Z_]+$/) });
    expect(String(thrown.cause)).not.toMatch(/^(Type|Reference)Error/);
  }
  expect(process.memoryUsage().rss).toBeLessThan(1e9);
  server.close();
});
`;
