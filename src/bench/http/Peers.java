import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hc.client5.http.async.methods.SimpleHttpRequest;
import org.apache.hc.client5.http.async.methods.SimpleHttpResponse;
import org.apache.hc.client5.http.async.methods.SimpleRequestBuilder;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.reactor.IOReactorConfig;

/**
 * The same calls by clients alone, with nothing around them: no job, no registry, no check of
 * addresses. For each line {@code jdk} or {@code hc5} it makes all calls at once and prints how
 * many seconds they took, how many were answered, and how many threads there were.
 */
final class Peers {

  public static void main(String[] arguments) throws Exception {
    URI uri = URI.create(arguments[0]);
    int calls = Integer.parseInt(arguments[1]);
    HttpClient jdk = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    try (CloseableHttpAsyncClient hc5 =
        HttpAsyncClients.custom()
            .setConnectionManager(
                PoolingAsyncClientConnectionManagerBuilder.create()
                    .setMaxConnPerRoute(calls)
                    .setMaxConnTotal(calls)
                    .build())
            .setIOReactorConfig(IOReactorConfig.custom().setIoThreadCount(2).build())
            .build()) {
      hc5.start();
      BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        long begun = System.nanoTime();
        int good = line.equals("jdk") ? jdk(jdk, uri, calls) : hc5(hc5, uri, calls);
        System.out.printf(
            Locale.ROOT,
            "%.3f %d %d%n",
            (System.nanoTime() - begun) / 1e9,
            good,
            Thread.getAllStackTraces().size());
      }
    }
    System.exit(0);
  }

  private static int jdk(HttpClient client, URI uri, int calls) {
    HttpRequest request = HttpRequest.newBuilder(uri).build();
    List<CompletableFuture<Integer>> all = new ArrayList<>(calls);
    for (int i = 0; i < calls; i++) {
      all.add(
          client
              .sendAsync(request, BodyHandlers.ofString())
              .handle((answer, error) -> error == null && answer.statusCode() == 200 ? 1 : 0));
    }
    return all.stream().mapToInt(CompletableFuture::join).sum();
  }

  private static int hc5(CloseableHttpAsyncClient client, URI uri, int calls) throws Exception {
    AtomicInteger good = new AtomicInteger();
    CountDownLatch ended = new CountDownLatch(calls);
    SimpleHttpRequest request = SimpleRequestBuilder.get(uri).build();
    for (int i = 0; i < calls; i++) {
      client.execute(
          request,
          new FutureCallback<SimpleHttpResponse>() {
            @Override
            public void completed(SimpleHttpResponse answer) {
              good.addAndGet(answer.getCode() == 200 ? 1 : 0);
              ended.countDown();
            }

            @Override
            public void failed(Exception error) {
              ended.countDown();
            }

            @Override
            public void cancelled() {
              ended.countDown();
            }
          });
    }
    return ended.await(60, TimeUnit.SECONDS) ? good.get() : -1;
  }
}
