// The libvirt thread: makes one call at a time and reads libvirt's error on the same thread, since libvirt keeps one
// error per thread.
import { workerData } from "node:worker_threads";
import { serve } from "../../base/process/worker-channel.ts";
import { bindCalls, CallFailure, type Calls } from "../calls.ts";
import { LibraryError, openLibrary } from "../library.ts";
import type { Failure, Reply, Request } from "../messages.ts";
import { type InsideFlag, leaveCall } from "./exit.ts";

let calls: Calls | undefined;

const handlers = {
  run(request: Request): Reply {
    const reply = answer(request);
    leaveCall(workerData as InsideFlag);
    return reply;
  },
};

/** The calls that a libvirt thread answers. */
export type LibvirtWorker = typeof handlers;

serve(handlers);

function answer(request: Request): Reply {
  try {
    calls ??= bindCalls(openLibrary());
    const call = calls[request.name] as (...parameters: readonly unknown[]) => unknown;
    return { ok: true, value: call(...request.parameters) };
  } catch (error) {
    return { ok: false, failure: describe(error) };
  }
}

function describe(error: unknown): Failure {
  if (error instanceof CallFailure) {
    const { code, domain, message } = error.error;
    return { kind: "libvirt", call: error.call, code, domain, message };
  }
  if (error instanceof LibraryError) return { kind: "library", library: error.library, message: error.message };
  return { kind: "other", message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}
