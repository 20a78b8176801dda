package org.taskvectors.evaluation;

import java.io.IOException;
import java.util.List;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;

/// A task that is ready to be asked: its questions in tokens, cut into batches. The batches depend
/// on the questions and the model's dimensions alone, so that a batch that is asked again gives the
/// same bits.
public interface Trial {
    /// Returns the task and its rows.
    Task task();

    /// Returns how many batches there are.
    int batches();

    /// Returns about how many tokens a model reads for a batch.
    long tokens(int batch);

    /// Returns the rows that are asked in a batch.
    List<Integer> rows(int batch);

    /// Asks one batch.
    ///
    /// @param divergence takes the base's logits, or compares with them
    /// @throws IOException a [org.taskvectors.file.Failure] if a question cannot be asked
    Part ask(Asked asked, int batch, Divergence divergence, Cancellation cancellation)
            throws IOException, CancelledException;
}
