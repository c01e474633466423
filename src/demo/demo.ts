// A demo: a name, an output directory, and the VMs that are made for it.
import { join } from "node:path";
import type { DemoOutput, PublishedFile } from "../base/demo-output.ts";
import { readEnvironment } from "../base/environment.ts";
import { describeThrown } from "../base/errors.ts";
import { videosDirectory } from "../base/files/paths.ts";
import { log, setLogLevel } from "../base/log.ts";
import { CleanupStack } from "../base/process/cleanup.ts";
import type { Vm } from "../vm/vm.ts";
import { bootMachine, type MachineOptions } from "./boot.ts";
import { defaultImage } from "./config.ts";
import { demoDomainName, slug } from "./names.ts";
import { outputDirectory } from "./output-directory.ts";

/** Time limit in milliseconds for removing one VM; its parts have their own limits. */
const vmReleaseLimitMs = 240_000;

/** Options of a demo. */
export interface DemoOptions {
  /** The output directory. Default: `demo-videos/<name>/` below the current working directory. */
  readonly directory?: string;
  /** Aborts what the demo is doing: a wait, a boot, a command in the guest. */
  readonly signal?: AbortSignal;
  /** Called with each video, screenshot or log for people, once it is complete. */
  readonly onFile?: (file: PublishedFile) => void;
}

/** A demo. Disposing of it, as with `await using`, destroys all of its VMs. */
export class Demo implements AsyncDisposable, DemoOutput {
  readonly name: string;
  readonly directory: string;
  /** Ends what the demo is doing; undefined without {@link DemoOptions.signal}. */
  readonly signal: AbortSignal | undefined;
  readonly #output: DemoOutput;
  readonly #onFile: DemoOptions["onFile"];
  readonly #vms: CleanupStack;

  /** Use {@link startDemo} or {@link createDemo}. */
  constructor(name: string, options: DemoOptions) {
    this.#output = outputDirectory(name, options.directory ?? join(videosDirectory(), slug(name)));
    this.name = name;
    this.directory = this.#output.directory;
    this.signal = options.signal;
    this.#onFile = options.onFile;
    this.#vms = new CleanupStack(`demo ${name}`, vmReleaseLimitMs);
  }

  /** The absolute path of a file in the demo's directory; creates the directory if it is missing. */
  path(file: string): string {
    return this.#output.path(file);
  }

  /**
   * The path for a new file in the demo's directory; the second of the same name gets the suffix `-2`, and so on.
   *
   * @throws {OptionError} when the name is empty, the path too long, or the file would lie outside of the directory
   */
  newPath(name: string, extension: string, options?: { readonly own?: boolean }): string {
    return this.#output.newPath(name, extension, options);
  }

  /** Calls {@link DemoOptions.onFile} with a file; logs an error that it throws. */
  publish(file: PublishedFile): void {
    try {
      this.#onFile?.(file);
    } catch (error) {
      log.warn("the demo's onFile threw an error", { path: file.path, reason: describeThrown(error) });
    }
  }

  /**
   * A fresh, fully booted VM. `await using` it, or let it end with the demo.
   *
   * @param image base image, as in `fedora-42`. Default: `DEMOTOOL_IMAGE`, else `debian-12`
   * @throws {ImageBuildError} {@link BootTimeoutError} {@link LibvirtError} and the other errors of docs/errors.md
   */
  async vm(image: string = defaultImage(), options: MachineOptions = {}): Promise<Vm> {
    const vm = await bootMachine({
      domain: demoDomainName(this.name),
      demo: this,
      image,
      options,
      signal: this.signal,
    });
    return this.#vms.use(`VM ${vm.name}`, vm);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#vms[Symbol.asyncDispose]();
    log.debug("demo ended", { demo: this.name });
  }
}

/** A demo without any file or VM yet. */
export function createDemo(name: string, options: DemoOptions = {}): Demo {
  return new Demo(name, options);
}

/**
 * Starts a demo.
 *
 * @param name names the output directory `demo-videos/<name>/` and the domain `demo-<name>`
 * @throws {OptionError} when the name or the environment cannot be used
 */
export async function startDemo(name: string, options: DemoOptions = {}): Promise<Demo> {
  setLogLevel(readEnvironment().logLevel);
  slug(name);
  return createDemo(name, options);
}
