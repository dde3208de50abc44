import java.util.Map;
import java.util.UUID;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** What a request costs that is read and answered, and not kept. */
public final class BareController {

  /** As much of a job as a client sends. */
  public record Request(String type, String mode, Map<String, Object> payload) {}

  /** As much of a job as an answer has. */
  public record Answer(UUID id, String type, String mode, Map<String, Object> payload) {}

  /** The one call. */
  @RestController
  public static final class Jobs {

    @PostMapping("/api/v1/jobs")
    ResponseEntity<Answer> post(@RequestBody Request request) {
      Answer answer =
          new Answer(UUID.randomUUID(), request.type(), request.mode(), request.payload());
      return ResponseEntity.accepted().body(answer);
    }
  }

  @Configuration
  @EnableAutoConfiguration(
      exclude = {
        DataSourceAutoConfiguration.class,
        FlywayAutoConfiguration.class,
        ManagementWebSecurityAutoConfiguration.class,
        ServletWebSecurityAutoConfiguration.class,
        UserDetailsServiceAutoConfiguration.class
      })
  static class Wiring {

    @Bean
    Jobs jobs() {
      return new Jobs();
    }
  }

  public static void main(String[] arguments) {
    new SpringApplicationBuilder(Wiring.class).run(arguments);
  }
}
