package io.jobwheel.api.index;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;
import static org.springframework.http.MediaType.TEXT_HTML_VALUE;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Serves the path {@code /}: redirects clients that prefer HTML to the {@link HomePage}, if there
 * is one, and has the index of the API for all others.
 */
@RestController
public final class RootController {

  private final HomePage home;

  RootController(HomePage home) {
    this.home = home;
  }

  // JSON first: the type for clients that accept both alike
  @GetMapping(
      path = "/",
      produces = {APPLICATION_JSON_VALUE, TEXT_HTML_VALUE})
  ResponseEntity<IndexDocument> root(HttpServletRequest request) {
    Optional<String> page = home.path();
    if (page.isEmpty()) {
      return index(ResponseEntity.ok());
    }
    // the negotiated type
    if (TEXT_HTML_VALUE.equals(request.getHeader(HttpHeaders.ACCEPT))) {
      return ResponseEntity.status(HttpStatus.FOUND)
          .location(URI.create(request.getContextPath() + page.get()))
          .header(HttpHeaders.VARY, HttpHeaders.ACCEPT)
          .build();
    }
    return index(ResponseEntity.ok().header(HttpHeaders.VARY, HttpHeaders.ACCEPT));
  }

  private static ResponseEntity<IndexDocument> index(ResponseEntity.BodyBuilder response) {
    return response.contentType(MediaType.APPLICATION_JSON).body(IndexDocument.ALL);
  }
}
