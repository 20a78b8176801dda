package org.taskvectors.job;

/// What is to be done when the process is told to end, by Ctrl-C for example, before it does.
/// Closing takes it back.
public final class ShutdownHook implements AutoCloseable {
    private final Thread thread;

    private ShutdownHook(Thread thread) {
        this.thread = thread;
    }

    /// Registers `task`. The process waits for it, so it has to be short.
    public static ShutdownHook of(Runnable task) {
        Thread thread = Thread.ofPlatform().name("shutdown").unstarted(task);
        Runtime.getRuntime().addShutdownHook(thread);
        return new ShutdownHook(thread);
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(thread);
        } catch (IllegalStateException e) {
            // The process is ending already, and the task has run or is running.
            return;
        }
    }
}
