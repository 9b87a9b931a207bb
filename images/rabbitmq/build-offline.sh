#!/bin/sh
# Writes RabbitMQ's image as a tar to stdout, from Debian's packages: no image registry is asked. Started by `npm run lab -- images --offline`,
# which imports it with the user, environment and command that are told there (lab-server/src/images/rabbitmq.ts).
# Needs root and Debian's package mmdebstrap. What it prints on stderr is its progress.
#
# The user is made before the package would make one, so that its number is that of the official image: 999.
set -eu
exec mmdebstrap --variant=minbase --include=rabbitmq-server \
  --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
  --essential-hook='echo "rabbitmq:x:999:999::/var/lib/rabbitmq:/bin/sh" >>"$1/etc/passwd" && echo "rabbitmq:x:999:" >>"$1/etc/group"' \
  --customize-hook='echo "[rabbitmq_management]." >"$1/etc/rabbitmq/enabled_plugins"' \
  --customize-hook='rm -rf "$1/var/lib/rabbitmq/.erlang.cookie" "$1"/var/cache/apt/* "$1"/var/lib/apt/lists/*' \
  bookworm -
