# A subscriber of a channel at the node to which Twemproxy leads: as long as the old master has one, connections of
# Twemproxy may still be open, and its hand-over waits for that (step 8). Twemproxy itself takes no SUBSCRIBE.
# shellcheck shell=sh

be_present() {
  local node
  end_presence .
  while is_current; do
    node=''
    [ ! -s in-use ] || read -r node <in-use
    if [ -n "$node" ]; then
      become_client 0 "$node" SUBSCRIBE redis-cache:proxy >/dev/null 2>&1 &
      printf '%s\n' "$!" >presence
      wait "$!"
      rm -f presence
    fi
    sleep 0.1
  done
}

# end_presence FOLDER: of a shard.
end_presence() {
  local pid
  [ -s "$1/presence" ] || return 0
  read -r pid <"$1/presence"
  kill "$pid" 2>/dev/null
  rm -f "$1/presence"
}
