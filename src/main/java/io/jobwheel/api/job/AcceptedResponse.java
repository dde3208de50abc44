package io.jobwheel.api.job;

import java.time.Duration;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;

/** The head of an answer to something that was accepted. */
public final class AcceptedResponse {

  private AcceptedResponse() {}

  /** 202, or 200 when it has ended meanwhile; and where to look for it. */
  static ResponseEntity.BodyBuilder at(String location, boolean ended) {
    return ResponseEntity.status(ended ? HttpStatus.OK : HttpStatus.ACCEPTED)
        .header(HttpHeaders.LOCATION, location);
  }

  /** The same, after a wait that the client preferred. */
  public static ResponseEntity.BodyBuilder at(
      String location, boolean ended, Optional<Duration> wait) {
    ResponseEntity.BodyBuilder head = at(location, ended);
    wait.ifPresent(applied -> head.header("Preference-Applied", "wait=" + applied.toSeconds()));
    return head;
  }
}
