// Facts of a saved state, for tests that start no VM.
import { stateFormat, type WarmFacts } from "../../../../src/boot/warm/key.ts";

/** Facts of a host that no real state has. */
export const someFacts: WarmFacts = {
  format: stateFormat,
  image: { name: "debian-12", digest: "d1", bytes: 1000, written: 1_700_000_000_000.5 },
  host: { processor: "p1", qemu: 7_002_022, libvirt: 9_000_000, emulator: "/usr/bin/qemu" },
  hardware: "h1",
};

/** The same facts with one changed, by its path. */
export const otherFacts: Readonly<Record<string, WarmFacts>> = {
  format: { ...someFacts, format: stateFormat + 1 },
  "image.name": { ...someFacts, image: { ...someFacts.image, name: "fedora-41" } },
  "image.digest": { ...someFacts, image: { ...someFacts.image, digest: "d2" } },
  "image.bytes": { ...someFacts, image: { ...someFacts.image, bytes: 1001 } },
  "image.written": { ...someFacts, image: { ...someFacts.image, written: 1_700_000_000_001 } },
  "host.processor": { ...someFacts, host: { ...someFacts.host, processor: "p2" } },
  "host.qemu": { ...someFacts, host: { ...someFacts.host, qemu: 7_002_023 } },
  "host.libvirt": { ...someFacts, host: { ...someFacts.host, libvirt: 9_000_001 } },
  "host.emulator": { ...someFacts, host: { ...someFacts.host, emulator: "/usr/local/bin/qemu" } },
  hardware: { ...someFacts, hardware: "h2" },
  prepared: { ...someFacts, prepared: "x" },
  "stable.quiet": { ...someFacts, stable: { quiet: 3000 } },
  "stable.busyTimeout": { ...someFacts, stable: { busyTimeout: 3000 } },
  "stable.ignore": { ...someFacts, stable: { ignore: [{ x: 0, y: 0, width: 10, height: 10 }] } },
};
