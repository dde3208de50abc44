import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;

/** db-scheduler with lock-and-fetch, 50 threads and immediate execution. */
public final class DbSchedulerBench implements Engine {

  private static final String TABLE =
      """
      CREATE TABLE scheduled_tasks (
        task_name text NOT NULL,
        task_instance text NOT NULL,
        task_data bytea,
        execution_time timestamp with time zone NOT NULL,
        picked boolean NOT NULL,
        picked_by text,
        last_success timestamp with time zone,
        last_failure timestamp with time zone,
        consecutive_failures integer,
        last_heartbeat timestamp with time zone,
        version bigint NOT NULL,
        priority smallint,
        state text,
        PRIMARY KEY (task_name, task_instance)
      );
      CREATE INDEX execution_time_idx ON scheduled_tasks (execution_time);
      CREATE INDEX last_heartbeat_idx ON scheduled_tasks (last_heartbeat)
      """;

  private final DataSource source;
  private final AtomicLong ids = new AtomicLong();
  private volatile CountDownLatch left = new CountDownLatch(0);
  private final OneTimeTask<Void> noop =
      Tasks.oneTime("noop").execute((instance, context) -> left.countDown());

  private DbSchedulerBench(DataSource source) {
    this.source = source;
  }

  public static void main(String[] arguments) throws Exception {
    HikariConfig pool = new HikariConfig();
    pool.setJdbcUrl(arguments[0]);
    pool.setMaximumPoolSize(64);
    try (HikariDataSource source = new HikariDataSource(pool)) {
      try (Connection connection = source.getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute(TABLE);
      }
      Engine.serve(new DbSchedulerBench(source));
    }
  }

  @Override
  public long life(int jobs, int callers) throws Exception {
    left = new CountDownLatch(jobs);
    Scheduler scheduler = started();
    long began = System.nanoTime();
    Engine.share(
        jobs,
        callers,
        () -> {
          scheduler.schedule(instance(), Instant.now());
          return null;
        });
    return recorded(scheduler, began);
  }

  @Override
  public long drain(int jobs) throws Exception {
    left = new CountDownLatch(jobs);
    SchedulerClient client = SchedulerClient.Builder.create(source, noop).build();
    List<TaskInstance<?>> all = new ArrayList<>();
    for (int i = 0; i < jobs; i++) {
      all.add(instance());
    }
    client.scheduleBatch(all, Instant.now());
    long began = System.nanoTime();
    return recorded(started(), began);
  }

  private Scheduler started() {
    Scheduler scheduler =
        Scheduler.create(source, noop)
            .threads(50)
            .pollUsingLockAndFetch(1.0, 4.0)
            .pollingInterval(Duration.ofMillis(100))
            .enableImmediateExecution()
            .build();
    scheduler.start();
    return scheduler;
  }

  private TaskInstance<Void> instance() {
    return noop.instance(Long.toString(ids.incrementAndGet()));
  }

  private long recorded(Scheduler scheduler, long began) throws Exception {
    Engine.await(left);
    Engine.until(this::isEmpty);
    long took = System.nanoTime() - began;
    scheduler.stop();
    return took;
  }

  private boolean isEmpty() throws Exception {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement();
        ResultSet any = statement.executeQuery("SELECT 1 FROM scheduled_tasks LIMIT 1")) {
      return !any.next();
    }
  }
}
