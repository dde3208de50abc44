package io.jobwheel.api;

import static io.jobwheel.api.ApiClient.fields;
import static io.jobwheel.api.ApiClient.json;
import static io.jobwheel.api.ApiClient.problem;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/** The type command over HTTP. */
@Timeout(60)
@TestPropertySource(
    properties = {
      "jobwheel.commands.greet.program=sh",
      "jobwheel.commands.greet.arguments[0]=-c",
      "jobwheel.commands.greet.arguments[1]=echo \"::progress 0.5 half\"; echo \"hello $1\"; echo"
          + " oh >&2; exit $2",
      "jobwheel.commands.greet.arguments[2]=greet",
      "jobwheel.commands.greet.arguments[3]={name}",
      "jobwheel.commands.greet.arguments[4]={code}",
      "jobwheel.commands.greet.parameters.name.pattern=[A-Za-z ;$()]+",
      "jobwheel.commands.greet.parameters.code.pattern=[0-9]",
      "jobwheel.commands.greet.parameters.code.default-value=0",
      "jobwheel.commands.paint.program=sh",
      "jobwheel.commands.paint.arguments[0]=-c",
      "jobwheel.commands.paint.arguments[1]=printf"
          + " '\\\\033[31mred\\\\007\\\\302\\\\2332J\\\\342\\\\200\\\\256gnp\\\\n%0299d\\\\360\\\\237\\\\230\\\\200'"
          + " 0 >&2; exit 3",
      "jobwheel.commands.hang.program=sh",
      "jobwheel.commands.hang.arguments[0]=-c",
      "jobwheel.commands.hang.arguments[1]=trap \"\" TERM; echo $$; sleep 100 & wait; sleep 100",
      "jobwheel.commands.hang.grace=100ms",
      "jobwheel.commands.chatter.program=sh",
      "jobwheel.commands.chatter.arguments[0]=-c",
      "jobwheel.commands.chatter.arguments[1]=seq 1 20000",
      "jobwheel.lanes.output.prints=100",
    })
@ExtendWith(OutputCaptureExtension.class)
class CommandEndToEndTest extends EndToEndTestCase {

  @ParameterizedTest
  @ValueSource(strings = {"thread-pool", "virtual-threads"})
  void aCommandRunsAndItsOutputIsThere(String mode) {
    HttpResponse<String> response =
        postAndWait(
            "/api/v1/jobs",
            "{\"mode\":\"%s\",%s"
                .formatted(mode, call("greet", "\"name\":\"you; $(id)\"").substring(1)));

    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    JsonNode job = json(response);
    assertThat(text(job, "/state")).as(response.body()).isEqualTo("SUCCEEDED");
    assertThat(text(job, "/mode")).isEqualTo(mode);
    assertThat(job.at("/result/exitCode").asInt()).isZero();
    assertThat(text(job, "/result/duration")).startsWith("PT");
    assertThat(job.at("/result/lines").asInt()).isEqualTo(2);
    assertThat(api.get("/api/v1/jobs/" + text(job, "/id") + "/output").body().lines())
        .containsExactlyInAnyOrder("hello you; $(id)", "[stderr] oh");
  }

  @Test
  void aFailureHasItsExitCodeAndItsLastLines() {
    JsonNode job =
        json(postAndWait("/api/v1/jobs", call("greet", "\"name\":\"you\",\"code\":\"3\"")));

    assertThat(text(job, "/state")).isEqualTo("FAILED");
    assertThat(text(job, "/error/code")).isEqualTo("unexpected-exit-code");
    assertThat(text(job, "/error/message"))
        .isEqualTo("The command 'greet' ended with exit code 3: oh");
  }

  @Test
  void aBadCallIsRefusedAndNamesItsFields() {
    JsonNode problem =
        problem(
            api.post("/api/v1/jobs", call("greet", "\"code\":\"12\",\"more\":\"x\"")),
            400,
            "invalid-request");
    assertThat(fields(problem))
        .containsExactlyInAnyOrder(
            "payload.parameters.more", "payload.parameters.code", "payload.parameters.name");
    assertThat(problem.path("errors").toString()).contains("must match [0-9]");

    assertThat(fields(refused(call("no-such", "")))).containsExactly("payload.name");
    assertThat(fields(refused("{\"type\":\"command\",\"payload\":{}}")))
        .containsExactly("payload.name");
    assertThat(fields(refused(call("greet", "\"name\":5"))))
        .containsExactly("payload.parameters.name");
    assertThat(fields(refused(call("greet", "\"name\":[\"a\"]"))))
        .containsExactly("payload.parameters.name");
    assertThat(
            fields(
                refused(
                    "{\"type\":\"command\",\"payload\":{\"name\":\"greet\",\"shell\":\"id\"}}")))
        .containsExactly("payload.shell");
    assertThat(
            fields(
                refused(
                    call("greet", "\"name\":\"you\"")
                        .replaceFirst("\\{", "{\"mode\":\"event-loop\","))))
        .containsExactly("mode");
  }

  private JsonNode refused(String body) {
    return problem(api.post("/api/v1/jobs", body), 400, "invalid-request");
  }

  @Test
  void aCancelKillsWhatDoesNotListen() throws Exception {
    String id = text(json(api.post("/api/v1/jobs", call("hang", ""))), "/id");
    String pid;
    do { // bounded by the time-out of the class
      pid = api.get("/api/v1/jobs/" + id + "/output").body().strip();
    } while (pid.isEmpty());
    ProcessHandle process = ProcessHandle.of(Long.parseLong(pid)).orElseThrow();

    assertThat(cancel(id).statusCode()).isEqualTo(202);

    JsonNode ended = ended(id);
    assertThat(text(ended, "/state")).isEqualTo("CANCELLED");
    assertThat(text(ended, "/cancel/outcome")).isEqualTo("ACKNOWLEDGED");
    assertThat(process.onExit().get(10, TimeUnit.SECONDS).isAlive()).isFalse();
  }

  @Test
  void aLongOutputIsCutWithinTheLimitOfItsLane() {
    JsonNode job = json(postAndWait("/api/v1/jobs", call("chatter", "")));

    assertThat(text(job, "/state")).isEqualTo("SUCCEEDED");
    assertThat(job.at("/result/lines").asInt()).isEqualTo(99);
    assertThat(job.at("/result/cutLines").asInt()).isEqualTo(20_000 - 99);
    assertThat(api.get("/api/v1/jobs/" + text(job, "/id") + "/output").body())
        .endsWith("99\n… truncated: this command may print 99 lines and 999800 characters\n");
  }

  @Test
  void theTypeSaysWhatThereIs() {
    JsonNode type =
        json(api.get("/api/v1/job-types"))
            .path("items")
            .valueStream()
            .filter(it -> text(it, "/name").equals("command"))
            .findFirst()
            .orElseThrow();
    assertThat(text(type, "/description")).contains("chatter(), greet(code?, name), hang()");
    assertThat(type.path("modes").valueStream().map(JsonNode::asString))
        .containsExactly("thread-pool", "virtual-threads");
    assertThat(type.at("/schema/properties/name/type").asString()).isEqualTo("string");
    assertThat(text(type, "/schema/properties/parameters/additionalProperties/type"))
        .isEqualTo("string");
    assertThat(type.at("/schema/required").toString()).isEqualTo("[\"name\"]");
  }

  private static String call(String name, String parameters) {
    return "{\"type\":\"command\",\"payload\":{\"name\":\"%s\",\"parameters\":{%s}}}"
        .formatted(name, parameters);
  }

  @Test
  void whatACommandPrintsDoesNotControlTheTerminalThatShowsTheLog(CapturedOutput output)
      throws Exception {
    String id =
        text(
            json(
                api.post(
                    "/api/v1/jobs", "{\"type\":\"command\",\"payload\":{\"name\":\"paint\"}}")),
            "/id");
    assertThat(text(ended(id), "/error/message"))
        .contains("\u001b[31mred")
        .endsWith("0".repeat(299) + "…"); // not half of a character

    assertThat(output.getOut()).contains("\\u001b[31mred\\u0007\\u009b2J\\u202egnp");
    assertThat(output.getOut()).doesNotContain("\u001b", "\u0007", "\u009b", "\u202e");
  }
}
