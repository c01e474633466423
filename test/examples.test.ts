// The examples in the documents: all of them are found, and the commands exist. The `ts` blocks run in the layer e2e.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { formatEntry } from "../src/base/log.ts";
import { WaitNotice } from "../src/host/wait-notice.ts";
import { captureLog } from "./support/captured-log.ts";
import { type Block, blocksOf, inlineCommands, pages, placeOf, shellCommands } from "./support/examples/blocks.ts";
import { formOf, pathOf, promisedFiles, promisedOutput } from "./support/examples/forms.ts";
import { projectsOf, unrunFiles } from "./support/examples/projects.ts";
import { repository, sourceOf } from "./support/source.ts";

/** The commands of the documents that are no script of package.json: where they run, or why nothing runs them. */
const commands: Readonly<Record<string, string>> = {
  "git clone https://github.com/demotool/demotool.git": "needs the network, and what it fetches is this repository",
  "cd demotool": "belongs to the clone",
  "cd demo-videos/a-tour-of-the-desktop": "test/e2e/demos.test.ts expects the videos there",
  "npm install --save-dev demotool vitest": "test/support/consumer.ts installs both, demotool from its packed tarball",
  "npx vitest run demos/": "test/e2e/examples.test.ts runs it in each page's project",
  "npx vitest run --config test/vitest.config.ts --project unit test/unit/rfb": "part of `npm test`, by the same names",
  "vitest run": "test/runner runs it",
  "vitest -u": "test/runner/fixtures/matchers.test.ts runs it",
  "node scripts/setup.mjs": "continuous integration runs it, as a part of `npm test`",
  "virtlogd -d; libvirtd -d": "needs a machine whose daemons do not run yet; scripts/setup.mjs starts them",
  "virt-builder --list": "needs the network: it lists public templates",
  "sudo chmod 0644 /boot/vmlinuz*": "changes the host; for Ubuntu only",
  "apt-get update": "part of a command of vm.exec, which test/e2e/examples.test.ts runs",
  "apt-get install": "part of a command of vm.exec, which test/e2e/examples.test.ts runs",
  "ffmpeg -i screenshot.png -vf crop=54:54:44:164 home.png": "test/e2e/examples.test.ts runs it",
};

/** Commands too long for a key: how they begin. */
const longCommands: Readonly<Record<string, string>> = {
  "ffmpeg -i menu.mp4 ": "makes the README's picture by hand, from videos of `npm run demo`",
};

const documents = [...pages, "CONTRIBUTING.md"];
const written = documents.flatMap((document) => [...shellCommands(document), ...inlineCommands(document)]);

describe("commands", () => {
  const isScript = (text: string): boolean => /^npm (?:run|test)\b/.test(text);
  const isLong = (text: string): boolean => Object.keys(longCommands).some((start) => text.startsWith(start));

  test("every npm script exists", () => {
    const { scripts }: { scripts: Record<string, string> } = JSON.parse(
      readFileSync(join(repository, "package.json"), "utf8"),
    );
    const named = written.filter(({ text }) => isScript(text));
    const missing = named.filter(({ text }) => scripts[/^npm (?:run )?(\S+)/.exec(text)?.[1] ?? ""] === undefined);
    expect(missing).toEqual([]);
  });

  test.each([
    ["npm test -- ", "scripts/test.mjs"],
    ["npm run bench -- ", "bench/index.ts"],
  ])("the parts of %s exist", (start, file) => {
    const named = written
      .filter(({ text }) => text.startsWith(start))
      .flatMap(({ text }) => text.slice(start.length).split(" "));
    expect(named).not.toEqual([]);
    expect(named.filter((name) => !new RegExp(`\\b${name}: |"${name}"`).test(sourceOf(file)))).toEqual([]);
  });

  test("every other command is run, or has a reason", () => {
    const unknown = written.filter(({ text }) => !isScript(text) && !isLong(text) && commands[text] === undefined);
    expect(unknown).toEqual([]);
  });

  test("every reason is for a command that is there", () => {
    const texts = written.map(({ text }) => text);
    expect(Object.keys(commands).filter((text) => !texts.includes(text))).toEqual([]);
    expect(Object.keys(longCommands).filter((start) => !texts.some((text) => text.startsWith(start)))).toEqual([]);
  });
});

test("every fenced block has a language that is known here", () => {
  const blocks = documents.flatMap((document) => blocksOf(document));
  const known = ["ts", "sh", "json", "jsonl", ""];
  expect(blocks.filter(({ language }) => !known.includes(language)).map(placeOf)).toEqual([]);
});

test("docs/parallel.md shows the line of a VM that waits", async () => {
  const log = captureLog();
  using notice = new WaitNotice("demo-login", undefined);
  notice.for("memory", 0, {}).onWait?.(4711, "demo-install-flow");
  const [entry] = await vi.waitUntil(() => (log.length > 0 ? log : undefined));
  const shown =
    blocksOf("docs/parallel.md")
      .find(({ language }) => language === "")
      ?.text.trim() ?? "missing";
  // The page leaves out the end, which names a line of the source.
  expect(entry && formatEntry(entry).replace(/ \(src\/\S+\)$/, "")).toBe(shown);
});

test("only pages whose examples run have examples", () => {
  const others = ["CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md"].flatMap((document) => blocksOf(document));
  expect(others.filter(({ language }) => language !== "sh").map(placeOf)).toEqual([]);
});

const page = `# A page

\`\`\`ts
// vitest.config.ts
import demotool from "demotool/plugin";
\`\`\`

\`\`\`ts
// demos/a.test.ts
import { test } from "demotool/fixtures";

test.override("image", "debian-12");
\`\`\`

\`\`\`ts
import { startDemo } from "demotool"; // demo-videos/a/one.mp4, and one.vtt
\`\`\`

\`\`\`ts
await vm.screenshot("desktop"); // <demo directory>/desktop.png
console.log("a"); // a
console.log("b\\nc");
\`\`\`

\`\`\`
b
c
\`\`\`

\`npx vitest\` runs, \`npm run demo\` too:

\`\`\`sh
cd here
make it \\
  so    # at once
\`\`\`
`;
const blocks = blocksOf("docs/page.md", page);
const examples = blocks.filter(({ language }) => language === "ts");
const [config, file, program, fragment] = examples as [Block, Block, Block, Block];

describe("extraction", () => {
  test("finds blocks with their lines and languages", () => {
    const places = blocks.map((block) => `${placeOf(block)} ${block.language}`.trim());
    expect(places).toEqual(["4 ts", "9 ts", "16 ts", "20 ts", "26", "33 sh"].map((end) => `docs/page.md:${end}`));
    expect(program.text).toBe('import { startDemo } from "demotool"; // demo-videos/a/one.mp4, and one.vtt\n');
  });

  test("refuses blocks that it would lose", () => {
    expect(() => blocksOf("a.md", "- a\n\n  ```ts\n  a\n  ```\n")).toThrow("a.md:3");
    expect(() => blocksOf("a.md", "```ts\na\n")).toThrow("a.md:1");
    expect(() => formOf({ page: "a.md", line: 2, language: "ts", text: 'import "vitest";\n' })).toThrow("a.md:2");
  });

  test("finds commands without comments, and on one line", () => {
    const found = [...shellCommands("a.md", page), ...inlineCommands("a.md", page)].map(({ text }) => text);
    expect(found).toEqual(["cd here", "make it   so", "npx vitest", "npm run demo"]);
  });

  test("knows the form and the path of each block", () => {
    expect(examples.map(formOf)).toEqual(["config", "test", "program", "fragment"]);
    expect([config, file, program].map(pathOf)).toEqual(["vitest.config.ts", "demos/a.test.ts", "docs-page-md-16.ts"]);
  });

  test("knows what the comments promise", () => {
    expect(promisedFiles(program)).toEqual(["demo-videos/a/one.mp4", "demo-videos/a/one.vtt"]);
    expect(promisedFiles(fragment)).toEqual(["demo-videos/docs-page-md-20/desktop.png"]);
    expect(promisedOutput(fragment, blocks)).toEqual(["a", "b\nc\n"]);
    expect(promisedOutput(program, blocks)).toEqual([]);
  });
});

describe("projects", () => {
  test("hold every example of a page, word for word", () => {
    const [project, ...others] = projectsOf("docs/page.md", examples, config);
    expect(others).toEqual([]);
    expect(project?.blocks).toEqual(examples);
    const texts = Object.values(project?.files ?? {});
    expect(examples.filter(({ text }) => !texts.some((each) => each.includes(text)))).toEqual([]);
    expect(project?.programs).toEqual(["docs-page-md-16.ts"]);
  });

  test("there is one for each configuration, and each has a test", () => {
    const made = projectsOf("docs/page.md", [config, config], config);
    expect(made.map(({ name }) => name)).toEqual(["docs-page", "docs-page-2"]);
    expect(made.map(({ files }) => Object.keys(files).length)).toEqual([2, 2]);
  });

  test("a file that overrides the configuration is not the only one", () => {
    const [project] = projectsOf("docs/page.md", [config, file], config);
    expect(Object.keys(project?.files ?? {})).toContain("demos/docs-page-start.test.ts");
    const [borrowing] = projectsOf("docs/page.md", [program], { ...config, page: "README.md" });
    expect(Object.keys(borrowing?.files ?? {})).toEqual(["vitest.config.ts", "docs-page-md-16.ts"]);
  });

  test("two examples with one path are refused", () => {
    expect(() => projectsOf("docs/page.md", [file, file], config)).toThrow("demos/a.test.ts");
  });

  test("an example that is not run is a whole file too", () => {
    expect(Object.values(unrunFiles(fragment))[0]).toContain(`{\n${fragment.text}}`);
    expect(unrunFiles(file)).toEqual({ "docs-page-md-9.ts": file.text });
    expect(Object.keys(unrunFiles(config))).toEqual([
      "docs-page-md-4/vitest.config.ts",
      "docs-page-md-4/demos/start.test.ts",
    ]);
  });
});
