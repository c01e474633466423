// Tells errors of the host, which say nothing about a file, from errors that do.

/** Codes of errno(3): no more open files, no memory, a disk that does not answer. */
const codes = new Set<unknown>(["EMFILE", "ENFILE", "ENOMEM", "EAGAIN", "EIO", "ESTALE", "ETIMEDOUT"]);

/** Whether an error, or one of its causes, is the host's: the file may be in order, and must not be removed for it. */
export function isHostTrouble(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return ("code" in error && codes.has(error.code)) || isHostTrouble(error.cause);
}
