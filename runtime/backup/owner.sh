# Whose backups a place in the bucket holds, by an object owner.NAME beside them. Two instances with one place would
# each remove, and restore, what is the other's.
# shellcheck shell=sh

# read_owner OBJECTS: sets owner, empty where there is none yet. Of two that came at once it is the first.
read_owner() {
  owner=$(printf '%s\n' "$1" | sed -n 's|^\([0-9]*\) owner\.|\1 |p' | sort | sed -n '1s/^[0-9]* //p')
}

# is_strange_place OBJECTS: sets owner and why_not.
is_strange_place() {
  read_owner "$1"
  [ -n "$owner" ] && [ "$owner" != "$BACKUP_OWNER" ] || return 1
  why_not="$(url_of '') holds the backups of $owner, and this is $BACKUP_OWNER"
}

# is_strange_backup MANIFEST: sets why_not. Those of earlier versions name only the instance.
is_strange_backup() {
  local instance whose
  instance=$(in_manifest instance "$1") whose=$(in_manifest owner "$1")
  if [ -n "$whose" ]; then
    [ "$whose" != "$BACKUP_OWNER" ] || return 1
  else
    [ -n "$instance" ] && [ "$instance" != "$MASTER_NAME" ] || return 1
  fi
  why_not="it is a backup of ${whose:-$instance}, and this is $BACKUP_OWNER"
}
