package org.taskvectors.job;

/// A thread of its own for what lasts as long as the program: waiting for what other processes ask.
/// It does not keep the program alive.
public final class Service {
    private Service() {}

    /// Runs `body` until it returns, which it does when whatever it waits on is closed.
    ///
    /// @param name the thread's name, as thread dumps show it
    public static void start(String name, Runnable body) {
        Thread.ofPlatform().daemon().name(name).start(body);
    }
}
