import java.io.FileInputStream;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Arrays;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisSentinelClient;

class WithJedis {
  static RedisSentinelClient connect() throws Exception {
    var login = DefaultJedisClientConfig.builder()
        .user(System.getenv("REDIS_USERNAME"))
        .password(System.getenv("REDIS_PASSWORD"))
        .timeoutMillis(1000);
    var ca = System.getenv("REDIS_CA_FILE");
    if (ca != null) login.ssl(true).sslSocketFactory(trusting(ca).getSocketFactory());
    var config = login.build();
    return RedisSentinelClient.builder()
        .masterName(System.getenv("REDIS_MASTER_NAME"))
        .sentinels(Arrays.stream(System.getenv("REDIS_SENTINELS").split(","))
            .map(HostAndPort::from).collect(Collectors.toSet()))
        .clientConfig(config)
        .sentinelClientConfig(config)
        .build();
  }

  static SSLContext trusting(String caFile) throws Exception {
    var trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null);
    try (var file = new FileInputStream(caFile)) {
      trusted.setCertificateEntry("ca", CertificateFactory.getInstance("X.509").generateCertificate(file));
    }
    var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(trusted);
    var context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return context;
  }
}
