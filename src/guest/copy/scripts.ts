// The scripts that copy a file in the guest. They need root, coreutils or BusyBox, and a virtio-serial port.

/** Exit code of a script that failed with the reason in the last line of its standard error. */
export const refusedCode = 3;

/** Like {@link refusedCode}, for a path that the user can correct. */
export const wrongPathCode = 4;

/** Length of the digest at the end: a SHA-256 in hexadecimal. */
export const digestLength = 64;

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
# A path in front of which stands a directory, and which ends in a name: no program takes it for an option.
clean() {
  case $1 in /*) path=$1;; *) path=./$1;; esac
  while case $path in ?*/) ;; *) false;; esac; do path=\${path%/}; done
  directory=\${path%/*}
  directory=\${directory:-/}
}
`;

const transferring = `
# Receives size bytes, and a digest that must match.
receive() {
  dd bs=64K iflag=fullblock,count_bytes count="$size" status=none <&3 >"$1" || return
  digest=$(dd bs=${digestLength} iflag=fullblock count=1 status=none <&3)
  sum=$(sha256sum <"$1")
  [ "\${sum%% *}" = "$digest" ] || fail "the received data for $path does not match its checksum"
}
tries=0
until [ $tries -eq ${maxPortAttempts} ]; do
  { echo "$DEMOTOOL_COPY" >&3; transfer; exit; } 3<>"$port"
  tries=$((tries + 1))
  sleep 0.1
done
fail "$port is still in use by an earlier copy"
`;

/**
 * Receives a file: `$2` is its path, `$3` its size, `$4` its owner, `$5` its mode, `$6` its name if the path is a
 * directory. The file is renamed to its path once the digest that follows it matches; until then, file `$7` holds the
 * path of the partial file.
 */
export const receiveScript = `${opening}
id -u "$4" >/dev/null 2>&1 || fail "there is no user $4 in the guest"
clean "$2"
[ ! -L "$path" ] || clean "$(readlink -f "$path")"
[ ! -d "$path" ] || clean "$path/$6"
[ -d "$directory" ] || wrong "there is no directory $directory in the guest"
[ ! -d "$path" ] || wrong "$path is a directory in the guest"
[ ! -e "$path" ] || [ -f "$path" ] || wrong "$path is not a regular file in the guest"
part=$directory/.\${7##*/}
printf "%s\\n" "$part" >"$7"
umask 077
transfer() {
  receive "$part" || fail "$path could not be written"
  chown "$owner:" "$part" && chmod "$mode" "$part" && mv -f "$part" "$path" || fail "$path could not be installed"
  rm -f "$note"
}
size=$3 owner=$4 mode=$5 note=$7
${transferring}`;

/**
 * Receives an archive: `$2` is the path of its tree, `$3` its size, `$4` its owner, `$5` its name if the path is a
 * directory; without a name, the path is the directory that gets what is in the tree. Nothing of it is seen before the
 * digest matches and everything is unpacked: the tree is renamed then, or packed once more to be unpacked over a
 * directory that is there. File `$6` holds the path of the partial directory.
 */
export const receiveTreeScript = `${opening}
id -u "$4" >/dev/null 2>&1 || fail "there is no user $4 in the guest"
clean "$2"
if [ -z "$5" ]; then
  [ -d "$path" ] || wrong "there is no directory $path in the guest for several files"
elif [ -d "$path" ]; then
  clean "$path/$5"
fi
[ -d "$directory" ] || wrong "there is no directory $directory in the guest"
[ ! -e "$path" ] || [ -d "$path" ] || wrong "$path is not a directory in the guest"
part=$directory/.\${6##*/}
printf "%s\\n" "$part" >"$6"
umask 077
merge() (
  cd "$part/tree" || exit
  set --
  for entry in ./* ./.[!.]* ./..?*; do
    [ -e "$entry" ] || [ -L "$entry" ] || continue
    set -- "$@" "$entry"
  done
  [ $# = 0 ] && exit
  tar -c -f ../merged "$@" && cd "$start" && tar -x -p -f "$part/merged" -C "$path"
)
transfer() {
  mkdir "$part" "$part/tree" && receive "$part/archive" || fail "$path could not be written"
  start=$PWD
  tar -x -p -f "$part/archive" -C "$part/tree" && rm -f "$part/archive" || fail "$path could not be unpacked"
  chown -Rh "$owner:" "$part/tree" || fail "$path could not be given to $owner"
  if [ -d "$path" ]; then merge; else mv "$part/tree" "$path"; fi || fail "$path could not be installed"
  rm -rf "$part" "$note"
}
size=$3 owner=$4 note=$6
${transferring}`;

/** What {@link sendScript} announces instead of a mode for an archive. */
export const archiveMark = "tar";

/**
 * Sends file `$2`: a line with its size and mode, its bytes, and their digest. It reads the file twice, which takes a
 * tenth of the time of BusyBox's tee(1). Bytes that are appended during the copy are omitted.
 *
 * Of a directory, or of what matches a pattern, it sends an archive instead, made in a temporary file whose path is in
 * file `$3` meanwhile: with one entry `./` for the directory itself, or with the names of what matches.
 */
export const sendScript = `${opening}
clean "$2"
note=$3
# GNU tar ends with 1 where a file has changed meanwhile: the archive is whole.
packed() { [ "$1" = 0 ] || { [ "$1" = 1 ] && tar --version 2>/dev/null | grep -q GNU; }; }
matching() (
  IFS=
  place=$directory pattern=\${path##*/}
  [ -d "$place" ] && set -- "$place" || set -- $directory
  for place; do
    ( cd "$place" 2>/dev/null || exit 0
      set --
      for entry in ./$pattern; do
        case $entry in ./.|./..) continue;; esac
        [ -e "$entry" ] || [ -L "$entry" ] || continue
        set -- "$@" "$entry"
      done
      [ $# = 0 ] && exit
      tar -c -f - "$@"
      packed $? ) || exit
  done
)
archive() {
  for place in /var/tmp /tmp /run; do [ ! -d "$place" ] || break; done
  archive=$place/\${note##*/}
  printf "%s\\n" "$archive" >"$note"
  umask 077
}
if [ -d "$path" ]; then
  archive
  tar -c -f "$archive" -C "$path" .
  packed $? || fail "$path could not be packed"
  about="$(stat -c %s "$archive") ${archiveMark}"
elif [ -f "$path" ]; then
  archive=$path
  about=$(stat -L -c "%s %a" "$path") || fail "$path cannot be read in the guest"
elif [ -e "$path" ]; then
  wrong "$path is not a regular file in the guest"
else
  case $path in *[*?[]*) ;; *) wrong "there is no file $path in the guest";; esac
  archive
  matching >"$archive" || fail "what matches $path could not be packed"
  [ -s "$archive" ] || wrong "nothing matches $path in the guest"
  about="$(stat -c %s "$archive") ${archiveMark}"
fi
content() { dd bs=64K iflag=fullblock,count_bytes count="\${about% *}" status=none <"$archive"; }
transfer() {
  echo "$about" >&3
  content >&3
  sum=$(content | sha256sum)
  printf %s "\${sum%% *}" >&3
  [ ! -s "$note" ] || rm -f "$archive" "$note"
}
${transferring}`;
