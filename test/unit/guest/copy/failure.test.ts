import { expect, test } from "vitest";
import { copyError } from "../../../../src/guest/copy/failure.ts";
import { refusedCode, wrongPathCode } from "../../../../src/guest/copy/scripts.ts";

const side = { what: "copy of x in the guest to /tmp/x", user: "demo" };

test("a wrong path: the next step is to check it", () => {
  const error = copyError(side, { exitCode: wrongPathCode, stderr: "there is no file x in the guest\n" });
  expect(error.headline).toBe("copy of x in the guest to /tmp/x: there is no file x in the guest");
  expect(error.next).toBe("check the path in the guest; relative paths start at the home of `demo`");
});

test("a full disk: the error includes the output", () => {
  const stderr = "dd: No space left on device\nx could not be written\n";
  const error = copyError(side, { exitCode: refusedCode, stderr });
  expect(error.headline).toBe("copy of x in the guest to /tmp/x: x could not be written");
  expect(error.output).toBe("dd: No space left on device");
  expect(error.next).toContain("free space");
});

test("any other failure names the script's exit code", () => {
  const error = copyError(side, { exitCode: 127, stderr: "sh: dd: not found" });
  expect(error.headline).toBe("copy of x in the guest to /tmp/x: the script in the guest exited with 127");
  expect(error.output).toBe("sh: dd: not found");
});
