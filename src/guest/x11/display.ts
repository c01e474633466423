// Finds the X server of a user's graphical session by the session's environment.

/** A user and the environment of their graphical session; empty while there is none. */
export interface DesktopUser {
  readonly user: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** An X server's display and the file with its cookies (xauth(1)). */
export interface XDisplay {
  readonly display: string;
  readonly authority: string;
}

/** Why a session has no X display. Under Wayland, the one it may have is not that of all programs. */
export type WithoutDisplay = "no session" | "Wayland";

/** The X display of a session, or why it has none. Without XAUTHORITY, X clients read `~/.Xauthority` (xauth(1)). */
export function displayOf({ user, environment }: DesktopUser): XDisplay | WithoutDisplay {
  const { DISPLAY: display = "", WAYLAND_DISPLAY: wayland = "", XDG_SESSION_TYPE: type } = environment;
  if (wayland !== "" || type === "wayland") return "Wayland";
  if (display === "") return "no session";
  return { display, authority: environment.XAUTHORITY ?? `/home/${user}/.Xauthority` };
}
