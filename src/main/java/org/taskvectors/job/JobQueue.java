package org.taskvectors.job;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/// Background work, in the order in which it was asked for. One long job runs at a time, since each
/// uses every core and the whole disk; short ones (opening a file, reading a profile) have a lane
/// of their own and never wait for it.
public final class JobQueue implements AutoCloseable {
    private final ExecutorService longLane;
    private final ExecutorService shortLane;
    private final List<Job<?>> unfinished = new CopyOnWriteArrayList<>();
    private final List<Consumer<Job<?>>> listeners = new CopyOnWriteArrayList<>();

    public JobQueue() {
        longLane =
                Executors.newSingleThreadExecutor(
                        Thread.ofPlatform().daemon().name("job").factory());
        shortLane =
                Executors.newFixedThreadPool(
                        2, Thread.ofPlatform().daemon().name("short-job-", 0).factory());
    }

    /// Calls `listener`, on the job's thread, whenever a job is added, starts or ends.
    public void onChange(Consumer<Job<?>> listener) {
        listeners.add(listener);
    }

    /// Adds long work to the end of the queue. `ended` is called on the job's thread when it is
    /// over, however it ended.
    public <T> Job<T> submit(String title, Work<T> work, Consumer<Job<T>> ended) {
        return submit(longLane, title, work, ended);
    }

    /// Runs short work at once, beside whatever else runs.
    public <T> Job<T> submitShort(String title, Work<T> work, Consumer<Job<T>> ended) {
        return submit(shortLane, title, work, ended);
    }

    /// The jobs that wait or run, in order.
    public List<Job<?>> unfinished() {
        return List.copyOf(unfinished);
    }

    /// Cancels everything and stops taking work. Does not wait.
    @Override
    public void close() {
        unfinished.forEach(Job::cancel);
        longLane.shutdown();
        shortLane.shutdown();
    }

    private <T> Job<T> submit(
            ExecutorService lane, String title, Work<T> work, Consumer<Job<T>> ended) {
        Job<T> job = new Job<>(title, work);
        unfinished.add(job);
        tell(job);
        lane.execute(
                () -> {
                    job.start();
                    tell(job);
                    job.run();
                    unfinished.remove(job);
                    ended.accept(job);
                    tell(job);
                });
        return job;
    }

    private void tell(Job<?> job) {
        listeners.forEach(listener -> listener.accept(job));
    }
}
