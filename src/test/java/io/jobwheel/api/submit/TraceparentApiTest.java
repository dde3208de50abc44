package io.jobwheel.api.submit;

import static io.jobwheel.api.ApiClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.api.ApiTestCase;
import io.jobwheel.api.Samples;
import io.jobwheel.dispatch.request.JobNotFoundException;
import io.jobwheel.job.Job;
import io.jobwheel.job.TraceParent;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The header traceparent on a node without tracing. */
class TraceparentApiTest extends ApiTestCase {

  private static final String HEADER = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  private static final String JOB = "{\"type\":\"anything\",\"payload\":1}";

  private HttpResponse<String> post(String path, String body, String... traceparents) {
    HttpRequest.Builder request = api.jsonPost(path, body);
    for (String traceparent : traceparents) {
      request.header("traceparent", traceparent);
    }
    return api.send(request);
  }

  @Test
  void theTraceOfASubmitIsStoredAndShown() {
    HttpResponse<String> response = post("/api/v1/jobs", JOB, HEADER);

    assertThat(response.statusCode()).isEqualTo(202);
    assertThat(json(response).path("traceparent").asString()).isEqualTo(HEADER);
    assertThat(dispatch.stored()).extracting(Job::traceparent).containsExactly(trace());
  }

  @Test
  void aSubmitThatIsAwaitedIsStoredWithItsTraceToo() {
    dispatch.failWaits(new JobNotFoundException("job", Samples.id())); // answered at once
    assertThat(
            api.send(
                    api.jsonPost("/api/v1/jobs", JOB)
                        .header("Prefer", "wait=0")
                        .header("traceparent", HEADER))
                .statusCode())
        .isEqualTo(202);
    assertThat(dispatch.stored()).extracting(Job::traceparent).containsExactly(trace());
  }

  @Test
  void everyJobOfAGroupHasTheTraceOfItsSubmit() {
    String group = "{\"mode\":\"thread-pool\",\"jobs\":[%s,%s]}".formatted(JOB, JOB);

    HttpResponse<String> response = post("/api/v1/groups", group, HEADER);

    assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
    assertThat(json(response).path("jobs").valueStream())
        .extracting(job -> job.path("traceparent").asString())
        .containsExactly(HEADER, HEADER);
    assertThat(dispatch.stored()).extracting(Job::traceparent).containsExactly(trace(), trace());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "hello",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
      })
  void whatIsNoTraceIsIgnoredAndNeverAnError(String header) {
    HttpResponse<String> response = post("/api/v1/jobs", JOB, header);

    assertThat(response.statusCode()).isEqualTo(202);
    assertThat(json(response).get("traceparent").isNull()).isTrue();
  }

  @Test
  void twoTracesAreNone() {
    HttpResponse<String> response = post("/api/v1/jobs", JOB, HEADER, HEADER);

    assertThat(response.statusCode()).isEqualTo(202);
    assertThat(json(response).get("traceparent").isNull()).isTrue();
  }

  private static TraceParent trace() {
    return TraceParent.parse(HEADER).orElseThrow();
  }
}
