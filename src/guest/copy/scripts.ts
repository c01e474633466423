// The scripts that copy a file in the guest. They need root, coreutils or BusyBox, and a virtio-serial port.

/** Exit code of a script that failed with the reason in the last line of its standard error. */
export const refusedCode = 3;

/** Like {@link refusedCode}, for a path that the user can correct. */
export const wrongPathCode = 4;

/** Attempts to open the port, a tenth of a second apart: an aborted earlier copy may still hold it. */
const maxPortAttempts = 100;

/**
 * `$1` is the port's name. The script opens it once, as descriptor 3, since closing it loses unread bytes. It then
 * sends the mark in `DEMOTOOL_COPY`. The host sends nothing before that, which an earlier copy's script could take.
 */
const opening = `
fail() { echo "$1" >&2; exit ${refusedCode}; }
wrong() { echo "$1" >&2; exit ${wrongPathCode}; }
port=$(grep -lxF "$1" /sys/class/virtio-ports/*/name 2>/dev/null) || fail "the guest has no port $1 for copies"
port=\${port%/name}
port=/dev/\${port##*/}
`;

const transferring = `
tries=0
until [ $tries -eq ${maxPortAttempts} ]; do
  { echo "$DEMOTOOL_COPY" >&3; transfer; exit; } 3<>"$port"
  tries=$((tries + 1))
  sleep 0.1
done
fail "$port is still in use by an earlier copy"
`;

/** Length of the digest at the end: a SHA-256 in hexadecimal. */
export const digestLength = 64;

/**
 * Receives a file: `$2` is its path, `$3` its size, `$4` its owner, `$5` its mode, `$6` its name if the path is a
 * directory. The file is renamed to its path once the digest that follows it matches; until then, file `$7` holds the
 * path of the partial file.
 */
export const receiveScript = `${opening}
path=$2
[ ! -L "$path" ] || path=$(readlink -f "$path")
[ ! -d "$path" ] || path=\${path%/}/$6
directory=$(dirname "$path")
[ -d "$directory" ] || wrong "there is no directory $directory in the guest"
[ ! -d "$path" ] || wrong "$path is a directory in the guest"
[ ! -e "$path" ] || [ -f "$path" ] || wrong "$path is not a regular file in the guest"
id -u "$4" >/dev/null 2>&1 || fail "there is no user $4 in the guest"
part=$directory/.\${7##*/}
echo "$part" >"$7"
umask 077
transfer() {
  dd bs=64K iflag=fullblock,count_bytes count="$size" status=none <&3 >"$part" || fail "$path could not be written"
  digest=$(dd bs=${digestLength} iflag=fullblock count=1 status=none <&3)
  sum=$(sha256sum <"$part")
  [ "\${sum%% *}" = "$digest" ] || fail "the received data for $path does not match its checksum"
  chown "$owner:" "$part" && chmod "$mode" "$part" && mv -f "$part" "$path" || fail "$path could not be installed"
  rm -f "$note"
}
size=$3 owner=$4 mode=$5 note=$7
${transferring}`;

/**
 * Sends file `$2`: a line with its size and mode, its bytes, and their digest. It reads the file twice, which takes a
 * tenth of the time of BusyBox's tee(1). Bytes that are appended during the copy are omitted.
 */
export const sendScript = `${opening}
path=$2
[ -e "$path" ] || wrong "there is no file $path in the guest"
[ ! -d "$path" ] || wrong "$path is a directory in the guest"
[ -f "$path" ] || wrong "$path is not a regular file in the guest"
about=$(stat -L -c "%s %a" "$path") || fail "$path cannot be read in the guest"
content() { dd bs=64K iflag=fullblock,count_bytes count="\${about% *}" status=none <"$path"; }
transfer() {
  echo "$about" >&3
  content >&3
  sum=$(content | sha256sum)
  printf %s "\${sum%% *}" >&3
}
${transferring}`;
