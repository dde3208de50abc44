package io.jobwheel.handler.http.transport;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.async.AsyncExecCallback;
import org.apache.hc.client5.http.async.AsyncExecChain;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.ChainElement;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManager;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.ClientTlsStrategyBuilder;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.nio.AsyncEntityProducer;
import org.apache.hc.core5.http2.HttpVersionPolicy;
import org.apache.hc.core5.http2.config.H2Config;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.reactor.IOReactorConfig;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads and connections of a transport. An {@link Error} on one of its threads ends that
 * thread, and with it the engine: another one has to be made. Safe from any thread.
 */
final class HttpEngine implements AutoCloseable {

  /** The attribute of a request under which its exchange is found. */
  static final String EXCHANGE = "io.jobwheel.exchange";

  private static final Logger log = LoggerFactory.getLogger(HttpEngine.class);
  private static final AtomicInteger THREADS = new AtomicInteger();
  private static final int MAX_HEADER_LINE = 16_384;
  private static final int MAX_HEADERS = 200;
  private static final int MAX_HEADER_LIST = 65_536;

  private final PoolingAsyncClientConnectionManager connections;
  private final CloseableHttpAsyncClient client;
  // written by the engine's threads, read by any thread
  private volatile boolean up = true;

  /** Starts the threads. */
  HttpEngine(HttpTransport.Limits limits, SSLContext tls) {
    Http1Config http1 =
        Http1Config.custom()
            .setMaxLineLength(MAX_HEADER_LINE)
            .setMaxHeaderCount(MAX_HEADERS)
            .build();
    connections =
        PoolingAsyncClientConnectionManagerBuilder.create()
            .setDnsResolver(new NoLookup())
            .setTlsStrategy(ClientTlsStrategyBuilder.create().setSslContext(tls).buildAsync())
            .setPoolConcurrencyPolicy(PoolConcurrencyPolicy.STRICT)
            .setMaxConnTotal(limits.maxConnections())
            .setMaxConnPerRoute(limits.maxConnectionsPerHost())
            .setDefaultTlsConfig(
                TlsConfig.custom().setVersionPolicy(HttpVersionPolicy.NEGOTIATE).build())
            .setDefaultConnectionConfig(
                ConnectionConfig.custom().setIdleTimeout(Timeout.of(limits.idleTimeout())).build())
            .build();
    client =
        HttpAsyncClients.custom()
            .setConnectionManager(connections)
            .setThreadFactory(work ->
                Thread.ofPlatform()
                    .daemon()
                    .name("jobwheel-http-" + THREADS.getAndIncrement())
                    .unstarted(() -> carry(work)))
            .setIOReactorConfig(
                IOReactorConfig.custom()
                    .setIoThreadCount(limits.ioThreads())
                    .setTcpNoDelay(true)
                    .setSelectInterval(TimeValue.ofMilliseconds(100))
                    .build())
            .setIoReactorExceptionCallback(e -> logUnexpected("the transport failed in a call", e))
            .setIoSessionDecorator(MeteredSession::new)
            .setHttp1Config(http1)
            .setH2Config(
                H2Config.custom()
                    .setPushEnabled(false)
                    .setMaxHeaderListSize(MAX_HEADER_LIST)
                    .build())
            .setRoutePlanner((target, _) -> new HttpRoute(target, null, isHttps(target)))
            .setUserAgent("Jobwheel")
            .disableRedirectHandling()
            .disableAutomaticRetries()
            .disableCookieManagement()
            .disableAuthCaching()
            .disableConnectionState()
            .disableContentCompression()
            .disableRequestPriority()
            .evictIdleConnections(TimeValue.of(limits.idleTimeout()))
            .evictExpiredConnections()
            .addExecInterceptorBefore(
                ChainElement.MAIN_TRANSPORT.name(), "connected", HttpEngine::connected)
            .build();
    client.start();
  }

  /** Does the work of one thread. When that ends, nobody serves its connections any more. */
  private void carry(Runnable work) {
    try {
      work.run();
    } catch (Throwable e) {
      up = false; // first: to log may fail as well
      logUnexpected("a thread of the transport has died", e);
    } finally {
      up = false;
    }
  }

  /**
   * Logs where it was thrown, but no message: that may quote what was sent, and secrets with it.
   */
  private static void logUnexpected(String what, Throwable error) {
    Throwable shown = new Throwable(error.getClass().getName());
    shown.setStackTrace(error.getStackTrace());
    log.error("http - {}", what, shown);
  }

  /** Whether it can carry requests. */
  boolean isUp() {
    return up;
  }

  CloseableHttpAsyncClient client() {
    return client;
  }

  PoolingAsyncClientConnectionManager connections() {
    return connections;
  }

  /** A call that comes without its address, by whatever way, ends here. */
  private static final class NoLookup implements DnsResolver {

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
      throw new UnknownHostException(host + ": no address was checked");
    }

    @Override
    public List<InetSocketAddress> resolve(String host, int port) throws UnknownHostException {
      throw new UnknownHostException(host + ": no address was checked");
    }

    @Override
    public String resolveCanonicalHostname(String host) throws UnknownHostException {
      throw new UnknownHostException(host + ": no address was checked");
    }
  }

  private static boolean isHttps(HttpHost target) {
    return target.getSchemeName().equals("https");
  }

  private static void connected(
      HttpRequest request,
      @Nullable AsyncEntityProducer body,
      AsyncExecChain.Scope scope,
      AsyncExecChain chain,
      AsyncExecCallback callback)
      throws HttpException, IOException {
    if (scope.clientContext.getAttribute(EXCHANGE) instanceof HttpExchange exchange
        && !exchange.connected(scope.execRuntime)) {
      callback.failed(new IOException("the exchange was given up"));
      return;
    }
    boolean small = body != null && body.getContentLength() < Http2SmallBodyWorkaround.SMALL_BODY;
    chain.proceed(
        request,
        body,
        scope,
        small ? new Http2SmallBodyWorkaround(callback, scope.execRuntime) : callback);
  }

  @Override
  public void close() {
    connections.close(CloseMode.IMMEDIATE); // what is still under way fails now
    client.close(CloseMode.GRACEFUL);
  }

  /** The same for one that is not up: waits for nobody. */
  void discard() {
    connections.close(CloseMode.IMMEDIATE);
    client.close(CloseMode.IMMEDIATE);
  }
}
