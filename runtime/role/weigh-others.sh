# What the other nodes are to one that was promoted: who still acknowledges to the old master, who has newer writes, and
# who takes writes. And that they do so no more.
# shellcheck shell=sh

accounted=
others_end_at=0

# weigh_others: sets linked (replicas of other nodes, "name=host:port,offset,replid ..."), acknowledging (those of them
# whose link is up), unturned (those that follow nobody, "name=host:port ..."), rivals (other masters), unheard (one
# that was late, and is not the old master), untold (one that does not tell what it has, likewise), ahead (who has the
# newest writes that this node lacks), and old_master: silent, here, or none.
weigh_others() {
  local name role master link offset replid replid2 down_for promoted_at address
  linked='' acknowledging='' unturned='' rivals='' unheard='' untold='' ahead='' candidates_shown='' old_master=silent
  lead=$((info_promoted_at - 1)) old_ahead='' old_lead=0
  case $followed in '' | "$OWN_ADDRESS") old_master=none ;; esac
  candidates=$(for_all_others describe_candidate "$REDIS_NODES")
  read_uptime
  while read -r name role master link offset _ _ replid2 replid down_for promoted_at; do
    address=$(address_of "$name" "$REDIS_NODES")
    case $role in
      master | slave) ;;
      *)
        [ "$address" = "$followed" ] || note_untold "$name" "$role"
        continue
        ;;
    esac
    candidates_shown="$candidates_shown${candidates_shown:+ }$name:$role:$offset"
    [ "$address" != "$followed" ] || old_master=here
    if [ "$role" = master ]; then
      rivals="$rivals $name=$address"
      weigh_lead "$name=$address" $((promoted_at - 1)) "$replid2"
    elif read_cold "${master%:*}"; then
      unturned="$unturned $name=$address"
      account_for_closed "$name" "$address"
      weigh_lead "$name=$address" "$offset" "$replid"
    elif [ "$master" = "$OWN_ADDRESS" ]; then
      account_for "$name" "$now"
      weigh_lead "$name=$address" "$offset" "$replid"
    else
      linked="$linked $name=$address,$offset,$replid"
      if [ "$link" != up ] && [ "$down_for" -gt 0 ]; then
        account_for "$name" $((now - 1000 * down_for))
      else
        acknowledging="$acknowledging $name"
      fi
    fi
  done <<EOF
$candidates
EOF
  weigh_old_lead
}

# weigh_old_lead: what the old master alone has, no replica has acknowledged; but one that does not tell may have.
weigh_old_lead() {
  if [ -n "$untold" ] && [ "$old_lead" -gt "$lead" ]; then ahead=$old_ahead lead=$old_lead; fi
}

# note_untold NODE ROLE
note_untold() {
  [ "$2" != unheard ] || unheard=$1
  ! is_expected "$1" || untold=$1
}

# weigh_lead NAME=HOST:PORT OFFSET REPLID: has it more of the history of which this node has been made master? One that
# has begun a sync with this node still tells what it had; and so does another master, to which a promotion may have
# come when whoever had sent it had given it up.
weigh_lead() {
  # What this node has taken itself since then is newer.
  [ "$followed" != "$OWN_ADDRESS" ] && [ "$3" = "$info_replid2" ] || return 0
  if [ "${1#*=}" = "$followed" ]; then
    old_ahead=$1 old_lead=$2
  elif [ "$2" -gt "$lead" ]; then
    ahead=$1 lead=$2
  fi
}

# account_for NODE UPTIME: the old master has had no acknowledgement of that node since then. It takes writes for
# max-lag longer, of which Redis counts whole seconds, once a second.
account_for() {
  case " $accounted " in *" $1 "*) return 0 ;; esac
  accounted="$accounted $1"
  [ $(($2 + MAX_LAG_MS + 2000)) -le "$others_end_at" ] || others_end_at=$(($2 + MAX_LAG_MS + 2000))
}

# account_for_closed NODE HOST:PORT: it has noted when it last heard of the master, by its own clock, to the second. Who
# hears nothing for a second cannot go on to acknowledge: TCP sends nothing new where nothing is confirmed.
account_for_closed() {
  local their_time age
  case " $accounted " in *" $1 "*) return 0 ;; esac
  their_time=$(ask "$2" INFO server)
  age=0
  case $their_time in
    *server_time_usec:[0-9]*)
      their_time=${their_time#*server_time_usec:}
      their_time=${their_time%%[!0-9]*}
      age=$((their_time / 1000 - 1000 * cold_time - 1000))
      ;;
  esac
  [ "$age" -ge 0 ] && [ "$age" -lt 60000 ] || age=0
  account_for "$1" $((now - age + 1200))
}

# detach_all: they may have acknowledged until then.
detach_all() {
  local entry was_acknowledging
  was_acknowledging=$acknowledging
  for entry in $linked; do detach "$entry"; done
  read_uptime
  for entry in $was_acknowledging; do account_for "$entry" "$now"; done
  weigh_others
}

# detach NAME=HOST:PORT,OFFSET,REPLID: it acknowledges nobody's writes from then on, and tells how many it has. One that
# loads takes no such command; its own script sees to it (follow).
detach() {
  local address rest
  address=${1#*=} rest=${1#*,}
  read_clock
  call "${address%%,*}" REPLICAOF "cold.e$state_epoch.o${rest%%,*}.t$clock.r${rest#*,}.m0.$nowhere" 1 >/dev/null
}

# turn_all: fails where a master that answers could not be turned.
turn_all() {
  local entry answer
  for entry in $unturned; do call "${entry#*=}" REPLICAOF "$OWN_HOST" "$OWN_PORT" >/dev/null; done
  for entry in $rivals; do
    answer=$(print_release "$OWN_ADDRESS" | call "${entry#*=}")
    case $answer in
      OK*QUEUED*QUEUED*QUEUED*QUEUED*OK*)
        log turned "node=${entry%%=*}" "it was master too; it follows this node now"
        ;;
      *)
        log_once shut "node=${entry%%=*}" "it is master too, and could not be turned: $(first_line "$answer")"
        return 1
        ;;
    esac
  done
}

# are_others_silenced: an old master that does not answer refuses writes by itself, once the last replica that could
# acknowledge them has been away for max-lag. Where it needs no replicas, its script does so (lease.sh).
are_others_silenced() {
  [ "$old_master" = silent ] && [ "$MIN_REPLICAS_TO_WRITE" -gt 0 ] || return 0
  local left
  read_uptime
  left=$((1000 + others_end_at - now))
  if [ "$(count_words "$accounted")" -ge "$MIN_REPLICAS_TO_WRITE" ] && [ "$left" -lt 2000 ]; then
    [ "$left" -le 1000 ] || sleep "0.${left#1}"
    return 0
  fi
  log_once shut "old_master=$followed" \
    "promoted; waiting until the old master, which does not answer, surely takes no writes any more"
  return 1
}
