# A Sentinel without memory finds the master to watch: what the other Sentinels say, else what the Redis nodes show.
# Until then it answers "No such master", which the Redis nodes need to hear on a first start.
# shellcheck shell=sh

met_sentinels=

# find_master: sets adopted (host:port, or empty) and adopted_because.
find_master() {
  adopted=''
  refresh_settings
  ask_sentinels
  meet_sentinels
  if [ -n "$named" ]; then
    adopted=$named adopted_because="$named_by other Sentinels name it"
    return 0
  fi
  ask_peers
  sights="views=\"$shown\" peers=\"$seen\""
  case $masters in
    '') log_once waiting "$sights" "no Redis node is master yet" ;;
    *' '*) log_once waiting "$sights" "$masters all say that they are master; waiting until one of them does not" ;;
    *) judge_lone_master "$masters" ;;
  esac
}

# meet_sentinels: adds "name=id" to met_sentinels for each that answers and has not been met.
meet_sentinels() {
  local entry name id
  for entry in $SENTINEL_NODES; do
    name=${entry%%=*}
    case " $met_sentinels " in *" $name="*) continue ;; esac
    case $(word_for "$name" "$views") in '' | silent | refused) continue ;; esac
    id=$(ask "${entry#*=}" SENTINEL MYID)
    [ ${#id} -ne 40 ] || met_sentinels="$met_sentinels${met_sentinels:+ }$name=$id"
  done
}

# judge_lone_master NODE: it needs a witness: a replica, or all other nodes being there and none being master.
judge_lone_master() {
  local replicas
  lone=$(address_of "$1" "$REDIS_NODES")
  read -r _ _ _ _ _ _ _ replicas _ <<EOF
$(peer_line "$1")
EOF
  if names_other_than "$lone"; then
    log_once waiting "$sights" "$1 is the only master, but another Sentinel names a different one"
  elif [ "$replicas" -eq 0 ] && [ -n "$missing" ]; then
    log_once waiting "$sights" "$1 is the only master, but has no replicas, and $missing does not answer"
  elif ! has_fit_replicas && is_patient; then
    log_once waiting "$sights" "$1 is the only master; waiting a little for its replicas to be in sync"
  else
    adopted=$lone adopted_because="it is the only master, and has replicas or all other nodes answer"
  fi
}

# has_fit_replicas: are the expected replicas there, and may they be promoted?
has_fit_replicas() {
  local fit role master link priority
  fit=0
  while read -r _ role master link _ priority _; do
    if [ "$role" = slave ] && [ "$master" = "$lone" ] && [ "$link" = up ] && [ "$priority" -gt 0 ]; then
      fit=$((fit + 1))
    fi
  done <<EOF
$peers
EOF
  [ "$fit" -ge "$REPLICAS_MIN" ]
}

patient_until=

# is_patient: for 10 s. Sentinel looks at replicas when it begins to watch, then every 10 s: one that it first sees
# without rights to promotion could not be failed over to until then.
is_patient() {
  read_clock
  : "${patient_until:=$((clock + 10))}"
  [ "$clock" -lt "$patient_until" ]
}

# names_other_than ADDRESS
names_other_than() {
  local address
  while read -r _ address _; do
    case $address in
      "$1" | none | silent | refused | '') ;;
      *) return 0 ;;
    esac
  done <<EOF
$views
EOF
  return 1
}
