package planted.jobwheel.dispatch;

import java.sql.Connection;
import java.util.concurrent.CompletableFuture;
import org.springframework.scheduling.annotation.Async;
import org.springframework.web.bind.annotation.GetMapping;

/** SQL, HTTP, an asynchronous method and a sleep, all where they do not belong. */
public class DoesEverything {

  @Async
  @GetMapping
  public CompletableFuture<String> run(Connection connection) throws InterruptedException {
    Thread.sleep(1);
    return CompletableFuture.completedFuture(connection.toString());
  }
}
