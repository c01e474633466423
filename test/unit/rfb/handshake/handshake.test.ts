import fc from "fast-check";
import { expect, test } from "vitest";
import { RfbFormatError } from "../../../../src/rfb/errors.ts";
import { challengeResponse } from "../../../../src/rfb/handshake/authentication.ts";
import { handshake, ourMinorVersion, RefusedError, type ServerInit } from "../../../../src/rfb/handshake/handshake.ts";
import { endOfTest, feed, readerOf, serverInit, text, u32 } from "../../../support/rfb/rfb-bytes.ts";

const banner = (version: string): Buffer => Buffer.from(`RFB ${version}\n`);
const challenge = Buffer.from("00112233445566778899aabbccddeeff", "hex");
const ok = u32(0);
const init = serverInit(640, 480, "QEMU (demo)");

async function shake(
  bytes: Uint8Array,
  password?: string,
  size = bytes.length,
): Promise<{ server: ServerInit; sent: string }> {
  const sent: Uint8Array[] = [];
  const server = await handshake(feed(bytes, size), (part) => sent.push(Buffer.from(part)), { password, shared: true });
  return { server, sent: Buffer.concat(sent).toString("latin1") };
}

const withPassword = Buffer.concat([banner("003.008"), Buffer.from([2, 1, 2]), challenge, ok, init]);
const response = challengeResponse("pass", challenge).toString("latin1");

const conversations: [name: string, bytes: Buffer, password: string | undefined, sent: string][] = [
  [
    "3.8 without a password",
    Buffer.concat([banner("003.008"), Buffer.from([1, 1]), ok, init]),
    undefined,
    "RFB 003.008\n\x01\x01",
  ],
  ["3.8 with one", withPassword, "pass", `RFB 003.008\n\x02${response}\x01`],
  [
    "3.8, both offered, one given",
    Buffer.concat([banner("003.008"), Buffer.from([2, 1, 2]), challenge, ok, init]),
    "pass",
    `RFB 003.008\n\x02${response}\x01`,
  ],
  [
    "3.8, both offered, none given",
    Buffer.concat([banner("003.008"), Buffer.from([2, 2, 1]), ok, init]),
    undefined,
    "RFB 003.008\n\x01\x01",
  ],
  [
    "3.7 without a password",
    Buffer.concat([banner("003.007"), Buffer.from([1, 1]), init]),
    undefined,
    "RFB 003.007\n\x01\x01",
  ],
  [
    "3.7 with one",
    Buffer.concat([banner("003.007"), Buffer.from([1, 2]), challenge, ok, init]),
    "pass",
    `RFB 003.007\n\x02${response}\x01`,
  ],
  ["3.3 without a password", Buffer.concat([banner("003.003"), u32(1), init]), undefined, "RFB 003.003\n\x01"],
  [
    "3.3 with one",
    Buffer.concat([banner("003.003"), u32(2), challenge, ok, init]),
    "pass",
    `RFB 003.003\n${response}\x01`,
  ],
];

test.each(conversations)("%s, in pieces of every size", async (_name, bytes, password, expected) => {
  for (let size = 1; size <= bytes.length; size++) {
    const { server, sent } = await shake(bytes, password, size);
    expect(server).toEqual({ width: 640, height: 480, name: "QEMU (demo)", order: "rgb" });
    expect(sent).toBe(expected);
  }
});

test.each(conversations)("%s, truncated at any byte, ends with the connection", async (_name, bytes, password) => {
  for (let length = 0; length < bytes.length; length++) {
    const cut = handshake(readerOf(bytes.subarray(0, length)), () => {}, { password, shared: true });
    await expect(cut).rejects.toBe(endOfTest);
  }
});

test.each([
  [
    "no security type, with a reason",
    Buffer.concat([banner("003.008"), Buffer.from([0]), text("too many\0")]),
    /^too many$/,
  ],
  ["no security type, 3.3", Buffer.concat([banner("003.003"), u32(0), text("no")]), /^no$/],
  [
    "a wrong password, 3.8",
    Buffer.concat([banner("003.008"), Buffer.from([1, 2]), challenge, u32(1), text("Authentication failed\0")]),
    /^Authentication failed$/,
  ],
  ["a wrong password, 3.3", Buffer.concat([banner("003.003"), u32(2), challenge, u32(1)]), /authentication failed/],
  ["an unknown security type", Buffer.concat([banner("003.008"), Buffer.from([1, 19])]), /security types 19/],
  ["no authentication, 3.8", Buffer.concat([banner("003.008"), Buffer.from([1, 1]), ok, init]), /does not ask for/],
  ["no authentication, 3.7", Buffer.concat([banner("003.007"), Buffer.from([1, 1]), init]), /does not ask for/],
  ["no authentication, 3.3", Buffer.concat([banner("003.003"), u32(1), init]), /does not ask for/],
  ["an old version", banner("003.002"), /RFB 003\.002/],
])("the server refuses: %s", async (_name, bytes, message) => {
  const refusal = shake(bytes, "pass");
  await expect(refusal).rejects.toThrow(RefusedError);
  await expect(refusal).rejects.toThrow(message);
});

test("a missing password is an error that says so", async () => {
  await expect(shake(Buffer.concat([banner("003.008"), Buffer.from([1, 2])]))).rejects.toThrow("requires a password");
});

test.each([
  ["QEMU's", "2018000100ff00ff00ff100800aabbcc", "bgr"],
  ["red first", "2018000100ff00ff00ff000810000000", "rgb"],
  ["big-endian", "2018010100ff00ff00ff100800000000", "rgb"],
  ["16 bits", "10100001001f003f001f0b0500000000", "rgb"],
])("keeps the server's pixel format only if its order is known: %s", async (_name, format, order) => {
  const bytes = [banner("003.008"), Buffer.from([1, 1]), ok, serverInit(1, 1, "x", Buffer.from(format, "hex"))];
  expect((await shake(Buffer.concat(bytes))).server.order).toBe(order);
});

test("an exclusive client sends the shared flag as 0", async () => {
  const sent: number[] = [];
  const bytes = Buffer.concat([banner("003.008"), Buffer.from([1, 1]), ok, init]);
  await handshake(readerOf(bytes), (part) => sent.push(...part), { shared: false });
  expect(sent.at(-1)).toBe(0);
});

test("later versions count as 3.8, unknown earlier ones as 3.3", () => {
  expect(ourMinorVersion("RFB 003.889\n")).toBe(8);
  expect(ourMinorVersion("RFB 004.001\n")).toBe(8);
  expect(ourMinorVersion("RFB 003.005\n")).toBe(3);
  expect(() => ourMinorVersion("SSH-2.0-Open")).toThrow(RfbFormatError);
});

test("invalid bytes end in a clear error or with the connection", async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), fc.boolean(), async (rubbish, withBanner) => {
      const bytes = withBanner ? Buffer.concat([banner("003.008"), rubbish]) : rubbish;
      const end = await handshake(readerOf(bytes), () => {}, { password: "x", shared: true }).catch(
        (error: unknown) => error,
      );
      const expected =
        end === endOfTest ||
        end instanceof RfbFormatError ||
        end instanceof RefusedError ||
        (end as ServerInit).name !== undefined;
      expect(expected, String(end)).toBe(true);
    }),
    { numRuns: 500 },
  );
});
