package io.jobwheel.api.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.jobwheel.api.ApiClient;
import io.jobwheel.api.ApiTestApplication;
import io.jobwheel.api.ApiTestCase;
import io.jobwheel.api.EventReader;
import io.jobwheel.api.Samples;
import io.jobwheel.api.TestKeys;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobState;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** JWTs of an external issuer: valid ones are accepted, all others are rejected. */
@SpringBootTest(
    classes = ApiTestApplication.class,
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "management.endpoint.health.validate-group-membership=false",
      "spring.security.oauth2.resourceserver.jwt.audiences=jobwheel"
    })
class TokensApiTest extends ApiTestCase {

  private static final KeyPair ISSUER = pair();
  private static final KeyPair STRANGER = pair();

  @TempDir static Path folder;

  @DynamicPropertySource
  static void issuer(DynamicPropertyRegistry properties) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("issuer.pem"),
            "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(ISSUER.getPublic().getEncoded())
                + "\n-----END PUBLIC KEY-----\n");
    properties.add(
        "spring.security.oauth2.resourceserver.jwt.public-key-location", () -> "file:" + file);
    TestKeys.configure(properties);
  }

  @Test
  void aTokenGrantsItsScopes() throws JOSEException {
    String reader = signed(claims("jobs:read openid").build());
    assertThat(get(reader).statusCode()).isEqualTo(200);
    ApiClient.problem(
        api.send(api.jsonPost("/api/v1/jobs", "{}").header("Authorization", "Bearer " + reader)),
        403,
        "forbidden");
    ApiClient.problem(get(signed(claims("openid").build())), 403, "forbidden");
  }

  @Test
  void aTokenSeesItsNameItsKnownScopesAndItsEnd() throws JOSEException {
    Date end = Date.from(Instant.now().plusSeconds(600).truncatedTo(ChronoUnit.SECONDS));
    for (String scope : List.of("jobs:admin openid jobs:read", "openid")) {
      String token = signed(claims(scope).expirationTime(end).subject("ann@shop").build());
      HttpResponse<String> response =
          api.send(api.request("/api/v1/access").header("Authorization", "Bearer " + token));

      String known = scope.equals("openid") ? "" : "\"jobs:read\",\"jobs:admin\"";
      assertThat(response.body())
          .isEqualTo(
              "{\"authenticated\":true,\"name\":\"token:ann@shop\",\"scopes\":[%s],\"expiresAt\":\"%s\"}"
                  .formatted(known, end.toInstant()));
    }
    Date past = Date.from(Instant.now().minusSeconds(600));
    String expired = signed(claims("jobs:read").expirationTime(past).build());
    ApiClient.problem(
        api.send(api.request("/api/v1/access").header("Authorization", "Bearer " + expired)),
        401,
        "unauthorized");
  }

  @Test
  void aStreamEndsWithItsToken() throws Exception {
    Job job = store.put(Samples.job(JobState.RUNNING));
    Date soon = Date.from(Instant.now().plusSeconds(3).truncatedTo(ChronoUnit.SECONDS));
    String token = signed(claims("jobs:read").expirationTime(soon).build());
    String path = "/api/v1/jobs/%s/events".formatted(job.id());
    try (EventReader stream = EventReader.open(port, path, "Authorization", "Bearer " + token)) {
      assertThat(stream.next().name()).isEqualTo("job");
      assertThat(stream.endsAtOnce()).isTrue();
      assertThat(Instant.now()).isAfterOrEqualTo(soon.toInstant());
    }
  }

  @Test
  void keysWorkBesideTokens() {
    assertThat(get(TestKeys.key("reader")).statusCode()).isEqualTo(200);
  }

  @Test
  void anyOtherTokenIsRejected() throws JOSEException {
    Instant now = Instant.now();
    JWTClaimsSet good = claims("jobs:read").build();
    refused(signed(claims("jobs:read").expirationTime(Date.from(now.minusSeconds(120))).build()));
    refused(signed(claims("jobs:read").notBeforeTime(Date.from(now.plusSeconds(600))).build()));
    refused(signed(claims("jobs:read").audience("another").build()));
    refused(signed(claims("jobs:read").audience((String) null).build()));
    refused(signed(good, JWSAlgorithm.RS256, new RSASSASigner(STRANGER.getPrivate())));
    refused(new PlainJWT(good).serialize());
    // the public key used as a shared secret
    refused(signed(good, JWSAlgorithm.HS256, new MACSigner(ISSUER.getPublic().getEncoded())));
    String token = signed(good);
    refused(token.substring(0, token.lastIndexOf('.') + 1));
    String[] parts = token.split("\\.");
    String more =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString("{\"scope\":\"jobs:read\",\"aud\":\"jobwheel\"}".getBytes());
    refused(parts[0] + "." + more + "." + parts[2]);
  }

  @Test
  void aJobHasTheSubjectOfItsToken() throws JOSEException {
    assertThat(submittedBy(claims("jobs:write").build())).isEqualTo("token:alice");
    assertThat(submittedBy(claims("jobs:write").subject(null).build())).isEqualTo("token:");
    assertThat(submittedBy(claims("jobs:write").subject("a\0b").build()))
        .as("characters that a database may reject")
        .isEqualTo("token:a\ufffdb");
    assertThat(submittedBy(claims("jobs:write").subject("x".repeat(199) + "🛞y").build()))
        .as("truncated to 200 characters, not within one")
        .isEqualTo("token:" + "x".repeat(199));
  }

  private String submittedBy(JWTClaimsSet claims) throws JOSEException {
    HttpResponse<String> response =
        api.send(
            api.jsonPost(
                    "/api/v1/jobs",
                    "{\"type\":\"countdown\",\"payload\":{\"name\":\"A\",\"delay\":\"1s\"}}")
                .header("Authorization", "Bearer " + signed(claims)));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
    assertThat(response.headers().firstValue("RateLimit")).isEmpty();
    return ApiClient.json(response).path("submittedBy").asString();
  }

  private void refused(String token) {
    HttpResponse<String> response = get(token);
    ApiClient.problem(response, 401, "unauthorized");
    assertThat(response.headers().firstValue("WWW-Authenticate"))
        .hasValue("Bearer realm=\"jobwheel\"");
  }

  private HttpResponse<String> get(String bearer) {
    return api.send(api.request("/api/v1/lanes").header("Authorization", "Bearer " + bearer));
  }

  private static JWTClaimsSet.Builder claims(String scope) {
    return new JWTClaimsSet.Builder()
        .subject("alice")
        .audience("jobwheel")
        .claim("scope", scope)
        .expirationTime(Date.from(Instant.now().plus(Duration.ofMinutes(5))));
  }

  private static String signed(JWTClaimsSet claims) throws JOSEException {
    return signed(claims, JWSAlgorithm.RS256, new RSASSASigner(ISSUER.getPrivate()));
  }

  private static String signed(JWTClaimsSet claims, JWSAlgorithm algorithm, JWSSigner signer)
      throws JOSEException {
    SignedJWT token = new SignedJWT(new JWSHeader(algorithm), claims);
    token.sign(signer);
    return token.serialize();
  }

  private static KeyPair pair() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return generator.generateKeyPair();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
