# Runs a command and collects every process orphaned below it, until none is left.
#
# libvirtd daemonises its QEMUs, so they become children of process 1. Where that is no init (a container,
# a minimal system) it may collect them late or never; libvirt then waits up to 15 seconds for each QEMU it
# has ended, and twice that for every machine it starts, because it tries QEMU's capabilities with short-lived
# ones. prctl(PR_SET_CHILD_SUBREAPER) makes this process their parent instead. It outlives libvirtd as long as
# machines run, so that they are collected too.
use strict;
use warnings;
use Errno;
use POSIX ();

my %prctl = (x86_64 => 157, aarch64 => 167);
my $machine = (POSIX::uname())[4];
my $number = $prctl{$machine};
if (!defined $number || syscall($number, 36, 1, 0, 0, 0) != 0) {
  warn "reaper: not a subreaper on $machine, machines may start slowly\n";
}
my $pid = fork();
die "reaper: fork: $!\n" unless defined $pid;
if ($pid == 0) {
  exec @ARGV or die "reaper: $ARGV[0]: $!\n";
}
# Signals meant for the daemon go to the daemon; a terminal's do not end the collector.
$SIG{$_} = 'IGNORE' for qw(INT TERM HUP PIPE);
while (waitpid(-1, 0) > 0 || $!{EINTR}) { }
