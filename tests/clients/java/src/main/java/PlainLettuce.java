import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.SslOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import java.io.File;

class PlainLettuce {
  static StatefulRedisConnection<String, String> connect() {
    var client = RedisClient.create(System.getenv("REDIS_PROXY_URL"));
    var ca = System.getenv("REDIS_CA_FILE");
    if (ca != null) {
      var trusted = SslOptions.builder().jdkSslProvider().trustManager(new File(ca)).build();
      client.setOptions(ClientOptions.builder().sslOptions(trusted).build());
    }
    return client.connect();
  }
}
