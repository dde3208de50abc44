package io.jobwheel.execution;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;

import io.jobwheel.handler.JobContext;
import io.jobwheel.handler.JobFailedException;
import io.jobwheel.handler.JobHandler;
import io.jobwheel.handler.JobType;
import io.jobwheel.job.Retry;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** Does what handlers should not do to their process. */
public final class TroubleHandler implements JobHandler<TroubleHandler.Trouble, Object> {

  /** What to do. */
  public enum Kind {
    ECHO,
    PID,
    EXIT,
    HALT,
    OUT_OF_MEMORY,
    STACK_OVERFLOW,
    NATIVE_CRASH,
    STOP_ANSWERING,
    NOT_JSON,
    HUGE_RESULT,
    HUGE_PRINT,
    PRINT,
    PROGRESS,
    PAUSE_LIMITS,
    SLEEP,
    IGNORE_CANCEL,
    SPIN,
    FAIL,
    FAIL_FOR_GOOD,
    START_A_PROGRAM,
    CLOSE_STREAMS,
    INTERRUPT_ITSELF,
    HOLD_MEMORY
  }

  /**
   * The payload.
   *
   * @param times how often, or how much
   */
  public record Trouble(Kind kind, int times, @Nullable String text) {}

  /** The text that was sent, and the attempt. */
  public record Echo(@Nullable String text, int attempt) {}

  @Override
  public JobType<Trouble> type() {
    return JobType.cpuBound("trouble", "Makes trouble.", Trouble.class);
  }

  @Override
  public @Nullable Object run(Trouble trouble, JobContext context) throws Exception {
    return switch (trouble.kind()) {
      case ECHO -> new Echo(trouble.text(), context.attempt());
      case PID -> ProcessHandle.current().pid();
      case EXIT -> {
        context.print("about to exit");
        System.err.println("these are my last words");
        System.exit(trouble.times());
        yield null;
      }
      case HALT -> {
        Files.writeString(Path.of(String.valueOf(trouble.text())), "ran\n", CREATE, APPEND);
        Runtime.getRuntime().halt(trouble.times());
        yield null;
      }
      case OUT_OF_MEMORY -> fill();
      case STACK_OVERFLOW -> dig(0);
      case NATIVE_CRASH -> crash();
      case STOP_ANSWERING -> {
        new ProcessBuilder("kill", "-STOP", Long.toString(ProcessHandle.current().pid())).start();
        context.sleep(Duration.ofHours(1));
        yield null;
      }
      case NOT_JSON -> {
        List<Object> ring = new ArrayList<>();
        ring.add(ring);
        yield ring;
      }
      case HUGE_RESULT -> "x".repeat(trouble.times());
      case HUGE_PRINT -> {
        context.print("y".repeat(trouble.times()));
        yield null;
      }
      case PRINT -> {
        for (int i = 0; i < trouble.times(); i++) {
          context.print("line " + i);
        }
        yield trouble.times();
      }
      case PROGRESS -> {
        for (int i = 1; i <= trouble.times(); i++) {
          context.progress((double) i / trouble.times(), "step " + i);
        }
        yield null;
      }
      case PAUSE_LIMITS -> {
        context.pauseLimits(Duration.ofSeconds(trouble.times()));
        yield null;
      }
      case SLEEP -> {
        context.print("sleeps");
        context.sleep(Duration.ofMillis(trouble.times()));
        yield context.timeLeft().isPresent();
      }
      case IGNORE_CANCEL -> {
        context.print("begins");
        while (true) {
          try {
            context.sleep(Duration.ofHours(1));
          } catch (CancellationException e) {
            Thread.interrupted();
          }
        }
      }
      case SPIN -> {
        context.print("begins");
        while (true) {
          context.checkCancelled();
          Thread.onSpinWait();
        }
      }
      case FAIL -> throw new IOException("disk on fire");
      case FAIL_FOR_GOOD -> throw new JobFailedException("no-use", "Never works", Retry.NEVER);
      case START_A_PROGRAM -> {
        Process sleep = new ProcessBuilder("sleep", "600").start();
        context.print(Long.toString(sleep.pid()));
        context.sleep(Duration.ofHours(1));
        yield null;
      }
      case CLOSE_STREAMS -> {
        System.out.close();
        System.err.close();
        yield "closed";
      }
      case INTERRUPT_ITSELF -> {
        Thread.currentThread().interrupt();
        yield "interrupted";
      }
      case HOLD_MEMORY -> {
        kept = new byte[trouble.times()];
        java.util.Arrays.fill(kept, (byte) 1);
        yield kept.length;
      }
    };
  }

  private static byte @Nullable [] kept;

  private static Object fill() {
    List<byte[]> all = new ArrayList<>();
    while (true) {
      all.add(new byte[1 << 20]);
    }
  }

  private static int dig(int depth) {
    return dig(depth + 1) + 1;
  }

  @SuppressWarnings("removal")
  private static Object crash() throws ReflectiveOperationException {
    Class<?> unsafe = Class.forName("sun.misc.Unsafe");
    Field field = unsafe.getDeclaredField("theUnsafe");
    field.setAccessible(true);
    return unsafe.getMethod("getByte", long.class).invoke(field.get(null), 8L);
  }
}
