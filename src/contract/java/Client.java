import io.jobwheel.client.ApiClient;
import io.jobwheel.client.ApiException;
import io.jobwheel.client.ApiResponse;
import io.jobwheel.client.api.GroupsApi;
import io.jobwheel.client.api.JobsApi;
import io.jobwheel.client.model.BatchItem;
import io.jobwheel.client.model.CountdownJobRequest;
import io.jobwheel.client.model.CountdownPayload;
import io.jobwheel.client.model.FieldError;
import io.jobwheel.client.model.Group;
import io.jobwheel.client.model.GroupRequest;
import io.jobwheel.client.model.IncludedText;
import io.jobwheel.client.model.Job;
import io.jobwheel.client.model.JobPage;
import io.jobwheel.client.model.JobRequest;
import io.jobwheel.client.model.JobState;
import io.jobwheel.client.model.Mode;
import io.jobwheel.client.model.Problem;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Uses the client that openapi-generator makes for Java against a running service. Ends with an
 * error if a call has not done what docs/clients.md describes. Usage: Client URL
 */
final class Client {

  private static final String PROBLEM = "urn:jobwheel:problem:";

  private final ObjectMapper json;
  private final JobsApi jobs;
  private final GroupsApi groups;

  private Client(ApiClient client) {
    this.json = client.getObjectMapper();
    this.jobs = new JobsApi(client);
    this.groups = new GroupsApi(client);
  }

  public static void main(String[] arguments) throws ApiException {
    ApiClient api = new ApiClient();
    api.updateBaseUri(arguments[0]);
    Client client = new Client(api);
    client.repeat();
    Job ended = client.waitForTheEnd();
    client.list();
    client.cancel();
    client.readProblems(ended);
    System.out.println("Java: submit, wait, list, cancel, replay and problems work");
  }

  private void repeat() throws ApiException {
    String key = UUID.randomUUID().toString();
    JobRequest request = new JobRequest(countdown("1ms").mode(Mode.VIRTUAL_THREADS).priority(5));
    ApiResponse<Job> first = jobs.submitJobWithHttpInfo(request, key, null, null);
    Job job = first.getData();
    check(first.getStatusCode() == 202, "a job is accepted with the status 202");
    check(
        job.getMode() == Mode.VIRTUAL_THREADS && job.getPriority() == 5,
        "the job is another one than requested");
    ApiResponse<Job> again = jobs.submitJobWithHttpInfo(request, key, null, null);
    check(again.getData().getId().equals(job.getId()), "a repeated request has made a second job");
    check(
        List.of("true").equals(again.getHeaders().get("idempotency-replayed")),
        "a repeated request is not marked as such");
    Problem reused =
        problem(() -> jobs.submitJob(new JobRequest(countdown("2ms")), key, null, null));
    check(
        reused.getType().equals(PROBLEM + "idempotency-key-reused"),
        "a key has served two requests");
  }

  private Job waitForTheEnd() throws ApiException {
    ApiResponse<Job> response =
        jobs.submitJobWithHttpInfo(new JobRequest(countdown("1ms")), null, "wait=20", null);
    Job ended = response.getData();
    check(
        response.getStatusCode() == 200 && ended.getState() == JobState.SUCCEEDED,
        "the job has not ended in 20 seconds");
    check(
        ended.getFinishedAt().isAfter(ended.getCreatedAt()),
        "the job has not ended after its start");
    check(jobs.getJob(ended.getId(), null).equals(ended), "the job has changed after its end");
    check(
        jobs.getJobOutput(ended.getId(), null).contains("A = 1"),
        "the output of the job is incomplete");
    check(
        jobs.listAttempts(ended.getId()).getItems().getFirst().getAttempt() == 1,
        "the job has no first attempt");
    return ended;
  }

  private void list() throws ApiException {
    Group group =
        groups.submitGroup(
            new GroupRequest()
                .mode(Mode.THREAD_POOL)
                .jobs(Collections.nCopies(5, new JobRequest(countdown("1ms")))),
            null,
            "wait=20",
            null);
    check(group.getCounts().get("SUCCEEDED") == 5, "the group has not run all of its jobs");
    List<Job> listed = new ArrayList<>();
    int pages = 0;
    String cursor = null;
    do {
      JobPage page =
          jobs.listJobs(
              List.of(JobState.SUCCEEDED, JobState.FAILED),
              null,
              null,
              List.of(group.getId()),
              null,
              null,
              OffsetDateTime.now().minusHours(1),
              null,
              null,
              null,
              2,
              cursor,
              List.of(IncludedText.PAYLOAD),
              null);
      listed.addAll(page.getItems());
      cursor = page.getNextCursor();
      pages++;
    } while (cursor != null);
    check(ids(listed).equals(ids(group.getJobs())), "the list has other jobs than the group");
    check(
        listed.size() == 5 && pages >= 3,
        "the list has jobs twice, or larger pages than requested");
    check(
        listed.stream()
            .allMatch(job ->
                Map.of("name", "A", "delay", "1ms").equals(job.getPayload())
                    && job.getResult() == null),
        "payloads are missing");
  }

  private void cancel() throws ApiException {
    JobRequest request = new JobRequest(countdown("1ms").runAt(OffsetDateTime.now().plusDays(1)));
    BatchItem later = jobs.submitBatch(List.of(request), null, null, null).getItems().getFirst();
    check(later.getState() == JobState.SCHEDULED, "a job for tomorrow is not scheduled");
    check(
        jobs.cancelJob(later.getId()).getState() == JobState.CANCELLED,
        "a scheduled job is not cancelled at once");
    check(
        problem(() -> jobs.cancelJob(later.getId())).getStatus() == 409,
        "a job can be cancelled twice");
  }

  private void readProblems(Job ended) {
    Problem invalid =
        problem(() -> jobs.submitJob(new JobRequest(countdown("-1s")), null, null, null));
    check(
        invalid.getType().equals(PROBLEM + "invalid-request"),
        "an invalid payload has another problem type");
    check(
        invalid.getErrors().stream()
            .map(FieldError::getField)
            .toList()
            .equals(List.of("payload.delay")),
        "the invalid field is not named");

    // what a later version of the service may add
    ObjectNode job = json.valueToTree(ended);
    job.put("added", 1);
    check(
        json.treeToValue(job, Job.class).getId().equals(ended.getId()),
        "a field that is not known is not ignored");
    ObjectNode problem = json.valueToTree(invalid);
    problem.put("type", PROBLEM + "added");
    check(
        json.treeToValue(problem, Problem.class).getType().equals(PROBLEM + "added"),
        "a new problem type is refused");
  }

  private static CountdownJobRequest countdown(String delay) {
    return new CountdownJobRequest()
        .type(CountdownJobRequest.TypeEnum.COUNTDOWN)
        .payload(new CountdownPayload().name("A").delay(delay));
  }

  private static Object ids(List<Job> jobs) {
    return jobs.stream().map(Job::getId).collect(Collectors.toSet());
  }

  private interface Call {
    void run() throws ApiException;
  }

  /** Returns the problem document with which the service answers a call. */
  private Problem problem(Call call) {
    try {
      call.run();
    } catch (ApiException e) {
      check(e.getCode() != 0, "no response: " + e);
      Problem problem = json.readValue(e.getResponseBody(), Problem.class);
      check(
          problem.getStatus() == e.getCode(),
          "the status of the problem is another one than that of the response");
      return problem;
    }
    throw new AssertionError("Java: a wrong request was accepted");
  }

  private static void check(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError("Java: " + what);
    }
  }
}
