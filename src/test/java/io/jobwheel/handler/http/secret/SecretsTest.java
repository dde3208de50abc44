package io.jobwheel.handler.http.secret;

import static io.jobwheel.handler.http.Calls.call;
import static io.jobwheel.handler.http.RawServer.response;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobwheel.handler.JobFailedException;
import io.jobwheel.handler.http.Calls;
import io.jobwheel.handler.http.RawServer;
import io.jobwheel.handler.http.call.HttpResult;
import io.jobwheel.handler.http.egress.CallUrl;
import io.jobwheel.handler.http.egress.HostPattern;
import io.jobwheel.handler.http.transport.WireBudget;
import io.jobwheel.handler.http.transport.WireRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Secrets are sent only to their allowed hosts, and shown nowhere. */
@Timeout(60)
class SecretsTest {

  private static final String VALUE = "s3cr3t-t0k3n";

  private final Calls calls = Calls.onLoopback();

  @BeforeEach
  void configure() {
    List<HostPattern> here = List.of(new HostPattern("127.0.0.1"));
    calls.secrets.put("token", new Secret(VALUE, here, true));
    calls.secrets.put("tls-only", new Secret("another-0ne", here, false));
    calls.secrets.put("nowhere", new Secret("nowhere-at-all", List.of(), true));
    calls.secrets.put(
        "elsewhere", new Secret("else-where", List.of(new HostPattern("*.example.com")), true));
  }

  @AfterEach
  void close() {
    calls.close();
  }

  @Test
  void aReferenceIsReplacedWhenItIsSent() {
    try (RawServer server = RawServer.saying(response("200 OK", "x"))) {
      calls.run(
          call(server.url("/"))
              .header("Authorization", "Bearer ${secret:token}")
              .header("X-Two", "${secret:token}/${secret:token}"));
      assertThat(server.requests().getFirst().headers())
          .containsEntry("authorization", "Bearer " + VALUE)
          .containsEntry("x-two", VALUE + "/" + VALUE);
    }
  }

  @Test
  void aSecretThatIsSentBackAsANameIsHiddenInAnyCase() {
    calls.secrets.put(
        "mixed", new Secret("MixedCase1", List.of(new HostPattern("127.0.0.1")), true));
    try (RawServer server =
        RawServer.saying(response("200 OK\r\nMixedCase1: a\r\nX-mixedcase1: b", "x"))) {
      HttpResult answer = calls.run(call(server.url("/")).header("X-Key", "${secret:mixed}"));
      assertThat(answer.headers())
          .containsEntry("***", List.of("a"))
          .containsEntry("x-***", List.of("b"))
          .doesNotContainKeys("mixedcase1", "x-mixedcase1");
    }
  }

  @Test
  void aSecretThatIsSentBackIsHidden() {
    try (RawServer server =
        RawServer.saying(response("200 OK\r\nX-Echo: a " + VALUE, "<" + VALUE + ">" + VALUE))) {
      HttpResult answer =
          calls.run(call(server.url("/")).header("Authorization", "${secret:token}"));
      assertThat(answer.body().text()).isEqualTo("<***>***");
      assertThat(answer.headers()).containsEntry("x-echo", List.of("a ***"));
    }
  }

  @Test
  void aSecretIsHiddenAlsoWhereTheBodyIsCut() {
    try (RawServer server = RawServer.saying(response("200 OK", "1234" + VALUE + VALUE))) {
      for (int keep = 0; keep <= 40; keep++) {
        HttpResult answer =
            calls.run(
                call(server.url("/")).keepBody(keep).header("Authorization", "${secret:token}"));
        String shown = answer.body() == null ? "" : answer.body().text();
        assertThat(shown).matches("1?2?3?4?(\\*\\*\\*){0,2}");
      }
    }
  }

  @Test
  void aSecretInAFailureIsHidden() {
    try (RawServer server =
        RawServer.saying(response("302 Found\r\nLocation: /" + VALUE, "see " + VALUE))) {
      Calls.Call echo = call(server.url("/")).header("Authorization", "${secret:token}");
      assertThat(calls.failureOf(echo.maxRedirects(0)).error().message())
          .endsWith("see ***")
          .doesNotContain(VALUE);
      assertThat(calls.failureOf(echo.maxRedirects(1)).error().message()).doesNotContain(VALUE);
    }
  }

  @Test
  void aReferenceThatCannotBeSentIsRefusedAtSubmitAndAtRun() {
    Map<String, String> refused =
        Map.of(
            "${secret:unknown}", "refers to the secret 'unknown', which this node does not have",
            "${secret:nowhere}", "refers to the secret 'nowhere', which has no allowed hosts",
            "${secret:elsewhere}", "which must not be sent to 127.0.0.1",
            "${secret:tls-only}", "which must be sent over https, not over http",
            "a ${secret:token} ${secret:unknown}", "'unknown'",
            "${secret:}", "must refer to a secret as",
            "${secret:token", "must refer to a secret as",
            "${secret:TOKEN}", "must refer to a secret as",
            "${secret:${secret:token}}", "must refer to a secret as");
    refused.forEach((value, message) -> {
      Calls.Call call = call("http://127.0.0.1:8080/").header("X", value);
      assertThat(calls.faults(call)).singleElement().asString().contains("headers.X", message);
      JobFailedException failure = calls.failureOf(call);
      assertThat(failure.error().code()).isEqualTo("secret-refused");
      assertThat(failure.error().message()).doesNotContain(VALUE);
    });
    assertThat(calls.faults(call("https://api.example.com/").header("X", "${secret:elsewhere}")))
        .isEmpty();
  }

  @Test
  void theTextFormsHideTheValue() {
    Secret secret = new Secret(VALUE, List.of(new HostPattern("a.b")), false);
    assertThat(secret.toString()).contains("***", "a.b").doesNotContain(VALUE);
    assertThat(new Secrets(Map.of("a", secret)).toString()).doesNotContain(VALUE);
    WireRequest request =
        new WireRequest(
            "GET", url(), url().literal(), Map.of("A", VALUE), null, "a/b", 1, new WireBudget(1));
    assertThat(request.toString()).isEqualTo("GET http://127.0.0.1/");
  }

  private static CallUrl url() {
    try {
      return CallUrl.parse("http://127.0.0.1/?q=1");
    } catch (CallUrl.BadUrlException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aValueThatIsInvalidInAHeaderIsRefusedWithoutShowingIt() {
    for (String value : List.of("short", "line\nbreak-" + VALUE, "grüße-" + VALUE, " " + VALUE)) {
      assertThatThrownBy(() -> new Secret(value, List.of(), false))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageNotContaining(value);
    }
    assertThatThrownBy(() -> new Secrets(Map.of("NOT A NAME", new Secret(VALUE, List.of(), false))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theLongestOfNestedSecretsIsHidden() {
    Redaction redaction = new Redaction(List.of("abcdefgh", "abcdefghij"));
    assertThat(redaction.redact("abcdefghij abcdefgh")).isEqualTo("*** ***");
    assertThat(bytes(redaction, "abcdefghij abcdefgh", 30)).isEqualTo("*** ***");
    assertThat(bytes(redaction, "xabcdefgh", 4)).isEqualTo("x***");
    assertThat(bytes(new Redaction(List.of()), "xyz", 2)).isEqualTo("xy");
  }

  private static String bytes(Redaction redaction, String text, int length) {
    return new String(
        redaction.redact(text.getBytes(StandardCharsets.US_ASCII), length),
        StandardCharsets.US_ASCII);
  }
}
