import { type NodeInputs } from "../../../providers/local/inputs";
import { installedServer } from "../../../providers/local/installed";

export const password = "correct-horse-battery-staple";

/** The least that starts a server as the runtime scripts do; `WAIT_FOR` names a file that must be there first. */
const script = `set -eu
. "$CONFIG_DIR/instance.env"
while [ -n "\${WAIT_FOR:-}" ] && [ ! -e "$WAIT_FOR" ]; do sleep 0.05; done
umask 077
hash=$(printf %s "$(cat "$SECRETS_DIR/ops")" | sha256sum | cut -d ' ' -f 1)
printf 'user default off\\nuser ops on #%s ~* &* +@all\\n' "$hash" >"$RUN_DIR/users.acl"
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
`;

/** Inputs of a node that the installed server can run. */
export function nodeInputs(place: { directory: string; port: number }, changes: Partial<NodeInputs> = {}): NodeInputs {
  const { engine, version } = installedServer()!;
  return {
    node: "cache-master-0",
    kind: "redis",
    host: "127.0.0.1",
    ...place,
    config: { "redis.conf": 'maxmemory 10mb\nsave ""\n', "instance.env": `PORT=${place.port}\n` },
    secrets: { ops: password },
    tls: {},
    scripts: { "redis.sh": script },
    restartChecksum: "first",
    server: { engine, version },
    keepData: false,
    stopGrace: 5000,
    ...changes,
  };
}
