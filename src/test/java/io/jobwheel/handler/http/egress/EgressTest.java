package io.jobwheel.handler.http.egress;

import static io.jobwheel.handler.http.Calls.call;
import static io.jobwheel.handler.http.RawServer.response;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobwheel.handler.JobFailedException;
import io.jobwheel.handler.http.Calls;
import io.jobwheel.handler.http.RawServer;
import io.jobwheel.handler.http.call.HttpResult;
import io.jobwheel.handler.http.secret.Secret;
import io.jobwheel.job.Retry;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls connect only to addresses that the policy has allowed. */
@Timeout(60)
class EgressTest {

  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
  private static final InetAddress PRIVATE = InetAddress.ofLiteral("10.0.0.1");

  @Test
  void theAddressThatWasCheckedIsTheOneThatIsConnectedTo() {
    // a second look-up would lead to another server
    AtomicInteger lookups = new AtomicInteger();
    try (RawServer good = RawServer.saying(response("200 OK", "good"));
        Calls calls =
            new Calls(
                Calls.WITH_LOOPBACK,
                _ ->
                    new InetAddress[] {
                      lookups.getAndIncrement() == 0 ? LOOPBACK : InetAddress.ofLiteral("127.0.0.2")
                    })) {
      HttpResult answer = calls.run(call("http://rebinding.example.com:" + good.port() + "/"));

      assertThat(answer.body().text()).isEqualTo("good");
      assertThat(lookups).hasValue(1);
      assertThat(good.requests().getFirst().headers())
          .containsEntry("host", "rebinding.example.com:" + good.port());
    }
  }

  @Test
  void aHostThatRebindsToAForbiddenAddressIsRefusedOnItsNextCall() {
    AtomicInteger lookups = new AtomicInteger();
    try (RawServer server = RawServer.saying(response("200 OK", "x"));
        Calls calls =
            new Calls(
                Calls.WITH_LOOPBACK,
                _ -> new InetAddress[] {lookups.getAndIncrement() == 0 ? LOOPBACK : PRIVATE})) {
      String url = "http://rebinding.example.com:" + server.port() + "/";
      assertThat(calls.run(call(url)).status()).isEqualTo(200);
      // although a connection by that name is open and could be used again
      assertThat(calls.failureOf(call(url)).error().code()).isEqualTo("egress-denied");
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void onlyAllowedAddressesOfAHostAreConnectedTo() {
    try (RawServer server = RawServer.saying(response("200 OK", "x"));
        Calls calls = new Calls(Calls.WITH_LOOPBACK, _ -> new InetAddress[] {PRIVATE, LOOPBACK})) {
      assertThat(calls.run(call("http://two.example.com:" + server.port() + "/")).status())
          .isEqualTo(200);
    }
  }

  @Test
  void theNextAddressIsTriedWhenOneRefuses() {
    InetAddress unused = InetAddress.ofLiteral("127.0.0.9");
    try (RawServer server = RawServer.saying(response("200 OK", "x"));
        Calls calls = new Calls(Calls.WITH_LOOPBACK, _ -> new InetAddress[] {unused, LOOPBACK})) {
      // the server listens on 127.0.0.1 only
      assertThat(calls.run(call("http://two.example.com:" + server.port() + "/")).status())
          .isEqualTo(200);
    }
  }

  @Test
  void aRedirectToAForbiddenTargetIsRefused() {
    for (String target :
        List.of(
            "http://169.254.169.254/latest/meta-data/",
            "http://10.0.0.1/",
            "http://[::ffff:10.0.0.1]/",
            "http://inner.example.com/",
            "//10.0.0.1/",
            "http://127.0.0.1:22/",
            "http://2130706433/",
            "http://user@127.0.0.1:8080/",
            "file:///etc/passwd",
            "http://\\\\10.0.0.1/",
            "gopher://127.0.0.1/")) {
      try (RawServer server = RawServer.saying(response("302 Found\r\nLocation: " + target, ""));
          Calls calls = new Calls(Calls.WITH_LOOPBACK, _ -> new InetAddress[] {PRIVATE})) {
        JobFailedException failure = calls.failureOf(call(server.url("/")));
        assertThat(failure.error().code()).as(target).isIn("egress-denied", "bad-redirect");
        assertThat(failure.retry()).isEqualTo(Retry.NEVER);
        assertThat(server.requests()).hasSize(1);
      }
    }
  }

  @Test
  void redirectsAreFollowedToALimit() {
    try (RawServer server =
            new RawServer((request, out) -> {
              int n = Integer.parseInt(request.target().substring(1));
              RawServer.write(
                  out,
                  n == 0
                      ? response("200 OK", "there")
                      : response("307 X\r\nLocation: " + (n - 1), "moved"));
            });
        Calls calls = Calls.onLoopback()) {
      HttpResult answer = calls.run(call(server.url("/5")));
      assertThat(answer.redirects()).isEqualTo(5);
      assertThat(answer.url()).isEqualTo(server.url("/0"));
      JobFailedException failure = calls.failureOf(call(server.url("/6")));
      assertThat(failure.error().code()).isEqualTo("too-many-redirects");
      assertThat(failure.retry()).isEqualTo(Retry.NEVER);
      assertThat(calls.failureOf(call(server.url("/1")).maxRedirects(0)).error().code())
          .isEqualTo("unexpected-status");
      assertThat(calls.run(call(server.url("/1")).expect("3xx")).status()).isEqualTo(307);
    }
  }

  @Test
  void redirectsChangeMethodsAsRfc9110Says() {
    assertThat(followed(301, "POST")).isEqualTo("GET ");
    assertThat(followed(302, "POST")).isEqualTo("GET ");
    assertThat(followed(303, "POST")).isEqualTo("GET ");
    assertThat(followed(303, "PUT")).isEqualTo("GET ");
    assertThat(followed(302, "PUT")).isEqualTo("PUT sent");
    assertThat(followed(307, "POST")).isEqualTo("POST sent");
    assertThat(followed(308, "POST")).isEqualTo("POST sent");
  }

  private static String followed(int status, String method) {
    try (RawServer server =
            new RawServer((request, out) ->
                RawServer.write(
                    out,
                    request.target().equals("/")
                        ? response(status + " X\r\nLocation: /next", "")
                        : response("200 OK", request.method() + " " + request.body())));
        Calls calls = Calls.onLoopback()) {
      String text = calls.run(call(server.url("/")).method(method).text("sent")).body().text();
      assertThat(server.requests().getLast().headers().containsKey("content-type"))
          .isEqualTo(text.endsWith("sent"));
      return text;
    }
  }

  @Test
  void credentialsDoNotFollowARedirectToAnotherOrigin() {
    try (RawServer other = RawServer.saying(response("200 OK", "x"));
        RawServer first =
            new RawServer((request, out) ->
                RawServer.write(
                    out,
                    request.target().equals("/")
                        ? response("307 X\r\nLocation: /same", "")
                        : response("307 X\r\nLocation: " + other.url("/"), "")));
        Calls calls = Calls.onLoopback()) {
      calls.secrets.put(
          "key", new Secret("0123456789", List.of(new HostPattern("127.0.0.1")), true));
      calls.run(
          call(first.url("/"))
              .header("Authorization", "Bearer 1")
              .header("Cookie", "a=b")
              .header("X-Api-Key", "2")
              .header("Accept-Language", "${secret:key}")
              .header("Accept", "text/plain"));

      assertThat(first.requests().getLast().headers())
          .containsEntry("authorization", "Bearer 1")
          .containsEntry("x-api-key", "2")
          .containsEntry("accept-language", "0123456789");
      assertThat(other.requests().getFirst().headers())
          .containsEntry("accept", "text/plain")
          .doesNotContainKeys("authorization", "cookie", "x-api-key", "accept-language");
    }
  }

  @Test
  void aSlowLookUpStopsNeitherTheTransportNorOtherHosts() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    try (RawServer server = RawServer.saying(response("200 OK", "x"));
        Calls calls =
            new Calls(
                Calls.WITH_LOOPBACK,
                host -> {
                  if (host.equals("slow.example.com")) {
                    awaitQuietly(release);
                  }
                  return new InetAddress[] {LOOPBACK};
                })) {
      String slow = "http://slow.example.com:" + server.port() + "/";
      CompletableFuture<HttpResult> waiting =
          CompletableFuture.supplyAsync(() -> calls.run(call(slow)));
      assertThat(calls.run(call("http://fast.example.com:" + server.port() + "/")).status())
          .isEqualTo(200);
      assertThat(calls.failureOf(call(slow).connectTimeout(Duration.ofMillis(50))).error().code())
          .isEqualTo("call-timed-out");
      release.countDown();
      assertThat(waiting.get(10, TimeUnit.SECONDS).status()).isEqualTo(200);
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void callsForOneHostShareALookUp() throws Exception {
    AtomicInteger lookups = new AtomicInteger();
    CountDownLatch release = new CountDownLatch(1);
    try (DnsResolver shared =
        new DnsResolver(
            _ -> {
              lookups.incrementAndGet();
              awaitQuietly(release);
              return new InetAddress[] {LOOPBACK};
            },
            1)) {
      List<CompletableFuture<List<InetAddress>>> all =
          java.util.stream.IntStream.range(0, 100).mapToObj(_ -> shared.resolve("a")).toList();
      assertThat(all.getFirst().cancel(true)).isTrue();
      release.countDown();
      for (CompletableFuture<List<InetAddress>> each : all.subList(1, 100)) {
        assertThat(each.get(10, TimeUnit.SECONDS)).containsExactly(LOOPBACK);
      }
      assertThat(lookups).hasValue(1);
    }
  }

  @Test
  void aHostWithoutAnAddressMayHaveOneLater() {
    try (Calls calls =
        new Calls(
            Calls.STRICT,
            host -> {
              throw new UnknownHostException(host);
            })) {
      JobFailedException failure = calls.failureOf(call("http://gone.example.com/"));
      assertThat(failure.error().code()).isEqualTo("unknown-host");
      assertThat(failure.retry()).isEqualTo(Retry.AS_PLANNED);
    }
  }

  @Test
  void theTransportItselfLooksNothingUp() {
    try (Calls calls = Calls.onLoopback()) {
      assertThat(calls.failureOf(call("http://no.example.com:1024/")).error().code())
          .isEqualTo("connect-failed"); // to the address that the test's look-up gave
    }
  }

  @Test
  void aPolicyCanAllowAndDeny() throws Exception {
    EgressPolicy policy =
        new EgressPolicy(
            Set.of("https"),
            List.of(PortRange.parse("443"), PortRange.parse("8000-8999")),
            List.of(PortRange.parse("8500")),
            List.of(new HostPattern("*.example.com"), new HostPattern("10.0.0.1")),
            List.of(new HostPattern("bad.example.com")),
            List.of(Network.parse("10.0.0.0/24"), Network.parse("169.254.0.0/16")),
            List.of(Network.parse("10.0.0.128/25"), Network.parse("8.8.8.0/24")));
    assertThat(policy.denialReason(CallUrl.parse("https://a.example.com/"))).isEmpty();
    assertThat(policy.denialReason(CallUrl.parse("https://a.example.com:8001/"))).isEmpty();
    assertThat(policy.denialReason(CallUrl.parse("https://10.0.0.1/"))).isEmpty();
    for (String url :
        List.of(
            "http://a.example.com/",
            "https://a.example.com:8500/",
            "https://a.example.com:9000/",
            "https://bad.example.com/",
            "https://example.com/",
            "https://example.org/",
            "https://aexample.com/",
            "https://10.0.0.2/")) {
      assertThat(policy.denialReason(CallUrl.parse(url))).as(url).isNotEmpty();
    }
    assertThat(policy.deniedCategory(InetAddress.ofLiteral("10.0.0.127"))).isEmpty();
    assertThat(policy.deniedCategory(InetAddress.ofLiteral("64:ff9b::10.0.0.1"))).isEmpty();
    for (String address :
        List.of("10.0.0.128", "10.0.1.0", "8.8.8.8", "64:ff9b::8.8.8.8", "169.254.169.254")) {
      assertThat(policy.deniedCategory(InetAddress.ofLiteral(address))).as(address).isNotEmpty();
    }
    // only its exact address allows a metadata service, not a network that contains it
    assertThat(policy.deniedCategory(InetAddress.ofLiteral("169.254.1.1"))).isEmpty();
    assertThat(
            Calls.policy("169.254.169.254")
                .deniedCategory(InetAddress.ofLiteral("169.254.169.254")))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[2001:4860:4860::8888]",
        "[2001:4860:4860:0:0:0:0:8888]",
        "[2001:4860:4860:0::8888]",
        "[2001:4860:4860::0.0.136.136]",
        "[2001:4860:4860::8844]",
        "203.0.114.5",
        "[::ffff:203.0.114.5]",
        "[64:ff9b::203.0.114.5]",
        "[64:ff9b::cb00:7205]",
        "203.0.114.6",
      })
  void aDeniedAddressIsDeniedInEverySpelling(String host) throws Exception {
    EgressPolicy policy =
        new EgressPolicy(
            Set.of("http"),
            List.of(new PortRange(80, 80)),
            List.of(),
            List.of(),
            List.of(
                new HostPattern("2001:4860:4860::8888"),
                new HostPattern("2001:4860:4860:0:0:0:0:8844"),
                new HostPattern("203.0.114.5"),
                new HostPattern("::ffff:203.0.114.6")),
            List.of(),
            List.of());
    CallUrl url = CallUrl.parse("http://" + host + "/");
    assertThat(policy.denialReason(url)).isPresent();
    assertThat(policy.deniedCategory(url.literal())).as("resolved by a look-up").isPresent();
    assertThat(policy.denialReason(CallUrl.parse("http://[2001:4860:4860::8889]/"))).isEmpty();
  }

  @Test
  void anAllowedAddressAndTheHostOfASecretAreMeantInEverySpelling() throws Exception {
    List<HostPattern> hosts = List.of(new HostPattern("2001:4860:4860::8888"));
    EgressPolicy policy =
        new EgressPolicy(
            Set.of("https"),
            List.of(new PortRange(443, 443)),
            List.of(),
            hosts,
            List.of(),
            List.of(),
            List.of());
    CallUrl same = CallUrl.parse("https://[2001:4860:4860:0::8888]/");
    CallUrl other = CallUrl.parse("https://[2001:4860:4860::8889]/");
    Secret secret = new Secret("0123456789", hosts, false);
    assertThat(policy.denialReason(same)).isEmpty();
    assertThat(secret.denialReason(same)).isEmpty();
    assertThat(policy.denialReason(other)).isPresent();
    assertThat(secret.denialReason(other)).isPresent();
  }

  @Test
  void invalidConfigurationIsRefused() {
    for (String network : List.of("10.0.0.0/33", "10.0.0/8", "example.com", "::/129", "/8", "")) {
      assertThatThrownBy(() -> Network.parse(network))
          .as(network)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("is not a network");
    }
    for (String port : List.of("0", "65536", "10-5", "a", "-5", "")) {
      assertThatThrownBy(() -> PortRange.parse(port))
          .as(port)
          .isInstanceOf(IllegalArgumentException.class);
    }
    for (String host : List.of("", "*", "a.*.com", "http://a", "a:80", "a b", "*.", "1::2::3")) {
      assertThatThrownBy(() -> new HostPattern(host))
          .as(host)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
