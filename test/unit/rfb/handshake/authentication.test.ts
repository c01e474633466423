import { expect, test } from "vitest";
import { challengeResponse } from "../../../../src/rfb/handshake/authentication.ts";

const challenge = Buffer.from("000102030405060708090a0b0c0d0e0f", "hex");

// Computed with `openssl enc -des-ecb -nopad` and the key's bits mirrored by hand.
test.each([
  ["secret12", "adcd997f8e16fee575e973f93c2b62b4"],
  ["demo", "fc20ca44a78a97fe3ff86fe5c117c5cf"],
])("the response for %j is that of single DES", (password, expected) => {
  expect(challengeResponse(password, challenge).toString("hex")).toBe(expected);
});

test("uses only the first 8 UTF-8 bytes of a password", () => {
  expect(challengeResponse("secret123", challenge)).toEqual(challengeResponse("secret12", challenge));
  expect(challengeResponse("äöüß1", challenge)).toEqual(challengeResponse("äöüß2", challenge));
  expect(challengeResponse("secret1", challenge)).not.toEqual(challengeResponse("secret12", challenge));
});
