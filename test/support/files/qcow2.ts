// Writes headers of qcow2 files (QEMU's docs/interop/qcow2.rst), also such as no tool would write.

/** What to write. */
export interface HeaderParts {
  readonly version?: number;
  readonly clusterBits?: number;
  readonly virtualBytes?: bigint;
  readonly backingFile?: string;
  readonly encryption?: number;
  /** The bits of the incompatible features. */
  readonly incompatible?: bigint;
  /** Types and texts of header extensions. */
  readonly extensions?: readonly (readonly [type: number, text: string])[];
}

/** Types of header extensions. */
export const backingFormat = 0xe2792aca;
export const dataFileName = 0x44415441;

/** A first cluster with this header. */
export function qcow2Header(parts: HeaderParts = {}): Buffer {
  const { version = 3, clusterBits = 16, extensions = [] } = parts;
  const cluster = Buffer.alloc(65_536);
  cluster.write("QFI\xfb", "latin1");
  cluster.writeUInt32BE(version, 4);
  cluster.writeUInt32BE(clusterBits, 20);
  cluster.writeBigUInt64BE(parts.virtualBytes ?? 2n ** 24n, 24);
  cluster.writeUInt32BE(parts.encryption ?? 0, 32);
  let offset = version === 2 ? 72 : 104;
  if (version > 2) {
    cluster.writeBigUInt64BE(parts.incompatible ?? 0n, 72);
    cluster.writeUInt32BE(offset, 100);
  }
  for (const [type, text] of extensions) {
    cluster.writeUInt32BE(type, offset);
    cluster.writeUInt32BE(text.length, offset + 4);
    cluster.write(text, offset + 8);
    offset += 8 + Math.ceil(text.length / 8) * 8;
  }
  if (parts.backingFile !== undefined) {
    cluster.writeBigUInt64BE(BigInt(offset + 8), 8);
    cluster.writeUInt32BE(parts.backingFile.length, 16);
    cluster.write(parts.backingFile, offset + 8);
  }
  return cluster;
}

/** The header of a layer on `base.qcow2`, as in a saved state. */
export function layerHeader(backingFile = "base.qcow2"): Buffer {
  return qcow2Header({ backingFile, extensions: [[backingFormat, "qcow2"]] });
}
