package io.jobwheel.api.job;

import java.time.Duration;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;

/** Builds the status and headers of the response to an accepted request. */
public final class AcceptedResponse {

  private AcceptedResponse() {}

  /**
   * Returns status 202, or 200 if the job or group has ended or the request has not created it,
   * with the header Location.
   */
  public static ResponseEntity.BodyBuilder at(String location, boolean ok) {
    return ResponseEntity.status(ok ? HttpStatus.OK : HttpStatus.ACCEPTED)
        .header(HttpHeaders.LOCATION, location);
  }

  /** Returns the same with the header Preference-Applied if the client preferred to wait. */
  public static ResponseEntity.BodyBuilder at(
      String location, boolean ok, Optional<Duration> wait) {
    ResponseEntity.BodyBuilder head = at(location, ok);
    wait.ifPresent(applied -> head.header("Preference-Applied", "wait=" + applied.toSeconds()));
    return head;
  }
}
