#!/bin/sh
# Boots another Debian as a host of its own: its systemd as process 1, in namespaces. systemd takes its
# control groups below the one it is started in; nothing of it reaches the machine's own.
#   stock-host-init.sh DIR NAME LOWER
set -eu
dir=$1 name=$2 lower=$3
hostname "$name"
mkdir -p "$dir/root" "$dir/upper" "$dir/work"
mount -t overlay -o "lowerdir=$lower,upperdir=$dir/upper,workdir=$dir/work" overlay "$dir/root"
root=$dir/root

mount -t sysfs sysfs "$root/sys"
if [ -e /sys/fs/cgroup/cgroup.controllers ]; then
  mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup"
else
  mount -t tmpfs -o mode=755 tmpfs "$root/sys/fs/cgroup"
  for hierarchy in systemd devices pids; do
    mkdir "$root/sys/fs/cgroup/$hierarchy"
    case $hierarchy in systemd) options=none,name=systemd ;; *) options=$hierarchy ;; esac
    mount -t cgroup -o "$options" cgroup "$root/sys/fs/cgroup/$hierarchy"
  done
fi
mount -t proc proc "$root/proc"
for place in run tmp; do mount -t tmpfs -o mode=1777 tmpfs "$root/$place"; done
chmod 755 "$root/run"

# Devices of its own: the machine's terminals are none of its business.
mount -t tmpfs -o mode=755 tmpfs "$root/dev"
mkdir "$root/dev/pts" "$root/dev/shm" "$root/dev/net"
mount -t devpts -o newinstance,ptmxmode=666 devpts "$root/dev/pts"
mount -t tmpfs tmpfs "$root/dev/shm"
ln -s pts/ptmx "$root/dev/ptmx"
ln -s /proc/self/fd "$root/dev/fd"
node() { [ ! -e "/dev/$1" ] || cp -a "/dev/$1" "$root/dev/$1"; }
for device in null zero full random urandom tty kvm net/tun; do node "$device"; done

echo "$name" >"$root/etc/hostname"
# Each host has an id of its own, by which libvirt and the agent know it.
rm -f "$root/etc/machine-id" "$root/var/lib/dbus/machine-id"
tr -d - </proc/sys/kernel/random/uuid >"$root/etc/machine-id"
tr -d '\n' </proc/sys/kernel/random/uuid >"$dir/host-uuid"
mkdir -p "$root/etc/libvirt"
printf 'host_uuid = "%s"\n' "$(cat "$dir/host-uuid")" >>"$root/etc/libvirt/libvirtd.conf"

ip link set lo up
cd "$root"
mkdir -p .old
pivot_root . .old
umount -l /.old
cd /
# Debian 13's systemd wants to be asked twice before it runs on the older kind of control groups.
exec env -i container=lxc TERM=dumb PATH=/usr/sbin:/usr/bin:/sbin:/bin /lib/systemd/systemd --system \
  --log-target=console systemd.unified_cgroup_hierarchy=0 systemd.legacy_systemd_cgroup_controller=1 \
  SYSTEMD_CGROUP_ENABLE_LEGACY_FORCE=1
