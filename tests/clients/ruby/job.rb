require_relative "with_sidekiq"

# Tells the program that has started this worker.
class TellJob
  include Sidekiq::Worker

  def perform(number)
    $stdout.puts("done #{number}")
    $stdout.flush
  end
end
