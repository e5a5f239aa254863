require "sidekiq"

login = { username: ENV.fetch("REDIS_USERNAME"), password: ENV.fetch("REDIS_PASSWORD") }
tls = ENV["REDIS_CA_FILE"] ? { ssl: true, ssl_params: { ca_file: ENV["REDIS_CA_FILE"] } } : {}
redis = {
  url: "redis://#{ENV.fetch("REDIS_MASTER_NAME")}",
  role: :master,
  sentinels: ENV.fetch("REDIS_SENTINELS").split(",").map do |address|
    host, port = address.split(":")
    { host: host, port: port.to_i, **login }
  end,
  **login,
  **tls,
}
Sidekiq.configure_client { |config| config.redis = redis }
Sidekiq.configure_server { |config| config.redis = redis }
