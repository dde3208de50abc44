import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.jobrunr.configuration.JobRunr;
import org.jobrunr.scheduling.BackgroundJob;
import org.jobrunr.server.BackgroundJobServer;
import org.jobrunr.server.BackgroundJobServerConfiguration;
import org.jobrunr.storage.StorageProvider;
import org.jobrunr.storage.sql.postgres.PostgresStorageProvider;

/** JobRunr with 50 workers. */
public final class JobRunrBench implements Engine {

  private static volatile CountDownLatch left = new CountDownLatch(0);

  private final StorageProvider store;
  private final BackgroundJobServer server;

  private JobRunrBench(StorageProvider store, BackgroundJobServer server) {
    this.store = store;
    this.server = server;
  }

  public static void main(String[] arguments) throws Exception {
    HikariConfig pool = new HikariConfig();
    pool.setJdbcUrl(arguments[0]);
    pool.setMaximumPoolSize(64);
    StorageProvider store = new PostgresStorageProvider(new HikariDataSource(pool));
    var configured =
        JobRunr.configure()
            .useStorageProvider(store)
            .useBackgroundJobServer(
                BackgroundJobServerConfiguration.usingStandardBackgroundJobServerConfiguration()
                    .andWorkerCount(50)
                    .andPollInterval(Duration.ofSeconds(5)));
    configured.initialize();
    BackgroundJobServer server = JobRunr.getBackgroundJobServer();
    Engine.serve(new JobRunrBench(store, server));
    JobRunr.destroy();
  }

  /** The job. */
  public static void noop() {
    left.countDown();
  }

  @Override
  public long life(int jobs, int callers) throws Exception {
    left = new CountDownLatch(jobs);
    long ended = store.getJobStats().getSucceeded();
    long began = System.nanoTime();
    Engine.share(jobs, callers, () -> BackgroundJob.enqueue(() -> JobRunrBench.noop()));
    return recorded(ended + jobs, began);
  }

  @Override
  public long drain(int jobs) throws Exception {
    left = new CountDownLatch(jobs);
    long ended = store.getJobStats().getSucceeded();
    server.pauseProcessing();
    BackgroundJob.enqueue(IntStream.range(0, jobs).boxed(), i -> JobRunrBench.noop());
    long began = System.nanoTime();
    server.resumeProcessing();
    return recorded(ended + jobs, began);
  }

  private long recorded(long succeeded, long began) throws Exception {
    Engine.await(left);
    Engine.until(() -> store.getJobStats().getSucceeded() >= succeeded);
    return System.nanoTime() - began;
  }
}
