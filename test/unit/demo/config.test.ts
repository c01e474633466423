import { afterEach, expect, test, vi } from "vitest";
import { defaultImage } from "../../../src/demo/config.ts";
import { embeddedImageName } from "../../../src/images/embedded/image-name.ts";

afterEach(() => vi.unstubAllEnvs());

test("the environment wins over the configuration, which wins over the embedded image", () => {
  vi.stubEnv("DEMOTOOL_IMAGE", "");
  expect(defaultImage()).toBe(embeddedImageName);
  expect(defaultImage("fedora-42")).toBe("fedora-42");
  vi.stubEnv("DEMOTOOL_IMAGE", "ubuntu-24.04");
  expect(defaultImage("fedora-42")).toBe("ubuntu-24.04");
});
