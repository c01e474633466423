// The ordinary user whose runs suffer the faults: a new one where the campaign runs as root, else the current one.
import { userInfo } from "node:os";
import { execa } from "execa";

/** A user of this machine. */
export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  /** Whether the campaign is root, and so can mount file systems and act as a second user. */
  readonly isRoot: boolean;
}

const newUser = "demotool-campaign";

/** A user id without an account: the second local user. Only root can become it. */
export const strangerId = 64_321;

/** The user of the campaign; root creates it if it is missing. libvirt needs its entry in the list of users. */
export async function campaignAccount(): Promise<Account> {
  const { uid, gid, username } = userInfo();
  if (uid !== 0) return { name: username, uid, gid, isRoot: false };
  const found = await idsOf(newUser);
  if (found !== undefined) return { name: newUser, ...found, isRoot: true };
  await execa("useradd", ["--system", "--user-group", "--shell", "/bin/sh", "--home-dir", "/nonexistent", newUser]);
  const made = await idsOf(newUser);
  if (made === undefined) throw new Error(`useradd did not create ${newUser}`);
  return { name: newUser, ...made, isRoot: true };
}

/** Removes the user that {@link campaignAccount} created. */
export async function removeAccount(account: Account): Promise<void> {
  if (account.isRoot) await execa("userdel", ["--force", account.name], { reject: false });
}

/** Makes the campaign's user the owner of files and directories, with their content. */
export async function giveTo(account: Account, ...paths: readonly string[]): Promise<void> {
  if (account.isRoot)
    await execa("chown", ["--recursive", "--no-dereference", `${account.uid}:${account.gid}`, ...paths]);
}

async function idsOf(name: string): Promise<{ uid: number; gid: number } | undefined> {
  const { stdout, exitCode } = await execa("getent", ["passwd", name], { reject: false });
  if (exitCode !== 0) return undefined;
  const [, , uid, gid] = stdout.split(":");
  return { uid: Number(uid), gid: Number(gid) };
}
