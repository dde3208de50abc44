package io.jobwheel.api.request;

import static io.jobwheel.api.ApiClient.problem;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.api.ApiTestCase;
import io.jobwheel.api.RawHttp;
import io.jobwheel.api.Samples;
import io.jobwheel.job.JobState;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The media type of a response is selected before anything is stored. */
class NegotiationApiTest extends ApiTestCase {

  private static final String JOB = "{\"type\":\"anything\",\"payload\":1}";
  private static final String GROUP = "{\"mode\":\"thread-pool\",\"jobs\":[" + JOB + "]}";
  private static final String ID = "019f3c2e-7d4b-7a10-8c55-3e9a1b2c4d5f";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json;charset=iso-8859-1",
        "application/json;charset=utf-16",
        "application/json;charset=nope",
        "application/json;charset=\"\\\"",
        "application/json; v=2; indent=4",
        "application/json;a=\"\\\",\"",
        "APPLICATION/JSON",
        "application/*;charset=iso-8859-1",
        "application/*+json",
        "*/*;charset=iso-8859-1",
        "*",
        "text/html;q=0.9, application/json;q=0.1",
        "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2",
        "application/json;q=0, application/json",
        "",
        ",",
        ", ,application/json,"
      })
  void theResponseIsJsonWhicheverParametersAreAccepted(String accept) throws IOException {
    for (String answer :
        new String[] {submit("jobs", JOB, accept), submit("groups", GROUP, accept)}) {
      assertThat(RawHttp.status(answer)).as(answer).isEqualTo(202);
      assertThat(answer).contains("\r\nContent-Type: application/json\r\n");
    }
    assertThat(dispatch.stored()).hasSize(2);
  }

  @Test
  void aDeferredResponseIsJsonToo() throws Exception {
    api.sendAsync(
        api.jsonPost("/api/v1/jobs", JOB)
            .header("Prefer", "wait=5")
            .header("Accept", "application/json;charset=iso-8859-1"));
    var wait = dispatch.nextWait();
    wait.future().cancel(false);

    assertThat(dispatch.stored()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/html",
        "*/*;q=0",
        "application/json;q=0",
        "application/json;q=0, */*",
        "application/*;q=0.0, */*;q=1.0",
        "application/json;q=2",
        "application/json;q=x",
        "application/json;q=",
        "application/problem+json",
        "*/json",
        "application",
        "/",
        ";",
        ";;,;",
        "text/plain;charset=utf-8"
      })
  void aRequestWithoutAnAcceptableResponseHasNoEffect(String accept) throws IOException {
    for (String prefer : new String[] {"", "Prefer: wait=5\r\n"}) {
      assertNotAcceptable(submit("jobs", JOB, accept, prefer));
      assertNotAcceptable(submit("groups", GROUP, accept, prefer));
    }
    assertNotAcceptable(submit("jobs/" + ID + ":cancel", "", accept)); // else 404: no such job
    assertThat(dispatch.stored()).isEmpty();
  }

  private static void assertNotAcceptable(String answer) {
    assertThat(RawHttp.status(answer)).as(answer).isEqualTo(406);
    problem(RawHttp.body(answer), 406, "not-acceptable");
  }

  @Test
  void thousandsOfRangesAreLookedThrough() throws IOException {
    String many = "a/b,".repeat(1700);

    assertNotAcceptable(submit("jobs", JOB, many));
    assertThat(RawHttp.status(submit("jobs", JOB, many + "*/*;q=0.1"))).isEqualTo(202);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Accept-Encoding: identity;q=0",
        "Accept-Encoding: ;q",
        "Accept-Charset: iso-8859-1",
        "Accept-Charset: ;;;",
        "Accept-Language: ;;",
        "Range: bytes=0-5",
        "If-None-Match: *",
        "If-Match: x",
        "TE: trailers;q=x"
      })
  void otherPreferencesDoNotBreakTheAnswer(String header) throws IOException {
    String answer = submit("jobs", JOB, "*/*", header + "\r\n");

    assertThat(RawHttp.status(answer)).as(answer).isIn(200, 202);
    assertThat(dispatch.stored()).hasSize(1);
  }

  @Test
  void anExpectationThatIsUnknownHasNoEffect() throws IOException {
    String answer = submit("jobs", JOB, "*/*", "Expect: 200-ok\r\n");

    assertThat(RawHttp.status(answer)).isEqualTo(417);
    assertThat(dispatch.stored()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/plain;format=flowed", "application/problem+json"})
  void outputIsText(String accept) throws IOException {
    var job = store.put(Samples.job(JobState.RUNNING));
    String path = "/api/v1/jobs/" + job.id() + "/output";

    String answer = get(path, accept);

    assertThat(RawHttp.status(answer)).isEqualTo(200);
    assertThat(answer).contains("\r\nContent-Type: text/plain;charset=UTF-8\r\n");
    assertNotAcceptable(get(path, "text/plain;q=0, */*"));
    assertNotAcceptable(get(path, "application/json"));
  }

  @Test
  void healthComesInTheTypeThatIsPreferred() throws IOException {
    String path = "/actuator/health/liveness";
    String newest = "application/vnd.spring-boot.actuator.v3+json";

    assertThat(get(path, "*/*")).contains("\r\nContent-Type: " + newest + "\r\n");
    assertThat(get(path, "")).contains("\r\nContent-Type: " + newest + "\r\n");
    assertThat(get(path, "application/json;charset=iso-8859-1, */*;q=0.1"))
        .contains("\r\nContent-Type: application/json\r\n");
    assertThat(get(path, newest + ";q=0, */*"))
        .contains("\r\nContent-Type: application/vnd.spring-boot.actuator.v2+json\r\n");
    assertNotAcceptable(get(path, "*/*;q=0"));
  }

  private String get(String path, String accept) throws IOException {
    return raw.send(
        """
        GET %s HTTP/1.1\r
        Host: localhost\r
        Connection: close\r
        Accept: %s\r
        \r
        """
            .formatted(path, accept));
  }

  private String submit(String path, String body, String accept) throws IOException {
    return submit(path, body, accept, "");
  }

  private String submit(String path, String body, String accept, String headers)
      throws IOException {
    return raw.send(
        """
        POST /api/v1/%s HTTP/1.1\r
        Host: localhost\r
        Connection: close\r
        Content-Type: application/json\r
        Accept: %s\r
        %sContent-Length: %d\r
        \r
        %s\
        """
            .formatted(path, accept, headers, body.length(), body));
  }
}
