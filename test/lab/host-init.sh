#!/bin/sh
# Process 1 of a lab host, in namespaces of its own (mount, UTS, network, PID, IPC). It gives the host
# private folders, says that it is ready, and reaps what is orphaned to it. When it ends, the kernel ends
# every process of the host and takes the mounts and the network with it.
#   host-init.sh DIR NAME [SYSTEM_ROOT WORKSPACE]
set -eu
dir=$1 name=$2 system=${3:-} workspace=${4:-}

hostname "$name"
ip link set lo up

if [ -n "$system" ]; then
  # Another Debian under the same kernel: its folder stays untouched below an overlay.
  mkdir -p "$dir/root" "$dir/upper" "$dir/overlay"
  mount -t overlay -o "lowerdir=$system,upperdir=$dir/upper,workdir=$dir/overlay" overlay "$dir/root"
  root=$dir/root
  mount --rbind /dev "$root/dev"
  mount -t proc proc "$root/proc"
  mount -t sysfs sysfs "$root/sys"
  mount -t tmpfs tmpfs "$root/tmp"
  for path in "$workspace" "$dir"; do
    mkdir -p "$root$path"
    mount --rbind "$path" "$root$path"
  done
  echo "$name" >"$root/etc/hostname"
  mkdir -p "$root/.old"
  cd "$root"
  pivot_root . .old
  umount -l /.old
else
  # The new network namespace shows itself in a sysfs mounted inside it only.
  mkdir -p "$dir/cgroup"
  mount --rbind /sys/fs/cgroup "$dir/cgroup"
  mount -t sysfs sysfs /sys
  mount --rbind "$dir/cgroup" /sys/fs/cgroup
  umount -l "$dir/cgroup"
fi

# A /run of its own also hides the system's D-Bus, and with it systemd-machined, from libvirtd.
for pair in run:/run etc:/etc/libvirt lib:/var/lib/libvirt cache:/var/cache/libvirt \
  log:/var/log/libvirt novacron:/var/lib/novacron; do
  mkdir -p "$dir/${pair%%:*}" "${pair#*:}"
  mount --bind "$dir/${pair%%:*}" "${pair#*:}"
done
mkdir -p /run/libvirt /run/lock /var/lib/libvirt/images /var/log/libvirt/qemu

: >"$dir/ready"
trap 'exit 0' TERM INT
while :; do
  sleep 2147483647 &
  wait $! || true
done
