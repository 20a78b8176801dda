package org.taskvectors.job;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/// Background work. Each job says what it [Needs]: those that need the same thing run one after the
/// other in the order in which they were asked for, the others beside each other, so that a long
/// one never keeps a short one waiting.
public final class JobQueue implements AutoCloseable {
    private final Executor threads;
    private final Runnable end;
    private final Schedule schedule;
    private final List<Job<?>> unfinished = new CopyOnWriteArrayList<>();
    private final List<Consumer<Job<?>>> listeners = new CopyOnWriteArrayList<>();
    private boolean closed;

    /// One that counts no memory.
    public JobQueue() {
        this(Long.MAX_VALUE);
    }

    /// @param memory bytes that its jobs may hold together
    public JobQueue(long memory) {
        this(memory, Executors.newCachedThreadPool(JobThread::new));
    }

    private JobQueue(long memory, ExecutorService pool) {
        this(memory, pool, pool::shutdown);
    }

    /// @param threads runs each job that has started
    JobQueue(long memory, Executor threads, Runnable end) {
        this.schedule = new Schedule(memory);
        this.threads = threads;
        this.end = end;
    }

    /// Calls `listener`, on the job's thread, whenever a job is added, starts or ends.
    public void onChange(Consumer<Job<?>> listener) {
        listeners.add(listener);
    }

    /// Adds work. `ended` is called on the job's thread when it is over, however it ended. A queue
    /// that is closed takes none: the job is cancelled already.
    public <T> Job<T> submit(String title, Needs needs, Work<T> work, Consumer<Job<T>> ended) {
        return submit(
                new Job<>(title, needs, false, Optional.empty(), work, ended, this::cancelled));
    }

    /// Adds work that keeps what it did when it is stopped, so that it can be paused: as [#submit].
    public <T> Job<T> submitPausable(
            String title, Needs needs, Work<T> work, Consumer<Job<T>> ended) {
        return submit(
                new Job<>(title, needs, true, Optional.empty(), work, ended, this::cancelled));
    }

    /// Adds work that can be paused after it kept what it did, or end with what it has: as
    /// [#submit].
    public <T> Job<T> submitPausable(
            String title, Needs needs, EarlyEnd early, Work<T> work, Consumer<Job<T>> ended) {
        return submit(
                new Job<>(title, needs, true, Optional.of(early), work, ended, this::cancelled));
    }

    private <T> Job<T> submit(Job<T> job) {
        boolean isTaken;
        synchronized (this) {
            isTaken = !closed;
            if (isTaken) {
                unfinished.add(job);
                schedule.add(job);
            }
        }
        if (isTaken) {
            tell(job);
            startWhatMay();
        } else {
            job.cancel();
            job.run();
            job.tellEnd();
        }
        return job;
    }

    /// The jobs that wait or run, in order.
    public List<Job<?>> unfinished() {
        return List.copyOf(unfinished);
    }

    /// Which job `job` waits for; empty where it runs, is over, or its turn comes at once.
    public synchronized Optional<Job<?>> waitsFor(Job<?> job) {
        return schedule.blocker(job);
    }

    /// Cancels everything and stops taking work. Does not wait.
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        unfinished.forEach(Job::cancel);
        synchronized (this) {
            end.run(); // Not between the decision that a job may start and its start.
        }
    }

    private synchronized void startWhatMay() {
        schedule.start().forEach(job -> threads.execute(() -> run(job)));
    }

    private void run(Job<?> job) {
        job.start();
        tell(job);
        JobThread.run(job::run, () -> waitsFar(job));
        finish(job);
    }

    /// Its turn among the short work is another's.
    private void waitsFar(Job<?> job) {
        if (job.waitsFar() && job.needs().isNothing()) {
            startWhatMay();
        }
    }

    /// One that waits will not start: it is over at once, whatever it waited for.
    private synchronized void cancelled(Job<?> job) {
        if (schedule.withdraw(job)) {
            threads.execute(
                    () -> {
                        job.run();
                        finish(job);
                    });
        }
    }

    private void finish(Job<?> job) {
        unfinished.remove(job);
        synchronized (this) {
            schedule.remove(job);
        }
        try {
            job.tellEnd();
            tell(job);
        } finally {
            startWhatMay();
        }
    }

    private void tell(Job<?> job) {
        listeners.forEach(listener -> listener.accept(job));
    }
}
