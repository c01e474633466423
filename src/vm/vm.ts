// The VM of the public API.

import { relative } from "node:path";
import { checkBoolean } from "../base/check.ts";
import type { DemoOutput } from "../base/demo-output.ts";
import { Actor, type ActorOptions } from "../base/journal/actor.ts";
import { journalOf } from "../base/journal/journal.ts";
import { anySignal } from "../base/time/abort.ts";
import type { Deadline } from "../base/time/deadline.ts";
import { CommandError } from "../guest/command-error.ts";
import type { CopyInOptions, CopyOptions } from "../guest/copy/job.ts";
import type { ExecOptions } from "../guest/exec.ts";
import type { ExecResult } from "../guest/exec-result.ts";
import { demoUser } from "../images/recipes/parts/demo-user.ts";
import type { Keyboard } from "../input/keyboard.ts";
import type { Mouse } from "../input/mouse.ts";
import type { Machine } from "../machine/machine.ts";
import type { Section } from "../machine/section.ts";
import type { Snapshot, SnapshotOptions } from "../machine/snapshots/snapshot.ts";
import { stepTitle } from "../machine/steps.ts";
import type { RecordingOptions } from "../recording/recorder.ts";
import type { VncClient } from "../rfb/connect.ts";
import { writePng } from "../screen/files/png.ts";
import type { SavedScreenshot } from "../screen/screenshot.ts";
import { Clipboard } from "./clipboard.ts";
import { pauseForViewers, timeLimit } from "./durations.ts";
import { copyInto, copyOutOf, execOn, type GuestAccess } from "./in-guest.ts";
import { beginRecording, recordDuring } from "./record.ts";
import { Screen } from "./screen.ts";
import { type UnlockOptions, unlockOn } from "./unlock.ts";
import { Windows } from "./windows/windows.ts";

let machineIn: (vm: Vm) => Machine;
let actorIn: (vm: Vm) => Actor;

/** The machine behind a VM, for code of demotool outside of the public API. */
export function machineOf(vm: Vm): Machine {
  return machineIn(vm);
}

/** The actor of a VM, for actions that are not its methods, such as matchers. */
export function actorOf(vm: Vm): Actor {
  return actorIn(vm);
}

/**
 * A fresh, fully booted desktop VM. When it ends or stands still, what waits for it throws a `VmStoppedError` within
 * seconds. Made by `startDemo(…)` and `demo.vm(…)`, or by the fixture `vm`; removed at the
 * end of that block or test file.
 */
export class Vm implements AsyncDisposable {
  /** The demo that receives this VM's files. */
  readonly demo: DemoOutput;
  /** The VM's screen: captures it, and finds and awaits targets. */
  readonly screen: Screen;
  /** The VM's mouse. */
  readonly mouse: Mouse;
  /** The VM's keyboard. */
  readonly keyboard: Keyboard;
  /** The windows of the VM's desktop. */
  readonly windows: Windows;
  /** The clipboard of the VM's desktop. */
  readonly clipboard: Clipboard;
  readonly #machine: Machine;
  readonly #actor: Actor;

  static {
    machineIn = (vm) => vm.#machine;
    actorIn = (vm) => vm.#actor;
  }

  constructor(machine: Machine, demo: DemoOutput) {
    this.#machine = machine;
    this.demo = demo;
    const { actions: events, domain, sampleCpus, vitals } = machine;
    const guard: ActorOptions["guard"] = (work) => vitals.during(work);
    this.#actor = new Actor({ domain: domain.name, events, record: journalOf(demo), guard });
    const ended = (): AbortSignal => vitals.signal;
    const connect = (): Promise<VncClient> => vitals.during(() => machine.vnc());
    this.screen = new Screen({ connect, guest: this, sampleCpus, output: demo, ended, actor: this.#actor });
    this.mouse = machine.mouse.on(this.screen, this.#actor);
    this.keyboard = machine.keyboard.withActor(this.#actor, () => this.#signal);
    this.windows = new Windows({ guest: () => this.#guest, connect }, this.#actor);
    this.clipboard = new Clipboard(() => this.#guest, this.#actor);
  }

  /** The libvirt domain's name: `demo-<name>`. */
  get name(): string {
    return this.#machine.domain.name;
  }

  /** Port of the VNC server on 127.0.0.1. */
  get vncPort(): number {
    return this.#machine.vncPort;
  }

  /** Port of VNC over WebSocket on 127.0.0.1, for browsers; undefined without the option `vncWebsocket`. */
  get vncWebsocketPort(): number | undefined {
    return this.#machine.websocketPort;
  }

  /** The VNC server's password: random, new for each VM. */
  get vncPassword(): string {
    return this.#machine.description.vnc.password;
  }

  /** The same VM, whose files go to another demo. */
  withDemo(demo: DemoOutput): Vm {
    return new Vm(this.#machine, demo);
  }

  /**
   * Runs a command in the guest and waits for it: by default as the user `demo`, in its desktop session. The
   * arguments reach the program as they are; there is no shell, unless `sh` is the command.
   *
   * @throws {CommandError} when it ends with another exit code than 0, unless `options.reject` is false
   * @throws {GuestError} when the guest has no agent or cannot start the command
   * @throws {TimeoutError} when it takes longer than `options.timeout` (default 300_000 ms)
   * @throws {AbortedError} when the signal of the demo or test aborts; the command is killed then
   */
  async exec(command: string, args: readonly string[] = [], options: ExecOptions = {}): Promise<ExecResult> {
    const user = options.user ?? demoUser.user;
    return this.#actor.act({ kind: "exec", details: { command, args, user } }, async (action) => {
      const { reject = true } = options;
      checkBoolean("reject", reject, { of: "vm.exec" });
      const result = await execOn(this.#guest, command, args, { ...options, user });
      action.add({ exitCode: result.exitCode });
      if (result.failed && reject) throw new CommandError({ command, args, user }, result);
      return result;
    });
  }

  /**
   * Copies a file of this host into the guest, where it belongs to the user `demo`. The file gets its name once it is
   * complete.
   *
   * @param localPath relative to the current working directory
   * @param guestPath relative to the owner's home; in an existing directory, the file keeps its name
   * @throws {OptionError} when there is no such file on this host
   * @throws {GuestError} when the guest has no agent or cannot hold the file
   * @throws {TimeoutError} when it takes longer than `options.timeout` (default 300_000 ms)
   * @throws {AbortedError} when the demo's signal ends it
   */
  async copyIn(localPath: string, guestPath: string, options: CopyInOptions = {}): Promise<void> {
    await this.#actor.act({ kind: "copyIn", details: { from: localPath, to: guestPath } }, async (action) => {
      action.add({ bytes: await copyInto(this.#guest, localPath, guestPath, options) });
    });
  }

  /**
   * Copies a file of the guest that root can read to this host. The file gets its name once it is complete.
   *
   * @param guestPath relative to the home of the user `demo`
   * @param localPath relative to the current working directory; in an existing directory, the file keeps its name
   * @throws {OptionError} when its directory does not exist on this host
   * @throws {GuestError} when the guest has no agent, or no such file, or when it cannot be written on this host
   * @throws {TimeoutError} when it takes longer than `options.timeout` (default 300_000 ms)
   * @throws {AbortedError} when the demo's signal ends it
   */
  async copyOut(guestPath: string, localPath: string, options: CopyOptions = {}): Promise<void> {
    await this.#actor.act({ kind: "copyOut", details: { from: guestPath, to: localPath } }, async (action) => {
      action.add({ bytes: await copyOutOf(this.#guest, guestPath, localPath, options) });
    });
  }

  /**
   * Writes a screenshot into the demo's directory, as `<name>.png`, and returns it.
   *
   * @param name default `screenshot`; the second of the same name in a test becomes `<name>-2`, and so on
   */
  async screenshot(name = "screenshot"): Promise<SavedScreenshot> {
    return this.#actor.act({ kind: "screenshot", details: { name } }, async (action) => {
      const screenshot = await this.screen.capture();
      const path = this.demo.newPath(name, "png");
      await writePng(path, screenshot);
      action.add({ path: relative(this.demo.directory, path) });
      return Object.assign(screenshot, { path });
    });
  }

  /**
   * Records the screen into the demo's directory, as `<name>.mp4`, while `body` runs. An error of `body` is rethrown,
   * and the recording is kept as `<name>.partial.mp4`.
   *
   * @param name the second recording of the same name in a test becomes `<name>-2`, and so on
   * @returns what `body` returns
   * @throws {OptionError} when the name or an option is invalid; `body` is not called then
   * @throws {RecordingError} when recording fails
   */
  async record<T>(name: string, body: (section: Section) => T | Promise<T>, options?: RecordingOptions): Promise<T>;
  /**
   * Records the screen until the block ends: `await using section = await vm.record("launch")`. At the end of the
   * block the video is finished, even after an error.
   */
  async record(name: string, options?: RecordingOptions): Promise<Section>;
  async record<T>(
    name: string,
    body?: ((section: Section) => T | Promise<T>) | RecordingOptions,
    options?: RecordingOptions,
  ): Promise<T | Section> {
    const recorder = { recordings: this.#machine.recordings, demo: this.demo, actor: this.#actor };
    if (typeof body === "function") return recordDuring(recorder, name, body, options);
    return beginRecording(recorder, name, body ?? options);
  }

  /**
   * Names a part of the demo. The log shows how long it took; in every video that is being recorded it is
   * a chapter (steps within it are not) and a caption.
   *
   * @returns what `body` returns
   * @throws {OptionError} when the title is empty or longer than 200 characters
   */
  async step<T>(title: string, body: () => T | Promise<T>): Promise<T> {
    return this.#actor.act({ kind: "step", details: { title: stepTitle(title) } }, () => body());
  }

  /**
   * Brings back the desktop of the user `demo` if the screen is locked or shows a login screen. Does nothing if it
   * is already on the screen.
   *
   * @throws {GuestError} when the guest has no agent, or the screen stays locked or shows something else
   * @throws {TimeoutError} when it takes longer than `options.timeout` (default 300_000 ms)
   * @throws {AbortedError} when the demo's signal ends it
   */
  async unlock(options: UnlockOptions = {}): Promise<void> {
    await this.#actor.act({ kind: "unlock", details: {} }, () => unlockOn(this.#guest, options));
  }

  /**
   * Saves disk and memory of the VM for {@link revert}. The VM stands still meanwhile, for some seconds; keys and
   * buttons that are held are released. A second snapshot with the same name replaces the first. All are removed with
   * the VM.
   *
   * @param name a line of up to 100 characters
   * @throws {OptionError} when the name is invalid or the VM was removed
   * @throws {DiskSpaceError} when the memory in use does not fit on the disk
   * @throws {SnapshotError} when QEMU fails; the VM runs on unchanged
   * @throws {TimeoutError} when it takes longer than `options.timeout` (default 300_000 ms); there is no snapshot then
   * @throws {AbortedError} when the demo's signal ends it
   */
  async snapshot(name: string, options: SnapshotOptions = {}): Promise<Snapshot> {
    return this.#actor.act({ kind: "snapshot", details: { name } }, async () => {
      const deadline = this.#deadline("snapshot", options.timeout, `snapshot ${name} of ${this.name}`);
      return this.#machine.snapshots.take(name, deadline);
    });
  }

  /**
   * Reverts disk and memory to a snapshot, any number of times, and waits for the guest agent and the screen. The
   * guest's clock is set, commands and copies under way fail, recordings go on.
   *
   * @throws {OptionError} when the snapshot belongs to another VM or was replaced, or the VM was removed
   * @throws {SnapshotError} when QEMU fails; the VM stands still then
   * @throws {TimeoutError} when it takes longer than `options.timeout` (default 300_000 ms)
   * @throws {AbortedError} when the demo's signal ends it
   */
  async revert(snapshot: Snapshot, options: SnapshotOptions = {}): Promise<void> {
    await this.#actor.act({ kind: "revert", details: { name: snapshot?.name } }, async () => {
      const deadline = this.#deadline("revert", options.timeout, `revert of ${this.name} to ${snapshot?.name}`);
      await this.#machine.snapshots.revert(snapshot, deadline);
    });
  }

  /**
   * Pauses so that viewers can follow. To wait for the guest, wait for what it shows instead.
   *
   * @param milliseconds 0, or from 10 to 3_600_000
   * @throws {OptionError} when it is neither
   * @throws {AbortedError} when the demo's signal ends it
   */
  async pause(milliseconds: number): Promise<void> {
    await this.#actor.act({ kind: "pause", details: { durationMs: milliseconds } }, () =>
      pauseForViewers(milliseconds, this.demo.signal),
    );
  }

  /** Removes the VM and its resources. Later calls do nothing. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#machine[Symbol.asyncDispose]();
  }

  get #guest(): GuestAccess {
    return { machine: this.#machine, signal: this.#signal };
  }

  #deadline(method: string, timeout: number | undefined, task: string): Deadline {
    return timeLimit({ method, task, timeout, signal: this.#signal });
  }

  /** Ends work in the guest. */
  get #signal(): AbortSignal {
    const { signal } = this.#machine.vitals;
    return this.demo.signal ? anySignal([this.demo.signal, signal]) : signal;
  }
}
