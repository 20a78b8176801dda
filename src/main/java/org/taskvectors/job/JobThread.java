package org.taskvectors.job;

/// A thread that runs jobs. Work that waits for another machine says so to the thread that it is
/// on, without knowing whose it is.
final class JobThread extends Thread {
    private Runnable waits = () -> {};

    /// @param jobs what it does
    JobThread(Runnable jobs) {
        super(jobs);
        setName("job-" + threadId());
        setDaemon(true);
    }

    /// Runs a job on this thread, if it is one of these, and on any other all the same.
    ///
    /// @param waits called whenever the job is about to wait for another machine
    static void run(Runnable job, Runnable waits) {
        if (!(Thread.currentThread() instanceof JobThread thread)) {
            job.run();
            return;
        }
        thread.waits = waits;
        try {
            job.run();
        } finally {
            thread.waits = () -> {};
        }
    }

    /// The work on this thread is about to wait for another machine.
    void waitsFar() {
        waits.run();
    }
}
