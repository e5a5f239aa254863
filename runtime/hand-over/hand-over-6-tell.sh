# Step 6: tell all Sentinels, and once a majority of them names the new master, turn the other replicas to it.
# shellcheck shell=sh

# How long the Sentinels may take to believe it.
TELL_MS=1500

# tell_sentinels: one that did not move (a name that it could not resolve then) takes the same news only with a newer
# epoch, for which it has to be asked for its vote again; so has a script that was frozen since it was elected.
tell_sentinels() {
  set_limit "$TELL_MS"
  while ! is_vote_fresh || ! tell_once; do
    if [ -n "$overtaken" ]; then
      give_way
      return 1
    fi
    if is_past_limit; then
      why_not="$target was promoted, but only $moved of $SENTINEL_COUNT Sentinels name it ($shown)"
      return 1
    fi
    sleep 0.05
    ask_sentinels
    find_electors
    elect_again || return 1
  done
}

# tell_once: a hello to each Sentinel, and its view read back in the same call.
tell_once() {
  local told sentinel address
  told=$(for_all_others tell_sentinel "$audience")
  moved=0 shown=''
  read_uptime
  told_at=$now
  while read -r sentinel address; do
    [ -n "$sentinel" ] || continue
    shown="$shown${shown:+ }$sentinel:$address"
    [ "$address" != "$target_address" ] || moved=$((moved + 1))
    case $address in
      "$target_address" | "$replaced" | silent | voted-again) ;;
      *) overtaken=$address ;;
    esac
  done <<EOT
$told
EOT
  [ "$moved" -ge "$MAJORITY" ]
}

# tell_sentinel NAME=HOST:PORT: asks first for whom it has voted last. One that has voted for somebody else since does
# not count as moved: that one may replace the master in the newer epoch.
tell_sentinel() {
  local introduction current hello answer
  introduction=$(word_for "${1%%=*}" "$introductions")
  [ -n "$introduction" ] || return 0
  current=$(word_for "${1%%=*}" "$views")
  hello=$introduction,$vote_epoch,$MASTER_NAME,${target_address%:*},${target_address##*:},$vote_epoch
  answer=$(
    call "${1#*=}" <<EOT
SENTINEL IS-MASTER-DOWN-BY-ADDR ${current%:*} ${current##*:} 0 $identity
PUBLISH __sentinel__:hello "$hello"
SENTINEL GET-MASTER-ADDR-BY-NAME $MASTER_NAME
EOT
  )
  printf '%s %s\n' "${1%%=*}" "$(view_after_news "$answer")"
}

# view_after_news ANSWER
view_after_news() {
  local leader_epoch published host port
  {
    read -r _ && read -r _ && read -r leader_epoch && read -r published && read -r host && read -r port
  } <<EOT || :
$1
EOT
  if [ "${published:-}" != 1 ] || [ -z "${port:-}" ]; then
    echo silent
  elif [ "$leader_epoch" -gt "$vote_epoch" ]; then
    echo voted-again
  else
    echo "$host:$port"
  fi
}

# turn_others: sets turned, the number of replicas that follow the new master now. The old master turns last
# (step 8): a replica answers a new write with READONLY, pause or not.
turn_others() {
  read_uptime
  # A script that was frozen since then must not turn anybody: the next failover may have come.
  if [ $((now - told_at)) -ge 1000 ] && ! is_still_named; then
    why_not="the Sentinels name another master by now ($shown)"
    return 1
  fi
  turned=$(for_all_others turn_node "$REDIS_NODES" | grep -c '^OK')
  at_step "$kind-6"
}

is_still_named() {
  ask_sentinels
  [ "$named" = "$target_address" ]
}

# turn_node NAME=HOST:PORT
turn_node() {
  [ "${1%%=*}" = "$target" ] || call "${1#*=}" REPLICAOF "${target_address%:*}" "${target_address##*:}"
}

# give_way: the Sentinels have elected another leader and master meanwhile; the target goes back to being a replica.
give_way() {
  why_not="the Sentinels made $(node_of "$overtaken" "$REDIS_NODES") master meanwhile; $target follows it ($shown)"
  call "$(reachable "$target")" REPLICAOF "${overtaken%:*}" "${overtaken##*:}" >/dev/null
  open_target "$SHUT"
}
