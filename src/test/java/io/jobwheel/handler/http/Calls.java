package io.jobwheel.handler.http;

import io.jobwheel.handler.JobContext;
import io.jobwheel.handler.JobFailedException;
import io.jobwheel.handler.http.call.HttpCall;
import io.jobwheel.handler.http.call.HttpHandler;
import io.jobwheel.handler.http.call.HttpResult;
import io.jobwheel.handler.http.egress.Destinations;
import io.jobwheel.handler.http.egress.DnsLookup;
import io.jobwheel.handler.http.egress.DnsResolver;
import io.jobwheel.handler.http.egress.EgressPolicy;
import io.jobwheel.handler.http.egress.Network;
import io.jobwheel.handler.http.egress.PortRange;
import io.jobwheel.handler.http.secret.Secret;
import io.jobwheel.handler.http.secret.Secrets;
import io.jobwheel.handler.http.transport.HttpTransport;
import io.jobwheel.handler.http.transport.TransportLimits;
import io.jobwheel.time.Ticker;
import java.net.InetAddress;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import org.assertj.core.api.Assertions;

/** An HTTP handler with its parts, for tests. */
public final class Calls implements AutoCloseable {

  static final Instant NOW = Instant.parse("2026-11-25T08:00:00Z");

  /** The maximum number of bytes of all kept bodies. */
  public static final int KEPT_BODIES = 2 << 20;

  /** The maximum length of a result in characters. */
  static final int MAX_RESULT = 1 << 20;

  /** The policy without allowed networks. */
  public static final EgressPolicy STRICT = policy();

  /** The same policy with the loopback networks. */
  public static final EgressPolicy WITH_LOOPBACK = policy("127.0.0.0/8", "::1");

  public final Map<String, Secret> secrets = new HashMap<>();
  public final List<String> outcomes = new CopyOnWriteArrayList<>();
  public final HttpTransport transport;
  private final EgressPolicy policy;
  private final DnsResolver lookups;
  private final Ticker ticker;

  public Calls(EgressPolicy policy, DnsLookup lookup) {
    this(policy, lookup, defaultTls());
  }

  Calls(EgressPolicy policy, DnsLookup lookup, SSLContext tls) {
    this(policy, lookup, tls, Ticker.system());
  }

  /** With steady time of its own. */
  Calls(EgressPolicy policy, DnsLookup lookup, SSLContext tls, Ticker ticker) {
    this.ticker = ticker;
    this.policy = policy;
    this.lookups = new DnsResolver(lookup, 2);
    this.transport =
        new HttpTransport(
            new TransportLimits(1, 100, 100, Duration.ofSeconds(30), KEPT_BODIES), tls, ticker);
  }

  public static Calls onLoopback() {
    return new Calls(WITH_LOOPBACK, host -> new InetAddress[] {InetAddress.ofLiteral("127.0.0.1")});
  }

  public static EgressPolicy policy(String... allowedNetworks) {
    return new EgressPolicy(
        Set.of("http", "https"),
        List.of(new PortRange(80, 80), new PortRange(443, 443), new PortRange(1024, 65_535)),
        List.of(new PortRange(6379, 6379)),
        List.of(),
        List.of(),
        List.of(allowedNetworks).stream().map(Network::parse).toList(),
        List.of());
  }

  private static SSLContext defaultTls() {
    try {
      return SSLContext.getDefault();
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  public HttpHandler handler() {
    return handler(true);
  }

  /** Returns where calls may go. */
  public Destinations destinations() {
    return new Destinations(policy, lookups);
  }

  HttpHandler handler(boolean sendTraceparent) {
    return new HttpHandler(
        new Destinations(policy, lookups),
        new Secrets(secrets),
        transport,
        1 << 20,
        MAX_RESULT,
        sendTraceparent,
        () -> NOW,
        ticker,
        (outcome, took) -> outcomes.add(outcome));
  }

  public HttpResult run(Call call) {
    return handler().run(call.build(), new BlockingContext());
  }

  /** Returns the failure of a call that must fail. */
  public JobFailedException failureOf(Call call) {
    return failureOf(call, new BlockingContext());
  }

  /** Returns the failure of a call that must fail, in this context. */
  public JobFailedException failureOf(Call call, JobContext context) {
    JobFailedException failure =
        Assertions.catchThrowableOfType(
            JobFailedException.class, () -> handler().run(call.build(), context));
    Assertions.assertThat(failure).as("a failure of %s", call.url).isNotNull();
    return failure;
  }

  /** Returns the validation errors of a call, each as field and message. */
  public List<String> faults(Call call) {
    return new ArrayList<>(
        handler().validate(call.build()).stream().map(e -> e.field() + " " + e.message()).toList());
  }

  public static Call call(String url) {
    return new Call(url);
  }

  @Override
  public void close() {
    transport.close();
    lookups.close();
  }

  /** A builder of payloads. */
  public static final class Call {

    private final String url;
    private String method;
    private final Map<String, String> headers = new HashMap<>();
    private HttpCall.RequestBody body;
    private Duration connectTimeout;
    private Duration timeout;
    private List<String> expect;
    private Integer maxRedirects;
    private Integer keepBody;

    private Call(String url) {
      this.url = url;
    }

    public Call method(String method) {
      this.method = method;
      return this;
    }

    public Call header(String name, String value) {
      headers.put(name, value);
      return this;
    }

    public Call text(String text) {
      body = new HttpCall.RequestBody(null, text, null);
      return this;
    }

    public Call body(HttpCall.RequestBody body) {
      this.body = body;
      return this;
    }

    public Call connectTimeout(Duration connectTimeout) {
      this.connectTimeout = connectTimeout;
      return this;
    }

    public Call timeout(Duration timeout) {
      this.timeout = timeout;
      return this;
    }

    public Call expect(String... expect) {
      this.expect = List.of(expect);
      return this;
    }

    public Call maxRedirects(int maxRedirects) {
      this.maxRedirects = maxRedirects;
      return this;
    }

    public Call keepBody(int keepBody) {
      this.keepBody = keepBody;
      return this;
    }

    public HttpCall build() {
      return new HttpCall(
          method, url, headers, body, connectTimeout, timeout, expect, maxRedirects, keepBody);
    }
  }
}
