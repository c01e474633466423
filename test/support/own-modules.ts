// Gives each test file that mocks modules its own instances of all modules: files share them otherwise, and a module
// that an earlier file has loaded keeps what it imported then.
import { readFileSync } from "node:fs";
import { afterAll, expect, vi } from "vitest";

const { testPath } = expect.getState();
if (testPath !== undefined && readFileSync(testPath, "utf8").includes("vi.mock(")) {
  vi.resetModules();
  // Should a mock not take effect, what stands behind it finds no program to start.
  const { PATH } = process.env;
  process.env.PATH = "/nonexistent";
  afterAll(() => {
    // What was loaded with mocks is not for the next file.
    vi.resetModules();
    process.env.PATH = PATH;
  });
}
