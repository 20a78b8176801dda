package org.taskvectors.hub;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.taskvectors.file.ReadAhead;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;

/// Reads of a repository's files: out of what is kept, out of what was fetched ahead, or else of
/// the hub.
final class FileReads {
    private final KeptChunks kept;
    private final PlannedReads planned;
    private final Set<ReadAhead.Plan> plans = ConcurrentHashMap.newKeySet();

    /// @param planned what is fetched ahead, of all repositories
    FileReads(HubClient client, PlannedReads planned) {
        this.kept = new KeptChunks(client);
        this.planned = planned;
    }

    /// Reads some bytes, at least one, of a place within the file.
    int read(HubFile file, long position, ByteBuffer target, Cancellation cancellation)
            throws IOException, CancelledException {
        int had = kept.take(file, position, target);
        if (had > 0) {
            planned.taken(file, position, had);
            return had;
        }
        int got = planned.read(file, position, target, cancellation);
        return got > 0 ? got : kept.fetch(file, position, target, cancellation);
    }

    ReadAhead.Plan willRead(List<PlannedSpan> spans) {
        ReadAhead.Plan plan = planned.willRead(spans);
        plans.add(plan);
        return () -> {
            plans.remove(plan);
            plan.close();
        };
    }

    /// Returns the most bytes that it holds, the budget of all repositories included.
    long memory() {
        return planned.budget() + KeptChunks.BUDGET;
    }

    PlannedReads planned() {
        return planned;
    }

    /// Gives up what was announced of this repository.
    void close() {
        List.copyOf(plans).forEach(ReadAhead.Plan::close);
        plans.clear();
    }
}
