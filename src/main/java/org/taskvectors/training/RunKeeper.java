package org.taskvectors.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.taskvectors.evaluation.Proportion;
import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;

/// Keeps a run: what is seen goes into its record at once, checkpoints and the state that it is
/// gone on with to the disk, in an order in which every moment can be the last one.
///
/// Of a checkpoint the adapter is written first, then its line, then the state. A run that ends in
/// between goes on from the state before, and forgets what stands in the record of later steps.
/// Checkpoints that are too many go after all that.
final class RunKeeper implements AutoCloseable {
    private final Path folder;
    private final long mostBytes;
    private final TrainingRecord record;
    private final RunDisk disk;
    private final RunCurve seen;
    private final Growth growth;
    private final Optional<ComparedVector> compared;
    private final Opener opener;
    private Optional<ComparedVector> first = Optional.empty();
    private int stateStep;

    /// Opens a checkpoint as a vector.
    @FunctionalInterface
    interface Opener {
        ComparedVector open(Path checkpoint, Cancellation cancellation)
                throws IOException, CancelledException;
    }

    /// @param mostBytes what checkpoints may take together
    /// @param seen what was seen before
    /// @param compared the vector that the run is compared with, which this owns
    /// @param stateStep the step of the state on disk; 0 where there is none
    RunKeeper(
            Path folder,
            long mostBytes,
            TrainingRecord record,
            RunDisk disk,
            RunCurve seen,
            Growth growth,
            Optional<ComparedVector> compared,
            Opener opener,
            int stateStep) {
        this.folder = folder;
        this.mostBytes = mostBytes;
        this.record = record;
        this.disk = disk;
        this.seen = seen;
        this.growth = growth;
        this.compared = compared;
        this.opener = opener;
        this.stateStep = stateStep;
    }

    RunCurve seen() {
        return seen;
    }

    /// Returns the step of the state on disk; 0 where there is none.
    int stateStep() {
        return stateStep;
    }

    void add(TrainingCurve.Step step) throws Failure {
        record.add(step);
        seen.add(step);
    }

    void add(TrainingCurve.HeldOut heldOut) throws Failure {
        record.add(heldOut);
        seen.add(heldOut);
    }

    /// Measures the vector.
    ///
    /// @param isWhole whether the cosine is measured although that costs much
    void measure(int step, boolean isWhole, Cancellation cancellation)
            throws IOException, CancelledException {
        measured(step, isWhole, Optional.empty(), cancellation);
    }

    private Growth.Measured measured(
            int step, boolean isWhole, Optional<ComparedVector> from, Cancellation cancellation)
            throws IOException, CancelledException {
        Growth.Measured found =
                growth.measure(
                        step,
                        compared.filter(vector -> isWhole || growth.isCheap(vector)),
                        from,
                        cancellation);
        if (seen.norms(step).isEmpty()) {
            record.add(found.norms());
            seen.add(found.norms());
        }
        return found;
    }

    /// Writes a checkpoint with what the run is gone on with, and removes those that are too many.
    ///
    /// @param step after which it is
    void checkpoint(int step, Cancellation cancellation) throws IOException, CancelledException {
        add(kept(step, StoredRun.checkpoint(folder, step), cancellation));
        saveState(step);
        removeSurplus();
    }

    /// Writes what the run ends with.
    ///
    /// @param step the last one
    /// @param result its folder
    void end(int step, Path result, Cancellation cancellation)
            throws IOException, CancelledException {
        if (step > 0 && stateStep != step) {
            saveState(step);
        }
        Optional<KeptCheckpoint> same =
                seen.checkpoints().stream().filter(one -> one.step() == step).findFirst();
        KeptCheckpoint last = kept(step, result, cancellation);
        if (same.isPresent() && same.get().folder().equals(result)) {
            // A process that ended here has added it already.
            return;
        }
        if (same.isPresent()) {
            // As for a pause; it is the same adapter.
            remove(same.get());
        }
        add(last);
        removeSurplus();
    }

    private KeptCheckpoint kept(int step, Path to, Cancellation cancellation)
            throws IOException, CancelledException {
        double loss = seen.lossSinceCheckpoint(step);
        Optional<ComparedVector> from = first(cancellation);
        Growth.Measured measured = measured(step, true, from, cancellation);
        long bytes = disk.saveVector(to, cancellation);
        Optional<TrainingCurve.HeldOut> heldOut = seen.evaluation(step);
        double norm = measured.norms().total();
        OptionalDouble toFirst =
                seen.first() == 0 && norm > 0 ? OptionalDouble.of(1) : measured.toFirst();
        Optional<Proportion> accuracy = heldOut.flatMap(TrainingCurve.HeldOut::accuracy);
        return new KeptCheckpoint(
                step,
                to,
                loss,
                heldOut.map(TrainingCurve.HeldOut::loss).orElse(Double.NaN),
                accuracy,
                norm,
                toFirst,
                measured.norms().cosine(),
                bytes,
                false);
    }

    private Optional<ComparedVector> first(Cancellation cancellation)
            throws IOException, CancelledException {
        Optional<KeptCheckpoint> kept = seen.firstKept();
        if (first.isEmpty() && kept.isPresent()) {
            first = Optional.of(opener.open(kept.get().folder(), cancellation));
        }
        return first;
    }

    private void add(KeptCheckpoint checkpoint) throws Failure {
        record.add(checkpoint);
        seen.add(checkpoint);
    }

    /// Writes what the run is gone on with.
    void saveState(int step) throws Failure {
        // A state must not outlive the lines that lead to it.
        record.force();
        disk.saveState(step);
        stateStep = step;
    }

    /// Removes the oldest checkpoints that are neither the best nor the last, until the others are
    /// small enough together.
    void removeSurplus() throws Failure {
        List<KeptCheckpoint> kept = seen.checkpoints();
        long bytes = kept.stream().mapToLong(KeptCheckpoint::bytes).sum();
        for (KeptCheckpoint one : kept.subList(0, Math.max(0, kept.size() - 1))) {
            if (bytes > mostBytes && !one.isBest()) {
                remove(one);
                bytes -= one.bytes();
            }
        }
    }

    private void remove(KeptCheckpoint checkpoint) throws Failure {
        if (checkpoint.step() == seen.first()) {
            closeFirst();
        }
        record.addRemoval(checkpoint.step());
        seen.remove(checkpoint.step());
        disk.remove(checkpoint.folder());
    }

    private void closeFirst() {
        first.ifPresent(ComparedVector::close);
        first = Optional.empty();
    }

    /// Appends which files are about to be copied beside the result.
    void addFiles(List<String> names) throws Failure {
        record.addFiles(names);
    }

    /// Appends how long the run took so far.
    void addPart(double seconds) throws Failure {
        record.addPart(seconds);
    }

    /// Appends that the run has ended, and removes what it would be gone on with.
    void close(int step, boolean isStopped, double seconds) throws Failure {
        record.addEnd(step, isStopped, seconds);
        record.force();
        disk.removeState();
    }

    @Override
    public void close() throws Failure {
        closeFirst();
        compared.ifPresent(ComparedVector::close);
        record.close();
    }
}
