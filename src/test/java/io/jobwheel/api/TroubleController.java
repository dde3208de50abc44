package io.jobwheel.api;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Fails in ways in which no real controller does. */
@RestController
final class TroubleController {

  @GetMapping("/api/v1/trouble/exception")
  String exception() {
    throw new IllegalStateException("password=hunter2");
  }

  @GetMapping("/api/v1/trouble/error")
  String error() {
    throw new AssertionError("password=hunter2");
  }

  @GetMapping("/api/v1/trouble/sent/{status}")
  void sent(@PathVariable int status, HttpServletResponse response) throws IOException {
    response.sendError(status, "password=hunter2");
  }
}
