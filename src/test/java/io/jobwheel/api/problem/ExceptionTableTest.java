package io.jobwheel.api.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.objenesis.ObjenesisStd;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponse;

/**
 * Every exception of the firewall, the container and the framework is in the table of problems.
 * After an update with a new one, this test fails until the table has it.
 */
class ExceptionTableTest {

  // the server side of the servlet stack; no HTTP clients, and not the reactive stack
  private static final Pattern PARTS =
      Pattern.compile(
          "(jakarta/servlet|org/apache/(catalina|coyote|tomcat/util/(buf|http))"
              + "|org/springframework/(http|security|web|boot/actuate/endpoint))/.*");
  private static final Pattern OTHERS =
      Pattern.compile(
          ".*/(client|reactive|fileupload|http2|session|jose|jackson2?|oauth2/core/converter)/.*"
              + "|.*/security/web/server/.*");

  @Test
  void everyExceptionHasItsLine() throws Exception {
    Map<String, Integer> found = new TreeMap<>();
    for (Class<?> type : exceptions()) {
      found.put(type.getName(), statusOf(type));
    }

    assertThat(found.entrySet()).containsExactlyElementsOf(expected().entrySet());
  }

  /** Returns the status of the class, or 0 if each instance has one; calls no constructor. */
  private static int statusOf(Class<?> type) {
    Exception exception = (Exception) new ObjenesisStd().newInstance(type);
    if (exception instanceof ErrorResponse response && response.getStatusCode() == null) {
      return 0;
    }
    return ExceptionMapping.toProblem(exception, "/").problem().status();
  }

  @Test
  void anErrorResponseIsAProblemOfItsStatus() {
    for (HttpStatus status : HttpStatus.values()) {
      if (status.isError()) {
        Problem problem = ExceptionMapping.toProblem(new Sent(status), "/").problem();

        assertThat(problem.status()).isEqualTo(status.value());
        assertThat(problem.type().endsWith(":internal-error"))
            .as(status.toString())
            .isEqualTo(
                status.is5xxServerError() && !List.of(501, 503, 505).contains(status.value()));
      }
    }
  }

  private static final class Sent extends Exception implements ErrorResponse {

    private static final long serialVersionUID = 1L;

    private final transient HttpStatus status;

    Sent(HttpStatus status) {
      this.status = status;
    }

    @Override
    public HttpStatusCode getStatusCode() {
      return status;
    }

    @Override
    public HttpHeaders getHeaders() {
      return HttpHeaders.EMPTY;
    }

    @Override
    public ProblemDetail getBody() {
      return ProblemDetail.forStatus(status);
    }
  }

  private static List<Class<?>> exceptions() throws IOException, ClassNotFoundException {
    List<Class<?>> exceptions = new ArrayList<>();
    for (String path : System.getProperty("java.class.path").split(File.pathSeparator)) {
      if (path.endsWith(".jar")) {
        try (JarFile jar = new JarFile(path)) {
          for (String name : names(jar)) {
            Class<?> type = Class.forName(name, false, ExceptionTableTest.class.getClassLoader());
            if (Exception.class.isAssignableFrom(type)
                && !Modifier.isAbstract(type.getModifiers())) {
              exceptions.add(type);
            }
          }
        }
      }
    }
    return exceptions;
  }

  private static List<String> names(JarFile jar) {
    return jar.stream()
        .map(entry -> entry.getName())
        .filter(name -> name.endsWith("Exception.class"))
        .filter(name -> PARTS.matcher(name).matches() && !OTHERS.matcher(name).matches())
        .map(name -> name.substring(0, name.length() - ".class".length()).replace('/', '.'))
        .toList();
  }

  private static Map<String, Integer> expected() throws IOException {
    try (var in = ExceptionTableTest.class.getResourceAsStream("exceptions.txt")) {
      Map<String, Integer> expected = new TreeMap<>();
      Stream<String> lines = new String(in.readAllBytes(), StandardCharsets.UTF_8).lines();
      lines
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(line -> line.split(" +"))
          .forEach(line -> expected.put(line[1], Integer.valueOf(line[0])));
      return expected;
    }
  }
}
