# A hand-over that somebody asks for: a line "ID NODE" in a file, NODE being - where it does not matter. The answer is a
# line "ID done|refused|failed key=value ...". This script stays the only one that acts.
# shellcheck shell=sh

serve_request() {
  take_request || return 0
  if [ "$info_role" != master ]; then
    answer_request refused "role=$info_role" "this node is not master"
  elif [ -n "$asked_for" ] && [ -z "$(address_of "$asked_for" "$REDIS_NODES")" ]; then
    answer_request refused "" "$asked_for is none of the nodes"
  elif hand_over_running request "$asked_for"; then
    answer_request "done" "$(hand_over_fields)" "$target is master"
  elif [ "$step" = stop-5 ] || [ "$step" = stop-6 ] || [ "$step" = stop-7 ]; then
    answer_request failed "$(hand_over_fields)" "$why_not"
  else
    answer_request refused "$(hand_over_fields)" "$why_not"
  fi
}

# refuse_request REASON: one that waits for a better moment would be met when nobody expects it any more.
refuse_request() {
  ! take_request || answer_request refused "" "$1"
}

take_request() {
  [ -s "$RUN_DIR/hand-over.request" ] || return 1
  read -r request asked_for <"$RUN_DIR/hand-over.request"
  forget_request
  [ "$asked_for" != - ] || asked_for=''
}

forget_request() {
  rm -f "$RUN_DIR/hand-over.request"
}

# answer_request OUTCOME FIELDS REASON
answer_request() {
  printf '%s %s%s reason="%s"\n' "$request" "$1" "${2:+ $2}" "$3" >"$RUN_DIR/hand-over.answer.new"
  mv -f "$RUN_DIR/hand-over.answer.new" "$RUN_DIR/hand-over.answer"
}
