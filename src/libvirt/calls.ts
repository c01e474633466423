// The libvirt calls that demotool makes, one function each. Used on worker threads only: every call blocks.
import { metadataElement, residentMemory } from "./codes.ts";
import { type Library, type NativeError, type NativeFunction, takePointers } from "./library.ts";

/** A native pointer (virConnectPtr, virDomainPtr) as it travels between threads. */
export type Pointer = bigint;

/** A domain handle with the domain's constant properties. The receiver frees the pointer. */
export interface DomainReference {
  readonly pointer: Pointer;
  readonly name: string;
  readonly uuid: string;
}

/** Versions of the hypervisor and of libvirt, each 1,000,000 * major + 1000 * minor + release. */
export interface Versions {
  /** QEMU's. */
  readonly hypervisor: number;
  /** The libvirt daemon's. */
  readonly libvirt: number;
}

/** A failed libvirt call: thrown on the worker thread, sent to the main thread as plain data. */
export class CallFailure extends Error {
  readonly call: string;
  readonly error: NativeError;

  constructor(call: string, error: NativeError) {
    super(error.message);
    this.call = call;
    this.error = error;
  }
}

/** Above VIR_DOMAIN_MEMORY_STAT_NR, the number of kinds (libvirt-domain.h). */
const mostMemoryStats = 32;

/** The calls by name. */
export type Calls = ReturnType<typeof bindCalls>;

/** Looks up the C functions and wraps each call. */
export function bindCalls(library: Library) {
  const { core, qemu } = library;
  /** Wraps a function that returns a pointer or a string, null on failure. */
  const orThrowIfNull = <T>(function_: NativeFunction, call: string) => {
    return (...parameters: unknown[]): T => {
      const value = function_(...parameters);
      if (value === null || value === undefined) throw new CallFailure(call, library.lastError());
      return value as T;
    };
  };
  /** Wraps a function that returns a number, negative on failure. */
  const orThrowIfNegative = (function_: NativeFunction, call: string) => {
    return (...parameters: unknown[]): number => {
      const value = function_(...parameters) as number;
      if (value < 0) throw new CallFailure(call, library.lastError());
      return value;
    };
  };
  const pointer = (prototype: string) => orThrowIfNull<Pointer>(core(prototype), nameOf(prototype));
  const text = (prototype: string) => orThrowIfNull<string>(core(prototype), nameOf(prototype));
  const count = (prototype: string) => orThrowIfNegative(core(prototype), nameOf(prototype));

  const connectOpen = pointer("void *virConnectOpen(str uri)");
  const connectClose = count("int virConnectClose(void *connection)");
  const connectIsAlive = count("int virConnectIsAlive(void *connection)");
  const hypervisorVersion = count("int virConnectGetVersion(void *connection, _Out_ ulong *version)");
  const libraryVersion = count("int virConnectGetLibVersion(void *connection, _Out_ ulong *version)");
  const capabilities = text(
    "str! virConnectGetDomainCapabilities(void *connection, str emulator, str arch, str machine, str type, uint flags)",
  );
  const listAllDomains = count("int virConnectListAllDomains(void *connection, _Out_ void **domains, uint flags)");
  const createXml = pointer("void *virDomainCreateXML(void *connection, str xml, uint flags)");
  const lookupByName = pointer("void *virDomainLookupByName(void *connection, str name)");
  const lookupByUuid = pointer("void *virDomainLookupByUUIDString(void *connection, str uuid)");
  const getName = text("str virDomainGetName(void *domain)");
  const getUuid = count("int virDomainGetUUIDString(void *domain, _Out_ uint8_t *buffer)");
  const domainFree = count("int virDomainFree(void *domain)");
  const getState = count("int virDomainGetState(void *domain, _Out_ int *state, _Out_ int *reason, uint flags)");
  const getXml = text("str! virDomainGetXMLDesc(void *domain, uint flags)");
  const getMetadata = text("str! virDomainGetMetadata(void *domain, int type, str uri, uint flags)");
  const memoryStats = count("int virDomainMemoryStats(void *domain, _Out_ uint8_t *stats, uint most, uint flags)");
  const resume = count("int virDomainResume(void *domain)");
  const shutdown = count("int virDomainShutdownFlags(void *domain, uint flags)");
  const destroy = count("int virDomainDestroy(void *domain)");
  const openGraphics = count("int virDomainOpenGraphicsFD(void *domain, uint index, uint flags)");
  const agentCommand = orThrowIfNull<string>(
    qemu("str! virDomainQemuAgentCommand(void *domain, str command, int timeout, uint flags)"),
    "virDomainQemuAgentCommand",
  );
  const monitorCommand = orThrowIfNegative(
    qemu("int virDomainQemuMonitorCommand(void *domain, str command, _Out_ str! *result, uint flags)"),
    "virDomainQemuMonitorCommand",
  );

  const number = (call: (...parameters: unknown[]) => number, connection: Pointer): number => {
    const version: [number] = [0];
    call(connection, version);
    return Number(version[0]);
  };

  const reference = (domain: Pointer): DomainReference => {
    const uuid = Buffer.alloc(37); // VIR_UUID_STRING_BUFLEN
    getUuid(domain, uuid);
    return { pointer: domain, name: getName(domain), uuid: uuid.toString("latin1", 0, 36) };
  };

  return {
    connectOpen: (uri: string): Pointer => connectOpen(uri),
    /** Returns the number of references left. */
    connectClose: (connection: Pointer): number => connectClose(connection),
    connectIsAlive: (connection: Pointer): boolean => connectIsAlive(connection) > 0,
    versions: (connection: Pointer): Versions => ({
      hypervisor: number(hypervisorVersion, connection),
      libvirt: number(libraryVersion, connection),
    }),
    domainCapabilities: (connection: Pointer): string => capabilities(connection, null, null, null, null, 0),
    listDomains: (connection: Pointer): DomainReference[] => {
      const array: [Pointer | null] = [null];
      const found = listAllDomains(connection, array, 0);
      return array[0] === null ? [] : takePointers(array[0], found).map(reference);
    },
    createDomain: (connection: Pointer, xml: string, flags: number): DomainReference =>
      reference(createXml(connection, xml, flags)),
    findDomain: (connection: Pointer, name: string): DomainReference => reference(lookupByName(connection, name)),
    findDomainByUuid: (connection: Pointer, uuid: string): DomainReference => reference(lookupByUuid(connection, uuid)),
    domainFree: (domain: Pointer): number => domainFree(domain),
    /** Returns the state and the reason for it, whose meaning depends on the state. */
    domainState: (domain: Pointer): { readonly state: number; readonly reason: number } => {
      const state: [number] = [0];
      const reason: [number] = [0];
      getState(domain, state, reason, 0);
      return { state: state[0], reason: reason[0] };
    },
    domainXml: (domain: Pointer): string => getXml(domain, 0),
    domainMetadata: (domain: Pointer, uri: string): string => getMetadata(domain, metadataElement, uri, 0),
    /** Returns the resident memory in KiB, or -1 where libvirt does not report it. */
    domainMemory: (domain: Pointer): number => {
      // An entry has an int tag and, at offset 8, an unsigned long long value (virDomainMemoryStatStruct).
      const stats = Buffer.alloc(16 * mostMemoryStats);
      const starts = Array.from({ length: memoryStats(domain, stats, mostMemoryStats, 0) }, (_, index) => index * 16);
      const start = starts.find((at) => stats.readInt32LE(at) === residentMemory);
      return start === undefined ? -1 : Number(stats.readBigUInt64LE(start + 8));
    },
    domainResume: (domain: Pointer): number => resume(domain),
    domainShutdown: (domain: Pointer, flags: number): number => shutdown(domain, flags),
    domainDestroy: (domain: Pointer): number => destroy(domain),
    /** Returns the descriptor of a socket that is connected to the first graphics device. The receiver closes it. */
    domainOpenGraphics: (domain: Pointer): number => openGraphics(domain, 0, 0),
    agentCommand: (domain: Pointer, command: string, timeoutSeconds: number): string =>
      agentCommand(domain, command, timeoutSeconds, 0),
    monitorCommand: (domain: Pointer, command: string): string => {
      const result: [string] = [""];
      monitorCommand(domain, command, result, 0);
      return result[0];
    },
  };
}

function nameOf(prototype: string): string {
  return /vir\w+/.exec(prototype)?.[0] ?? prototype;
}
