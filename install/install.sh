#!/bin/sh
# Joins this host to a NovaCron fleet: agent, service, certificate. --help says more, --dry-run shows all it
# would do. Served by a control plane, which fills in the values below. The checksums are only as good as the
# way this text came, so the line that fetches it pins the control plane's key.
set -eu

url='@URL@'
pin='@PIN@'
ca_hash='@CA_HASH@'
release='@VERSION@'
# Lines of "sha256 bytes name".
files='@FILES@'

user=novacron
data=/var/lib/novacron-agent
settings=/etc/novacron/agent.env
qemu_pki=/etc/pki/qemu
program=/usr/local/bin/novacron-agent
unit=/etc/systemd/system/novacron-agent.service
initscript=/etc/init.d/novacron-agent
virtpackages=''

usage() {
  cat <<USAGE
Joins this host to the NovaCron fleet at $url, or upgrades its agent.

  --token TOKEN       the enrolment token; also read from NOVACRON_TOKEN
  --dry-run           show what would be done, and do nothing
  --with-hypervisor   install libvirt and QEMU where they are missing
  --init-script       without systemd: write and start /etc/init.d/novacron-agent
  --no-start          install and join, but start nothing
  --uninstall         stop and remove the agent; no machine is touched
  --purge             with --uninstall: its data, identity and user, too
USAGE
}

say() { printf '%s\n' "$*"; }
warn() { printf 'warning: %s\n' "$*" >&2; }
fail() {
  printf 'novacron: %s\n' "$1" >&2
  if [ $# -gt 1 ]; then printf '  next: %s\n' "$2" >&2; fi
  exit 1
}
have() { command -v "$1" >/dev/null 2>&1; }

# Every change goes through here: the plan prints it, the second pass does it.
act() {
  if [ "$pass" = plan ]; then
    say "    $*"
    return 0
  fi
  "$@"
}
step() {
  if [ "$pass" = plan ]; then say "  - $1"; else say "novacron: $1"; fi
}

read_arguments() {
  token=${NOVACRON_TOKEN:-}
  dry_run=no uninstall=no purge=no with_hypervisor=no init_script=no start=yes
  while [ $# -gt 0 ]; do
    case $1 in
      --token)
        [ $# -ge 2 ] || fail '--token needs a value'
        token=$2
        shift
        ;;
      --token=*) token=${1#--token=} ;;
      --dry-run) dry_run=yes ;;
      --uninstall) uninstall=yes ;;
      --purge) purge=yes ;;
      --with-hypervisor) with_hypervisor=yes ;;
      --init-script) init_script=yes ;;
      --no-start) start=no ;;
      -h | --help)
        usage
        exit 0
        ;;
      *) fail "there is no option $1" 'see --help' ;;
    esac
    shift
  done
}

# --- What this host is -------------------------------------------------------------------------------------

look_at_system() {
  [ "$(uname -s)" = Linux ] || fail 'this is not Linux'
  case $(uname -m) in
    x86_64 | amd64) arch=x64 ;;
    aarch64 | arm64) arch=arm64 ;;
    *) fail "there is no agent for the architecture $(uname -m)" 'x86_64 and aarch64 are built' ;;
  esac
  system=unknown family=other
  if [ -r /etc/os-release ]; then
    # In a shell of its own: the file may set any variable.
    # shellcheck source=/dev/null
    system=$(. /etc/os-release && printf '%s' "${PRETTY_NAME:-$ID}")
    # shellcheck source=/dev/null
    likes=$(. /etc/os-release && printf ' %s %s ' "${ID:-}" "${ID_LIKE:-}")
    case $likes in
      *' debian '* | *' ubuntu '*) family=debian ;;
      *' fedora '* | *' rhel '* | *' centos '*) family=rhel ;;
      *' suse '* | *' opensuse '* | *' opensuse-leap '* | *' opensuse-tumbleweed '* | *' sles '*) family=suse ;;
    esac
  fi
  manager=none
  case $family in
    debian) candidates='apt-get' virtpackages="libvirt-daemon-system $(debian_qemu)" ;;
    rhel) candidates='dnf yum' virtpackages='libvirt-daemon-kvm qemu-kvm' ;;
    suse) candidates='zypper' virtpackages='libvirt-daemon-qemu libvirt-daemon-config-network qemu-kvm' ;;
    *) candidates='apt-get dnf yum zypper' ;;
  esac
  for candidate in $candidates; do
    if [ "$manager" = none ] && have "$candidate"; then manager=$candidate; fi
  done
  if [ -d /run/systemd/system ]; then init=systemd; else init=none; fi
}

debian_qemu() {
  if [ "$arch" = arm64 ]; then say qemu-system-arm; else say qemu-system-x86; fi
}

look_at_hypervisor() {
  socket='' form=none socket_group=''
  for pair in virtqemud-sock:modular libvirt-sock:monolithic; do
    if [ -z "$socket" ] && [ -S "/run/libvirt/${pair%%:*}" ]; then
      socket=/run/libvirt/${pair%%:*} form=${pair#*:}
    fi
  done
  if [ -n "$socket" ]; then socket_group=$(stat -c %G "$socket" 2>/dev/null || :); fi
  # Where polkit decides, the socket is root's and its rules name the group libvirt.
  case $socket_group in '' | root | UNKNOWN) socket_group=libvirt ;; esac
  if [ -c /dev/kvm ]; then kvm=yes; else kvm=no; fi
}

describe() {
  say "This host: $system, $(uname -m), package manager: $manager, systemd: $init"
  if [ -n "$socket" ]; then say "libvirt: $form, $socket"; else say 'libvirt: not found'; fi
  say "KVM device: $kvm (the agent finds out by booting a guest whether it works)"
  say "control plane: $url, release $release"
}

# --- Package managers: what they are asked and how their answers are read ----------------------------------

install_packages() {
  case $manager in
    apt-get)
      # Lists of a fresh system are empty, those of an old one name files that are gone.
      act apt-get update -q
      act env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@"
      ;;
    dnf | yum) act "$manager" install -y "$@" ;;
    zypper) act zypper_do --non-interactive install --no-recommends "$@" ;;
    none) fail "these are missing: $*" "install them with this system's package manager" ;;
  esac
}

# zypper(8): from 100 on it tells something beside success, such as 102, a reboot is suggested.
zypper_do() {
  code=0
  zypper "$@" || code=$?
  case $code in
    0 | 100 | 101 | 102 | 103 | 106) return 0 ;;
    *) return "$code" ;;
  esac
}

need_hypervisor() {
  [ -z "$socket" ] || return 0
  if [ "$with_hypervisor" = no ]; then
    fail 'there is no libvirt on this host' \
      "install it (${virtpackages:-libvirt and QEMU}), or give --with-hypervisor to have that done"
  fi
  step "install libvirt and QEMU: $virtpackages"
  # shellcheck disable=SC2086 # a list of words
  install_packages $virtpackages
  if [ "$init" = systemd ]; then
    # Both forms answer; which of them the distribution meant is told by what is there.
    act enable_libvirt
  fi
}

enable_libvirt() {
  if [ -n "$(systemctl list-unit-files --no-legend virtqemud.socket)" ] && [ "$family" != debian ]; then
    for daemon in virtqemud virtnetworkd virtstoraged virtlogd; do
      systemctl enable --now "$daemon.socket" || warn "$daemon.socket could not be started"
    done
  else
    systemctl enable --now libvirtd.socket
  fi
}

# The runtime inside the program needs this one library, which minimal systems leave out.
need_libatomic() {
  [ "$arch" = x64 ] || [ "$arch" = arm64 ] || return 0
  for folder in /lib /lib64 /usr/lib /usr/lib64 /lib/*-linux-gnu /usr/lib/*-linux-gnu; do
    if [ -e "$folder/libatomic.so.1" ]; then return 0; fi
  done
  case $family in rhel) package=libatomic ;; *) package=libatomic1 ;; esac
  step "install $package, which the agent's runtime needs"
  install_packages "$package"
}

# --- Program -------------------------------------------------------------------------------------------------

fetch() {
  if have curl; then
    set -- -fsS --retry 5 --connect-timeout 15 -o "$2" "$1"
    if [ -n "$pin" ]; then set -- -k --pinnedpubkey "$pin" "$@"; fi
    curl "$@"
  else
    set -- -q --tries=5 --timeout=30 -O "$2" "$1"
    if [ -n "$pin" ]; then set -- --no-check-certificate --pinnedpubkey="$pin" "$@"; fi
    wget "$@"
  fi
}

# Checksum of a file that the control plane announced, or nothing.
announced() {
  say "$files" | while read -r sum _ file; do
    if [ "$file" = "$1" ]; then say "$sum"; fi
  done
}

checksum() { sha256sum "$1" | cut -d ' ' -f 1; }

need_program() {
  name=novacron-agent-linux-$arch
  wanted=$(announced "$name")
  if [ -z "$wanted" ]; then
    fail "the control plane at $url has no $name to give" \
      'there: npm run build:binaries, or put the release into the folder of NOVACRON_RELEASES'
  fi
  changed=no
  if [ -x "$program" ] && [ "$(checksum "$program")" = "$wanted" ]; then
    step "keep $program: it is release $release already"
    return 0
  fi
  changed=yes
  if [ -x "$program" ]; then what=upgrade; else what=install; fi
  step "$what $program from $url/install/$name"
  act put_program "$name" "$wanted"
}

obtain() {
  fetch "$url/install/$1" "$2" || fail "$url/install/$1 could not be fetched"
  check_sum "$2" "$3"
}

check_sum() {
  got=$(checksum "$1")
  [ "$got" = "$2" ] || fail "what came from $url is not what was announced: SHA-256 $got, not $2" \
    'try again; if it stays so, somebody changes the files on their way'
}

put_program() {
  mkdir -p "$(dirname "$program")"
  new=$(mktemp "$program.XXXXXX")
  trap 'rm -f "$new" "$new.gz"' EXIT
  if have gzip && [ -n "$(announced "$1.gz")" ]; then
    # A third of the size on the way. Checked before it is unpacked, and the program again after.
    obtain "$1.gz" "$new.gz" "$(announced "$1.gz")"
    gzip -dc "$new.gz" >"$new"
    rm -f "$new.gz"
    check_sum "$new" "$2"
  else
    obtain "$1" "$new" "$2"
  fi
  chmod 755 "$new"
  said=$("$new" --version 2>&1) || fail "the agent does not run on this host: $said"
  if [ -x "$program" ]; then ln -f "$program" "$program.previous"; fi
  mv -f "$new" "$program"
  trap - EXIT
  # A file made elsewhere keeps the label of there, and SELinux refuses to start it.
  if have restorecon; then restorecon "$program" || :; fi
}

# --- User, folders, service --------------------------------------------------------------------------------

need_user() {
  if ! id -u "$user" >/dev/null 2>&1; then
    step "make the user $user, without a password and without a shell"
    act useradd --system --user-group --no-create-home --home-dir "$data" \
      --shell /usr/sbin/nologin --comment 'NovaCron agent' "$user"
  fi
  for group in "$socket_group" kvm; do
    getent group "$group" >/dev/null || [ "$pass$with_hypervisor" = planyes ] || continue
    case " $(id -Gn "$user" 2>/dev/null || :) " in
      *" $group "*) ;;
      *)
        step "let $user use $group"
        act usermod -aG "$group" "$user"
        changed=yes
        ;;
    esac
  done
  if [ ! -d "$data" ]; then
    step "make $data"
    act install -d -m 700 -o "$user" -g "$user" "$data"
  fi
}

# Where QEMU looks for certificates of migrations over TLS. What is there and not ours stays as it is.
need_qemu_pki() {
  if [ -d "$qemu_pki" ] && [ "$(stat -c %U "$qemu_pki")" != "$user" ]; then
    step "leave $qemu_pki alone: it is somebody else's; QEMU's certificates are yours to renew"
    return 0
  fi
  qemu_group=$user
  for group in kvm qemu libvirt-qemu; do
    if getent group "$group" >/dev/null; then qemu_group=$group; fi
  done
  if [ ! -d "$qemu_pki" ]; then
    step "make $qemu_pki for QEMU's certificates, readable by $qemu_group"
    act install -d -m 755 "$(dirname "$qemu_pki")"
    act install -d -m 2750 -o "$user" -g "$qemu_group" "$qemu_pki"
  fi
  if ! grep -qs '^NOVACRON_QEMU_PKI=' "$settings"; then
    step "say so in $settings"
    act add_setting "NOVACRON_QEMU_PKI=$qemu_pki"
    changed=yes
  fi
}

add_setting() {
  mkdir -p "$(dirname "$settings")"
  say "$1" >>"$settings"
}

unit_text() {
  cat <<'UNIT'
@UNIT@
UNIT
}

# LSB: for systems whose first process is not systemd.
init_text() {
  cat <<INIT
#!/bin/sh
### BEGIN INIT INFO
# Provides:          novacron-agent
# Required-Start:    \$network \$remote_fs
# Required-Stop:     \$network \$remote_fs
# Should-Start:      libvirtd
# Default-Start:     2 3 4 5
# Default-Stop:      0 1 6
# Short-Description: NovaCron agent
### END INIT INFO
pid_file=/run/novacron-agent.pid
running() { [ -s "\$pid_file" ] && kill -0 "\$(cat "\$pid_file")" 2>/dev/null; }
case \$1 in
  start)
    running && exit 0
    set -a
    NOVACRON_DATA=$data
    MALLOC_ARENA_MAX=1
    [ ! -r $settings ] || . $settings
    set +a
    setsid setpriv --reuid=$user --regid=$user --init-groups --no-new-privs \\
      $program supervise >>/var/log/novacron-agent.log 2>&1 </dev/null &
    echo \$! >"\$pid_file"
    ;;
  stop)
    running || exit 0
    pid=\$(cat "\$pid_file")
    kill "\$pid"
    for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
      kill -0 "\$pid" 2>/dev/null || break
      sleep 1
    done
    rm -f "\$pid_file"
    ;;
  restart | force-reload)
    "\$0" stop
    "\$0" start
    ;;
  status) running ;;
  *)
    echo "usage: \$0 start|stop|restart|status" >&2
    exit 2
    ;;
esac
INIT
}

put_file() {
  mkdir -p "$(dirname "$2")"
  "$3" >"$2.new"
  chmod "$1" "$2.new"
  mv -f "$2.new" "$2"
}

need_service() {
  if [ "$init" = systemd ]; then
    service=$unit text=unit_text mode=644
  elif [ "$init_script" = yes ]; then
    service=$initscript text=init_text mode=755
  else
    service=none
    return 0
  fi
  if [ -f "$service" ] && [ "$(cat "$service")" = "$($text)" ]; then return 0; fi
  changed=yes
  step "write $service"
  act put_file "$mode" "$service" "$text"
  if [ "$init" = systemd ]; then act systemctl daemon-reload; fi
}

# --- Joining -----------------------------------------------------------------------------------------------

as_agent() {
  if have runuser; then
    runuser -u "$user" -- "$@"
  else
    setpriv --reuid="$user" --regid="$user" --init-groups -- "$@"
  fi
}

joined() { [ -s "$data/identity/cert.pem" ]; }

check_token() {
  case $token in
    '') return 0 ;;
    nct1.*.*.*) ;;
    *) fail 'this is no enrolment token' 'make one: novacron host join' ;;
  esac
  if [ -n "$ca_hash" ] && [ "${token##*.}" != "$ca_hash" ]; then
    fail "the token is of another fleet than the control plane at $url" \
      'use the line as novacron host join printed it; do not go on if you did'
  fi
}

need_identity() {
  if joined; then
    if [ -n "$token" ]; then step 'keep the identity: this host has joined already, the token is not used'; fi
    return 0
  fi
  [ -n "$token" ] || fail 'this host has not joined yet, so a token is needed' 'make one: novacron host join'
  step "join the fleet: make a key, which stays here, and have it certified"
  act join
}

# The token goes by the environment: arguments show in the list of processes.
join() {
  code=0
  set -- enroll --url "$url" --data "$data"
  if grep -qs '^NOVACRON_QEMU_PKI=' "$settings"; then
    set -- "$@" --qemu-pki "$(sed -n 's/^NOVACRON_QEMU_PKI=//p' "$settings" | tail -n 1)"
  fi
  (
    NOVACRON_TOKEN=$token
    export NOVACRON_TOKEN
    as_agent "$program" "$@"
  ) || code=$?
  case $code in
    0) return 0 ;;
    4) fail 'this host is known with another key, so a person has to agree' \
      "compare the key above with the host's page, approve it there, then run the same line again" ;;
    *) fail 'the control plane did not take this host' \
      'the reason stands above; a token is good for one host, once' ;;
  esac
}

start_service() {
  if [ "$start" = no ]; then return 0; fi
  if [ "$service" = none ]; then
    say "There is no systemd here. Run the agent by this host's own init, as $user:"
    say "  NOVACRON_DATA=$data $program supervise"
    say 'or give --init-script to have /etc/init.d/novacron-agent written and started.'
    return 0
  fi
  if [ "$init" = systemd ]; then
    step 'start the agent, now and at each boot'
    act systemctl enable novacron-agent.service
    if [ "$changed" = yes ]; then act systemctl restart novacron-agent.service; else act systemctl start novacron-agent.service; fi
  else
    step 'start the agent, now and at each boot'
    if have update-rc.d; then act update-rc.d novacron-agent defaults; elif have chkconfig; then act chkconfig --add novacron-agent; fi
    if [ "$changed" = yes ]; then act "$initscript" restart; else act "$initscript" start; fi
  fi
  step 'wait until the control plane has heard of this host'
  act wait_for_screen
}

wait_for_screen() {
  if as_agent "$program" status --data "$data" --wait 60; then return 0; fi
  as_agent "$program" doctor --data "$data" || :
  fail 'the host did not come on screen within 60 s' "the findings above say why; later: novacron-agent doctor"
}

# --- Uninstalling ------------------------------------------------------------------------------------------

remove() {
  note_autostart
  if [ -f "$unit" ] && [ "$init" = systemd ]; then
    step 'stop the agent; machines run on'
    act systemctl disable --now novacron-agent.service
  fi
  if [ -x "$initscript" ]; then
    step 'stop the agent; machines run on'
    act "$initscript" stop
    if have update-rc.d; then act update-rc.d -f novacron-agent remove; fi
  fi
  for file in "$unit" "$initscript" "$program" "$program.previous"; do
    if [ -e "$file" ]; then
      step "remove $file"
      act rm -f "$file"
    fi
  done
  if [ "$init" = systemd ]; then act systemctl daemon-reload; fi
  if [ "$purge" = no ]; then
    if [ -d "$data" ]; then step "keep $data and the user $user; --purge removes them"; fi
    return 0
  fi
  pki=$(sed -n 's/^NOVACRON_QEMU_PKI=//p' "$settings" 2>/dev/null | tail -n 1)
  for file in "$data" "${pki:-$data}" "$(dirname "$settings")" /var/log/novacron-agent.log; do
    if [ -e "$file" ]; then
      step "remove $file"
      act rm -rf "$file"
    fi
  done
  if id -u "$user" >/dev/null 2>&1; then
    step "remove the user $user"
    act userdel "$user"
  fi
}

# Where NovaCron was asked to start machines with the host, libvirt's own flag is off.
note_autostart() {
  have virsh || return 0
  names=$(virsh -q -c qemu:///system list --all --name 2>/dev/null) || return 0
  say "$names" | while read -r machine; do
    if [ -z "$machine" ]; then continue; fi
    own=$(virsh -q -c qemu:///system metadata "$machine" urn:novacron:machine:1 </dev/null 2>/dev/null || :)
    case $own in
      *"autostart='yes'"* | *'autostart="yes"'*)
        warn "$machine was started with the host by NovaCron; from now on: virsh autostart $machine"
        ;;
    esac
  done
}

# --- All of it ---------------------------------------------------------------------------------------------

# Hosts join over TLS alone. Without a pin somebody else ends the TLS, whose certificate no agent takes.
check_channel() {
  case $url in https://*) ;; *)
    fail "hosts join over TLS, and $url has none" \
      'let the control plane listen on an address that hosts reach, with NOVACRON_TLS=auto or fleet' ;;
  esac
  [ -n "$pin" ] || fail "something between this host and the control plane ends the TLS of $url" \
    "use the control plane's own address"
}

join_steps() {
  changed=no
  need_hypervisor
  need_libatomic
  need_program
  need_user
  need_qemu_pki
  need_service
  need_identity
  start_service
}

main() {
  read_arguments "$@"
  look_at_system
  look_at_hypervisor
  if [ "$uninstall" = yes ]; then steps=remove; else steps=join_steps; fi
  if [ "$steps" = join_steps ]; then
    describe
    check_channel
    check_token
    have curl || have wget || fail 'neither curl nor wget is here' 'install one of them'
    have sha256sum || fail 'sha256sum is missing' 'install coreutils'
  fi
  say 'What will be done:'
  pass=plan
  $steps
  if [ "$dry_run" = yes ]; then
    say 'Nothing was done: this was a dry run.'
    return 0
  fi
  [ "$(id -u)" = 0 ] || fail 'this must be done as root' 'the same line with "sudo sh" in place of "sh"'
  pass='do'
  if [ "$steps" = join_steps ]; then look_at_hypervisor; fi
  $steps
  if [ "$steps" = join_steps ]; then say 'novacron: done'; else say 'novacron: removed; no machine was touched'; fi
}

# Last, so that a text cut off on its way does nothing.
main "$@" </dev/null
