# Lists of words: of settings, "name=value name=value", and of news, lines "name stamp word".
# shellcheck shell=sh

# count_entries "name=value ...": sets count.
count_entries() {
  # shellcheck disable=SC2086 # words are counted
  set -- $1
  count=$#
}

# find_entry NAME "name=value ...": sets entry_value; fails where there is none.
find_entry() {
  local entry
  for entry in $2; do
    [ "${entry%%=*}" = "$1" ] || continue
    entry_value=${entry#*=}
    return 0
  done
  return 1
}

# newest_of NAME LINES: sets newest, its word, and newest_at; fails where there is none.
newest_of() {
  local name at word
  while read -r name at word; do
    [ "$name" = "$1" ] || continue
    newest=$word newest_at=$at
    return 0
  done <<END
$2
END
  return 1
}

# put_newest LINES NAME STAMP WORD: sets entries, the lines with this one, unless they have a newer one of that name.
put_newest() {
  local name at word
  entries=''
  while read -r name at word; do
    case $name in
      '') ;;
      "$2")
        [ "$at" -le "$3" ] || {
          entries=$1
          return 0
        }
        ;;
      *) entries="$entries$name $at $word
" ;;
    esac
  done <<END
$1
END
  entries="$entries$2 $3 $4
"
}
