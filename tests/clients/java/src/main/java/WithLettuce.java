import io.lettuce.core.ClientOptions;
import io.lettuce.core.ReadFrom;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.masterreplica.MasterReplica;
import io.lettuce.core.masterreplica.StatefulRedisMasterReplicaConnection;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import java.io.File;
import java.time.Duration;

class WithLettuce {
  static final String ca = System.getenv("REDIS_CA_FILE");

  /** To the master alone. */
  static StatefulRedisConnection<String, String> connect() {
    return client().connect(StringCodec.UTF8, uri());
  }

  /** Reads also from replicas, as ReadFrom says. */
  static StatefulRedisMasterReplicaConnection<String, String> connectToAll() {
    var connection = MasterReplica.connect(client(), StringCodec.UTF8, uri());
    connection.setReadFrom(ReadFrom.REPLICA_PREFERRED);
    return connection;
  }

  static RedisURI uri() {
    var uri = RedisURI.builder()
        .withSentinelMasterId(System.getenv("REDIS_MASTER_NAME"))
        .withAuthentication(System.getenv("REDIS_USERNAME"), System.getenv("REDIS_PASSWORD"))
        .withSsl(ca != null)
        .withTimeout(Duration.ofSeconds(2));
    for (var address : System.getenv("REDIS_SENTINELS").split(",")) {
      var parts = address.split(":");
      uri.withSentinel(RedisURI.builder()
          .withHost(parts[0])
          .withPort(Integer.parseInt(parts[1]))
          .withAuthentication(System.getenv("REDIS_USERNAME"), System.getenv("REDIS_PASSWORD"))
          .withSsl(ca != null)
          .withTimeout(Duration.ofSeconds(2))
          .build());
    }
    return uri.build();
  }

  static RedisClient client() {
    var options = ClientOptions.builder()
        .socketOptions(SocketOptions.builder().connectTimeout(Duration.ofSeconds(2)).build())
        .timeoutOptions(TimeoutOptions.enabled());
    if (ca != null) options.sslOptions(SslOptions.builder().jdkSslProvider().trustManager(new File(ca)).build());
    var resources = ClientResources.builder().reconnectDelay(Delay.constant(Duration.ofMillis(100))).build();
    var client = RedisClient.create(resources);
    client.setOptions(options.build());
    return client;
  }
}
