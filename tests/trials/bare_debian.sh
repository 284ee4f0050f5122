#!/bin/sh
# The two README commands on a bare Debian 12, from a clean clone of HEAD:
#   sh tests/trials/bare_debian.sh TREE [run|test]
# TREE is a folder made by `debootstrap --variant=minbase bookworm TREE` (as root); it is copied, never
# changed. Entered with bubblewrap and its own /dev and /proc. A local certificate authority, where the
# network has one, is given in PIP_CERT.
set -eu
tree=$1
verb=${2:-run}
here=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
cp -a "$tree" "$work/root"
git clone -q "$here" "$work/root/desk"
cp /etc/resolv.conf "$work/root/etc/resolv.conf"
[ -z "${PIP_CERT:-}" ] || cp "$PIP_CERT" "$work/root/ca.crt"
started=$(date +%s)
status=0
bwrap --bind "$work/root" / --dev /dev --proc /proc --tmpfs /run --chdir /desk --clearenv \
    --setenv PATH /usr/sbin:/usr/bin:/sbin:/bin --setenv HOME /root --setenv LANG C.UTF-8 \
    ${PIP_CERT:+--setenv PIP_CERT /ca.crt} \
    ./dev "$verb" || status=$?
echo "bare Debian, ./dev $verb: status $status, $(($(date +%s) - started)) s"
if [ "$verb" = run ]; then
    again=$(date +%s%N)
    bwrap --bind "$work/root" / --dev /dev --proc /proc --tmpfs /run --chdir /desk --clearenv \
        --setenv PATH /usr/sbin:/usr/bin:/sbin:/bin --setenv HOME /root --setenv LANG C.UTF-8 \
        ./dev run deadline --received 2026-01-31
    echo "second start, one command: $((($(date +%s%N) - again) / 1000000)) ms"
fi
exit "$status"
