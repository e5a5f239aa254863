# A master that is cut off knows it before the Sentinels can replace it: it hears no majority of them, and is in touch
# with so few replicas that the others could take writes without these.
# shellcheck shell=sh

# Replicas that it has had in touch at once.
known_replicas=0
fewer_since=
in_touch_at=
alone_since=
fit_since=
next_step_down=0

# keep_lease: of a master that takes writes. A server whose script stands still refuses them by itself, later, where
# min-replicas-to-write is above 0.
keep_lease() {
  local needed
  [ "$gate" = open ] || return 0
  [ "$info_in_touch" -le "$known_replicas" ] || known_replicas=$info_in_touch
  needed=$known_replicas
  [ "$needed" -ge "$REPLICAS_MIN" ] || needed=$REPLICAS_MIN
  read_uptime
  # What was seen as in touch may have been cut off since.
  : "${in_touch_at:=$now}"
  if [ "$info_in_touch" -ge $((needed - MIN_REPLICAS_TO_WRITE)) ]; then
    in_touch_at=$((now - 2000)) alone_since='' fit_since='' fewer_since=''
    return 0
  fi
  ask_sentinels
  if [ "$named" = "$OWN_ADDRESS" ] && [ "$failing_over" = no ]; then
    read_uptime
    in_touch_at=$now
    forget_scaled_in
    step_down_if_alone
    return 0
  fi
  interval=0.3
  # Sentinels that know no master replace none.
  if [ "$named" != "$OWN_ADDRESS" ] && [ "$strangers" -lt "$SENTINEL_COUNT" ] && is_lease_over; then
    end_lease "$needed"
  fi
}

# forget_scaled_in: those that have been away for so long will not acknowledge to anybody else.
forget_scaled_in() {
  : "${fewer_since:=$now}"
  [ $((now - fewer_since)) -lt 60000 ] || known_replicas=$info_in_touch fewer_since=''
}

is_lease_over() {
  if [ "$MIN_REPLICAS_TO_WRITE" -gt 0 ]; then
    has_passed "$in_touch_at" $((DOWN_AFTER_MS - 1500))
  else
    read_uptime
    [ $((now - in_touch_at)) -ge $((DOWN_AFTER_MS - 1500)) ]
  fi
}

# end_lease REPLICAS: of those it has had.
end_lease() {
  shut_gate || return 0
  followed=$OWN_ADDRESS
  log cut-off "in_touch=$info_in_touch of=$1 views=\"$shown\"" \
    "this master hears no majority of the Sentinels and too few replicas; it takes no writes until it does"
}

# step_down_if_alone: its server refuses writes, because it hears too few replicas, and a Sentinel hears enough. So that
# one is asked to fail over, as in hand-over-fallback.sh: this node can promote nobody that it does not hear. It is shut
# before, and opens again only where no failover comes of it. Replicas that stood still are heard by the Sentinel a
# moment before they acknowledge again, so it has to have heard them for a while. Those that answer this node are on
# their way to it, and may lack all data; the Sentinel does not know that yet.
step_down_if_alone() {
  local answer
  if [ "$info_in_touch" -ge "$MIN_REPLICAS_TO_WRITE" ]; then
    alone_since='' fit_since=''
    return 0
  fi
  interval=0.3
  : "${alone_since:=$now}"
  [ "$now" -ge "$next_step_down" ] && [ $((now - alone_since)) -ge $((MAX_LAG_MS - 2000)) ] || return 0
  if ! find_witness; then
    fit_since=''
    return 0
  fi
  : "${fit_since:=$now}"
  [ $((now - alone_since)) -ge "$MAX_LAG_MS" ] && [ $((now - fit_since)) -ge 2000 ] || return 0
  [ "$(count_answering)" -lt "$MIN_REPLICAS_TO_WRITE" ] && shut_gate || return 0
  followed=$OWN_ADDRESS fit_since=''
  answer=$(ask "$(address_of "$witness" "$SENTINEL_NODES")" SENTINEL FAILOVER "$MASTER_NAME")
  # The Sentinel counts from its start of the failover, which may have come late.
  read_uptime
  next_step_down=$((now + 2 * FAILOVER_TIMEOUT_MS))
  log step-down "in_touch=$info_in_touch asked=$witness answer=\"$(first_line "$answer")\"" \
    "this master hears too few replicas to take writes, and the Sentinels hear enough; one is asked to fail over"
}

# count_answering: the other nodes that answer this one.
count_answering() {
  for_all_others describe_candidate "$REDIS_NODES" | grep -c -e ' master ' -e ' slave '
}

# find_witness: sets witness, a Sentinel that hears enough replicas: the next master, and as many more as writes need.
find_witness() {
  local entry
  for entry in $SENTINEL_NODES; do
    witness=${entry%%=*}
    [ "$(call "${entry#*=}" SENTINEL REPLICAS "$MASTER_NAME" | count_heard)" -le "$MIN_REPLICAS_TO_WRITE" ] || return 0
  done
  return 1
}

# count_heard: replicas that may be promoted and have answered within 2 s, in the answer to SENTINEL REPLICAS on
# standard input, a name and its value line by line.
count_heard() {
  local key value flags answered_ms count
  flags='' answered_ms='' count=0
  while read -r key && read -r value; do
    case $key in
      flags) flags=$value ;;
      last-ok-ping-reply) answered_ms=$value ;;
      slave-priority)
        [ "$flags" != slave ] || [ "$value" -eq 0 ] || [ "${answered_ms:-2000}" -ge 2000 ] || count=$((count + 1))
        ;;
    esac
  done
  echo "$count"
}

# forget_mastership: of a node that is a replica now.
forget_mastership() {
  known_replicas=0 fewer_since='' in_touch_at='' alone_since='' fit_since='' accounted='' others_end_at=0
}
