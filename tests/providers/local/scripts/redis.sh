#!/bin/sh
# The least that starts a server as the runtime scripts do; `WAIT_FOR` names a file that must be there first.
set -eu
# shellcheck source=/dev/null
. "$CONFIG_DIR/instance.env"
while [ -n "${WAIT_FOR:-}" ] && [ ! -e "$WAIT_FOR" ]; do sleep 0.05; done
umask 077
hash=$(printf %s "$(cat "$SECRETS_DIR/ops")" | sha256sum | cut -d ' ' -f 1)
printf 'user default off\nuser ops on #%s ~* &* +@all\n' "$hash" >"$RUN_DIR/users.acl"
cat >"$RUN_DIR/redis.conf" <<EOF
include $CONFIG_DIR/redis.conf
aclfile $RUN_DIR/users.acl
bind $BIND
dir $DATA_DIR
port $PORT
EOF
"$REDIS_SERVER" "$RUN_DIR/redis.conf" &
server=$!
trap 'kill -TERM "$server"' TERM
while kill -0 "$server" 2>/dev/null; do wait "$server" || true; done
