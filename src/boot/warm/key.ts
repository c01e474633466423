// What a saved state depends on: a VM may start from it only if all of this is the same.
import { readFileSync } from "node:fs";
import { stat } from "node:fs/promises";
import { digestOf } from "../../base/files/digest.ts";
import { type DomainDescription, domainXml } from "../../domain/domain-xml.ts";
import type { KeyboardLayoutName } from "../../input/keys/layouts/index.ts";
import type { Versions } from "../../libvirt/connection.ts";
import type { StableScreenOptions } from "../../screen/stable/stable-options.ts";

/** Raised when the format of states changes, or what a preparation does. */
export const stateFormat = 3;

/** The identity of the base image. */
export interface ImageIdentity {
  readonly name: string;
  /** Its recipe's digest; undefined for an image that demotool did not build. */
  readonly digest?: string | undefined;
  /** The file's size in bytes. */
  readonly bytes: number;
  /** When the file was last written, in milliseconds since 1970. */
  readonly written: number;
}

/** The host and its programs that run the VM. */
export interface HostIdentity {
  /** Digest of the processor's model and flags, which the guest sees under KVM. */
  readonly processor: string;
  readonly qemu: number;
  readonly libvirt: number;
  readonly emulator: string;
}

/** All facts that a state depends on. */
export interface WarmFacts {
  readonly format: number;
  readonly image: ImageIdentity;
  readonly host: HostIdentity;
  /** Digest of the VM's hardware: CPUs, memory, accelerator, devices. */
  readonly hardware: string;
  /** Digest of the preparation; undefined for an unprepared guest. */
  readonly prepared?: string | undefined;
  /** The VM's option. It decides when the guest is saved, so other values need a state of their own. */
  readonly stable?: StableScreenOptions | undefined;
  /** The keyboard layout that a prepared guest was set to; undefined: the image's own. */
  readonly layout?: KeyboardLayoutName | undefined;
}

/** The key of a state, which names its directory. */
export function warmKey(facts: WarmFacts): string {
  const { format, image, host, hardware, prepared = "", stable, layout } = facts;
  const { name, digest = "", bytes, written } = image;
  const { processor, qemu, libvirt, emulator } = host;
  const parts = [format, name, digest, bytes, written, processor, qemu, libvirt, emulator, hardware, prepared];
  const chosen = { ...stableParts(stable), ...(layout !== undefined && { layout }) };
  return shortDigest(JSON.stringify(Object.keys(chosen).length === 0 ? parts : [...parts, chosen]));
}

/** What differs from the defaults: the option that says nothing is the same as none. The order of the parts is none. */
function stableParts({ quiet, ignore = [], busyTimeout }: StableScreenOptions = {}): { readonly stable?: unknown } {
  if (quiet === undefined && busyTimeout === undefined && ignore.length === 0) return {};
  const parts = ignore.map(({ x, y, width, height }) => [x, y, width, height].join());
  return { stable: [quiet, busyTimeout, [...new Set(parts)].sort()] };
}

/** The identity of an image's file. */
export async function imageIdentity(
  image: Pick<ImageIdentity, "name" | "digest">,
  path: string,
): Promise<ImageIdentity> {
  const { size, mtimeMs } = await stat(path);
  return { name: image.name, digest: image.digest, bytes: size, written: mtimeMs };
}

/** The identity of this host. */
export function hostIdentity({ hypervisor, libvirt }: Versions, emulator: string): HostIdentity {
  return { processor: processorDigest(), qemu: hypervisor, libvirt, emulator };
}

/** Digest of a VM's hardware, without its name, files, ports and pinning. */
export function hardwareDigest(description: DomainDescription): string {
  const { pinning, within, ...anywhere } = description;
  const vnc = { password: "", websocket: false };
  return shortDigest(domainXml({ ...anywhere, name: "", disk: "", serialLog: "", owner: "", vnc, incoming: false }));
}

/** Digest of the first processor's model and flags: proc_cpuinfo(5). */
function processorDigest(): string {
  const information = readFileSync("/proc/cpuinfo", "utf8");
  const [first = ""] = information.split("\n\n");
  return shortDigest((first.match(/^(vendor_id|model name|stepping|flags)\s*:.*$/gm) ?? [information]).join("\n"));
}

function shortDigest(text: string): string {
  return digestOf(text, 32);
}
