// Drops the records of empty pages from QEMU's migration stream: the memory of a new machine is empty anyway.
//
// QEMU's sources define the stream (docs/devel/migration, migration/savevm.c and migration/ram.c): a header, the
// section "ram" with a record per page, then the devices, which are passed through. In a VM of 12 GiB whose desktop
// uses 0.5, the records of empty pages take as long to load as all others.

/** Section types (migration/savevm.c). */
const section = { start: 1, part: 2, end: 3, footer: 0x7e } as const;

/** Flags in the low bits of a record's address (`RAM_SAVE_FLAG_*` in migration/ram.c). */
const flag = { zero: 0x02, size: 0x04, page: 0x08, end: 0x10, sameBlock: 0x20 } as const;

/** The memory block that is empty when a machine starts; others, such as firmware, have content from the start. */
const guestMemory = "pc.ram";

const pageSize = 4096;
const flagMask = pageSize - 1;

/** The section's name, instance id 0 and version id 4. */
const ramSection = Buffer.from("\x03ram\0\0\0\0\0\0\0\x04", "latin1");

/** Maximum offset of the section, in bytes. */
const longestHeader = 65_536;

/** The stream has an unknown format. */
export class UnknownStreamError extends Error {}

/** The head of a record. */
interface Head {
  readonly flags: number;
  /** The memory block of the page. */
  readonly block: string;
  /** Offset of the content. */
  readonly content: number;
}

/** Filters the records of empty pages out of a stream in pieces. */
export class EmptyPageFilter {
  #rest: Buffer = Buffer.alloc(0);
  #take: (at: number) => number = (at) => this.#header(at);
  #kept: Buffer[] = [];
  /** Start of the bytes that are kept but not returned yet. */
  #keptFrom = 0;
  #block = "";
  #lastKeptBlock = "";
  #over = false;

  /** Takes the next bytes; returns the kept bytes of complete records. */
  push(bytes: Buffer): readonly Buffer[] {
    if (this.#over) return [bytes];
    this.#rest = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    this.#keptFrom = 0;
    let at = 0;
    for (let next = this.#take(at); next >= 0; next = this.#over ? -1 : this.#take(at)) at = next;
    if (this.#over) at = this.#rest.length;
    this.#keepUpTo(at);
    this.#rest = this.#rest.subarray(at);
    return this.#kept.splice(0);
  }

  /**
   * Call at the end of the stream.
   *
   * @throws {UnknownStreamError} when the stream ended before its devices
   */
  end(): void {
    if (!this.#over) throw new UnknownStreamError("the migration stream ended within the guest's memory");
  }

  #keepUpTo(at: number): void {
    if (at > this.#keptFrom) this.#kept.push(this.#rest.subarray(this.#keptFrom, at));
    this.#keptFrom = at;
  }

  /** This and the next parsers take the item at `at` and return its end, or -1 if it is incomplete. */
  #header(_at: number): number {
    const found = this.#rest.indexOf(ramSection);
    if (found < 0) {
      if (this.#rest.length > longestHeader) throw new UnknownStreamError("the stream has no section for memory");
      return -1;
    }
    this.#take = (at) => this.#record(at);
    return found + ramSection.length;
  }

  #record(at: number): number {
    const head = this.#head(at);
    if (head === undefined) return -1;
    const { flags, content } = head;
    if (flags & flag.size) return this.#sizes(at, content);
    if (flags & flag.end) return this.#next(content);
    const length = flags & flag.zero ? 1 : flags & flag.page ? pageSize : undefined;
    if (length === undefined || flags & ~(flag.zero | flag.page | flag.sameBlock)) {
      throw new UnknownStreamError(`a record of memory has the flags ${flags.toString(16)}`);
    }
    const end = content + length;
    if (end > this.#rest.length) return -1;
    this.#block = head.block;
    if (flags & flag.zero && head.block === guestMemory) this.#drop(at, end);
    else this.#keep(at, head);
    return end;
  }

  #head(at: number): Head | undefined {
    if (at + 8 > this.#rest.length) return undefined;
    const flags = this.#rest.readUInt32BE(at + 4) & flagMask;
    const content = at + 8;
    if (flags & (flag.sameBlock | flag.size | flag.end)) return { flags, block: this.#block, content };
    const length = this.#rest[content];
    if (length === undefined || content + 1 + length > this.#rest.length) return undefined;
    const block = this.#rest.toString("latin1", content + 1, content + 1 + length);
    return { flags, block, content: content + 1 + length };
  }

  #drop(at: number, end: number): void {
    this.#keepUpTo(at);
    this.#keptFrom = end;
  }

  /** Keeps a record. If it refers to the block of a dropped one, names the block instead. */
  #keep(at: number, { flags, block, content }: Head): void {
    if (flags & flag.sameBlock && block !== this.#lastKeptBlock) {
      this.#keepUpTo(at);
      const address = Buffer.from(this.#rest.subarray(at, at + 8));
      address.writeUInt32BE(address.readUInt32BE(4) & ~flag.sameBlock, 4);
      this.#kept.push(address, Buffer.from([block.length]), Buffer.from(block, "latin1"));
      this.#keptFrom = content;
    }
    this.#lastKeptBlock = block;
  }

  /** The list of blocks: name and size of each, until they add up to the total. */
  #sizes(at: number, content: number): number {
    let left = this.#size(at) - (this.#rest.readUInt32BE(at + 4) & flagMask);
    let next = content;
    while (left > 0) {
      const name = this.#rest[next];
      if (name === undefined || next + 9 + name > this.#rest.length) return -1;
      left -= this.#size(next + 1 + name);
      next += 9 + name;
    }
    return next;
  }

  /** After the records of a part: its footer, then another part or the devices. */
  #next(at: number): number {
    if (at + 10 > this.#rest.length) return -1;
    if (this.#rest[at] !== section.footer) throw new UnknownStreamError("a section of memory has no footer");
    const type = this.#rest[at + 5];
    if (type === section.part || type === section.end) return at + 10;
    if (type === section.start) throw new UnknownStreamError("the stream has another section in parts besides memory");
    this.#over = true;
    return at + 5;
  }

  #size(at: number): number {
    return this.#rest.readUInt32BE(at) * 2 ** 32 + this.#rest.readUInt32BE(at + 4);
  }
}
