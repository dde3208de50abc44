package io.jobwheel.handler.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.async.AsyncExecCallback;
import org.apache.hc.client5.http.async.AsyncExecChain;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.ChainElement;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManager;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.client5.http.ssl.ClientTlsStrategyBuilder;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.message.BasicHttpRequest;
import org.apache.hc.core5.http.nio.AsyncEntityProducer;
import org.apache.hc.core5.http.nio.entity.BasicAsyncEntityProducer;
import org.apache.hc.core5.http.nio.support.BasicRequestProducer;
import org.apache.hc.core5.http2.HttpVersionPolicy;
import org.apache.hc.core5.http2.config.H2Config;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.net.URIAuthority;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.pool.PoolStats;
import org.apache.hc.core5.reactor.IOReactorConfig;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Carries requests on a few threads, without blocking who sends them. It connects to the address
 * that it is given: it cannot look one up. It follows no redirect, repeats no request, keeps no
 * cookie, knows no proxy and undoes no content encoding. By TLS it speaks HTTP/2 where the server
 * does, one request at a time on a connection, so that giving one up ends no other. Safe from any
 * thread.
 */
public final class HttpTransport implements AutoCloseable {

  private static final int MAX_HEADER_LINE = 16_384;
  private static final int MAX_HEADERS = 200;
  private static final int MAX_HEADER_LIST = 65_536;
  private static final String EXCHANGE = "io.jobwheel.exchange";

  private final PoolingAsyncClientConnectionManager connections;
  private final CloseableHttpAsyncClient client;

  /**
   * Starts the threads.
   *
   * @param limits its sizes
   * @param tls who is trusted
   */
  public HttpTransport(Limits limits, SSLContext tls) {
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
    AtomicInteger number = new AtomicInteger();
    client =
        HttpAsyncClients.custom()
            .setConnectionManager(connections)
            .setThreadFactory(work ->
                Thread.ofPlatform()
                    .daemon()
                    .name("jobwheel-http-" + number.getAndIncrement())
                    .unstarted(work))
            .setIOReactorConfig(
                IOReactorConfig.custom()
                    .setIoThreadCount(limits.ioThreads())
                    .setTcpNoDelay(true)
                    .setSelectInterval(TimeValue.ofMilliseconds(100))
                    .build())
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
                ChainElement.MAIN_TRANSPORT.name(), "connected", HttpTransport::connected)
            .build();
    client.start();
  }

  /**
   * The sizes of a transport.
   *
   * @param ioThreads how many threads carry all requests
   * @param maxConnections how many connections at once; more requests wait for one
   * @param maxConnectionsPerHost the same for one address, port and name
   * @param idleTimeout how long a connection without work is kept
   */
  public record Limits(
      int ioThreads, int maxConnections, int maxConnectionsPerHost, Duration idleTimeout) {}

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
    if (scope.clientContext.getAttribute(EXCHANGE) instanceof Exchange exchange
        && !exchange.connected(scope.execRuntime)) {
      callback.failed(new IOException("the exchange was given up"));
      return;
    }
    boolean small = body != null && body.getContentLength() < LastUse.SMALL_BODY;
    chain.proceed(
        request, body, scope, small ? new LastUse(callback, scope.execRuntime) : callback);
  }

  /** Sends a request; the caller closes what it gets. */
  @SuppressWarnings("deprecation") // its successor has one connect timeout for all exchanges
  Exchange send(WireRequest request, Duration connectTimeout) {
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
            .setResponseTimeout(Timeout.of(HttpCall.LONGEST_TIMEOUT))
            .setProtocolUpgradeEnabled(false)
            .setHardCancellationEnabled(true)
            .build());
    Exchange exchange = new Exchange();
    context.setAttribute(EXCHANGE, exchange);
    exchange.connectWithin(connectTimeout);
    exchange.isCarriedBy(
        client.execute(
            new HttpHost(url.scheme(), request.address(), url.host(), url.port()),
            new BasicRequestProducer(message, entity(request)),
            new ResponseKeeper(exchange, request.keep()),
            null,
            context,
            exchange));
    return exchange;
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
    PoolStats stats = connections.getTotalStats();
    return new Connections(stats.getLeased(), stats.getAvailable(), stats.getPending());
  }

  /** How many connections are in use. */
  int connectionsInUse() {
    return connections.getTotalStats().getLeased();
  }

  /** How many connections there are, in use or not. */
  int connections() {
    return connectionsInUse() + connections.getTotalStats().getAvailable();
  }

  @Override
  public void close() {
    connections.close(CloseMode.IMMEDIATE); // what is still under way fails now
    client.close(CloseMode.GRACEFUL);
  }
}
