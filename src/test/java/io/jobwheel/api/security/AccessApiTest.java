package io.jobwheel.api.security;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.spi.ILoggingEvent;
import io.jobwheel.LogCapture;
import io.jobwheel.api.ApiClient;
import io.jobwheel.api.ApiTestApplication;
import io.jobwheel.api.ApiTestCase;
import io.jobwheel.api.RawHttp;
import io.jobwheel.api.TestKeys;
import io.jobwheel.job.Job;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.ApplicationContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.RequestMappingInfoHandlerMapping;

/** Access to every endpoint by scope, and attempts to bypass it. */
@SpringBootTest(
    classes = ApiTestApplication.class,
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "management.endpoint.health.validate-group-membership=false",
      "management.endpoints.web.exposure.include=*",
      "logging.level.io.jobwheel=trace",
      "logging.level.org.springframework.security=trace"
    })
class AccessApiTest extends ApiTestCase {

  @DynamicPropertySource
  static void keys(DynamicPropertyRegistry properties) {
    TestKeys.configure(properties);
  }

  private static final String ANYONE = "anyone";
  private static final String ANY_KEY = "any key";

  /** Every path pattern of the service and the scope that it requires. */
  private static final Map<String, String> RULES =
      Map.ofEntries(
          Map.entry("POST /api/v1/jobs", "writer"),
          Map.entry("POST /api/v1/jobs/{id}:cancel", "writer"),
          Map.entry("POST /api/v1/jobs/{id}:redrive", "writer"),
          Map.entry("DELETE /api/v1/jobs/{id}", "admin"),
          Map.entry("POST /api/v1/jobs:batch", "writer"),
          Map.entry("POST /api/v1/groups", "writer"),
          Map.entry("GET /", ANYONE),
          Map.entry("GET /console", ANYONE),
          Map.entry("GET /console/**", ANYONE),
          Map.entry("GET /console/assets/{*path}", ANYONE),
          Map.entry("GET /api/v1", "reader"),
          Map.entry("GET /api/v1/jobs", "reader"),
          Map.entry("GET /api/v1/jobs/{id}", "reader"),
          Map.entry("GET /api/v1/jobs/{id}/output", "reader"),
          Map.entry("GET /api/v1/jobs/{id}/attempts", "reader"),
          Map.entry("GET /api/v1/jobs/{id}/events", "reader"),
          Map.entry("GET /api/v1/groups/{id}/events", "reader"),
          Map.entry("GET /api/v1/jobs/{id}/deliveries", "reader"),
          Map.entry("GET /api/v1/groups/{id}/deliveries", "reader"),
          Map.entry("POST /api/v1/jobs/{id}/deliveries/{delivery}:redeliver", "writer"),
          Map.entry("POST /api/v1/groups/{id}/deliveries/{delivery}:redeliver", "writer"),
          Map.entry("GET /api/v1/groups", "reader"),
          Map.entry("GET /api/v1/groups/{id}", "reader"),
          Map.entry("GET /api/v1/groups/{id}/output", "reader"),
          Map.entry("GET /api/v1/job-types", "reader"),
          Map.entry("GET /api/v1/lanes", "reader"),
          Map.entry("POST /api/v1/lanes/{mode}:pause", "admin"),
          Map.entry("POST /api/v1/lanes/{mode}:resume", "admin"),
          Map.entry("POST /api/v1/lanes/{mode}:resize", "admin"),
          Map.entry("GET /api/v1/loops", "reader"),
          Map.entry("GET /api/v1/access", ANY_KEY),
          Map.entry("GET /api/v1/nodes", "reader"),
          Map.entry("GET /api/v1/openapi.json", "reader"),
          Map.entry("GET /api/v1/summary", "reader"),
          Map.entry("GET /api/v1/pauses", "reader"),
          Map.entry("GET /api/v1/pauses/{target}", "reader"),
          Map.entry("PUT /api/v1/pauses/{target}", "admin"),
          Map.entry("DELETE /api/v1/pauses/{target}", "admin"),
          Map.entry("GET /api/v1/limits", "reader"),
          Map.entry("GET /api/v1/limits/{name}", "reader"),
          Map.entry("PUT /api/v1/limits/{name}", "admin"),
          Map.entry("DELETE /api/v1/limits/{name}", "admin"),
          Map.entry("GET /api/v1/schedules", "reader"),
          Map.entry("GET /api/v1/schedules/{name}", "reader"),
          Map.entry("PUT /api/v1/schedules/{name}", "writer"),
          Map.entry("DELETE /api/v1/schedules/{name}", "writer"),
          Map.entry("POST /api/v1/schedules/{name}:pause", "writer"),
          Map.entry("POST /api/v1/schedules/{name}:resume", "writer"),
          Map.entry("POST /api/v1/schedules/{name}:trigger", "writer"),
          Map.entry("POST /api/v1/schedules/{name}:backfill", "writer"),
          Map.entry("POST /api/v1/operations", "admin"),
          Map.entry("GET /api/v1/operations", "reader"),
          Map.entry("GET /api/v1/operations/{id}", "reader"),
          Map.entry("POST /api/v1/operations/{id}:pause", "admin"),
          Map.entry("POST /api/v1/operations/{id}:resume", "admin"),
          Map.entry("POST /api/v1/operations/{id}:cancel", "admin"),
          Map.entry("POST /api/v1/comparisons", "writer"),
          Map.entry("GET /api/v1/comparisons", "reader"),
          Map.entry("GET /api/v1/comparisons/{id}", "reader"),
          Map.entry("POST /api/v1/comparisons/{id}:cancel", "writer"),
          Map.entry("DELETE /api/v1/comparisons/{id}", "writer"),
          Map.entry("GET /actuator/prometheus", "scraper"),
          Map.entry("GET /actuator/info", "scraper"),
          Map.entry("GET /actuator/health", "scraper"),
          Map.entry("GET /actuator/health/**", "scraper"));

  private static final String ID = "019f3c2e-7d4b-7a10-8c55-3e9a1b2c4d5f";

  @Autowired ApplicationContext context;

  /** All endpoints of the service; those without a rule above require {@code jobs:admin}. */
  private Set<String> endpoints() {
    Set<String> endpoints = new TreeSet<>();
    for (RequestMappingInfoHandlerMapping mapping :
        context.getBeansOfType(RequestMappingInfoHandlerMapping.class).values()) {
      for (RequestMappingInfo info : mapping.getHandlerMethods().keySet()) {
        info.getPatternValues()
            .forEach(pattern ->
                info.getMethodsCondition()
                    .getMethods()
                    .forEach(method ->
                        endpoints.add(method + " " + pattern.replaceAll(":\\[[^]]*]\\*", ""))));
      }
    }
    endpoints.removeIf(endpoint -> endpoint.contains("/trouble"));
    return endpoints;
  }

  @Test
  void everyEndpointHasItsRule() {
    List<String> checked = new ArrayList<>();
    for (String endpoint : endpoints()) {
      String path = endpoint.substring(endpoint.indexOf(' ') + 1);
      if (path.startsWith("/actuator") && !RULES.containsKey(endpoint)) {
        check(endpoint, "admin");
      } else {
        String who = RULES.get(endpoint);
        assertThat(who).as("the rule of %s", endpoint).isNotNull();
        check(endpoint, who);
      }
      checked.add(endpoint);
    }
    assertThat(checked).containsAll(RULES.keySet()).hasSizeGreaterThan(RULES.size());
  }

  private void check(String endpoint, String who) {
    if (who.equals(ANYONE)) {
      assertThat(call(endpoint, null).statusCode()).as(endpoint).isNotIn(401, 403);
      return;
    }
    ApiClient.problem(call(endpoint, null), 401, "unauthorized");
    ApiClient.problem(call(endpoint, "Bearer wrong"), 401, "unauthorized");
    for (String name : TestKeys.SCOPES.keySet()) {
      HttpResponse<String> response = call(endpoint, TestKeys.bearer(name));
      if (name.equals(who) || who.equals(ANY_KEY)) {
        assertThat(response.statusCode())
            .as("%s of %s: %s", endpoint, name, response.body())
            .isNotIn(401, 403);
      } else {
        ApiClient.problem(response, 403, "forbidden");
      }
    }
  }

  private HttpResponse<String> call(String endpoint, String authorization) {
    String method = endpoint.substring(0, endpoint.indexOf(' '));
    String path =
        endpoint.substring(endpoint.indexOf(' ') + 1).replaceAll("\\{[A-Za-z*]+}|\\*\\*", ID);
    var request =
        api.request(path)
            .method(
                method,
                method.equals("GET") ? BodyPublishers.noBody() : BodyPublishers.ofString("{}"))
            .header("Content-Type", "application/json");
    return api.send(
        authorization == null ? request : request.header("Authorization", authorization));
  }

  @ParameterizedTest
  @ValueSource(strings = {"reader", "writer", "admin", "scraper"})
  void everyKeyCanSeeItsNameAndScopes(String name) {
    HttpResponse<String> response =
        api.send(api.request("/api/v1/access").header("Authorization", TestKeys.bearer(name)));

    assertThat(response.body())
        .isEqualTo(
            "{\"authenticated\":true,\"name\":\"%s\",\"scopes\":[\"%s\"],\"expiresAt\":null}"
                .formatted(name, TestKeys.SCOPES.get(name)));
    assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
  }

  @Test
  void aChangeOfALaneIsLoggedWithTheNameOfTheKey() {
    try (LogCapture log = new LogCapture()) {
      for (String verb : List.of(":pause", ":resume")) {
        HttpResponse<String> response =
            api.send(
                api.jsonPost("/api/v1/lanes/thread-pool" + verb, "{}")
                    .header("Authorization", TestKeys.bearer("admin")));
        assertThat(response.statusCode()).isEqualTo(200);
      }
      assertThat(log.events())
          .extracting(ILoggingEvent::getFormattedMessage)
          .contains(
              "lane thread-pool - paused (by=admin)", "lane thread-pool - resumed (by=admin)");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"path=", "path=readiness", "path=diskSpace", "path=db&path=", "p%61th="})
  void aProbeShowsWhatItsPathSaysAndNothingElse(String query) {
    HttpResponse<String> response = api.get("/actuator/health/liveness?" + query);

    assertThat(ApiClient.fields(ApiClient.problem(response, 400, "invalid-parameter")))
        .containsExactly("path");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/actuator/health/liveness", "/actuator/health/readiness"})
  void probesAnswerStrangersWithTheStatusAlone(String path) {
    HttpResponse<String> response = api.get(path);
    assertThat(response.statusCode()).isIn(200, 503);
    assertThat(ApiClient.json(response).propertyNames()).containsOnly("status");
  }

  @Test
  void whoIsTurnedAwayChangesNothing() {
    String job = "{\"type\":\"countdown\",\"payload\":{\"name\":\"A\",\"delay\":\"1s\"}}";
    ApiClient.problem(api.post("/api/v1/jobs", job), 401, "unauthorized");
    ApiClient.problem(
        api.send(
            api.jsonPost("/api/v1/jobs", job).header("Authorization", TestKeys.bearer("reader"))),
        403,
        "forbidden");
    assertThat(dispatch.stored()).isEmpty();
    assertThat(
            api.send(
                    api.jsonPost("/api/v1/jobs", job)
                        .header("Authorization", TestKeys.bearer("writer")))
                .statusCode())
        .isEqualTo(202);
    assertThat(dispatch.stored()).hasSize(1).extracting(Job::submitter).containsExactly("writer");
  }

  static Stream<String> tricks() {
    List<String> paths =
        List.of(
            "/api/v1/jobs",
            "//api/v1/jobs",
            "/api//v1/jobs",
            "/./api/v1/jobs",
            "/x/../api/v1/jobs",
            "/api/v1/%6aobs",
            "/api/v1/jobs/",
            "/api/v1/jobs;x=1",
            "/api;/v1/jobs",
            "/api/v1/jobs%2f",
            "/api%2fv1%2fjobs",
            "/api/v1/%2e/jobs",
            "/api/v1/%2e%2e/v1/jobs",
            "/API/V1/JOBS",
            "/api/v1/jobs%00",
            "/api/v1/jobs%20",
            "/api/v1/jobs.json",
            "/api/v1/jobs?access_token=" + TestKeys.key("admin"),
            "/api\\v1\\jobs",
            "/actuator/health/../prometheus",
            "/actuator/health/liveness/../../prometheus",
            "/actuator/health;/prometheus",
            "/actuator/health%2f..%2fprometheus",
            "/actuator/prometheus/",
            "/actuator/Prometheus",
            "/actuator//env",
            "http://localhost/actuator/env",
            "/error",
            "/actuator",
            "/actuator/heapdump");
    List<String> methods = List.of("GET", "POST", "HEAD", "OPTIONS", "TRACE", "PUT", "FOO");
    return methods.stream().flatMap(method -> paths.stream().map(path -> method + " " + path));
  }

  @ParameterizedTest
  @MethodSource("tricks")
  void noPathOrMethodLetsAStrangerIn(String line) throws IOException {
    refused(line, "");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Authorization: Basic YWRtaW46YWRtaW4=",
        "Authorization: Bearer",
        "Authorization: Bearer ",
        "Authorization: Bearer null",
        "Authorization: bearer jw_admin",
        "Authorization: Bearer a.b.c",
        "Authorization: Bearer eyJhbGciOiJub25lIn0.eyJzY29wZSI6ImpvYnM6YWRtaW4ifQ.",
        "Authorization: Bearer jw_admin_N0tRand0mButLongEnoughForATes",
        "Authorization: Bearer jw_admin_N0tRand0mButLongEnoughForATest0",
        "Authorization: Bearer JW_ADMIN_N0TRAND0MBUTLONGENOUGHFORATEST",
        "Authorization: jw_admin_N0tRand0mButLongEnoughForATest",
        "X-API-Key: jw_admin_N0tRand0mButLongEnoughForATest",
        "Cookie: JSESSIONID=1; access_token=jw_admin_N0tRand0mButLongEnoughForATest",
        "X-Forwarded-For: 127.0.0.1",
        "X-Forwarded-Host: localhost",
        "Forwarded: for=127.0.0.1;host=localhost;proto=https",
        "X-Original-URL: /actuator/health",
        "X-Rewrite-URL: /actuator/health",
        "X-HTTP-Method-Override: GET",
        "X-Forwarded-Prefix: /actuator/health",
        "X-Remote-User: admin",
        "Origin: http://localhost"
      })
  void noHeaderLetsAStrangerIn(String header) throws IOException {
    refused("GET /api/v1/jobs", header + "\r\n");
    refused("GET /actuator/env", header + "\r\n");
  }

  private void refused(String line, String headers) throws IOException {
    String response =
        raw.send(
            line
                + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 0\r\n"
                + headers
                + "\r\n");
    assertThat(RawHttp.status(response)).as(response).isIn(400, 401, 403, 404, 405, 501);
    assertThat(response).doesNotContain("jobwheel_", "\"items\"", "propertySources");
    if (!line.startsWith("HEAD")) {
      assertThat(RawHttp.body(response)).as(response).contains("urn:jobwheel:problem:");
    }
    assertThat(dispatch.stored()).isEmpty();
  }

  @Test
  void aKeyThatAsksTooOftenIsToldWhenToComeBack() {
    int refused = 0;
    for (int i = 0; i < 20; i++) {
      HttpResponse<String> response =
          api.send(api.request("/api/v1/lanes").header("Authorization", TestKeys.bearer("hasty")));
      assertThat(response.headers().firstValue("RateLimit-Policy")).hasValue("\"key\";q=5;w=1");
      assertThat(response.headers().firstValue("RateLimit").orElseThrow())
          .matches("\"key\";r=[0-4];t=1");
      if (response.statusCode() == 429) {
        ApiClient.problem(response, 429, "too-many-requests");
        assertThat(response.headers().firstValue("Retry-After")).hasValue("1");
        refused++;
      }
    }
    assertThat(refused).isPositive();
    HttpResponse<String> other =
        api.send(api.request("/api/v1/lanes").header("Authorization", TestKeys.bearer("reader")));
    assertThat(other.statusCode()).isEqualTo(200);
    assertThat(other.headers().firstValue("RateLimit")).isEmpty();
  }

  @Test
  void answersTellBrowsersToKeepOut() {
    var headers =
        api.send(api.request("/api/v1/lanes").header("Authorization", TestKeys.bearer("reader")))
            .headers();
    assertThat(headers.firstValue("X-Content-Type-Options")).hasValue("nosniff");
    assertThat(headers.firstValue("X-Frame-Options")).hasValue("DENY");
    assertThat(headers.firstValue("Content-Security-Policy").orElseThrow())
        .contains("default-src 'none'");
    assertThat(headers.firstValue("Referrer-Policy")).hasValue("no-referrer");
    assertThat(headers.firstValue("Cache-Control").orElseThrow()).contains("no-store");
    assertThat(headers.firstValue("Set-Cookie")).isEmpty();
    assertThat(headers.firstValue("Access-Control-Allow-Origin")).isEmpty();
  }
}
