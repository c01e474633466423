import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { expect, test } from "vitest";
import { callSite } from "../../../src/base/call-site.ts";
import { repository } from "../../support/source.ts";

function where(): string {
  return callSite(where);
}

async function lineOf(file: string, text: string): Promise<number> {
  const lines = (await readFile(file, "utf8")).split("\n");
  return lines.findIndex((line) => line.includes(text) && !line.includes("lineOf(")) + 1;
}

test("the caller's file and line", async () => {
  const line = await lineOf(import.meta.filename, "here = where()");
  const here = where();
  expect(here).toBe(`test/unit/base/call-site.test.ts:${line}`);
});

const caller = `// A file that asks, from inside a method of a class, after some lines that the compiler drops.
import { callSite } from "../base/call-site.ts";

interface Dropped {
  readonly a: string;
  readonly b: string;
}

export function ask(): string {
  return callSite(ask);
}

class Asker {
  readonly dropped: Dropped | undefined;
  answer(): string {
    return ask(); // asked here
  }
}

process.stdout.write(new Asker().answer());
`;

test("finds the same place from the TypeScript source and from the compiled file", async () => {
  const folder = await mkdtemp(join(tmpdir(), "demotool-call-site-"));
  try {
    await mkdir(join(folder, "src/vm"), { recursive: true });
    await mkdir(join(folder, "src/base"), { recursive: true });
    await symlink(join(repository, "node_modules"), join(folder, "node_modules"));
    await writeFile(join(folder, "package.json"), '{ "type": "module" }');
    await writeFile(join(folder, "src/vm/ask.ts"), caller);
    await writeFile(
      join(folder, "src/base/call-site.ts"),
      await readFile(join(repository, "src/base/call-site.ts"), "utf8"),
    );
    for (const file of ["tsconfig.json", "tsconfig.build.json"]) {
      await writeFile(join(folder, file), await readFile(join(repository, file), "utf8"));
    }
    await execa(process.execPath, [join(repository, "node_modules/typescript/bin/tsc"), "-p", "tsconfig.build.json"], {
      cwd: folder,
    });

    const expected = `src/vm/ask.ts:${await lineOf(join(folder, "src/vm/ask.ts"), "asked here")}`;
    const { stdout: fromSource } = await execa(process.execPath, [join(folder, "src/vm/ask.ts")]);
    const { stdout: fromDist } = await execa(process.execPath, [join(folder, "dist/src/vm/ask.js")]);
    expect({ fromSource, fromDist }).toEqual({ fromSource: expected, fromDist: expected });
  } finally {
    await rm(folder, { recursive: true });
  }
});
