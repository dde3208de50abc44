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
 * Sends and receives frames: four bytes of length, most significant first, then the frame as JSON.
 * One thread at a time may receive; any thread may send. An interrupt of a thread that is inside
 * closes the channel, as it does with every channel of the JDK.
 */
public final class FrameChannel implements AutoCloseable {

  /** The longest frame, in bytes; a payload is far shorter and so is what is kept of a result. */
  public static final int LONGEST = 16 * 1024 * 1024;

  /** Outcomes and retries are pure Java: how they look as JSON is said here. */
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
    @JsonSubTypes.Type(value = Retry.NotBefore.class, name = "not-before")
  })
  private interface Kind {}

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .addMixIn(Outcome.class, Kind.class)
          .addMixIn(Retry.class, Kind.class)
          .build();

  private final SocketChannel channel;
  private final ReentrantLock sending = new ReentrantLock();
  // confined to the receiving thread
  private final ByteBuffer head = ByteBuffer.allocate(Integer.BYTES);

  public FrameChannel(SocketChannel channel) {
    this.channel = channel;
  }

  /**
   * Sends a frame; blocks while the other side does not take it.
   *
   * @throws FrameTooLongException when it is longer than {@link #LONGEST}; nothing was sent
   * @throws IOException when the other side is gone
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

  /** Sends a small frame unless another thread is sending one; whether it did. */
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
   * Waits for a frame.
   *
   * @throws EOFException when the other side has closed the channel
   * @throws IOException when what came is no frame, or the channel broke
   */
  public Frame receive() throws IOException {
    fill(head.clear());
    int length = head.flip().getInt();
    if (length < 0 || length > LONGEST) {
      throw new IOException("A frame of %d bytes was announced".formatted(length));
    }
    ByteBuffer body = ByteBuffer.allocate(length);
    fill(body);
    try {
      return JSON.readValue(body.array(), Frame.class);
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
        throw new EOFException("The other side is gone");
      }
    }
  }

  /** Lets go whoever is inside. */
  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // it is of no use any more either way
    }
  }
}
