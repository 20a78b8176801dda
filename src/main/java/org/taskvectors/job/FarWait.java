package org.taskvectors.job;

/// What waits for another machine tells the queue so: short work on this machine is then not kept
/// waiting by short work whose answer may take a minute, or never come.
public final class FarWait {
    private FarWait() {}

    /// The job on this thread, if there is one, is about to wait for another machine. It counts no
    /// more among the short work of which little runs at once.
    public static void begins() {
        if (Thread.currentThread() instanceof JobThread thread) {
            thread.waitsFar();
        }
    }
}
