package io.jobwheel.api.request;

import static io.jobwheel.api.ApiClient.fields;
import static io.jobwheel.api.ApiClient.problem;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.api.ApiTestCase;
import io.jobwheel.api.Samples;
import io.jobwheel.job.CompletionCondition;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobGroup;
import io.jobwheel.job.JobState;
import io.jobwheel.job.Jobs;
import io.jobwheel.job.Progress;
import io.jobwheel.store.ProgressReports.ProgressReport;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** GET of a job or a group with If-None-Match. */
class ConditionalGetApiTest extends ApiTestCase {

  private static final Instant NOW = Samples.START;

  private static String path(Job job) {
    return "/api/v1/jobs/" + job.id();
  }

  private HttpResponse<String> get(String path, String... ifNoneMatch) {
    HttpRequest.Builder request = api.request(path);
    for (String line : ifNoneMatch) {
      request.header("If-None-Match", line);
    }
    return api.send(request);
  }

  private static String header(HttpResponse<String> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  private String tag(String path) {
    HttpResponse<String> response = get(path);
    assertThat(response.statusCode()).isEqualTo(200);
    return header(response, "ETag");
  }

  @Test
  void aVersionThatTheClientHasIsNotSentAgain() {
    Job job = store.put(Samples.job(JobState.RUNNING));
    HttpResponse<String> first = get(path(job));
    String tag = header(first, "ETag");
    assertThat(tag).matches("W/\"[A-Za-z0-9_-]{22}\"");

    HttpResponse<String> second = get(path(job), tag);

    assertThat(second.statusCode()).isEqualTo(304);
    assertThat(second.body()).isEmpty();
    for (HttpResponse<String> response : List.of(first, second)) {
      assertThat(header(response, "ETag")).isEqualTo(tag);
      assertThat(header(response, "Cache-Control")).isEqualTo("no-cache, private");
      assertThat(header(response, "Pragma") + header(response, "Expires")).isEmpty();
      assertThat(header(response, "Retry-After")).isEqualTo("1");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "W/T | 304",
        "T | 304",
        "* | 304",
        "\"x\", W/T | 304",
        ",, \"x\" ,\t, W/T, | 304",
        "\"a,b\",T | 304",
        "\"x\" | 200",
        "W/\"\" | 200",
        "\"*\" | 200",
        "x | 400",
        "W/ | 400",
        "w/T | 400",
        "\" | 400",
        "\"a b\" | 400",
        "T T | 400",
        "T; T | 400",
        "*, T | 400",
        ", | 400",
        "**  | 400"
      })
  void tagsAreComparedWeaklyAndWhatIsNoTagIsRefused(String value, int status) {
    Job job = store.put(Samples.job(JobState.QUEUED));
    String opaque = tag(path(job)).substring(2);

    HttpResponse<String> response = get(path(job), value.replace("T", opaque));

    assertThat(response.statusCode()).as(value).isEqualTo(status);
    if (status == 400) {
      assertThat(fields(problem(response, 400, "invalid-parameter")))
          .containsExactly("If-None-Match");
    }
  }

  @Test
  void theTagsOfSeveralLinesCount() {
    Job job = store.put(Samples.job(JobState.QUEUED));
    String tag = tag(path(job));
    assertThat(get(path(job), "\"x\"", tag).statusCode()).isEqualTo(304);
    assertThat(get(path(job), tag, "x").statusCode()).isEqualTo(400);
    assertThat(get(path(job), "").statusCode()).isEqualTo(400);
  }

  @Test
  void aLongListOfTagsIsRead() {
    Job job = store.put(Samples.job(JobState.QUEUED));
    String tag = tag(path(job));
    assertThat(get(path(job), "\"\",".repeat(2_000) + tag).statusCode()).isEqualTo(304);
  }

  @Test
  void everyChangeThatAJobShowsIsANewVersion() {
    Job job = store.put(Samples.job(JobState.RUNNING));
    String running = tag(path(job));
    assertThat(tag(path(job))).isEqualTo(running);

    store.report(new ProgressReport(job.id(), job.attempt(), new Progress(NOW, 0.5, "half")));
    String half = tag(path(job));
    store.put(Jobs.like(job).cancelRequestedAt(NOW).build());
    String cancelled = tag(path(job));
    store.put(Jobs.like(job).result("1").build());
    String result = tag(path(job));
    store.put(Samples.job(job.id(), JobState.SUCCEEDED));
    HttpResponse<String> ended = get(path(job), running, half, cancelled, result);

    assertThat(List.of(running, half, cancelled, result)).doesNotHaveDuplicates();
    assertThat(ended.statusCode()).isEqualTo(200);
    assertThat(ended.headers().firstValue("Retry-After")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "?include=result"})
  void aGroupHasATagOfAllItsJobs(String query) {
    JobGroup group =
        store.put(
            JobGroup.accepted(
                Samples.id(), ExecutionMode.THREAD_POOL, CompletionCondition.ALL_COMPLETED, NOW));
    Job job = store.put(Samples.job(JobState.QUEUED, group.id()));
    String path = "/api/v1/groups/" + group.id() + query;
    HttpResponse<String> before = get(path);
    assertThat(header(before, "Retry-After")).isEqualTo("1");
    assertThat(get(path, header(before, "ETag")).statusCode()).isEqualTo(304);

    store.put(Jobs.like(job).startedAt(NOW).build());
    HttpResponse<String> after = get(path, header(before, "ETag"));

    assertThat(after.statusCode()).isEqualTo(200);
    store.put(
        new JobGroup(
            group.id(), group.mode(), group.returnWhen(), NOW, NOW, JobState.SUCCEEDED, NOW, null));
    HttpResponse<String> ended = get(path, header(after, "ETag"));
    assertThat(ended.statusCode()).isEqualTo(200);
    assertThat(ended.headers().firstValue("Retry-After")).isEmpty();
  }

  @Test
  void aHeadRequestHasTheSameHeaders() {
    Job job = store.put(Samples.job(JobState.QUEUED));
    String tag = tag(path(job));
    HttpRequest.Builder head = api.request(path(job)).method("HEAD", BodyPublishers.noBody());
    HttpResponse<String> response = api.send(head);
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(header(response, "ETag")).isEqualTo(tag);
    assertThat(api.send(head.header("If-None-Match", tag)).statusCode()).isEqualTo(304);
  }

  @Test
  void aJobThatDoesNotExistHasNoVersion() {
    problem(get("/api/v1/jobs/" + Samples.id(), "*"), 404, "not-found");
    problem(get("/api/v1/groups/" + Samples.id(), "x"), 400, "invalid-parameter");
  }
}
