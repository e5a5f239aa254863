#!/bin/sh
# Usage: sh engine.sh FOLDER
# A Docker engine with all that it has in a folder; no rule of the firewall and no forwarding is changed. It ends, and
# with it its containers, networks and files, when the standard input of this script does: also where whoever has
# started it was killed.
# A line of that input, TERM or KILL, ends the engine by this signal, and starts it again.
set -u
folder=$1
export DOCKER_HOST="unix://$folder/docker.sock"

main() {
  trap '' INT TERM HUP
  start
  while read -r signal; do
    kill -s "$signal" "$engine"
    wait "$engine" 2>/dev/null
    part_gone
    start
  done
  end
}

start() {
  dockerd --data-root "$folder/data" --exec-root "$folder/exec" --pidfile "$folder/pid" --host "$DOCKER_HOST" \
    --bridge=none --iptables=false --ip6tables=false --ip-forward=false --ip-masq=false \
    --live-restore >>"$folder/log" 2>&1 </dev/null &
  engine=$!
}

# Its containerd outlives a killed engine by a moment, and the next one would take it for its own.
part_gone() {
  while kill -0 "$(cat "$folder/exec/containerd/containerd.pid" 2>/dev/null)" 2>/dev/null; do sleep 0.1; done
}

# What runs is removed by an engine.
start_to_end() {
  start
  until docker version >/dev/null 2>&1 || ! kill -0 "$engine" 2>/dev/null; do sleep 0.1; done
}

end() {
  kill -0 "$engine" 2>/dev/null || start_to_end
  docker ps -aq 2>/dev/null | xargs -r docker rm -f >/dev/null 2>&1
  docker network ls -q --filter type=custom 2>/dev/null | xargs -r docker network rm >/dev/null 2>&1
  kill "$engine" 2>/dev/null
  wait "$engine"
  umount "$folder/exec/netns/default" "$folder/data" 2>/dev/null
  rm -rf "$folder"
}

main
