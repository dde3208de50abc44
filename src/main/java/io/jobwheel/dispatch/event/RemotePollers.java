package io.jobwheel.dispatch.event;

/** The polls for what other nodes do with jobs that clients of this node wait for or follow. */
public record RemotePollers(RemoteCompletionPoller completions, RemoteChangePoller changes) {

  public void start() {
    completions.start();
    changes.start();
  }

  public void stop() {
    completions.stop();
    changes.stop();
  }
}
