import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { OptionError } from "../../../src/base/errors.ts";
import { demoDomainName, directoryName, domainName, fileSlug, slug } from "../../../src/demo/names.ts";

describe("slug", () => {
  test.each([
    ["install flow", "install-flow"],
    ["my-cool-demo", "my-cool-demo"],
    ["Größe ändern!", "groesse-aendern"],
    ["../../etc/passwd", "etc-passwd"],
    ["a/b\\c", "a-b-c"],
    ["🚀 launch 🚀", "launch"],
    ["C++", "c-plus-plus"],
    ["C# and F#", "c-sharp-and-f-sharp"],
    ["press ctrl+c, issue #12", "press-ctrl-c-issue-12"],
    ["GIMP 2.10: first start", "gimp-2-10-first-start"],
  ])("%s becomes %s", (name, expected) => {
    expect(slug(name)).toBe(expected);
  });

  test("truncates a long name and adds its digest", () => {
    const one = slug(`${"word ".repeat(60)}one`);
    const two = slug(`${"word ".repeat(60)}two`);
    expect(one).toMatch(/^word-word.*-[0-9a-f]{8}$/);
    expect(one.length).toBeLessThanOrEqual(60);
    expect(one).not.toBe(two);
  });

  test("a name without Latin letters becomes its digest", () => {
    expect(slug("インストール")).toMatch(/^name-[0-9a-f]{8}$/);
    expect(slug("インストール")).not.toBe(slug("起動"));
  });

  test("letters that cannot be transliterated add a digest", () => {
    expect(slug("日本語 2")).toMatch(/^2-[0-9a-f]{8}$/);
    expect(new Set(["日本語 2", "日本語 流れ 2", "2"].map(slug)).size).toBe(3);
    const long = `流れ ${"word ".repeat(12)}`;
    expect(slug(long).length).toBeLessThanOrEqual(60);
  });

  test.each(["", "   ", "🚀", "..", "/", "---"])("rejects %j", (name) => {
    expect(() => slug(name)).toThrow(OptionError);
    expect(() => slug(name)).toThrow(/needs at least one letter or digit/);
  });

  test("any name becomes one safe path segment", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 400 }), (name) => {
        try {
          expect(slug(name)).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
          expect(slug(name).length).toBeLessThanOrEqual(60);
        } catch (error) {
          expect(error).toBeInstanceOf(OptionError);
        }
      }),
    );
  });
});

describe("names of domains and directories", () => {
  test("files with the same name differ by their path below the root", () => {
    expect(domainName("a/login.test.ts")).toBe("demo-a-login");
    expect(domainName("b/login.test.ts")).toBe("demo-b-login");
    expect(domainName("demos\\login.spec.mts")).toBe("demo-demos-login");
  });

  test("drops only the test file's extension", () => {
    expect(fileSlug("v1.2/check.test.tsx")).toBe("v1-2-check");
    expect(fileSlug("plain.js")).toBe("plain");
  });

  test("a test's directory includes its describe names", () => {
    expect(directoryName(["suite", "install flow"])).toBe("suite-install-flow");
  });

  test("a demo's domain carries the demo's name", () => {
    expect(demoDomainName("my-cool-demo")).toBe("demo-my-cool-demo");
  });
});
