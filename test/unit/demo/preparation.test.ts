// A preparation is identified by its source and the user's key.
import { expect, test } from "vitest";
import { preparationIn } from "../../../src/demo/preparation.ts";

const installs = (program: string) => () => program;

test("options without a preparation have no identity", () => {
  expect(preparationIn({ cpus: 1 })).toBeUndefined();
});

test("the source or key changes the identity; a captured variable's value does not", () => {
  const digest = (prepare: () => unknown, prepareKey?: string): string | undefined =>
    preparationIn({ prepare, ...(prepareKey !== undefined && { prepareKey }) })?.digest;
  const first = digest(() => "gimp");
  expect(digest(() => "gimp")).toBe(first);
  expect(digest(() => "inkscape")).not.toBe(first);
  expect(digest(() => "gimp", "2.10")).not.toBe(first);
  expect(digest(() => "gimp", "2.10")).toBe(digest(() => "gimp", "2.10"));
  expect(digest(installs("gimp"))).toBe(digest(installs("inkscape")));
});

test.for([[{ prepare: null }], [{ prepare: "" }], [{ prepare: 0 }], [{ prepareKey: 2 }]] as const)(
  "rejects %o",
  ([options]) => {
    expect(() => preparationIn(options as never)).toThrow(expect.objectContaining({ code: "OPTION" }));
  },
);
