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
 * Sends requests without blocking the caller. It connects to the given address only, and performs
 * no DNS look-up. It does not follow redirects, repeat requests, keep cookies, use proxies or
 * decode content. Over TLS it uses HTTP/2 if the server supports it, with one request at a time on
 * a connection, so that aborting a request does not affect others. Thread-safe.
 */
public final class HttpTransport implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(HttpTransport.class);

  /** The maximum time for a response. */
  public static final Duration MAX_RESPONSE_TIME = Duration.ofMinutes(10);

  private static final Duration RESTART_PAUSE = Duration.ofSeconds(1);

  private final TransportLimits limits;
  private final SSLContext tls;
  private final BodyBudget bodyBudget;
  private final Ticker ticker;

  // written under the lock, read by any thread
  private volatile HttpEngine engine;
  private volatile int restarts;
  // guarded by this
  private long lastRestart;
  private boolean closed;

  /**
   * Creates a transport, whose threads start with the first request.
   *
   * @param limits the limits
   * @param tls the TLS context, with the trusted certificates
   * @param ticker measures durations
   */
  public HttpTransport(TransportLimits limits, SSLContext tls, Ticker ticker) {
    this.limits = limits;
    this.tls = tls;
    this.ticker = ticker;
    this.bodyBudget = new BodyBudget(limits.keptBodies());
    this.engine = new HttpEngine(limits, tls);
  }

  /**
   * Sends a request. The caller closes the exchange, whose future fails with {@link
   * java.net.SocketTimeoutException} if there is no connection within the timeout.
   */
  @SuppressWarnings("deprecation")
  public // its successor has one connect timeout for all exchanges
  HttpExchange send(WireRequest request, Duration connectTimeout) {
    CallUrl url = request.url();
    BasicHttpRequest message =
        new BasicHttpRequest(
            request.method(), url.scheme(), new URIAuthority(url.host(), url.port()), url.target());
    boolean isDefaultPort = url.port() == (url.isHttps() ? 443 : 80);
    message.setAuthority(new URIAuthority(url.host(), isDefaultPort ? -1 : url.port()));
    request.headers().forEach(message::addHeader);
    message.setHeader("Accept-Encoding", "identity");
    HttpClientContext context = HttpClientContext.create();
    context.setRequestConfig(
        RequestConfig.custom()
            .setConnectionRequestTimeout(Timeout.of(connectTimeout))
            .setConnectTimeout(Timeout.of(connectTimeout))
            .setResponseTimeout(Timeout.of(MAX_RESPONSE_TIME))
            .setProtocolUpgradeEnabled(false)
            .setHardCancellationEnabled(true)
            .build());
    HttpExchange exchange = new HttpExchange(bodyBudget.newReservation(), request.budget(), ticker);
    context.setAttribute(HttpEngine.EXCHANGE, exchange);
    exchange.connectWithin(connectTimeout);
    try {
      exchange.attach(
          engine()
              .client()
              .execute(
                  new HttpHost(url.scheme(), request.address(), url.host(), url.port()),
                  new BasicRequestProducer(message, entity(request)),
                  new TruncatingResponseConsumer(exchange, request.keep()),
                  null,
                  context,
                  exchange));
    } catch (CancellationException e) { // the engine has just been closed
      exchange.failed(new IOException("the transport is closed", e));
    } catch (RuntimeException | Error e) {
      exchange.close();
      throw e;
    }
    return exchange;
  }

  private HttpEngine engine() {
    HttpEngine current = engine;
    return current.isUp() ? current : restart();
  }

  /**
   * Restarts the engine, unless that was done less than a second ago or the transport is closed.
   */
  private synchronized HttpEngine restart() {
    HttpEngine dead = engine;
    boolean early = restarts > 0 && ticker.since(lastRestart).compareTo(RESTART_PAUSE) < 0;
    if (dead.isUp() || early || closed) {
      return dead;
    }
    lastRestart = ticker.read();
    engine = new HttpEngine(limits, tls);
    restarts++;
    log.warn("The HTTP transport was down and has been restarted (restarts={})", restarts);
    dead.discard();
    return engine;
  }

  /**
   * Returns whether the transport can send requests. If not, {@link #send} restarts it, at most
   * once a second.
   */
  public boolean isUp() {
    return engine.isUp();
  }

  /** Returns the number of restarts. */
  public int restarts() {
    return restarts;
  }

  private static @Nullable AsyncEntityProducer entity(WireRequest request) {
    byte[] body = request.body();
    boolean hasContentType =
        request.headers().keySet().stream()
            .anyMatch(name -> RequestHeaders.lower(name).equals("content-type"));
    return body == null
        ? null
        : new BasicAsyncEntityProducer(
            body, hasContentType ? null : ContentType.parse(request.contentType()));
  }

  /**
   * The number of connections at one moment.
   *
   * @param leased the connections in use
   * @param available the idle connections
   * @param pending the requests that wait for a connection
   */
  public record Connections(int leased, int available, int pending) {}

  /** Returns the state of the connection pool. */
  public Connections pool() {
    PoolStats stats = engine.connections().getTotalStats();
    return new Connections(stats.getLeased(), stats.getAvailable(), stats.getPending());
  }

  /** Returns the number of connections in use. */
  public int connectionsInUse() {
    return engine.connections().getTotalStats().getLeased();
  }

  /** Returns the number of open connections, in use or idle. */
  int connections() {
    return connectionsInUse() + engine.connections().getTotalStats().getAvailable();
  }

  /** Returns the number of free bytes for the bodies of responses. */
  long freeBodyBytes() {
    return bodyBudget.free();
  }

  /** Fails the running exchanges and stops the threads. */
  @Override
  public synchronized void close() {
    closed = true;
    engine.close();
  }
}
