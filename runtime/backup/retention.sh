# Which backups are kept: the last ones, and the newest of each of the last so many days, weeks and months that have
# one.
# shellcheck shell=sh

# For awk: the number of a day from a time such as 20261125031700.
# shellcheck disable=SC2016
day_number='
  function day_number(text,   y, m, d) {
    y = substr(text, 1, 4) + 0; m = substr(text, 5, 2) + 0; d = substr(text, 7, 2) + 0
    if (m <= 2) { y--; m += 12 }
    return 365 * y + int(y / 4) - int(y / 100) + int(y / 400) + int((153 * (m - 3) + 2) / 5) + d - 719469
  }
'

# retained LAST DAILY WEEKLY MONTHLY: of lines "TIME ID" on standard input, newest first, prints the IDs to keep. Weeks
# begin on Monday.
retained() {
  awk -v last="$1" -v daily="$2" -v weekly="$3" -v monthly="$4" "$day_number"'
    # Of the newest in a period that has not been seen, as long as there is room.
    function is_wanted(kind, period, room) {
      if ((kind, period) in seen) return 0
      seen[kind, period] = 1
      return ++count[kind] <= room
    }
    {
      day = day_number($1)
      keep = NR <= last
      keep = is_wanted("day", day, daily) || keep
      keep = is_wanted("week", int((day + 3) / 7), weekly) || keep
      keep = is_wanted("month", substr($1, 1, 6), monthly) || keep
      if (keep) print $2
    }
  '
}
