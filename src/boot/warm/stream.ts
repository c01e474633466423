// Leaves the records of empty pages out of QEMU's migration stream: a machine that has just been started is empty.
//
// The stream is QEMU's own (docs/devel/migration in its sources, migration/savevm.c and migration/ram.c): a header, the
// section "ram" with a record for each page, then the devices, which are passed on as they are. Of 12 GiB, of which a
// desktop uses 0.5, the records of empty pages alone cost the machine that reads them as much time as all others.

/** Section types (migration/savevm.c). */
const section = { start: 1, part: 2, end: 3, footer: 0x7e } as const;

/** What a record says of itself in the low bits of its address (`RAM_SAVE_FLAG_*` in migration/ram.c). */
const flag = { zero: 0x02, size: 0x04, page: 0x08, end: 0x10, sameBlock: 0x20 } as const;

/** The memory whose pages are empty when a machine starts; others, such as firmware, have content from the start. */
const guestMemory = "pc.ram";

const pageSize = 4096;
const flagMask = pageSize - 1;

/** The section's name, instance 0 and the version of its format. */
const ramSection = Buffer.from("\x03ram\0\0\0\0\0\0\0\x04", "latin1");

/** How far into the stream the section must have begun, in bytes. */
const longestHeader = 65_536;

/** The stream is not as this file knows it. */
export class UnknownStreamError extends Error {}

/** A record's head, as it stands in the stream. */
interface Head {
  readonly flags: number;
  /** The block of memory that the page belongs to. */
  readonly block: string;
  /** Where the content begins. */
  readonly content: number;
}

/** Takes a stream in pieces and returns it without the records of empty pages. */
export class EmptyPageFilter {
  #rest: Buffer = Buffer.alloc(0);
  #take: (at: number) => number = (at) => this.#header(at);
  #kept: Buffer[] = [];
  /** From here on, what has been taken is to be kept and has not been handed out. */
  #keptFrom = 0;
  #block = "";
  #lastKeptBlock = "";
  #over = false;

  /** Takes the next bytes and returns what is kept of the complete records. */
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
   * To be called at the stream's end.
   *
   * @throws {UnknownStreamError} when it ended before its devices
   */
  end(): void {
    if (!this.#over) throw new UnknownStreamError("the migration stream ended within the guest's memory");
  }

  #keepUpTo(at: number): void {
    if (at > this.#keptFrom) this.#kept.push(this.#rest.subarray(this.#keptFrom, at));
    this.#keptFrom = at;
  }

  /** Each of these takes what stands at `at` and returns where it ends, or -1 if it is not there as a whole. */
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

  /** A record may refer to the block of the one before it, which may have been dropped. */
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

  /** The list of the blocks: for each its name and size, until they add up. */
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

  /** After the records of a part: its footer, then another part, or whatever comes after memory. */
  #next(at: number): number {
    if (at + 10 > this.#rest.length) return -1;
    if (this.#rest[at] !== section.footer) throw new UnknownStreamError("a section of memory has no footer");
    const type = this.#rest[at + 5];
    if (type === section.part || type === section.end) return at + 10;
    if (type === section.start) throw new UnknownStreamError("something else than memory is sent piece by piece");
    this.#over = true;
    return at + 5;
  }

  #size(at: number): number {
    return this.#rest.readUInt32BE(at) * 2 ** 32 + this.#rest.readUInt32BE(at + 4);
  }
}
