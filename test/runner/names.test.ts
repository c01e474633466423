// Which directory a test's files go to.
import { expect, test } from "vitest";
import { demoProject, majors, outcomes, story } from "./demo-project.ts";

const header = `
  import { writeFileSync } from "node:fs";
  import { describe, test } from "demotool/fixtures";
  const note = ({ demo }, text = "") => writeFileSync(demo.path("note.txt"), text);
`;
const names = [
  "with spaces",
  "Größe ändern",
  "open 📁 folder",
  "path/to/../..",
  "../../outside",
  "日本語",
  "n".repeat(300),
  `${"n".repeat(299)}m`,
];

test.for(majors)("Vitest %i: every name gives a directory below demo-videos, or an error", async (major) => {
  await using project = await demoProject(major, {
    "ID-names.test.ts": `${header}
      for (const name of ${JSON.stringify(names)}) test(name, ({ demo }) => note({ demo }));
      describe("outer", () => describe("inner", () => test("test", ({ demo }) => note({ demo }))));
      test("🎉", ({ demo }) => note({ demo }));
      test("...", () => {});
      test("outside", ({ demo }) => demo.path("../outside.txt"));
    `,
  });
  const result = await project.run();
  const { "🎉": party, "...": dots, outside, ...others } = outcomes(result);
  expect([party, dots, outside], story(result)).toEqual(["failed", "passed", "failed"]);
  expect(story(result)).toContain("OptionError: a demo's name needs at least one letter or digit");
  expect(new Set(Object.values(others))).toEqual(new Set(["passed"]));
  const videos = await project.videos();
  expect(videos).toHaveLength(names.length + 1);
  expect(videos).toEqual(
    expect.arrayContaining(["groesse-aendern", "open-folder", "outer-inner-test", "outside", "path-to", "with-spaces"]),
  );
  for (const name of videos) expect(name).toMatch(/^[a-z0-9][a-z0-9-]{0,59}$/);
});

test.for(majors)("Vitest %i: tests of the same name keep their files apart", async (major) => {
  const flow = `test("install flow", ({ demo, task }) => note({ demo }, task.file.name));`;
  await using project = await demoProject(major, {
    "demos/ID-b.test.ts": `${header} ${flow}`,
    "demos/ID-a.test.ts": `${header} ${flow} ${flow} test.skip("skipped", () => {}); test("skipped", note);
      test.for(["x", "y"])("case %s", (_, { demo }) => note({ demo }));
      describe("install", () => test("flow", ({ demo }) => note({ demo })));
    `.replace("note);", "({ demo }) => note({ demo }));"),
    "demos/ID-c.test.ts": `${header} import "./shared.ts"; test("case x", ({ demo }) => note({ demo }));`,
    "demos/shared.ts": `${header} ${flow}`,
  });
  const expected = [
    "case-x",
    "case-y",
    "ID-b-install-flow",
    "ID-c-case-x",
    "ID-c-install-flow",
    "install-flow",
    "install-flow-2",
    "install-flow-3",
    "skipped-2",
  ].map((name) => name.replace("ID", project.id));
  const result = await project.run();
  expect(result.exitCode, story(result)).toBe(0);
  expect(await project.videos()).toEqual(expected.sort());
  // What is selected moves no directory.
  const one = await project.run(["run", "-t", "install flow"]);
  expect(one.exitCode, story(one)).toBe(0);
  expect(await project.videos()).toEqual(expected.sort());
});

test.for(majors)("Vitest %i: a test that is tried again writes into the same directory", async (major) => {
  await using project = await demoProject(major, {
    "ID-retry.test.ts": `${header}
      let attempts = 0;
      test("flaky", { retry: 2 }, ({ demo }) => {
        note({ demo }, String(++attempts));
        if (attempts < 3) throw new Error("again");
      });
    `,
  });
  const result = await project.run();
  expect(outcomes(result), story(result)).toEqual({ flaky: "passed" });
  expect(await project.videos()).toEqual(["flaky"]);
});
