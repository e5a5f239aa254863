import java.net.URI;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.util.JedisURIHelper;

class PlainJedis {
  static RedisClient connect() throws Exception {
    var url = System.getenv("REDIS_PROXY_URL");
    var ca = System.getenv("REDIS_CA_FILE");
    if (ca == null) return RedisClient.create(url);
    var uri = URI.create(url);
    return RedisClient.builder()
        .hostAndPort(JedisURIHelper.getHostAndPort(uri))
        .clientConfig(DefaultJedisClientConfig.builder(uri)
            .sslSocketFactory(WithJedis.trusting(ca).getSocketFactory())
            .build())
        .build();
  }
}
