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
 * The threads and connections of a transport. An {@link Error} on one of its threads ends the
 * engine, and the transport creates another. Thread-safe.
 */
final class HttpEngine implements AutoCloseable {

  /** The name of the context attribute that holds the exchange. */
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

  /** Creates an engine, whose threads start with the first request. */
  HttpEngine(TransportLimits limits, SSLContext tls) {
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
                    .unstarted(() -> runThread(work)))
            .setIOReactorConfig(
                IOReactorConfig.custom()
                    .setIoThreadCount(limits.ioThreads())
                    .setTcpNoDelay(true)
                    .setSelectInterval(TimeValue.ofMilliseconds(100))
                    .build())
            .setIoReactorExceptionCallback(
                e -> logWithoutMessage("The transport failed in a call", e))
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
  }

  /** Runs one thread. When it ends, its connections are no longer served. */
  private void runThread(Runnable work) {
    try {
      work.run();
    } catch (Throwable e) {
      up = false; // first, because logging may fail as well
      logWithoutMessage("A thread of the transport ended", e);
    } finally {
      up = false;
    }
  }

  /** Logs the stack trace without the exception's message, which may contain secrets. */
  private static void logWithoutMessage(String message, Throwable error) {
    Throwable shown = new Throwable(error.getClass().getName());
    shown.setStackTrace(error.getStackTrace());
    log.error("{}", message, shown);
  }

  /** Returns whether the engine can send requests. */
  boolean isUp() {
    return up;
  }

  /** Returns the client, which it has started. */
  CloseableHttpAsyncClient client() {
    client.start(); // only the first time
    return client;
  }

  PoolingAsyncClientConnectionManager connections() {
    return connections;
  }

  /** Fails each look-up: requests contain the address that the egress policy has allowed. */
  private static final class NoLookup implements DnsResolver {

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
      throw new UnknownHostException(host + ": the request has no resolved address");
    }

    @Override
    public List<InetSocketAddress> resolve(String host, int port) throws UnknownHostException {
      throw new UnknownHostException(host + ": the request has no resolved address");
    }

    @Override
    public String resolveCanonicalHostname(String host) throws UnknownHostException {
      throw new UnknownHostException(host + ": the request has no resolved address");
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
      callback.failed(new IOException("the exchange was cancelled"));
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
    connections.close(CloseMode.IMMEDIATE); // running exchanges fail
    client.close(CloseMode.GRACEFUL);
  }

  /** Closes an engine that is not up, without waiting for its threads. */
  void discard() {
    connections.close(CloseMode.IMMEDIATE);
    client.close(CloseMode.IMMEDIATE);
  }
}
