// An ordinary user installs demotool and runs a demo: no root, no system daemon, no leftovers.
import { existsSync } from "node:fs";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { decode } from "fast-png";
import { expect, test } from "vitest";
import { imagesDirectory } from "../../src/base/files/paths.ts";
import { Deadline } from "../../src/base/time/deadline.ts";
import { poll } from "../../src/base/time/poll.ts";
import { prepareImages } from "../../src/demo/prepare.ts";
import { consumerProject, smallProject } from "../support/consumer.ts";
import { type OrdinaryUser, ordinaryUser } from "../support/host/ordinary-user.ts";

const image = "debian-12";
const minutes = 60_000;

const demo = {
  "vitest.config.js": `
    import { defineConfig } from "vitest/config";
    import demotool from "demotool/plugin";
    export default defineConfig({ plugins: [demotool({ image: "${image}" })] });
  `,
  "demos/who.test.js": `
    import { existsSync } from "node:fs";
    import { setTimeout as delay } from "node:timers/promises";
    import { expect, test } from "demotool/fixtures";

    test("who am I", async ({ vm }) => {
      const { stdout } = await vm.exec("id", ["--user", "--name"]);
      expect(stdout).toBe("demo\\n");
      await vm.screenshot("desktop");
      // Meanwhile the outer test inspects the host.
      while (!existsSync(process.env.MAY_END)) await delay(100);
    });
  `,
};

async function domains(user: OrdinaryUser): Promise<string> {
  const [program, ...args] = user.as(["virsh", "--quiet", "--connect", "qemu:///session", "list", "--all", "--name"]);
  return (await execa(program, args)).stdout.trim();
}

async function systemDomains(): Promise<string> {
  const args = ["--quiet", "--connect", "qemu:///system", "list", "--all", "--name"];
  return (await execa("virsh", args, { reject: false })).stdout;
}

async function install(user: OrdinaryUser): Promise<string> {
  const consumer = await consumerProject(5);
  await user.give(join(consumer, "node_modules"), "project/node_modules");
  const project = await smallProject(consumer, demo);
  for (const name of await readdir(project)) await user.give(join(project, name), `project/${name}`);
  await execa("rm", ["--recursive", project]);
  // The checkout, and with it this Node, may be where other users have no access.
  await user.lend(process.execPath, "bin/node");
  for (const name of [`${image}.qcow2`, `${image}.json`]) {
    await user.lend(join(imagesDirectory, name), `.cache/demotool/images/${name}`);
  }
  return join(user.home, "project");
}

test("a demo runs in the user's own session and leaves nothing", async () => {
  await prepareImages([image]);
  await using user = await ordinaryUser();
  const project = await install(user);
  const mayEnd = join(project, "may-end");

  const vitest = [join(user.home, "bin/node"), "node_modules/vitest/vitest.mjs", "run", "demos/"] as const;
  const line = ["sh", "-c", 'cd project && exec "$@"', "sh", ...vitest] as const;
  const [program, ...args] = user.as(line, { MAY_END: mayEnd, NO_COLOR: "1" });
  const running = execa(program, args, { reject: false, all: true, timeout: 20 * minutes });

  const screenshot = join(project, "demo-videos/who-am-i/desktop.png");
  const seen = poll(
    Deadline.after(18 * minutes, "first screenshot"),
    500,
    async () => existsSync(screenshot) || undefined,
  );
  const early = await Promise.race([seen, running]);
  expect(early, JSON.stringify(early)).toBe(true);

  expect(await domains(user)).toMatch(/^demo-(.*-)?who$/);
  if (process.getuid?.() === 0) expect(await systemDomains()).not.toContain("who");
  const programs = await user.programs();
  expect(programs.filter((name) => name.startsWith("qemu-system"))).toHaveLength(1);
  expect(programs.filter((name) => /^(libvirt|virtqemu)d$/.test(name))).toHaveLength(1);

  await writeFile(mayEnd, "");
  const { exitCode, all } = await running;
  expect(exitCode, all).toBe(0);
  expect(all).toContain("1 passed");
  expect(decode(await readFile(screenshot))).toMatchObject({ width: 1280, height: 800 });

  expect(await domains(user)).toBe("");
  expect((await user.programs()).filter((name) => name.startsWith("qemu-system"))).toEqual([]);
  expect(await readdir(join(user.home, ".cache/demotool/run")).catch(() => [])).toEqual([]);
});
