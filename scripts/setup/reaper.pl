# Starts a daemon as its parent for good, and buries those of its processes that have ended, as long as there are any.
#
# libvirt takes a QEMU for alive until its parent, the process 1, has waited for it. Not every container has a process 1
# that does so at once, or at all: the end of each VM then takes seconds.
use strict;
use warnings;
use POSIX ();

# prctl(2) by its number; Perl has no name for it without development packages.
my %prctl = (x86_64 => 157, aarch64 => 167);
my $set_child_subreaper = 36;

my $number = $prctl{(POSIX::uname())[4]};
syscall($number, $set_child_subreaper, 1, 0, 0, 0) if defined $number;
my $child = fork // die "fork: $!";
if ($child == 0) {
    exec @ARGV or POSIX::_exit(127);
}
1 while wait != -1;
