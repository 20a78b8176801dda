package org.taskvectors.job;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Decides which jobs may run. A job starts when nothing stands ahead of it that it would disturb;
/// ahead of it stand all that run, and all that wait longer. So those that want the same thing get
/// it in order, and none waits for ever. Knows no threads; not safe for use by several.
final class Schedule {
    /// Short work needs nothing, but a hundred files that are opened at once get no hundred
    /// threads. Those that wait for another machine do not count: nobody knows how long they do.
    static final int SHORT_AT_ONCE = 2;

    private final long memory;
    private final List<Job<?>> waiting = new ArrayList<>();
    private final List<Job<?>> running = new ArrayList<>();

    /// @param memory bytes that all jobs together may hold; one that needs more runs when no other
    ///   holds any
    Schedule(long memory) {
        this.memory = memory;
    }

    /// Puts a job at the end.
    void add(Job<?> job) {
        waiting.add(job);
    }

    /// Takes the jobs that may start now out of those that wait.
    List<Job<?>> start() {
        List<Job<?>> ready = new ArrayList<>();
        for (Job<?> job : List.copyOf(waiting)) {
            if (mayRun(job)) {
                waiting.remove(job);
                running.add(job);
                ready.add(job);
            }
        }
        return ready;
    }

    /// Takes a job out of those that wait; nothing where it does not.
    ///
    /// @return whether it was waiting
    boolean withdraw(Job<?> job) {
        return waiting.remove(job);
    }

    /// Forgets a job that is over.
    void remove(Job<?> job) {
        running.remove(job);
    }

    /// The job that `job` waits for, a running one if there is one; empty where it runs, and for
    /// short work, whose turn comes soon.
    Optional<Job<?>> blocker(Job<?> job) {
        if (!waiting.contains(job) || job.needs().isNothing()) {
            return Optional.empty();
        }
        List<Job<?>> ahead = ahead(job);
        Optional<Job<?>> holder =
                ahead.stream().filter(other -> other.needs().shares(job.needs())).findFirst();
        return holder.isPresent() || hasMemory(job, ahead)
                ? holder
                : ahead.stream().filter(other -> other.needs().memory() > 0).findFirst();
    }

    private boolean mayRun(Job<?> job) {
        List<Job<?>> ahead = ahead(job);
        if (job.needs().isNothing()) {
            return ahead.stream()
                            .filter(other -> other.needs().isNothing() && !other.isFar())
                            .count()
                    < SHORT_AT_ONCE;
        }
        return ahead.stream().noneMatch(other -> other.needs().shares(job.needs()))
                && hasMemory(job, ahead);
    }

    private boolean hasMemory(Job<?> job, List<Job<?>> ahead) {
        long held = ahead.stream().mapToLong(other -> other.needs().memory()).sum();
        long wanted = job.needs().memory();
        return wanted == 0 || held == 0 || held + wanted <= memory;
    }

    private List<Job<?>> ahead(Job<?> job) {
        List<Job<?>> ahead = new ArrayList<>(running);
        ahead.addAll(waiting.subList(0, waiting.indexOf(job)));
        return ahead;
    }
}
