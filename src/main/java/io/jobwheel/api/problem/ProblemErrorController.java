package io.jobwheel.api.problem;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Objects;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;

/** Sends the problem of an error outside Spring MVC, such as one of a servlet filter. */
@Controller
public final class ProblemErrorController implements ErrorController {

  @RequestMapping("${spring.web.error.path:/error}")
  ResponseEntity<Problem> error(HttpServletRequest request) {
    Object status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
    Object path = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI);
    // without a status, the client requested this path itself
    Problem problem =
        ServerProblems.of(
            status instanceof Integer code ? code : HttpStatus.NOT_FOUND.value(),
            Objects.toString(path, request.getRequestURI()));
    return ResponseEntity.status(problem.status()).contentType(Problem.MEDIA_TYPE).body(problem);
  }
}
