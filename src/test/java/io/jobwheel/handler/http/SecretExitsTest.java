package io.jobwheel.handler.http;

import static io.jobwheel.handler.http.Calls.call;
import static io.jobwheel.handler.http.RawServer.response;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.handler.JobFailedException;
import io.jobwheel.handler.http.call.HttpResult;
import io.jobwheel.handler.http.egress.HostPattern;
import io.jobwheel.handler.http.secret.Secret;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No result or failure of a call shows a secret, in whichever form a server returns it. */
@Timeout(60)
class SecretExitsTest {

  private static final String SECRET = "S3cr3t-T0k3n";
  private static final String HOST = SECRET.toLowerCase(Locale.ROOT);
  private static final String AWKWARD = "p&ss/w\"rd=<a b>+\\e'%";

  private final Calls calls =
      new Calls(
          Calls.WITH_LOOPBACK,
          host -> {
            if (host.startsWith("unknown")) {
              throw new UnknownHostException(host);
            }
            if (host.startsWith("broken")) {
              throw new IllegalStateException("cannot look up " + host);
            }
            String address = host.startsWith("inner") ? "10.0.0.1" : "127.0.0.1";
            return new InetAddress[] {InetAddress.ofLiteral(address)};
          });

  @BeforeEach
  void configure() {
    List<HostPattern> here = List.of(new HostPattern("127.0.0.1"));
    calls.secrets.put("token", new Secret(SECRET, here, true));
    calls.secrets.put("awkward", new Secret(AWKWARD, here, true));
  }

  @AfterEach
  void close() {
    calls.close();
  }

  private static Calls.Call sending(String url) {
    return call(url).header("Authorization", "Bearer ${secret:token}");
  }

  @ParameterizedTest
  @CsvSource({
    "connect-failed, http://localhost:1025/%s/x",
    "connect-failed, http://a.%s.b:1025/",
    "egress-denied, http://10.0.0.1/%s",
    "egress-denied, http://inner.example.com/%s",
    "egress-denied, http://inner.%s.com/",
    "egress-denied, http://%s.com:22/",
    "unknown-host, http://unknown.%s.com/",
    "connection-lost, http://broken.%s.com/",
    "bad-redirect, http://user:%s@example.com/",
    "egress-denied, gopher-%s://example.com/",
    "bad-redirect, 'http://example.com/ %s'",
    "bad-redirect, http://%s_%%/",
    "unexpected-status, 'SELF/status/%s'",
    "call-timed-out, 'SELF/silent/%s'",
    "bad-response, 'SELF/nonsense/%s'",
    "connection-lost, 'SELF/short/%s'",
    "too-many-redirects, 'SELF/%s'"
  })
  void noFailureShowsASecretThatARedirectLeadsTo(String code, String location) {
    try (RawServer server = redirectingTo(location)) {
      JobFailedException failure =
          calls.failureOf(sending(server.url("/first-" + SECRET)).timeout(Duration.ofMillis(400)));

      assertThat(failure.error().code()).isEqualTo(code);
      assertNothingShows(failure);
    }
  }

  private static RawServer redirectingTo(String location) {
    return new RawServer((request, out) -> {
      String self = "http://" + request.headers().get("host");
      String target = request.target();
      if (target.startsWith("/status/")) {
        RawServer.write(out, response("500 " + SECRET, "x".repeat(190) + SECRET));
      } else if (target.startsWith("/silent/")) {
        awaitHangUp();
      } else if (target.startsWith("/nonsense/")) {
        RawServer.write(out, SECRET + " 200 " + SECRET + "\r\n" + SECRET + "\r\n\r\n");
      } else if (target.startsWith("/short/")) {
        RawServer.write(out, "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n" + SECRET);
        throw new java.io.IOException("hangs up");
      } else {
        String to = location.formatted(SECRET).replace("SELF", self);
        RawServer.write(out, response("302 Found\r\nLocation: " + to, SECRET));
      }
    });
  }

  private static void awaitHangUp() {
    try {
      new java.util.concurrent.CountDownLatch(1).await(5, java.util.concurrent.TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void assertNothingShows(Throwable failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      assertThat(each.toString().toLowerCase(Locale.ROOT)).doesNotContain(HOST);
    }
  }

  static List<String> spellings() {
    byte[] bytes = AWKWARD.getBytes(StandardCharsets.US_ASCII);
    Base64.Encoder base64 = Base64.getEncoder();
    return List.of(
        AWKWARD,
        "p%26ss%2Fw%22rd%3D%3Ca%20b%3E%2B%5Ce%27%25",
        "p%26ss%2fw%22rd%3d%3ca+b%3e%2b%5ce%27%25",
        "p%2526ss%252Fw%2522rd%253D%253Ca%2520b%253E%252B%255Ce%2527%2525",
        percent(bytes),
        "p&ss\\/w\\\"rd=<a b>+\\\\e'%",
        "p\\u0026ss\\u002fw\\u0022rd\\u003D\\u003ca b\\u003E\\u002b\\u005ce\\u0027%",
        "p\\x26ss/w\\x22rd=\\x3ca b\\x3e+\\x5ce\\x27%",
        "p&amp;ss/w&quot;rd=&lt;a b&gt;+\\e&#39;%",
        "p&#38;ss&#x2F;w&#x22;rd&#61;&#60;a&#32;b&#x3e;&#43;&#92;e&apos;&#37;",
        "p&ss/w\"rd=3D<a b>+\\e'%",
        AWKWARD.toUpperCase(Locale.ROOT),
        HexFormat.of().formatHex(bytes),
        HexFormat.of().withUpperCase().formatHex(bytes),
        base64.encodeToString(bytes),
        base64.encodeToString(("u:" + AWKWARD).getBytes(StandardCharsets.US_ASCII)),
        base64.encodeToString(("user:" + AWKWARD + "!").getBytes(StandardCharsets.US_ASCII)),
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(("me:" + AWKWARD).getBytes(StandardCharsets.US_ASCII)));
  }

  private static String percent(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    for (byte each : bytes) {
      text.append("%%%02x".formatted(each));
    }
    return text.toString();
  }

  @ParameterizedTest
  @MethodSource("spellings")
  void noResultShowsASecretHoweverItIsSpelled(String spelling) {
    try (RawServer server =
        RawServer.saying(response("200 OK\r\nX-Echo: [" + spelling + "]", "[" + spelling + "]"))) {
      HttpResult answer = calls.run(call(server.url("/")).header("X-Key", "${secret:awkward}"));

      assertThat(answer.body().text()).matches("\\[[^ ]{0,6}\\*\\*\\*[^ ]{0,2}]");
      assertThat(answer.headers().get("x-echo").getFirst())
          .matches("\\[[^ ]{0,6}\\*\\*\\*[^ ]{0,2}]");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"utf-16", "utf-16le", "utf-32", "utf-8", "iso-8859-1"})
  void aBodyInAnotherCharsetIsRedactedAsText(String charset) {
    byte[] body = ("1234" + SECRET + "5").getBytes(Charset.forName(charset));
    try (RawServer server =
        new RawServer((_, out) -> {
          RawServer.write(
              out,
              "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=%s\r\nContent-Length: %d\r\n\r\n"
                  .formatted(charset, body.length));
          out.write(body);
          out.flush();
        })) {
      assertThat(calls.run(sending(server.url("/"))).body().text()).isEqualTo("1234***5");
      for (int keep = 0; keep <= body.length; keep++) {
        HttpResult answer = calls.run(sending(server.url("/")).keepBody(keep));
        assertThat(answer.body().text()).matches("1?2?3?4?(\\*\\*\\*5?)?");
      }
    }
  }

  @Test
  void aSecretIsHiddenInBytesToo() {
    try (RawServer server =
        RawServer.saying(
            response("200 OK\r\nContent-Type: image/png", "ab" + SECRET + "%53" + "c"))) {
      HttpResult answer = calls.run(sending(server.url("/")));
      assertThat(Base64.getDecoder().decode(answer.body().base64()))
          .asString(StandardCharsets.US_ASCII)
          .isEqualTo("ab***%53c");
    }
  }

  @Test
  void aSecretThatTheServerItselfCutsIsHidden() {
    try (RawServer server =
        RawServer.saying(response("401 No", "bad token " + SECRET.substring(0, 9) + "..."))) {
      assertThat(calls.failureOf(sending(server.url("/"))).error().message())
          .endsWith("bad token ***...");
    }
  }

  @Test
  void aSecretThatAnotherCallHasSentIsHidden() {
    try (RawServer server = RawServer.saying(response("200 OK", "the last was " + SECRET))) {
      assertThat(calls.run(call(server.url("/"))).body().text()).isEqualTo("the last was ***");
    }
  }

  @Test
  void thePartsOfCredentialsAreHidden() {
    List<HostPattern> here = List.of(new HostPattern("127.0.0.1"));
    String basic = Base64.getEncoder().encodeToString("shop:0pen-Sesame".getBytes());
    calls.secrets.put("basic", new Secret("Basic " + basic, here, true));
    try (RawServer server =
        RawServer.saying(response("200 OK", "shop and 0pen-Sesame came as " + basic + "."))) {
      HttpResult answer =
          calls.run(call(server.url("/")).header("Authorization", "${secret:basic}"));
      assertThat(answer.body().text()).isEqualTo("shop and *** came as ***.");
    }
  }

  @Test
  void aTextThatResemblesASecretStays() {
    String text = "S3cr3t- %53%33%63 p%26ss \\u0053 U2VjcmV0 &amp; Bearer token";
    try (RawServer server = RawServer.saying(response("200 OK", text))) {
      assertThat(calls.run(sending(server.url("/"))).body().text()).isEqualTo(text);
    }
  }
}
