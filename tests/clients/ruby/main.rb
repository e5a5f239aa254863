# An application with Sidekiq: one line of JSON for each job says when it was handed over and done, and why it failed.
require "json"
require "timeout"
require_relative "job"

PAUSE = 0.005
DONE_WITHIN = 1

def now
  Process.clock_gettime(Process::CLOCK_REALTIME, :float_millisecond)
end

def print_line(line)
  $stdout.puts(line.to_json)
  $stdout.flush
end

done = Queue.new
late = {}
worker = IO.popen(["sidekiq", "-c", "1", "-r", File.join(__dir__, "job.rb")], err: :err)

Thread.new do
  worker.each_line do |line|
    number = line[/\Adone (\d+)/, 1] or next $stderr.puts(line)
    number = number.to_i
    late.delete(number) ? print_line({ done: number }) : done << number
  end
  $stderr.puts("the worker ended")
  exit!(1)
end

Thread.new do
  $stdin.read
  Process.kill(:KILL, worker.pid)
  exit!(0)
end

# Hands over 0, 1, 2, ... one after another, until the standard input ends.
(0..).each do |n|
  start = now
  accepted = false
  begin
    TellJob.perform_async(n)
    accepted = true
    Timeout.timeout(DONE_WITHIN) { nil until done.pop == n }
    print_line({ n: n, start: start, end: now })
  rescue Timeout::Error
    late[n] = true
    print_line({ n: n, start: start, end: now, error: "not done within #{DONE_WITHIN * 1000} ms", accepted: accepted })
  rescue StandardError => error
    print_line({ n: n, start: start, end: now, error: error.message, accepted: false })
  end
  sleep(PAUSE)
end
