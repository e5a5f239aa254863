# What the Sentinels say: each names the master's address, says that it knows none, or is silent.
# shellcheck shell=sh

# ask_sentinels: asks all at once. Sets votes: lines "node address epoch flags", the address being `none`
# (No such master), `silent`, or `refused` (wrong password or rights).
ask_sentinels() {
  votes=$(for_all_others vote_of "$SENTINEL_NODES" | sort)
  count_votes
}

# vote_of NAME=HOST:PORT
vote_of() {
  answer=$(call "${1#*=}" SENTINEL MASTER "$MASTER_NAME")
  case $answer in
    name*) vote_in "$answer" "${1%%=*}" ;;
    *"No such master"*) printf '%s none 0 -\n' "${1%%=*}" ;;
    *) if is_refusal "$answer"; then printf '%s refused 0 -\n' "${1%%=*}"; else printf '%s silent 0 -\n' "${1%%=*}"; fi ;;
  esac
}

# vote_in ANSWER NODE: the answer is a name and its value, line by line.
vote_in() {
  ip='' port='' flags='' epoch=0
  while read -r key && read -r value; do
    case $key in
      ip) ip=$value ;;
      port) port=$value ;;
      flags) flags=$value ;;
      config-epoch) epoch=$value ;;
    esac
  done <<EOF
$1
EOF
  printf '%s %s %s %s\n' "$2" "$ip:$port" "$epoch" "$flags"
}

# count_votes: sets named (the address that a majority of all configured Sentinels gives, else empty), named_votes,
# named_epoch, failing_over (yes where one of them is at it), strangers (how many know no master), silent (how many gave
# no usable answer), and shown (the votes for the log).
count_votes() {
  named='' named_votes=0 named_epoch=0 failing_over=no strangers=0 silent=0 shown=''
  while read -r voter address epoch flags; do
    [ -n "$voter" ] || continue
    shown="$shown${shown:+ }$voter:$address"
    case $address in
      none) strangers=$((strangers + 1)) ;;
      silent | refused) silent=$((silent + 1)) ;;
      *) count_vote_for "$address" ;;
    esac
    case $flags in
      *failover*) failing_over=yes ;;
    esac
  done <<EOF
$votes
EOF
  log_refusals
}

# count_vote_for ADDRESS: how many others say the same? Where it is a majority, that address is named.
count_vote_for() {
  same=0 highest=0
  while read -r _ other other_epoch _; do
    [ "$other" = "$1" ] || continue
    same=$((same + 1))
    [ "$other_epoch" -le "$highest" ] || highest=$other_epoch
  done <<EOF
$votes
EOF
  [ "$same" -ge "$MAJORITY" ] || return 0
  named=$1 named_votes=$same named_epoch=$highest
}

log_refusals() {
  case $shown in
    *:refused*) log_refused "votes=\"$shown\"" "a Sentinel refused the password or the rights of user ops" ;;
  esac
}
