// A running VM: its domain, its guest agent, its input devices, its recordings and its snapshots.
import type { SampleCpus } from "../base/cpu-load.ts";
import { describeThrown } from "../base/errors.ts";
import { ActionEvents } from "../base/journal/actor.ts";
import { log } from "../base/log.ts";
import type { CleanupStack } from "../base/process/cleanup.ts";
import { Deadline } from "../base/time/deadline.ts";
import { SharedLock } from "../base/time/shared-lock.ts";
import type { DomainDescription } from "../domain/domain-xml.ts";
import { type AgentTransport, type GuestAgent, guestAgent } from "../guest/agent.ts";
import { CopyChannel } from "../guest/copy/channel.ts";
import { GuestWork } from "../guest/work.ts";
import { GuestIdle } from "../host/guest-idle.ts";
import { watchOom } from "../host/oom-watch.ts";
import { demoUser } from "../images/recipes/parts/demo-user.ts";
import { createKeyboard, type Keyboard } from "../input/keyboard.ts";
import { defaultKeyboardLayout, type KeyboardLayoutName } from "../input/keys/layouts/index.ts";
import { Mouse } from "../input/mouse.ts";
import { InputOrder } from "../input/order.ts";
import { Hand } from "../input/pointer/hand.ts";
import type { TypingGuest } from "../input/text/text-input.ts";
import type { Domain } from "../libvirt/domain.ts";
import { agentConnected, channelSocket, copyChannel } from "../libvirt/live-xml.ts";
import { guestLoad } from "../readiness/guest-load.ts";
import type { VncClient } from "../rfb/connect.ts";
import { GuestLayout } from "./guest-layout.ts";
import { GuestSessions } from "./guest-sessions.ts";
import { Recordings } from "./recordings.ts";
import { type Revertible, Snapshots } from "./snapshots/snapshots.ts";
import { logStep } from "./steps.ts";
import { Vitals } from "./vitals.ts";
import { VncLink } from "./vnc-link.ts";

/** Milliseconds for ending the running recordings when the VM is removed. */
const recordingEndMs = 30_000;

/** A saved state that a machine was started from. */
export interface MachineOrigin {
  readonly directory: string;
  /** Holds the guest's boot id. */
  readonly manifest: { readonly bootId: string };
}

/** The parts of a {@link Machine}. */
export interface MachineParts {
  readonly domain: Domain;
  readonly description: DomainDescription;
  readonly vncPort: number;
  readonly websocketPort: number | undefined;
  /** The layout whose keys the keyboard presses. Default: the default layout. */
  readonly keyboardLayout?: KeyboardLayoutName | undefined;
  /** The layout that the guest starts with; undefined if unknown. */
  readonly guestLayout?: KeyboardLayoutName | undefined;
  /** The saved state that it was started from; undefined if it booted. */
  readonly origin?: MachineOrigin | undefined;
  /** Released with the machine. */
  readonly resources: CleanupStack;
}

/** A running VM. Disposing of it removes the domain, its overlay and every connection. */
export class Machine implements AsyncDisposable, Revertible {
  readonly domain: Domain;
  readonly description: DomainDescription;
  /** The saved state that it was started from; undefined if it booted. */
  readonly origin: MachineOrigin | undefined;
  readonly vncPort: number;
  readonly websocketPort: number | undefined;
  readonly agent: GuestAgent;
  /** The same agent, for the holder of the exclusive lock on {@link requests}. */
  readonly innerAgent: GuestAgent;
  /** Commands and copies under way, which end when the VM is reverted to a snapshot. */
  readonly work = new GuestWork();
  /** Shared by requests to the agent, so that none is under way when disk and memory are saved. */
  readonly requests = new SharedLock();
  readonly copies: CopyChannel;
  readonly keyboard: Keyboard;
  /** The layout of the desktop in the guest. */
  readonly layout: GuestLayout;
  readonly mouse: Mouse;
  /** The actions of this VM in all demos. */
  readonly actions = new ActionEvents();
  readonly recordings: Recordings;
  readonly snapshots = new Snapshots(this);
  /** Ends waits for a VM that has ended or stands still. */
  readonly vitals: Vitals;
  /** Whether the guest is known to have an agent; see {@link findAgent}. */
  hasAgent = false;
  /** Samples the load of the guest's CPUs, which an agent reports; it may appear late. */
  readonly sampleCpus: SampleCpus = async () => {
    const hasAgent = await this.findAgent().catch(() => false);
    return guestLoad(hasAgent ? this.agent : undefined);
  };
  /** The graphical sessions in the guest. */
  readonly sessions: GuestSessions;
  readonly #resources: CleanupStack;
  readonly #vnc: VncLink;
  #disposed: Promise<void> | undefined;

  constructor(parts: MachineParts) {
    this.domain = parts.domain;
    watchOom(parts.domain);
    this.description = parts.description;
    this.origin = parts.origin;
    this.vncPort = parts.vncPort;
    this.websocketPort = parts.websocketPort;
    this.#resources = parts.resources;
    const { name, vnc } = parts.description;
    const open = (): Promise<number | undefined> => this.domain.openGraphics();
    this.#vnc = new VncLink({ domain: name, port: parts.vncPort, password: vnc.password, open }, parts.resources);
    const transport: AgentTransport = (request, timeoutMs) => this.domain.agentCommand(request, timeoutMs);
    this.innerAgent = guestAgent(transport);
    this.agent = guestAgent((request, timeoutMs) => this.requests.shared(() => transport(request, timeoutMs)));
    this.sessions = new GuestSessions(this.agent, this.work);
    this.copies = new CopyChannel(this.agent, copyChannel, async () =>
      channelSocket(await this.domain.xml(), copyChannel),
    );
    this.vitals = new Vitals(this);
    const idle = new GuestIdle(parts.domain.uuid);
    const order = new InputOrder(idle);
    const keys = async (): Promise<VncClient> => {
      const client = await this.vnc();
      await order.turnTo("keyboard", client);
      return client;
    };
    this.keyboard = createKeyboard(keys, parts.keyboardLayout ?? defaultKeyboardLayout, {
      guest: this.#typingGuest(idle),
      pressed: () => order.pressed(),
    });
    this.layout = new GuestLayout(this, parts.guestLayout);
    this.mouse = new Mouse({ connect: () => this.vnc(), hand: new Hand(order) });
    this.actions.subscribe(logStep);
    this.recordings = new Recordings(() => this.vitals.during(() => this.#withPointer()), this.actions);
  }

  /** The VNC connection. Connects on first use and again after the connection was lost. */
  vnc(): Promise<VncClient> {
    return this.#vnc.client();
  }

  /** Checks whether the guest has an agent, unless it is known to have one. */
  async findAgent(): Promise<boolean> {
    this.hasAgent ||= agentConnected(await this.domain.xml());
    return this.hasAgent;
  }

  forgetState(): void {
    this.sessions.forget();
  }

  /** Whether a snapshot is being taken or reverted to, during which the VM is paused. */
  get pauses(): boolean {
    return this.snapshots.busy;
  }

  get failedRevert(): string | undefined {
    return this.snapshots.failedRevert;
  }

  get disposed(): boolean {
    return this.#disposed !== undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#disposed ??= this.#dispose();
    await this.#disposed;
  }

  #typingGuest(idle: GuestIdle): TypingGuest {
    return {
      session: async () => ((await this.findAgent()) ? this.sessions.of(demoUser.user) : undefined),
      run: (limit, work) => this.work.run(limit, (deadline) => work(this.agent, deadline)),
      untilIdle: (limitMs) => idle.untilIdle(limitMs),
    };
  }

  async #dispose(): Promise<void> {
    const ends = Deadline.after(recordingEndMs, "end of the recordings").race(this.recordings.end());
    await ends.catch((error: unknown) =>
      log.warn("could not end the VM's recordings", { reason: describeThrown(error) }),
    );
    await this.#resources[Symbol.asyncDispose]();
  }

  /** Places a pointer that was never moved in the middle of the screen, where desktops show it initially. */
  async #withPointer(): Promise<VncClient> {
    const client = await this.vnc();
    if (client.pointerState === undefined) client.pointer(client.width / 2, client.height / 2);
    return client;
  }
}
