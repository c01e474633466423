// Inflates a zlib stream in pieces: ZRLE uses one stream for the whole connection.
import { constants, createInflate } from "node:zlib";
import { RfbFormatError } from "../errors.ts";

/** Inflates the pieces of one stream in order. */
export interface Inflater {
  /**
   * Returns all bytes that the piece inflates to.
   *
   * @throws {RfbFormatError} when the stream is corrupt, or the piece inflates to more than `maxLength` bytes
   */
  inflate(piece: Uint8Array, maxLength: number): Promise<Buffer>;
}

/** Starts a stream. */
export function createInflater(): Inflater {
  const stream = createInflate({ flush: constants.Z_SYNC_FLUSH });
  let inflated: Buffer[] = [];
  let length = 0;
  let limit = 0;
  stream.on("data", (bytes: Buffer) => {
    inflated.push(bytes);
    length += bytes.length;
    if (length > limit) stream.destroy(new RfbFormatError(`a piece of zlib data inflates to more than ${limit} bytes`));
  });
  // Without a listener, an error would end the process; `inflate` reports it through `failed`.
  const failed = new Promise<never>((_resolve, reject) => stream.once("error", reject));
  failed.catch(() => {});
  return {
    inflate: async (piece, maxLength) => {
      inflated = [];
      length = 0;
      limit = maxLength;
      // The stream reads the piece on another thread, so it needs a copy that does not change.
      const written = new Promise<void>((resolve) => stream.write(Buffer.from(piece), () => setImmediate(resolve)));
      try {
        await Promise.race([written, failed]);
      } catch (error) {
        if (error instanceof RfbFormatError) throw error;
        throw new RfbFormatError("the zlib stream is corrupt", { cause: error });
      }
      return Buffer.concat(inflated);
    },
  };
}
