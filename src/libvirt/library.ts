// The functions of the shared libraries libvirt.so.0 and libvirt-qemu.so.0. Used on worker threads only.
import koffi from "koffi";

/** A C function, called as its prototype says; strings and pointers are converted by koffi. */
export type NativeFunction = (...parameters: unknown[]) => unknown;

/** A library, or a function in it, is missing. */
export class LibraryError extends Error {
  readonly library: string;

  constructor(library: string, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.library = library;
  }
}

/** libvirt's error for the last failure on the calling thread. */
export interface NativeError {
  readonly code: number;
  readonly domain: number;
  readonly message: string;
}

/** The two libraries, opened. */
export interface Library {
  /** A function of libvirt.so.0 by its C prototype, such as `int virDomainDestroy(void *domain)`. */
  core(prototype: string): NativeFunction;
  /** A function of libvirt-qemu.so.0. */
  qemu(prototype: string): NativeFunction;
  /** The error of this thread's last call; libvirt keeps one per thread. */
  lastError(): NativeError;
}

/**
 * Opens the libraries and silences libvirt, which otherwise prints every error to stderr.
 *
 * @throws {LibraryError} when one of them is not installed
 */
export function openLibrary(): Library {
  const core = load("libvirt.so.0");
  const qemu = load("libvirt-qemu.so.0");
  silence(core);
  const getLastError = core.define("void *virGetLastError()");
  // The first fields of struct _virError; the rest is not needed.
  const virError = koffi.struct({ code: "int", domain: "int", message: "str" });
  const lastError = (): NativeError => {
    const pointer = getLastError();
    if (!pointer) return { code: 0, domain: 0, message: "libvirt gave no reason" };
    const { code, domain, message } = koffi.decode(pointer, virError) as NativeError;
    return { code, domain, message: message ?? "libvirt gave no reason" };
  };
  return { core: core.define, qemu: qemu.define, lastError };
}

/** Reads `count` pointers from a C array, then frees the array but not what it points to. */
export function takePointers(array: bigint, count: number): bigint[] {
  const pointers = koffi.decode(array, "void *", count) as bigint[];
  koffi.free(array);
  return pointers;
}

interface Loaded {
  define(prototype: string): NativeFunction;
  address(symbol: string): bigint;
}

function load(name: string): Loaded {
  const attempt = <T>(action: () => T): T => {
    try {
      return action();
    } catch (error) {
      throw new LibraryError(name, error);
    }
  };
  const library = attempt(() => koffi.load(name));
  return {
    define: (prototype) => attempt(() => library.func(prototype)),
    address: (symbol) => attempt(() => library.symbol(symbol) as bigint),
  };
}

/**
 * Sets libvirt's error function, one for the whole process, to a native function that does nothing: a JavaScript
 * callback would bind it to one thread. libvirt calls it with (userData, error); virResetError(NULL) does nothing.
 */
function silence(core: Loaded): void {
  core.define("void virSetErrorFunc(void *userData, void *handler)")(null, core.address("virResetError"));
}
