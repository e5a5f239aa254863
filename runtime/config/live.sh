# A changed configuration, applied to the server that runs, by CONFIG SET. What this version reads only at a start
# (RESTART_DIRECTIVES of instance.env) waits for the restart that the same change brings.
# shellcheck shell=sh

# Names of directives that the files hold and the server has not taken: those that it refused, and those to which it
# gave no answer.
refused_names=
unanswered_names=

# apply_configuration: once for each change. What the server refuses is tried again with the next one, what gets no
# answer at the next look.
apply_configuration() {
  if is_newer redis.conf || is_newer replica.conf || [ -n "$unanswered_names" ]; then apply_directives; fi
  apply_users
}

apply_directives() {
  local value
  refresh_settings
  in_force=$(print_directives "$RUN_DIR/in-force/redis.conf" "$RUN_DIR/in-force/replica.conf")
  keep_in_force redis.conf replica.conf
  rm -f "$RUN_DIR/refused.conf"
  names='' pairs=''
  while read -r name value; do
    is_in_force "$name $value" || want "$name" "$value"
  done <<EOF
$(print_directives "$RUN_DIR/in-force/redis.conf" "$RUN_DIR/in-force/replica.conf")
EOF
  refused_names='' unanswered_names=''
  apply_by_role
  [ -z "$names" ] || set_directives
}

# print_directives FILE...: a line "name value" for each, the value as one argument of CONFIG SET; of lines with one
# name it is all their words.
print_directives() {
  awk '!/^ *(#|$)/ {
    name = $1
    sub(/^ *[^ ]+ */, "")
    if (name in value) value[name] = value[name] " " $0
    else { value[name] = $0; names[++count] = name }
  }
  END {
    for (i = 1; i <= count; i++) {
      text = value[names[i]]
      if (text ~ / /) { gsub(/"/, "", text); text = "\"" text "\"" }
      print names[i], text
    }
  }' "$@"
}

# is_in_force "NAME VALUE"
is_in_force() {
  case " $refused_names $unanswered_names " in
    *" ${1%% *} "*) return 1 ;;
  esac
  case "
$in_force
" in
    *"
$1
"*) return 0 ;;
    *) return 1 ;;
  esac
}

# want NAME VALUE: what the script sets by the node's role is not for here.
want() {
  case " $RESTART_DIRECTIVES $BY_ROLE " in
    *" $1 "*) return 0 ;;
  esac
  has_room_for "$1" || return 0
  names="$names${names:+ }$1" pairs="$pairs $1 $2"
}

# has_room_for NAME: a container that is about to grow has to be there before what it shall hold. The pod that replaces
# this one starts with the new value.
has_room_for() {
  [ "$1" != maxmemory ] || [ -z "${CONTAINER_MEMORY:-}" ] || [ "$CONTAINER_MEMORY" -ge "$MEMORY_LIMIT" ]
}

# apply_by_role: what a fence changes meanwhile is put back by the same command.
apply_by_role() {
  local answer
  read_wanted_settings
  answer=$(print_unfence | call "$OWN_LOCAL")
  case $answer in
    OK*) ;;
    *) ask_again_for "$BY_ROLE" "$answer" ;;
  esac
}

# set_directives: all or none by one command; where that is refused, as 6.2 does with more than one, each by itself.
set_directives() {
  local before after answer
  before=$(print_values)
  answer=$(printf 'CONFIG SET%s\n' "$pairs" | call "$OWN_LOCAL")
  case $answer in
    OK*) ;;
    ERR*) set_one_by_one ;;
    *) ask_again_for "$names" "$answer" && names='' ;;
  esac
  after=$(print_values)
  for name in $names; do
    log configured "name=$name from=\"$(value_in "$before")\" to=\"$(value_in "$after")\"" \
      "the file has changed, and the server has applied it"
  done
}

set_one_by_one() {
  local asked value answer
  asked=$names names=''
  for name in $asked; do
    value=$(print_directives "$RUN_DIR/in-force/redis.conf" "$RUN_DIR/in-force/replica.conf" | sed -n "s/^$name //p")
    answer=$(printf 'CONFIG SET %s %s\n' "$name" "$value" | call "$OWN_LOCAL")
    case $answer in
      OK*) names="$names${names:+ }$name" ;;
      ERR*) note_refused "$name" "$value" "$(first_line "$answer")" ;;
      *) ask_again_for "$name" "$answer" ;;
    esac
  done
}

# ask_again_for NAMES ANSWER: silence is no refusal.
ask_again_for() {
  unanswered_names="$unanswered_names${unanswered_names:+ }$1"
  log_once unanswered "name=\"$1\"" "the server does not take the change yet: $(first_line "$2")"
}

# note_refused NAME VALUE ANSWER: for `status` and for the metrics, until the file changes again.
note_refused() {
  refused_names="$refused_names${refused_names:+ }$1"
  printf '%s %s # %s\n' "$1" "$2" "$3" >>"$RUN_DIR/refused.conf"
  metrics_at=''
  log refused-configuration "name=$1 value='$2'" "the server refuses it, and keeps the old one: $3"
}

# print_values: a line "name value" for each of names.
print_values() {
  local name
  for name in $names; do
    printf '%s %s\n' "$name" "$(ask "$OWN_LOCAL" CONFIG GET "$name" | sed -n 2p)"
  done
}

# value_in VALUES: that of name.
value_in() {
  printf '%s\n' "$1" | sed -n "s/^$name //p"
}

# read_wanted_settings: what the script sets by the node's role.
read_wanted_settings() {
  priority_wanted=$(configured replica-priority 100 "$CONFIG_DIR/redis.conf")
  sync_replicas_wanted=$(configured repl-diskless-sync-max-replicas 0 "$CONFIG_DIR/redis.conf")
  sync_delay_wanted=$(configured repl-diskless-sync-delay 5 "$CONFIG_DIR/replica.conf")
  ping_period_wanted=$(configured repl-ping-replica-period 1 "$CONFIG_DIR/redis.conf")
  serve_stale_wanted=$(configured replica-serve-stale-data yes "$CONFIG_DIR/redis.conf" "$CONFIG_DIR/replica.conf")
}
