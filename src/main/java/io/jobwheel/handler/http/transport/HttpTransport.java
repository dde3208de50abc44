package io.jobwheel.handler.http.transport;

import io.jobwheel.handler.http.egress.CallUrl;
import io.jobwheel.time.Ticker;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.message.BasicHttpRequest;
import org.apache.hc.core5.http.nio.AsyncEntityProducer;
import org.apache.hc.core5.http.nio.entity.BasicAsyncEntityProducer;
import org.apache.hc.core5.http.nio.support.BasicRequestProducer;
import org.apache.hc.core5.net.URIAuthority;
import org.apache.hc.core5.pool.PoolStats;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries requests on a few threads, without blocking who sends them. It connects to the address
 * that it is given: it cannot look one up. It follows no redirect, repeats no request, keeps no
 * cookie, knows no proxy and undoes no content encoding. By TLS it speaks HTTP/2 where the server
 * does, one request at a time on a connection, so that giving one up ends no other. Safe from any
 * thread.
 */
public final class HttpTransport implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(HttpTransport.class);

  /** The upper limit of the time that a call can give its response. */
  public static final Duration LONGEST_RESPONSE = Duration.ofMinutes(10);

  private static final Duration RESTART_PAUSE = Duration.ofSeconds(1);

  private final Limits limits;
  private final SSLContext tls;
  private final BodyBudget room;
  private final Ticker ticker;

  // written under the lock, read by any thread
  private volatile HttpEngine engine;
  private volatile int restarts;
  // guarded by this
  private long restarted;
  private boolean closed;

  /**
   * Starts the threads.
   *
   * @param limits its sizes
   * @param tls who is trusted
   * @param ticker measures how long exchanges take
   */
  public HttpTransport(Limits limits, SSLContext tls, Ticker ticker) {
    this.limits = limits;
    this.tls = tls;
    this.ticker = ticker;
    this.room = new BodyBudget(limits.keptBodies());
    this.engine = new HttpEngine(limits, tls);
  }

  /**
   * The sizes of a transport.
   *
   * @param ioThreads how many threads carry all requests
   * @param maxConnections how many connections at once; more requests wait for one
   * @param maxConnectionsPerHost the same for one address, port and name
   * @param idleTimeout how long a connection without work is kept
   * @param keptBodies how many bytes the bodies of all responses may take at a time
   */
  public record Limits(
      int ioThreads,
      int maxConnections,
      int maxConnectionsPerHost,
      Duration idleTimeout,
      long keptBodies) {}

  /** Sends a request; the caller closes what it gets. */
  @SuppressWarnings("deprecation")
  public // its successor has one connect timeout for all exchanges
  HttpExchange send(WireRequest request, Duration connectTimeout) {
    CallUrl url = request.url();
    BasicHttpRequest message =
        new BasicHttpRequest(
            request.method(), url.scheme(), new URIAuthority(url.host(), url.port()), url.target());
    boolean ownPort = url.port() == (url.isHttps() ? 443 : 80);
    message.setAuthority(new URIAuthority(url.host(), ownPort ? -1 : url.port()));
    request.headers().forEach(message::addHeader);
    message.setHeader("Accept-Encoding", "identity");
    HttpClientContext context = HttpClientContext.create();
    context.setRequestConfig(
        RequestConfig.custom()
            .setConnectionRequestTimeout(Timeout.of(connectTimeout))
            .setConnectTimeout(Timeout.of(connectTimeout))
            .setResponseTimeout(Timeout.of(LONGEST_RESPONSE))
            .setProtocolUpgradeEnabled(false)
            .setHardCancellationEnabled(true)
            .build());
    HttpExchange exchange = new HttpExchange(room.share(), request.budget(), ticker);
    context.setAttribute(HttpEngine.EXCHANGE, exchange);
    exchange.connectWithin(connectTimeout);
    try {
      exchange.isCarriedBy(
          engine()
              .client()
              .execute(
                  new HttpHost(url.scheme(), request.address(), url.host(), url.port()),
                  new BasicRequestProducer(message, entity(request)),
                  new TruncatingResponseConsumer(exchange, request.keep()),
                  null,
                  context,
                  exchange));
    } catch (CancellationException e) { // of an engine that has just been closed
      exchange.failed(new IOException("the transport is down", e));
    } catch (RuntimeException | Error e) {
      exchange.close();
      throw e;
    }
    return exchange;
  }

  private HttpEngine engine() {
    HttpEngine current = engine;
    return current.isUp() ? current : restarted();
  }

  /** A new engine; still the old one when it is too early for one more, or after the close. */
  private synchronized HttpEngine restarted() {
    HttpEngine dead = engine;
    boolean early = restarts > 0 && ticker.since(restarted).compareTo(RESTART_PAUSE) < 0;
    if (dead.isUp() || early || closed) {
      return dead;
    }
    restarted = ticker.read();
    engine = new HttpEngine(limits, tls);
    restarts++;
    log.warn("http - the transport was down and has been started again (restarts={})", restarts);
    dead.discard();
    return engine;
  }

  /**
   * Whether it can carry requests. When it cannot, the next call starts it again, at most once a
   * second.
   */
  public boolean isUp() {
    return engine.isUp();
  }

  /** How many times it had to be started again. */
  public int restarts() {
    return restarts;
  }

  private static @Nullable AsyncEntityProducer entity(WireRequest request) {
    byte[] body = request.body();
    boolean typed =
        request.headers().keySet().stream()
            .anyMatch(name -> RequestHeaders.lower(name).equals("content-type"));
    return body == null
        ? null
        : new BasicAsyncEntityProducer(
            body, typed ? null : ContentType.parse(request.contentType()));
  }

  /**
   * The connections as of one moment.
   *
   * @param leased in use
   * @param available open and idle
   * @param pending requests that wait for one
   */
  public record Connections(int leased, int available, int pending) {}

  /** How the pool of connections stands. Cheap. */
  public Connections pool() {
    PoolStats stats = engine.connections().getTotalStats();
    return new Connections(stats.getLeased(), stats.getAvailable(), stats.getPending());
  }

  /** How many connections are in use. */
  public int connectionsInUse() {
    return engine.connections().getTotalStats().getLeased();
  }

  /** How many connections there are, in use or not. */
  int connections() {
    return connectionsInUse() + engine.connections().getTotalStats().getAvailable();
  }

  /** How many bytes are left for the bodies of responses. */
  long freeRoom() {
    return room.free();
  }

  @Override
  public synchronized void close() {
    closed = true;
    engine.close();
  }
}
