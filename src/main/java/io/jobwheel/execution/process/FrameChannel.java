package io.jobwheel.execution.process;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.jobwheel.job.Outcome;
import io.jobwheel.job.Retry;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.ReentrantLock;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Sends and receives frames: the length in four bytes, most significant first, then the frame as
 * JSON. Any thread may send; only one thread at a time may receive. As with every interruptible
 * channel, an interrupt of a thread that sends or receives closes the channel.
 */
public final class FrameChannel implements AutoCloseable {

  /** Maximum length of a frame, in bytes; payloads and results are far shorter. */
  public static final int LONGEST = 16 * 1024 * 1024;

  /** The JSON form of outcomes and retries, which have no annotations. */
  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Outcome.Succeeded.class, name = "succeeded"),
    @JsonSubTypes.Type(value = Outcome.Failed.class, name = "failed"),
    @JsonSubTypes.Type(value = Outcome.Crashed.class, name = "crashed"),
    @JsonSubTypes.Type(value = Outcome.Cancelled.class, name = "cancelled"),
    @JsonSubTypes.Type(value = Outcome.Released.class, name = "given-back"),
    @JsonSubTypes.Type(value = Outcome.Retried.class, name = "retried"),
    @JsonSubTypes.Type(value = Retry.AsPlanned.class, name = "as-planned"),
    @JsonSubTypes.Type(value = Retry.Never.class, name = "pointless"),
    @JsonSubTypes.Type(value = Retry.NotBefore.class, name = "not-before"),
    @JsonSubTypes.Type(value = Retry.OnSchedule.class, name = "on-schedule"),
    @JsonSubTypes.Type(value = Retry.Deferred.class, name = "deferred")
  })
  private interface KindMixIn {}

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .addMixIn(Outcome.class, KindMixIn.class)
          .addMixIn(Retry.class, KindMixIn.class)
          .build();

  private final SocketChannel channel;
  private final ReentrantLock sending = new ReentrantLock();
  // confined to the receiving thread
  private final ByteBuffer head = ByteBuffer.allocate(Integer.BYTES);

  public FrameChannel(SocketChannel channel) {
    this.channel = channel;
  }

  /**
   * Sends a frame. Blocks while the buffer of the socket is full.
   *
   * @throws FrameTooLongException if the frame is longer than {@link #LONGEST}; nothing was sent
   * @throws IOException if the channel is broken or closed
   */
  public void send(Frame frame) throws IOException {
    ByteBuffer bytes = encode(frame);
    sending.lock();
    try {
      write(bytes);
    } finally {
      sending.unlock();
    }
  }

  /**
   * Sends a frame unless another thread is sending one. Returns whether it was sent.
   *
   * @throws IOException if the channel is broken or closed
   */
  public boolean trySend(Frame frame) throws IOException {
    ByteBuffer bytes = encode(frame);
    if (!sending.tryLock()) {
      return false;
    }
    try {
      write(bytes);
      return true;
    } finally {
      sending.unlock();
    }
  }

  /**
   * Blocks until a frame arrives.
   *
   * @throws EOFException if the other side has closed the channel
   * @throws IOException if the data is not a frame, or the channel is broken or closed
   */
  public Frame receive() throws IOException {
    fill(head.clear());
    int length = head.flip().getInt();
    if (length < 0 || length > LONGEST) {
      throw new IOException("A frame of %d bytes was announced".formatted(length));
    }
    ByteBuffer json = ByteBuffer.allocate(length);
    fill(json);
    try {
      return JSON.readValue(json.array(), Frame.class);
    } catch (JacksonException e) {
      throw new IOException("Not a frame: " + e.getOriginalMessage(), e);
    }
  }

  private static ByteBuffer encode(Frame frame) throws FrameTooLongException {
    byte[] json = JSON.writeValueAsBytes(frame);
    if (json.length > LONGEST) {
      throw new FrameTooLongException(json.length);
    }
    return ByteBuffer.allocate(Integer.BYTES + json.length).putInt(json.length).put(json).flip();
  }

  private void write(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private void fill(ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        throw new EOFException("The other side has closed the channel");
      }
    }
  }

  /** Closes the channel. Threads that send or receive get an {@link IOException}. */
  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // the channel is unusable in either case
    }
  }
}
