#!/bin/sh
# Process 1 of the small guest. Its behaviour is chosen on the kernel's command line:
#   nova.work=idle|cpu|memory|disk|measured   what it does all day (idle; busy is cpu)
#   nova.load=PERCENT                how much of the time it does it (100)
#   nova.memory=MIB                  how much memory the memory writer rewrites (32)
#   nova.tick=SECONDS                prints a counted line that often on the console (never)
#   nova.shell=1                     a shell without login on the console
#   nova.name=NAME                   the guest's host name (nova-guest)
#   nova.net=ADDRESS/PREFIX          an address of its own instead of one by DHCP
#   nova.measured=WORD,WORD,...      arguments of the measured work (workload.c)
export PATH=/bin
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs devtmpfs /dev
mkdir -p /tmp
mount -t tmpfs -o size=90% tmpfs /tmp

for module in /modules/*.ko; do
  insmod "$module" 2>/dev/null
done

work=idle load=100 memory=32 tick= shell= name=nova-guest net= measured=
for word in $(cat /proc/cmdline); do
  case "$word" in
    nova.work=*) work=${word#*=} ;;
    nova.load=*) load=${word#*=} ;;
    nova.memory=*) memory=${word#*=} ;;
    nova.tick=*) tick=${word#*=} ;;
    nova.shell=*) shell=${word#*=} ;;
    nova.name=*) name=${word#*=} ;;
    nova.net=*) net=${word#*=} ;;
    nova.measured=*) measured=${word#*=} ;;
  esac
done
hostname "$name"

# The power button: what libvirt's shutdown and reboot press.
acpid -d -c /etc/acpi >/dev/null 2>&1 &

ip link set lo up
if [ -e /sys/class/net/eth0 ]; then
  ip link set eth0 up
  if [ -n "$net" ]; then
    ip address add "$net" dev eth0
  else
    udhcpc -i eth0 -b -S -t 3 -A 30 -s /etc/udhcpc.sh >/dev/null 2>&1 &
  fi
fi

# Lets a worker run for `load` of each 100 ms, without a look at what the worker is.
throttle() {
  [ "$load" -ge 100 ] && return
  while kill -CONT "$1" 2>/dev/null; do
    usleep $((load * 1000))
    kill -STOP "$1" 2>/dev/null
    usleep $(((100 - load) * 1000))
  done
}

write_memory() {
  while :; do
    dd if=/dev/urandom of=/tmp/block bs=1M count=1 2>/dev/null
    at=0
    while [ "$at" -lt "$memory" ]; do
      dd if=/tmp/block of=/tmp/area bs=1M seek="$at" conv=notrunc 2>/dev/null
      at=$((at + 1))
    done
  done
}

# Not O_DIRECT: busybox gives dd a buffer that is not aligned, and the kernel refuses every write.
write_disk() {
  while :; do
    dd if=/dev/zero of=/dev/vda bs=64k count=64 conv=notrunc,fsync 2>/dev/null || sleep 1
  done
}

burn_cpu() {
  while :; do :; done
}

case "$work" in
  cpu | busy) burn_cpu & ;;
  memory) write_memory & ;;
  disk) write_disk & ;;
  idle) : ;;
  # shellcheck disable=SC2046 # each word is an argument
  measured) workload $(echo "$measured" | tr , ' ') & ;;
  *) echo "novacron-guest: no such work: $work" ;;
esac
[ "$work" = idle ] || throttle $! &

read -r up rest </proc/uptime
echo "novacron-guest: up after $up s, work $work"

if [ -n "$tick" ]; then
  (
    count=0
    while :; do
      count=$((count + 1))
      echo "novacron-guest: tick $count"
      sleep "$tick"
    done
  ) &
fi

while :; do
  if [ -n "$shell" ]; then
    setsid cttyhack sh
  else
    sleep 3600
  fi
done
