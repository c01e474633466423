// A second local user squats names, connects to sockets, reads, and writes into shared directories.

import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { drawMoment } from "../round/moment.ts";
import type { Place } from "../round/place.ts";
import { giveTo, strangerId } from "../support/account.ts";
import type { FaultKind } from "./kind.ts";

/**
 * What the stranger's Node runs, with the round's directory in `round` and the user's id in `uid`. A line that it prints
 * is a failure.
 */
const deeds = {
  connects: `
for (const path of sockets()) for (let count = 0; count < 300; count++) {
  net.connect({ path }).on("error", () => {}).on("connect", function () { this.write("\\0{garbage}\\n"); });
}
for (const port of ports()) for (let count = 0; count < 50; count++) {
  net.connect({ port, host: "127.0.0.1" }).on("error", () => {}).on("connect", function () { this.write("garbage"); });
}
setTimeout(() => process.exit(), 1500);`,
  "squats names": `
const seen = new Set();
const end = Date.now() + 2000;
const squat = () => {
  for (const path of sockets()) {
    if (!path.startsWith("\\0") || seen.has(path)) continue;
    seen.add(path);
    const take = () => { net.createServer(() => {}).on("error", () => Date.now() < end && setTimeout(take, 1)).listen({ path }); };
    take();
  }
  if (Date.now() < end) setTimeout(squat, 5);
  else process.exit();
};
squat();`,
  reads: `
const end = Date.now() + 1000;
const look = (directory) => {
  for (const entry of list(directory)) {
    const path = directory + "/" + entry.name;
    if (path.includes("/libvirt/")) continue;
    if (entry.isDirectory()) look(path);
    else if (entry.isFile() && may(path)) console.log("a stranger can read " + path.slice(round.length + 1));
  }
};
look(round + "/cache"); look(round + "/run");
process.exit();`,
  "swaps links": `
const names = ["demotool-" + uid, "demotool~1-1-00000000-1-00000000~abcdef", "demotool-campaign"];
const end = Date.now() + 1500;
const swap = () => {
  for (const name of names) {
    const path = round + "/tmp/" + name;
    try { fs.rmSync(path, { recursive: true }); } catch {}
    try { if (Math.random() < 0.5) fs.symlinkSync(round + "/foreign", path); else { fs.mkdirSync(path); fs.symlinkSync(round + "/foreign/keep.txt", path + "/x"); } } catch {}
  }
  if (Date.now() < end) setTimeout(swap, 1);
  else { for (const name of names) try { fs.rmSync(round + "/tmp/" + name, { recursive: true }); } catch {} process.exit(); }
};
swap();`,
  "takes the runtime directory": `
for (const name of ["run/demotool", "cache/demotool", "cache/demotool/locks", "cache/demotool/run", "tmp"]) {
  try { fs.writeFileSync(round + "/" + name + "/stranger", "x"); if (name !== "tmp") console.log("a stranger can write into " + name); else fs.rmSync(round + "/tmp/stranger"); } catch {}
}
process.exit();`,
} as const;

const tools = `
const fs = require("node:fs"); const net = require("node:net");
const [round, uid] = process.argv.slice(1);
const list = (path) => { try { return fs.readdirSync(path, { withFileTypes: true }); } catch { return []; } };
const may = (path) => { try { fs.closeSync(fs.openSync(path, "r")); return true; } catch { return false; } };
const sockets = () => fs.readFileSync("/proc/net/unix", "utf8").split("\\n").map((line) => line.split(/ +/)[7] ?? "")
  .filter((path) => path.startsWith("@demotool-" + uid) || path.startsWith(round)).map((path) => path.replace(/^@/, "\\0"));
const ports = () => fs.readFileSync("/proc/net/tcp", "utf8").split("\\n").map((line) => line.trim().split(/\\s+/))
  .filter((words) => words[3] === "0A" && words[7] === uid).map((words) => parseInt(words[1].split(":")[1], 16));
`;

/** The kind. The run that the stranger disturbs must pass. */
export const stranger: FaultKind = {
  name: "stranger",
  weight: 2,
  unavailable: ({ account }) => (account.isRoot ? undefined : "only root can act as a second user"),
  draw: (random, profile) => {
    const name = random.pick(Object.keys(deeds) as (keyof typeof deeds)[]);
    let seen: readonly string[] = [];
    return {
      text: `a stranger ${name}`,
      moment: drawMoment(random, profile),
      prepare: async (place) => {
        const foreign = join(place.directory, "foreign");
        await mkdir(foreign);
        await writeFile(join(foreign, "keep.txt"), "keep");
        await giveTo(place.lab.account, foreign);
        return undefined;
      },
      strike: async ({ place }) => {
        seen = await act(place, deeds[name]);
        return true;
      },
      judge: async ({ exitCode, output }, place) => [
        ...new Set(seen.map((line) => `stranger: ${line}`)),
        ...(exitCode === 0 ? [] : [`stranger: the run failed: ${/Error: .*/.exec(output)?.[0] ?? ""}`]),
        ...((await isKept(place)) ? [] : ["stranger: a foreign file was removed through a link"]),
      ],
    };
  },
};

async function act({ lab, directory }: Place, deed: string): Promise<readonly string[]> {
  const { stdout } = await execa(lab.node, ["-e", tools + deed, directory, String(lab.account.uid)], {
    uid: strangerId,
    gid: strangerId,
    cwd: "/",
    env: {},
    extendEnv: false,
    reject: false,
    timeout: 10_000,
  });
  return stdout.split("\n").filter(Boolean);
}

async function isKept({ directory }: Place): Promise<boolean> {
  const { exitCode } = await execa("grep", ["-q", "keep", join(directory, "foreign/keep.txt")], { reject: false });
  return exitCode === 0;
}
