import io.jobwheel.handler.JobContext;
import io.jobwheel.handler.JobHandler;
import io.jobwheel.handler.JobType;
import io.jobwheel.job.ExecutionMode;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;

/** Counts primes by division, in every mode: also where a type that computes has no business. */
public final class PrimesHandler implements JobHandler<PrimesHandler.Below, Integer> {

  /** The payload. */
  public record Below(int below) {}

  /** Makes it a bean. */
  @AutoConfiguration
  public static class Handlers {
    @Bean
    PrimesHandler primes() {
      return new PrimesHandler();
    }
  }

  @Override
  public JobType<Below> type() {
    return JobType.cpuBound("primes", "Counts primes.", Below.class)
        .withModes(ExecutionMode.PROCESS_POOL, ExecutionMode.values());
  }

  @Override
  public Integer run(Below payload, JobContext context) {
    int found = 0;
    for (int n = 2; n < payload.below(); n++) {
      found += isPrime(n) ? 1 : 0;
    }
    return found;
  }

  private static boolean isPrime(int n) {
    for (int divisor = 2; (long) divisor * divisor <= n; divisor++) {
      if (n % divisor == 0) {
        return false;
      }
    }
    return true;
  }
}
