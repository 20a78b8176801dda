package org.taskvectors.inference;

import java.io.IOException;
import java.util.List;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.tokenizer.Tokenizer;

/// A model in memory with vectors on it: base and edited model, ready to answer. The weights that
/// no vector changes lie once. One caller at a time may use it, and waits for the one before.
public interface LiveModel extends AutoCloseable {
    /// Returns what the window and the command line say about it.
    LiveFacts facts();

    /// Returns the model's tokenizer.
    Tokenizer tokenizer();

    /// Returns the knobs that the edited model stands for now, one for each vector.
    List<Knob> knobs();

    /// Bakes the edited model anew from the pristine base: θ0 + Σ λ·τ, term by term, rounded once,
    /// bit for bit what `apply` writes.
    ///
    /// @param knobs one for each vector, in the order in which they were given
    /// @throws CancelledException if it was cancelled; the knobs before hold then
    void turn(List<Knob> knobs, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException;

    /// Returns how long [#turn] will take, from the last time: seconds.
    double secondsToTurn();

    /// Returns the fingerprint of what a side runs: that of the model which `apply` would save.
    String fingerprint(Side side);

    /// Returns the side's model. Where both do not fit into memory, asking for the other side bakes
    /// the one block anew.
    ///
    /// @throws IOException if vectors cannot be read any more
    Runner runner(Side side, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException;

    /// Returns what changed on disk since it was loaded, in sentences; empty if nothing did.
    List<String> changedOnDisk();

    @Override
    void close();
}
