# Removes backups that are no longer to be kept, and what broken uploads have left. Called only when a new backup is
# known to be whole; that one, and the newest one, always stay.
# shellcheck shell=sh

prune() {
  local objects backup backups
  if ! objects=$(list_bucket); then
    log backup-prune-failed "" "the bucket could not be listed, so nothing was removed: $(bucket_error)"
    return 0
  fi
  backups=$(backups_in "$objects")
  kept=$(printf '%s\n' "$backups" | retained "$KEEP_LAST" "$KEEP_DAILY" "$KEEP_WEEKLY" "$KEEP_MONTHLY")
  removed=0
  for backup in $(ids_in "$backups") $(remains_in "$objects"); do
    is_kept "$backup" || remove_backup "$backup"
  done
  log backup-pruned "kept=$(printf '%s\n' "$kept" | grep -c .) removed=$removed" \
    "last=$KEEP_LAST daily=$KEEP_DAILY weekly=$KEEP_WEEKLY monthly=$KEEP_MONTHLY"
}

ids_in() {
  printf '%s\n' "$1" | sed 's/^[^ ]* //'
}

# remains_in OBJECTS: prints the IDs of uploads without a manifest that nobody can still be at: of the day before
# yesterday, by the store's clock, whose time the newest object tells.
remains_in() {
  printf '%s\n' "$1" | sort -r | awk "$day_number"'
    { split($2, part, "/") }
    NR == 1 { today = day_number($1) }
    part[2] == "manifest.json" { whole[part[1]] = 1 }
    part[2] == "dump.rdb" && day_number($1) < today - 1 { old[part[1]] = 1 }
    END { for (id in old) if (!(id in whole)) print id }
  '
}

is_kept() {
  [ "$1" != "$id" ] || return 0
  case "
$kept
" in
    *"
$1
"*) return 0 ;;
    *) return 1 ;;
  esac
}

# remove_backup ID: unless it is another instance's; its manifest first, so that no restore finds half of it.
remove_backup() {
  local file
  if read_back "$1/manifest.json" >"$WORK_DIR/old.json" && is_strange_backup "$WORK_DIR/old.json"; then
    log backup-prune-failed "id=$1" "$why_not"
    return 0
  fi
  for file in manifest.json dump.rdb; do
    if ! in_bucket s3 rm "$(url_of "$1/$file")" --only-show-errors >"$WORK_DIR/store.log" 2>&1; then
      log backup-prune-failed "id=$1" "$file could not be removed: $(bucket_error)"
      return 0
    fi
  done
  removed=$((removed + 1))
}
