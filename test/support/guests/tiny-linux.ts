// A Linux system that lives in an initramfs: BusyBox, the guest agent and the user `demo`.
import { existsSync } from "node:fs";
import { readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { run } from "../../../src/base/process/process.ts";
import { type CpioEntry, cpioArchive, fileMode, linkMode, programMode } from "./cpio.ts";
import { copyOf, type HostKernel, moduleFiles, withLibraries } from "./host-files.ts";
import { cachedFile } from "./image-cache.ts";

/** Options of a tiny Linux. */
export interface TinyLinux {
  /** Whether the guest agent runs. Default true. */
  readonly agent?: boolean;
  /** Shell lines that root runs at boot, before the guest agent starts; run slow ones in the background. */
  readonly startup?: string;
  /** Additional kernel modules, loaded first, for example `virtio_input`. */
  readonly modules?: readonly string[];
  /** The host's programs by absolute path, copied with their libraries. */
  readonly programs?: readonly string[];
  /** Files by absolute path; those that start with `#!` are executable. */
  readonly files?: Readonly<Record<string, string>>;
}

/** Printed on the console once the agent has been started. */
export const tinyLinuxText = "demotool tiny linux is up";

const modules = ["virtio_pci", "virtio_console", "virtio_blk", "virtio_net", "virtio-rng", "button", "evdev"];
const graphicsModules = ["virtio-gpu"];
const pamModules = "/lib/x86_64-linux-gnu/security";

/** Builds the initramfs. */
export async function tinyInitramfs(kernel: HostKernel, options: TinyLinux): Promise<Buffer> {
  const first = await moduleFiles(kernel, [...modules, ...(options.modules ?? [])]);
  const later = (await moduleFiles(kernel, graphicsModules)).filter((path) => !first.includes(path));
  const applets = (await run("busybox", ["--list"], { timeout: 20_000 })).stdout.trim().split("\n");
  return cpioArchive([
    ...["dev", "proc", "sys", "run", "tmp"].map((path) => ({ path, mode: path === "tmp" ? 0o041777 : 0o040755 })),
    ...applets.map((name) => ({ path: `bin/${name}`, mode: linkMode, content: "/bin/busybox" })),
    await copyOf("/bin/busybox", programMode),
    ...(await withLibraries(await programs(options))),
    ...(await Promise.all([...first, ...later].map((path) => copyOf(path)))),
    ...texts(systemFiles(options, first, later)),
    ...texts(options.files ?? {}),
  ]);
}

function texts(files: Readonly<Record<string, string>>): CpioEntry[] {
  return Object.entries(files).map(([path, content]) => ({
    path: path.slice(1),
    mode: content.startsWith("#!") ? programMode : fileMode,
    content,
  }));
}

async function programs(options: TinyLinux): Promise<Record<string, string>> {
  return {
    "/sbin/runuser": "/sbin/runuser",
    ...Object.fromEntries(
      ["pam_rootok.so", "pam_permit.so"].map((name) => [`${pamModules}/${name}`, `${pamModules}/${name}`]),
    ),
    ...Object.fromEntries((options.programs ?? []).map((path) => [path, path])),
    ...(options.agent !== false && { "/usr/sbin/qemu-ga": await agentProgram() }),
  };
}

/** The host's own guest agent, or the one from Debian's package, which need not be installed. */
async function agentProgram(): Promise<string> {
  const installed = "/usr/sbin/qemu-ga";
  if (existsSync(installed)) return installed;
  return cachedFile("qemu-ga", [await readFile("/etc/os-release")], async (path, cwd) => {
    await run("apt-get", ["-o", "Acquire::Retries=3", "download", "qemu-guest-agent"], { timeout: 120_000, cwd });
    await run("sh", ["-c", "dpkg -x qemu-guest-agent_*.deb agent"], { timeout: 60_000, cwd });
    await rename(join(cwd, "agent", installed), path);
  });
}

function systemFiles(options: TinyLinux, first: string[], later: string[]): Record<string, string> {
  return {
    "/init": `#!/bin/busybox sh
export PATH=/bin:/sbin:/usr/sbin
mount -t devtmpfs dev /dev; mount -t proc proc /proc; mount -t sysfs sys /sys
${first.map((path) => `insmod ${path}`).join("\n")}
exec init
`,
    "/etc/inittab": [
      "::sysinit:/etc/startup",
      ...(options.agent === false ? [] : ["::respawn:/etc/agent"]),
      "::once:/etc/background",
      "::shutdown:/bin/sync",
    ].join("\n"),
    "/etc/startup": `#!/bin/sh
mkdir -p /dev/pts /home/demo; mount -t devpts pts /dev/pts; chown demo:demo /home/demo
hostname tiny
${options.startup ?? ""}
`,
    "/etc/agent": `#!/bin/sh
tries=0
until port=$(grep -ls org.qemu.guest_agent.0 /sys/class/virtio-ports/*/name); do
  tries=$((tries + 1))
  if [ $tries -lt 50 ]; then usleep 20000; else sleep 2; fi
done
port=\${port%/name}
exec qemu-ga -m virtio-serial -p /dev/\${port##*/} -t /run
`,
    "/etc/background": `#!/bin/sh
${later.map((path) => `insmod ${path}`).join("\n")}
echo ${tinyLinuxText} >/dev/tty0
echo ${tinyLinuxText} >/dev/ttyS0
ip link set lo up
ip link set eth0 up && ip addr add 10.0.2.15/24 dev eth0 && ip route add default via 10.0.2.2
exec acpid -f -l /dev/null
`,
    "/etc/acpi/PWRF/00000080": "#!/bin/sh\nexec poweroff -f\n",
    "/sbin/shutdown": "#!/bin/sh\nexec poweroff -f\n",
    "/etc/passwd": "root:x:0:0:root:/root:/bin/sh\ndemo:x:1000:1000:demo:/home/demo:/bin/sh\n",
    "/etc/group": "root:x:0:\nwheel:x:10:demo\ndemo:x:1000:\n",
    "/etc/shadow": "root:*:19000:0:99999:7:::\ndemo:*:19000:0:99999:7:::\n",
    "/etc/pam.d/runuser": pamRules,
    "/etc/pam.d/runuser-l": pamRules,
    "/etc/resolv.conf": "nameserver 10.0.2.3\n",
    "/etc/hostname": "tiny\n",
    "/etc/os-release": 'ID=tiny\nNAME="tiny"\nPRETTY_NAME="tiny"\nVERSION_ID="1"\n',
  };
}

const pamRules = "auth sufficient pam_rootok.so\naccount required pam_permit.so\nsession required pam_permit.so\n";
