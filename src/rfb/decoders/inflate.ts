// One zlib stream that lasts as long as the connection and is fed piece by piece, as ZRLE requires.
import { constants, createInflate } from "node:zlib";
import { RfbFormatError } from "../errors.ts";

/** Unpacks the pieces of one stream in order. */
export interface Inflater {
  /**
   * Everything that the piece unpacks to.
   *
   * @throws {RfbFormatError} when it is not zlib's, or more than `maxLength` bytes
   */
  inflate(piece: Uint8Array, maxLength: number): Promise<Buffer>;
}

/** Starts a stream. */
export function createInflater(): Inflater {
  const stream = createInflate({ flush: constants.Z_SYNC_FLUSH });
  let unpacked: Buffer[] = [];
  let length = 0;
  let limit = 0;
  stream.on("data", (bytes: Buffer) => {
    unpacked.push(bytes);
    length += bytes.length;
    if (length > limit) stream.destroy(new RfbFormatError(`a zlib piece of more than ${limit} bytes`));
  });
  // Without a listener, an error would end the process; what waits hears of it through `failed`.
  const failed = new Promise<never>((_resolve, reject) => stream.once("error", reject));
  failed.catch(() => {});
  return {
    inflate: async (piece, maxLength) => {
      unpacked = [];
      length = 0;
      limit = maxLength;
      // The stream works on another thread: the piece must stay as it is until then.
      const written = new Promise<void>((resolve) => stream.write(Buffer.from(piece), () => setImmediate(resolve)));
      try {
        await Promise.race([written, failed]);
      } catch (error) {
        if (error instanceof RfbFormatError) throw error;
        throw new RfbFormatError("a zlib stream that is broken", { cause: error });
      }
      return Buffer.concat(unpacked);
    },
  };
}
