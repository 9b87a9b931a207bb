#!/bin/sh
# Writes the lab's own image as a tar to stdout, from Debian's packages and what `npm start` has installed: no image registry is asked.
#   build-offline.sh STAGE   STAGE: a folder that becomes part of the root, made by `npm run lab -- images --lab --offline`
# Needs root and Debian's package mmdebstrap. What it prints on stderr is its progress.
#
#   /usr/local/bin/node    the Node the lab runs on
#   /opt/ackademy/         the project: contract, wire, exercises, lab-server, the built site, and the packages they need
set -eu
exec mmdebstrap --variant=minbase --include=libatomic1,libstdc++6 \
  --customize-hook="sync-in '$1' /" \
  --customize-hook='chmod 0755 "$1"' \
  --customize-hook='rm -rf "$1"/var/cache/apt/* "$1"/var/lib/apt/lists/* "$1"/usr/share/doc/* "$1"/usr/share/man/*' \
  bookworm -
