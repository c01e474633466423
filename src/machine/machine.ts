// A running VM and everything it holds on the host: connection, domain, run folder, slot, VNC client.

import { describeThrown } from "../base/errors.ts";
import { log } from "../base/log.ts";
import type { CleanupStack } from "../base/process/cleanup.ts";
import { Deadline } from "../base/time/deadline.ts";
import { SharedLock } from "../base/time/shared-lock.ts";
import type { DomainDescription } from "../domain/domain-xml.ts";
import { type AgentTransport, type GuestAgent, guestAgent } from "../guest/agent.ts";
import { CopyChannel } from "../guest/copy/channel.ts";
import { sessionEnvironment } from "../guest/session.ts";
import { GuestWork } from "../guest/work.ts";
import { Keyboard } from "../input/keyboard.ts";
import { defaultKeyboardLayout, type KeyboardLayoutName, layouts } from "../input/keys/layouts/index.ts";
import { Mouse } from "../input/mouse.ts";
import type { Domain } from "../libvirt/domain.ts";
import { agentConnected, channelSocket, copyChannel } from "../libvirt/live-xml.ts";
import { connectVnc, type VncClient } from "../rfb/connect.ts";
import { Recordings } from "./recordings.ts";
import { type Revertible, Snapshots } from "./snapshots/snapshots.ts";

/** Seconds that a VNC server on this host may take to accept a client. */
const vncPatience = 30;

/** Seconds that videos which are still being recorded have to be ended when the VM goes. */
const recordingPatience = 30;

/** Seconds for finding a user's session: programs start slowly in an emulated guest. */
const sessionPatience = 60;

/** The saved state that a machine was started from. */
export interface MachineOrigin {
  readonly directory: string;
  /** Tells which boot of the guest it holds. */
  readonly manifest: { readonly bootId: string };
}

/** What {@link Machine} is made of. */
export interface MachineParts {
  readonly domain: Domain;
  readonly description: DomainDescription;
  readonly vncPort: number;
  readonly websocketPort: number | undefined;
  /** The layout of the guest's keyboard. */
  readonly keyboardLayout?: KeyboardLayoutName | undefined;
  /** The saved state that it was started from; undefined: it booted. */
  readonly origin?: MachineOrigin | undefined;
  /** Everything that goes with the machine. */
  readonly resources: CleanupStack;
}

/** A running VM. Disposing of it removes the domain, its overlay and every connection. */
export class Machine implements AsyncDisposable, Revertible {
  readonly domain: Domain;
  readonly description: DomainDescription;
  /** The saved state that it was started from; undefined: it booted. */
  readonly origin: MachineOrigin | undefined;
  readonly vncPort: number;
  readonly websocketPort: number | undefined;
  readonly agent: GuestAgent;
  /** The same agent for whoever closed {@link requests}. */
  readonly innerAgent: GuestAgent;
  /** Commands and copies under way, which end when the VM is put back to a snapshot. */
  readonly work = new GuestWork();
  /** Where requests to the agent pass, so that none is under way when disk and memory are kept. */
  readonly requests = new SharedLock();
  readonly copies: CopyChannel;
  readonly keyboard: Keyboard;
  readonly mouse: Mouse;
  readonly recordings: Recordings;
  readonly snapshots = new Snapshots(this);
  /** Whether the guest has an agent, as far as is known; see {@link findAgent}. */
  hasAgent = false;
  readonly #resources: CleanupStack;
  readonly #sessions = new Map<string, Readonly<Record<string, string>>>();
  #vnc: Promise<VncClient> | undefined;
  #disposed: Promise<void> | undefined;

  constructor(parts: MachineParts) {
    this.domain = parts.domain;
    this.description = parts.description;
    this.origin = parts.origin;
    this.vncPort = parts.vncPort;
    this.websocketPort = parts.websocketPort;
    this.#resources = parts.resources;
    const transport: AgentTransport = (request, seconds) => this.domain.agentCommand(request, seconds);
    this.innerAgent = guestAgent(transport);
    this.agent = guestAgent((request, seconds) => this.requests.shared(() => transport(request, seconds)));
    this.copies = new CopyChannel(this.agent, copyChannel, async () =>
      channelSocket(await this.domain.xml(), copyChannel),
    );
    this.keyboard = new Keyboard(() => this.vnc(), layouts[parts.keyboardLayout ?? defaultKeyboardLayout]);
    this.mouse = new Mouse(() => this.vnc());
    this.recordings = new Recordings(() => this.#withPointer());
  }

  /** The one VNC connection of this machine, made when it is first needed, and made anew when it was lost. */
  vnc(): Promise<VncClient> {
    this.#vnc ??= this.#connect().catch((error: unknown) => {
      this.#vnc = undefined;
      throw error;
    });
    return this.#vnc;
  }

  /** Whether the guest has an agent: one that was not there yet when it was last looked for is found now. */
  async findAgent(): Promise<boolean> {
    this.hasAgent ||= agentConnected(await this.domain.xml());
    return this.hasAgent;
  }

  /** The environment of a user's graphical session, looked up once it is there; empty before. */
  async sessionOf(user: string): Promise<Readonly<Record<string, string>>> {
    const known = this.#sessions.get(user);
    if (known !== undefined) return known;
    const limit = Deadline.after(sessionPatience, `reading the session of ${user}`);
    const session = await this.work.run(limit, (deadline) => sessionEnvironment(this.agent, user, deadline));
    // Looking it up takes a second under emulation, and it stays the same for as long as the session lasts.
    if (Object.keys(session).length > 0) this.#sessions.set(user, session);
    return session;
  }

  forgetState(): void {
    this.#sessions.clear();
  }

  get disposed(): boolean {
    return this.#disposed !== undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#disposed ??= this.#dispose();
    await this.#disposed;
  }

  async #dispose(): Promise<void> {
    const ends = Deadline.after(recordingPatience, "end of the recordings").race(this.recordings.end());
    await ends.catch((error: unknown) => log.warn("recordings were left behind", { reason: describeThrown(error) }));
    await this.#resources[Symbol.asyncDispose]();
  }

  /** A pointer that was never moved is nowhere: viewers find it in the middle, where desktops have it at first. */
  async #withPointer(): Promise<VncClient> {
    const client = await this.vnc();
    if (client.pointerState === undefined) client.pointer(client.width / 2, client.height / 2);
    return client;
  }

  async #connect(): Promise<VncClient> {
    const client = await connectVnc({
      host: "127.0.0.1",
      port: this.vncPort,
      password: this.description.vnc.password,
      shared: true,
      deadline: Deadline.after(vncPatience, `VNC connection to ${this.description.name}`),
    });
    void client.closed.then(() => {
      this.#vnc = undefined;
    });
    return this.#resources.use("VNC connection", client);
  }
}
