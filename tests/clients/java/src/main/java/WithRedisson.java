import java.io.FileInputStream;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Arrays;
import javax.net.ssl.TrustManagerFactory;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.config.Config;
import org.redisson.config.ConstantDelay;

class WithRedisson {
  static RedissonClient connect() throws Exception {
    var ca = System.getenv("REDIS_CA_FILE");
    var scheme = ca == null ? "redis://" : "rediss://";
    var config = new Config();
    var servers = config.useSentinelServers()
        .setMasterName(System.getenv("REDIS_MASTER_NAME"))
        .addSentinelAddress(Arrays.stream(System.getenv("REDIS_SENTINELS").split(","))
            .map(address -> scheme + address).toArray(String[]::new))
        .setUsername(System.getenv("REDIS_USERNAME"))
        .setPassword(System.getenv("REDIS_PASSWORD"))
        .setSentinelUsername(System.getenv("REDIS_USERNAME"))
        .setSentinelPassword(System.getenv("REDIS_PASSWORD"))
        .setMasterConnectionMinimumIdleSize(4)
        .setSlaveConnectionMinimumIdleSize(1)
        .setScanInterval(500)
        .setRetryAttempts(50)
        .setRetryDelay(new ConstantDelay(Duration.ofMillis(100)))
        .setReconnectionDelay(new ConstantDelay(Duration.ofMillis(100)))
        .setConnectTimeout(1000)
        .setTimeout(1000);
    if (ca != null) servers.setSslTrustManagerFactory(trusting(ca));
    return Redisson.create(config);
  }

  static TrustManagerFactory trusting(String caFile) throws Exception {
    var trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null);
    try (var file = new FileInputStream(caFile)) {
      trusted.setCertificateEntry("ca", CertificateFactory.getInstance("X.509").generateCertificate(file));
    }
    var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(trusted);
    return managers;
  }
}
