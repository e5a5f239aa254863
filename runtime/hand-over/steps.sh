# Where a hand-over is, for the log.
# shellcheck shell=sh

# at_step NAME: that step has been done. The numbers are those of the files hand-over-N-*.sh.
at_step() {
  step=$1
}
