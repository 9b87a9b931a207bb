#!/bin/sh
# Writes the learner's image as a tar to stdout, from Debian's packages and what `npm start` has installed: no image registry is asked.
#   build-offline.sh STAGE   STAGE: a folder that becomes part of the root, made by `npm run lab -- images --offline`
# Needs root and Debian's package mmdebstrap. What it prints on stderr is its progress.
#
#   /usr/local/bin/node    Node as a learner's program finds it
#   /opt/keeper/           the keeper and its own Node and init. Neither can be *read* (mode 0711), and Linux lets no process of the same
#                          user open one that runs an unreadable file: what the keeper writes, a learner's program can't.
#   /opt/keeper/cache/     the keeper compiled, by the user it runs as: it starts in half the time
#   /opt/course/           the packages a program may import
#   /opt/npm/, /opt/npm-cache/   npm, and the same packages in its cache (lab-server/src/engines/docker/npm-for-learners.ts)
set -eu
exec mmdebstrap --variant=minbase --include=less,libatomic1,libstdc++6,procps,tini \
  --customize-hook="sync-in '$1' /" \
  --customize-hook='cp "$1/usr/bin/tini-static" "$1/opt/keeper/init" 2>/dev/null || cp "$1/usr/bin/tini" "$1/opt/keeper/init"' \
  --customize-hook='cp "$1/usr/local/bin/node" "$1/opt/keeper/node" && chmod 0711 "$1/opt/keeper/node" "$1/opt/keeper/init"' \
  --customize-hook='ln -s /opt/npm/npm "$1/usr/local/bin/npm"' \
  --customize-hook='chmod 0755 "$1" && mkdir "$1/opt/keeper/cache" && chown 1000:1000 "$1/opt/keeper/cache"' \
  --customize-hook='chroot --userspec=1000:1000 "$1" env NODE_COMPILE_CACHE=/opt/keeper/cache /opt/keeper/node /opt/keeper/lab-server/src/engines/docker/keeper/keeper.ts </dev/null' \
  --customize-hook='echo "learner:x:1000:1000::/tmp:/bin/bash" >>"$1/etc/passwd" && echo "learner:x:1000:" >>"$1/etc/group"' \
  --customize-hook='rm -rf "$1"/var/cache/apt/* "$1"/var/lib/apt/lists/* "$1"/usr/share/doc/* "$1"/usr/share/man/*' \
  bookworm -
