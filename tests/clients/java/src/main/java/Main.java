import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * An application that writes to Redis by the library that its argument names: one line of JSON for each write says when
 * it began and ended, and why it failed.
 */
class Main {
  static final long PAUSE_MS = 5;
  static final String KEY = System.getenv("TEST_KEY");

  interface Write {
    void write(int n) throws Exception;
  }

  public static void main(String[] arguments) throws Exception {
    endWithInput();
    writeOn(writeWith(arguments[0]));
  }

  static Write writeWith(String library) throws Exception {
    switch (library) {
      case "jedis": {
        var redis = WithJedis.connect();
        return n -> redis.setbit(KEY, n, true);
      }
      case "plain-jedis": {
        var redis = PlainJedis.connect();
        return n -> redis.setbit(KEY, n, true);
      }
      case "lettuce": {
        var redis = WithLettuce.connect().sync();
        return n -> redis.setbit(KEY, n, 1);
      }
      case "plain-lettuce": {
        var redis = PlainLettuce.connect().sync();
        return n -> redis.setbit(KEY, n, 1);
      }
      case "lettuce-master-replica": {
        var redis = WithLettuce.connectToAll().sync();
        return n -> redis.setbit(KEY, n, 1);
      }
      case "redisson":
        return writeWithRedisson();
      default:
        throw new IllegalArgumentException(library);
    }
  }

  /** Under a lock, and told to those who listen, as applications with Redisson do: both publish. */
  static Write writeWithRedisson() throws Exception {
    var redis = WithRedisson.connect();
    var lock = redis.getLock(KEY + ":lock");
    var topic = redis.getTopic(KEY + ":topic");
    var heard = new CountDownLatch(1);
    topic.addListener(Integer.class, (channel, n) -> heard.countDown());
    topic.publish(0);
    if (!heard.await(10, TimeUnit.SECONDS)) throw new IllegalStateException("no message of RTopic arrived");
    return n -> {
      lock.lock(10, TimeUnit.SECONDS);
      try {
        redis.getBitSet(KEY).set(n);
        topic.publish(n);
      } finally {
        lock.unlock();
      }
    };
  }

  /** Writes 0, 1, 2, ... one after another. */
  static void writeOn(Write write) throws InterruptedException {
    for (int n = 0; ; n++) {
      double start = now();
      String error = null;
      try {
        write.write(n);
      } catch (Exception failed) {
        error = String.valueOf(failed.getMessage() == null ? failed : failed.getMessage());
      }
      String end = error == null ? "" : ",\"error\":" + quoted(error);
      System.out.println(String.format("{\"n\":%d,\"start\":%.3f,\"end\":%.3f%s}", n, start, now(), end));
      Thread.sleep(PAUSE_MS);
    }
  }

  static double now() {
    var now = Instant.now();
    return now.getEpochSecond() * 1e3 + now.getNano() / 1e6;
  }

  static String quoted(String text) {
    return '"' + text.replaceAll("[\\\\\"\\p{Cntrl}]", " ") + '"';
  }

  static void endWithInput() {
    var listener = new Thread(() -> {
      try {
        System.in.transferTo(OutputStream.nullOutputStream());
      } catch (IOException closed) {
        // As good as its end.
      }
      Runtime.getRuntime().halt(0);
    });
    listener.setDaemon(true);
    listener.start();
  }
}
