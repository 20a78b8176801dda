package org.taskvectors.job;

/// Runs a task before the process ends on a signal, Ctrl-C for example. Closing removes the task.
public final class ShutdownHook implements AutoCloseable {
    private final Thread thread;

    private ShutdownHook(Thread thread) {
        this.thread = thread;
    }

    /// Registers `task`. The process waits for it, so it must be short.
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
