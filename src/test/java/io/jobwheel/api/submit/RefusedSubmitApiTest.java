package io.jobwheel.api.submit;

import static io.jobwheel.api.ApiClient.problem;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.api.ApiTestCase;
import io.jobwheel.api.Samples;
import io.jobwheel.store.StoreRefusedException;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** A submission that the database rejects is a client error, which a retry does not solve. */
class RefusedSubmitApiTest extends ApiTestCase {

  @Test
  void aSubmissionThatTheDatabaseRejectsIsAClientErrorAndRevealsNoInternals() {
    SQLException cause = new SQLException("ERROR: index row size 5000 of job_secret", "54000");
    dispatch.failSubmits(new StoreRefusedException("refused: " + cause.getMessage(), cause));

    HttpResponse<String> response = api.post("/api/v1/groups", Samples.GROUP);

    problem(response, 400, "invalid-request");
    assertThat(response.headers().firstValue("Retry-After")).isEmpty();
    assertThat(response.body()).contains("Nothing was stored").doesNotContain("secret", "ERROR");
  }
}
