# Follows the Sentinels of an instance, and hears of its nodes' roles: writes go to the master that a majority of the
# Sentinels names, and reads to replicas in touch with it (docs/proxy.md). How that reaches the proxy, its own folder
# says: write_endpoints, write_listeners, has_changed, be_present and report.
# shellcheck shell=sh

# What a Sentinel says counts for so long, and what a node says of its role, in ms.
view_age=5000
sight_age=4000

follow_sentinels() {
  : "${REDIS_CLI:=redis-cli}"
  command -v "$REDIS_CLI" >/dev/null || fail "the program $REDIS_CLI is not found"
  cd "$RUN_DIR" || fail "the folder $RUN_DIR cannot be used"
  ends_at=
  trap 'end' TERM INT
  read_uptime
  read_settings
  require_passwords "$PASSWORD_FILE"
  remember
  [ -p news ] || mkfifo news || fail "no pipe can be made in $RUN_DIR"
  exec 7<>news
  start_watching
  while [ -z "$ends_at" ] || [ "$now" -lt "$ends_at" ]; do
    hear
    decide
    share_reads
  done
  stop_watching
}

# end: for as long as the proxy still takes connections it follows.
end() {
  read_uptime
  ends_at=$((now + ${DRAIN_SECONDS:-0} * 1000))
}

read_settings() {
  : "${SETTINGS:=proxy.env}"
  # Before it is read: what changes meanwhile is newer.
  : >read-settings
  PASSWORD_FILE=proxy
  [ -r "$CONFIG_DIR/$SETTINGS" ] || fail "the file $CONFIG_DIR/$SETTINGS is missing"
  # shellcheck disable=SC1090,SC1091 # rendered for each instance
  . "$CONFIG_DIR/$SETTINGS"
  configured_at=$(date +%s)
  settings=$MASTER_NAME$SENTINELS$NODES$TLS
  count_entries "$SENTINELS"
  sentinel_count=$count
}

# remember: after a restart of this script alone the proxy goes on with what it has been told. Else nobody is sent
# anywhere before a majority of the Sentinels has named a master.
remember() {
  views='' sights='' ips='' named='' named_at=$now switches=0 is_open=no serving='' heard_at=''
  closed_for=none
  if [ -s named ]; then read -r named <"$RUN_DIR/named"; fi
  if [ -n "$named" ] && find_entry "$named" "$NODES"; then
    # What the node says of its role comes within a second.
    is_open=
    read -r switched_at <"$RUN_DIR/switched-at"
    # Its file may have changed while this script was away.
    write_listeners
    return 0
  fi
  named=
  rm -f named hurry
  log start "" "nobody is sent anywhere before a majority of the Sentinels has named a master"
  write_endpoints write ''
  write_endpoints read ''
  note_switch
  report
  write_listeners
}

# hear: the next news of a watcher; a tick comes each second.
hear() {
  local kind name at word
  read -r kind name at word <&7 || return 0
  read_uptime
  case $kind in
    sentinel)
      find_entry "$name" "$SENTINELS" || return 0
      put_newest "$views" "$name" "$at" "$word"
      views=$entries heard_at=$now
      ;;
    node)
      put_newest "$sights" "$name" "$at" "$word"
      sights=$entries
      [ "$name" != "$named" ] || check_named "$at" "$word"
      ;;
    ip)
      newest_of "$name" "$ips" || newest=''
      put_newest "$ips" "$name" "$at" "$word"
      ips=$entries
      [ "$newest" = "$word" ] || lead_anew "$name"
      ;;
    tick) refresh ;;
  esac
}

# lead_anew NODE: its address is another one.
lead_anew() {
  serving=unknown
  [ "$1" != "$named" ] || [ -z "$is_open" ] || write_side
}

# decide: never by a minority's word; without a majority all stays as it is.
decide() {
  local entry
  for entry in $NODES; do
    count_votes "${entry#*=}"
    [ $((votes * 2)) -le "$sentinel_count" ] || [ "${entry%%=*}" = "$named" ] || take_writes "${entry%%=*}"
  done
}

# count_votes HOST:PORT: sets votes, of the Sentinels that name it; addresses are compared whole.
count_votes() {
  local name at address
  votes=0
  while read -r name at address; do
    [ "$address" != "$1" ] || [ $((now - at)) -gt "$view_age" ] || votes=$((votes + 1))
  done <<END
$views
END
}

# take_writes NODE
take_writes() {
  local before
  newest_of "$1" "$ips" || return 0
  before=${named:-none}
  named=$1 named_at=$now switches=$((switches + 1))
  is_open=yes
  # The first one may not be master yet, after a start of everything.
  [ "$before" != none ] || is_master "$1" || is_open=no
  printf '%s\n' "$named" >named
  # Before the first one nobody has been led anywhere: those who wait go on waiting.
  if [ "$before" = none ]; then write_side; else move; fi
  log switch "master=$named before=$before" "a majority of the Sentinels names it"
  report
}

# note_switch: sets switched_at.
note_switch() {
  switched_at=$now
  printf '%s\n' "$switched_at" >switched-at
}

# move: new connections lead to the new master before those to the old one are closed. Commands that a proxy has sent to
# the old one would be answered with an error, which clients do not send again, so there it closes connections first.
move() {
  note_switch
  if [ "${CUT_FIRST:-no}" = yes ]; then
    write_listeners
    sleep 0.02
    write_side
  else
    write_side
    write_listeners
  fi
}

# check_named STAMP ROLE: a node that Sentinels remember, and that is closed at first, would answer MASTERDOWN; one that
# was killed may be so when it is up again. One that takes connections, and says no role, is left to the Sentinels.
check_named() {
  local open
  [ "$1" -ge "$named_at" ] || return 0
  open=no
  case $2 in
    master) open=yes ;;
    unknown)
      [ "$closed_for" = absent ] || return 0
      open=yes
      ;;
    *) closed_for=$2 ;;
  esac
  [ "$open" != "$is_open" ] || return 0
  [ "$open" = no ] || address_for "$named" || return 0
  is_open=$open
  write_side
  if [ "$open" = yes ]; then
    log open "master=$named role=$2" "what the named node says of its role"
  else
    log closed "master=$named role=$2" "what the named node says of its role"
  fi
  report
}

is_master() {
  newest_of "$1" "$sights" && [ "$newest" = master ]
}

# write_side: closed, connections wait at a port where nobody listens.
write_side() {
  local target
  target=''
  if [ "$is_open" = yes ]; then address_for "$named" && target=$address; fi
  write_endpoints write "$target"
  hurry
}

# hurry: while writes wait for the named node, it is asked more often.
hurry() {
  if [ "$is_open" = yes ]; then rm -f hurry; else : >hurry; fi
}

# share_reads: a master takes no new reads where replicas can. Nobody loses the connections that it has.
share_reads() {
  local entry wanted targets
  [ "$READS" != none ] || return 0
  wanted='' targets=''
  for entry in $NODES; do
    ! in_touch "${entry%%=*}" replica || wanted="$wanted ${entry%%=*}"
  done
  if [ -n "$named" ] && in_touch "$named" master; then
    if [ "$READS" = any ] || { [ -z "$wanted" ] && [ "$READS_FROM_MASTER" = yes ]; }; then wanted="$wanted $named"; fi
  fi
  [ "$wanted" != "$serving" ] || return 0
  serving=$wanted
  for entry in $wanted; do
    address_for "$entry" && targets="$targets $address"
  done
  write_endpoints read "$targets"
  report
}

# in_touch NODE ROLE: has it said so a short while ago?
in_touch() {
  is_heard "$1" && [ "$newest" = "$2" ]
}

# address_for NODE: sets address, by number, for a proxy looks up no names in what it reads.
address_for() {
  newest_of "$1" "$ips" || return 1
  find_entry "$1" "$NODES"
  address=$newest:${entry_value##*:}
}

# refresh: each second. Changed settings may name other nodes.
refresh() {
  local before
  ticks=$((ticks + 1))
  [ $((ticks % 2)) -eq 1 ] || report
  before=$settings
  has_changed || return 0
  read_settings
  write_listeners
  log configured "" "changed files are read anew"
  [ "$settings" = "$before" ] || watch_anew
}
