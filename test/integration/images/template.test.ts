// The embedded image's template, built for real by a user without privileges, and inspected.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { expect, test } from "vitest";
import { diskBytes } from "../../../src/images/embedded/customize.ts";
import { packages } from "../../../src/images/embedded/packages.ts";
import { consumerProject } from "../../support/consumer.ts";
import { type OrdinaryUser, ordinaryUser } from "../../support/host/ordinary-user.ts";

const minutes = 60_000;

/** Makes the template as the user, from the published package; returns its directory. */
async function makeTemplateAs(user: OrdinaryUser): Promise<string> {
  // mmdebstrap's namespace needs the user's subordinate ids; a system user has none.
  if (process.getuid?.() === 0) {
    await execa("usermod", ["--add-subuids", "5000000-5065535", "--add-subgids", "5000000-5065535", user.name]);
  }
  await user.give(join(await consumerProject(5), "node_modules"), "node_modules");
  await user.lend(process.execPath, "bin/node");
  const program = `
    import { makeTemplate } from "demotool-embedded";
    let percent;
    const { virtBuilderDirs } = await makeTemplate(process.env.HOME + "/template", { onLine: (line) => { percent = line; } });
    console.log(JSON.stringify({ virtBuilderDirs, percent }));
  `.replace("demotool-embedded", `${user.home}/node_modules/demotool/dist/src/images/embedded/template.js`);
  const [command, ...args] = user.as([join(user.home, "bin/node"), "--input-type=module", "--eval", program]);
  const { stdout } = await execa(command, args);
  const directory = join(user.home, "template");
  expect(JSON.parse(stdout)).toEqual({ virtBuilderDirs: join(directory, "dirs"), percent: "90%" });
  return directory;
}

/** The root file system alone, as the ext4 tools expect it. */
async function rootFileSystem(directory: string): Promise<string> {
  const root = join(directory, "root.ext4");
  await execa("dd", [`if=${directory}/debian-12.raw`, `of=${root}`, "bs=1M", "skip=1", "conv=sparse", "status=none"]);
  return root;
}

async function inGuest(root: string, request: string): Promise<string> {
  return (await execa("/sbin/debugfs", ["-R", request, root])).stdout;
}

test(
  "an ordinary user builds a bootable disk with the right contents, which virt-builder lists",
  async () => {
    await using user = await ordinaryUser();
    const directory = await makeTemplateAs(user);

    const disk = join(directory, "debian-12.raw");
    const { stdout } = await execa("/sbin/sfdisk", ["--json", disk]);
    expect(JSON.parse(stdout).partitiontable.partitions[0]).toMatchObject({ start: 2048, type: "83", bootable: true });
    const start = (await execa("head", ["--bytes=4096", disk], { encoding: "buffer" })).stdout;
    expect(Buffer.from(start.subarray(0, 440)).includes("GRUB ")).toBe(true);
    expect(start.subarray(512, 4096).some((byte) => byte !== 0)).toBe(true);

    const root = await rootFileSystem(directory);
    await execa("/sbin/e2fsck", ["-fn", root]);
    // The namespace's user ids were mapped to the system's.
    expect(await inGuest(root, "stat /etc/shadow")).toMatch(/User:\s+0 .*Group:\s+42\b/);
    expect(await inGuest(root, "stat /usr/bin/sudo")).toMatch(/Mode:\s+04755/);
    expect(await inGuest(root, "cat /boot/grub/grub.cfg")).toContain("linux16 /vmlinuz root=UUID=");
    expect(await inGuest(root, "ls -l /boot")).toMatch(/initrd\.img-/);
    expect(await inGuest(root, "cat /etc/apt/sources.list")).toContain(
      "deb http://deb.debian.org/debian bookworm main",
    );
    expect(await inGuest(root, "stat /etc/systemd/system/apt-daily.timer")).toContain('Fast link dest: "/dev/null"');
    const installed = await inGuest(root, "cat /var/lib/dpkg/status");
    for (const name of packages) expect(installed).toContain(`Package: ${name}\nStatus: install ok installed\n`);
    // The build left nothing behind.
    expect(await inGuest(root, "ls /etc/apt/apt.conf.d")).not.toContain("mmdebstrap");
    expect(await inGuest(root, "ls /etc/dpkg/dpkg.cfg.d")).not.toContain("mmdebstrap");
    expect(await inGuest(root, "ls /var/cache/apt/archives")).not.toContain(".deb");
    expect(await inGuest(root, "ls /proc")).not.toContain("cpuinfo");

    expect(await readFile(join(directory, "index"), "utf8")).toContain(`size=${diskBytes}\n`);
    const environment = { VIRT_BUILDER_DIRS: join(directory, "dirs"), XDG_CACHE_HOME: join(directory, "cache") };
    const list = await execa("virt-builder", ["--list", "--list-format", "json"], { env: environment });
    expect(JSON.parse(list.stdout).templates).toMatchObject([{ "os-version": "debian-12" }]);
  },
  15 * minutes,
);

test("names an unreachable mirror and leaves nothing behind", async () => {
  const { makeTemplate } = await import("../../../src/images/embedded/template.ts");
  await using user = await ordinaryUser();
  const failure = makeTemplate(join(user.home, "template"), { mirror: "http://127.0.0.1:9/debian" });
  await expect(failure).rejects.toMatchObject({ code: "PROCESS", next: expect.stringContaining("127.0.0.1:9") });
  const { stdout } = await execa("ls", ["/var/tmp"]);
  expect(stdout).not.toContain(`demotool~${process.pid}-`);
});
