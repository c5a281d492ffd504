#!/bin/sh
# Starts libvirtd in a mount namespace of its own, so that what it needs differently from the files in
# /etc/libvirt is seen by it alone and nothing of the system is altered.
#   own-libvirtd.sh QEMU_CONF KVM_NODE PID_FILE
set -eu
qemu_conf=$1 kvm_node=$2 pid_file=$3

mount --bind "$qemu_conf" /etc/libvirt/qemu.conf

# Without udev /dev/kvm belongs to root alone. libvirtd (root) then sees KVM and its QEMUs (another user) do
# not, and it tries QEMU's capabilities anew for every start: six seconds each.
mine=$(stat -c '%G %a' /dev/kvm 2>/dev/null || true)
if [ -n "$mine" ] && [ "$mine" != "kvm 660" ] && [ "${mine%[67]}" = "$mine" ] \
  && getent group kvm >/dev/null; then
  rm -f "$kvm_node"
  if mknod "$kvm_node" c 10 232; then
    chgrp kvm "$kvm_node"
    chmod 660 "$kvm_node"
    mount --bind "$kvm_node" /dev/kvm
  fi
fi

exec libvirtd --pid-file "$pid_file"
