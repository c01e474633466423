// The program that lists the windows of the guest's X server and sends messages to its window manager.

/** Exit codes of {@link windowsProgram}, beside those of the X11 client. */
export const windowsExit = { noManager: 4 } as const;

/**
 * Goes on where `xClient` ends. Sends messages to the window manager, then prints the windows, all in one process:
 * wmctrl(1), xprop(1) and xwininfo(1) need two for each window.
 *
 * Arguments: messages of 7 words each: a window, an atom and five numbers or names of atoms, which go to the root window
 * as ClientMessage events (EWMH 1.5, "Root Window Properties").
 *
 * Prints lines of ASCII only, since a property may hold any bytes:
 *
 *     window ID X Y WIDTH HEIGHT               its client area on the screen
 *     property ID NAME TYPE VALUE              TYPE and VALUE in hexadecimal; an atom's value as names between NULs
 *     program ID COMM EXE                      of its process (proc(5)), in hexadecimal
 *
 * ID 0 is the root window.
 */
export const windowsProgram = String.raw`
my @properties = qw(_NET_WM_NAME WM_NAME WM_CLASS _NET_WM_PID _NET_WM_WINDOW_TYPE _NET_WM_STATE WM_STATE
  WM_TRANSIENT_FOR WM_NORMAL_HINTS _NET_FRAME_EXTENTS _GTK_FRAME_EXTENTS);
my %names;

sub names {
  my @unknown = grep { !exists $names{$_} } @_;
  my @answers = replies(map { encoded(17, 0, pack('V', $_)) } @unknown);
  for (0 .. $#unknown) {
    my $answer = $answers[$_];
    $names{$unknown[$_]} = defined $answer ? substr($answer, 32, unpack('x8 v', $answer)) : '';
  }
  @names{@_};
}

# The properties that a window has, by their names, with the name of their type and an atom's value as names.
sub named_properties {
  my ($window, @wanted) = @_;
  my @values = properties($window, @wanted);
  my %found;
  for (0 .. $#wanted) {
    my $property = $values[$_] or next;
    my ($type) = names($property->{type});
    my $value = $type eq 'ATOM' ? join "\0", names(numbers($property)) : $property->{value};
    $found{$wanted[$_]} = { %$property, type => $type, value => $value };
  }
  \%found;
}

sub show {
  my ($window, $found) = @_;
  for my $name (sort keys %$found) {
    printf "property %u %s %s %s\n", $window, $name, map { unpack('H*', $_) || '-' } @{$found->{$name}}{qw(type value)};
  }
}

sub show_program {
  my ($window, $pid) = @_;
  open(my $file, '<:raw', "/proc/$pid/comm") or return;
  my $comm = <$file>;
  chomp $comm;
  my $exe = readlink("/proc/$pid/exe") || '';
  printf "program %u %s %s\n", $window, map { unpack('H*', $_) || '-' } $comm, $exe;
}

sub show_window {
  my ($window) = @_;
  my ($geometry, $place) = replies(
    encoded(14, 0, pack('V', $window)), encoded(40, 0, pack('V V s< s<', $window, $root, 0, 0)));
  # It was closed meanwhile.
  return if !defined $geometry || !defined $place;
  my $found = named_properties($window, @properties);
  printf "window %u %d %d %u %u\n", $window, unpack('x12 s< s<', $place), unpack('x16 v v', $geometry);
  show($window, $found);
  my ($pid) = numbers($found->{_NET_WM_PID});
  show_program($window, $pid) if $pid;
}

sub send_message {
  my ($window, $name, @words) = @_;
  my ($type, @data) = map { /^\d+$/ ? $_ : atoms($_) } $name, @words;
  # To SubstructureNotify and SubstructureRedirect, as EWMH asks.
  request(25, 0, pack('V V', $root, 0x180000) . pack('C C v V V V5', 33, 32, 0, $window, $type, @data));
}

# More than an X server has windows.
my ($managed) = properties_up_to(1 << 20, $root, '_NET_CLIENT_LIST');
fail(${windowsExit.noManager}, 'no window manager lists its windows (_NET_CLIENT_LIST)') if !$managed;
send_message(splice @ARGV, 0, 7) while @ARGV;
show(0, named_properties($root, '_NET_ACTIVE_WINDOW'));
show_window($_) for numbers($managed);
`;
