import { expect, test } from "vitest";
import { recordDemo } from "../../../src/demo/record-demo.ts";

test("rejects invalid options before a VM starts", async () => {
  const body = (): void => {};
  const refused = expect.objectContaining({ name: "OptionError" });
  await expect(recordDemo("complex", body, { quality: "best" as never })).rejects.toThrow(refused);
  await expect(recordDemo("!", "debian-12", body)).rejects.toThrow(refused);
});
