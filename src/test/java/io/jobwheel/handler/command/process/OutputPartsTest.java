package io.jobwheel.handler.command.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jobwheel.handler.command.ConcurrencyLimit;
import io.jobwheel.handler.command.ProgressLine;
import java.io.FileOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The parts between a pipe and the output of a job. */
@Timeout(60)
class OutputPartsTest {

  private static List<String> lines(byte[] bytes, int chunk) throws InterruptedException {
    List<String> lines = new ArrayList<>();
    LineDecoder decoder = new LineDecoder(chunk, lines::add);
    for (int from = 0; from < bytes.length; from += chunk) {
      byte[] part = java.util.Arrays.copyOfRange(bytes, from, Math.min(from + chunk, bytes.length));
      decoder.take(part, part.length);
    }
    decoder.end();
    return lines;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 7, 100})
  void linesAreTheSameHoweverTheirBytesCome(int chunk) throws Exception {
    byte[] bytes = "grüße\nzwei\r\n\ndrei\rvier 🎉\n\nende".getBytes(StandardCharsets.UTF_8);
    assertThat(lines(bytes, chunk))
        .containsExactly("grüße", "zwei", "", "drei", "vier 🎉", "", "ende");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 64})
  void malformedBytesBecomeReplacementCharacters(int chunk) throws Exception {
    byte[] bytes = {'a', (byte) 0xff, 'b', 0, 'c', (byte) 0xf0, (byte) 0x9f, '\n', (byte) 0xe2};
    assertThat(lines(bytes, chunk)).containsExactly("a\ufffdb\ufffdc\ufffd", "\ufffd");
  }

  @Test
  void aVeryLongLineComesInPiecesThatPartNoCharacter() throws Exception {
    String line = "x".repeat(LineDecoder.LONGEST - 1) + "🎉" + "y".repeat(LineDecoder.LONGEST);
    List<String> pieces = lines((line + "\n").getBytes(StandardCharsets.UTF_8), 1_000);
    assertThat(String.join("", pieces)).isEqualTo(line);
    assertThat(pieces).hasSize(3).allMatch(piece -> piece.length() <= LineDecoder.LONGEST);
    assertThat(pieces.get(1)).startsWith("🎉");
  }

  @ParameterizedTest
  @CsvSource({
    "::progress 0, 0, ",
    "::progress 0.42 encoding page 3, 0.42, encoding page 3",
    "::progress 1, 1, ",
    "::progress 1.0   done  , 1, done",
  })
  void aProgressLineIsRead(String line, double fraction, String message) {
    assertThat(ProgressLine.parse(line)).contains(new ProgressLine(fraction, message));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "::progress",
        "::progress ",
        "::progress 2",
        "::progress 1.1",
        "::progress -1",
        "::progress NaN",
        "::progress 42%",
        "::progress .5",
        "::progress 0.5x",
        " ::progress 0.5",
        "::Progress 0.5",
        "::progress 1e-1",
        "progress 0.5",
        "::progress 0,5"
      })
  void anyOtherLineIsOrdinaryOutput(String line) {
    assertThat(ProgressLine.parse(line)).isEmpty();
  }

  @Test
  void addingLinesBlocksWhileTheBufferIsFull() throws Exception {
    LineBuffer lines = new LineBuffer(1);
    CompletableFuture<Thread> adder = new CompletableFuture<>();
    CompletableFuture<Void> added = new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          adder.complete(Thread.currentThread());
          try {
            for (int i = 0; i <= LineBuffer.CAPACITY; i++) {
              lines.put(new OutputLine(false, "line " + i));
            }
            added.complete(null);
          } catch (InterruptedException e) {
            added.completeExceptionally(e);
          }
        });
    Thread thread = adder.get(10, TimeUnit.SECONDS);
    await().until(() -> thread.getState() == Thread.State.WAITING);
    assertThat(added).isNotDone();
    assertThat(lines.poll()).isEqualTo(new OutputLine(false, "line 0"));
    assertThat(added.get(10, TimeUnit.SECONDS)).isNull();
  }

  @Test
  void linesAfterAbandonDoNotBlockTheirSource() throws Exception {
    LineBuffer lines = new LineBuffer(1);
    lines.abandon();
    for (int i = 0; i < 10 * LineBuffer.CAPACITY; i++) {
      lines.put(new OutputLine(false, "dropped"));
    }
    assertThat(lines.poll()).isNull();
    assertThat(lines.isOver()).isFalse();
    lines.sourceEnded();
    assertThat(lines.isOver()).isTrue();
    assertThat(lines.over()).isDone();
  }

  @Test
  void aReaderCanBeStoppedWhoseWriterStays(@TempDir Path folder) throws Exception {
    Path path = folder.resolve("pipe");
    OutputPipe pipe = new OutputPipe(path);
    LineBuffer lines = new LineBuffer(1);
    PipeReader reader = new PipeReader(pipe, false, lines);
    try (FileOutputStream writer = new FileOutputStream(path.toFile())) {
      pipe.programStarted();
      Thread thread = Thread.ofPlatform().daemon().start(reader);
      writer.write("a line\n".getBytes(StandardCharsets.UTF_8));
      await().until(() -> lines.poll() != null);
      assertThat(lines.over()).isNotDone();
      reader.stop();
      reader.wake();
      assertThat(thread.join(java.time.Duration.ofSeconds(10))).isTrue();
    }
    assertThat(lines.over()).isDone();
    assertThat(path).doesNotExist();
    reader.wake(); // has no effect any more
    assertThat(path).doesNotExist();
  }

  @Test
  void permitsAreGrantedInTheOrderOfRequests() {
    ConcurrencyLimit limit = new ConcurrencyLimit(1);
    var first = limit.acquire();
    var second = limit.acquire();
    var third = limit.acquire();
    var fourth = limit.acquire();
    assertThat(first.granted()).isDone();
    assertThat(List.of(second, third, fourth)).noneMatch(permit -> permit.granted().isDone());
    limit.release(third); // withdraws the request
    limit.release(first);
    assertThat(second.granted()).isDone();
    assertThat(fourth.granted()).isNotDone();
    limit.release(second);
    assertThat(fourth.granted()).isDone();
    assertThat(third.granted()).isNotDone();
    limit.release(fourth);
    assertThat(limit.acquire().granted()).isDone();
  }
}
