package org.taskvectors.ui.evaluate;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.evaluation.DataChoice;
import org.taskvectors.evaluation.Study;
import org.taskvectors.evaluation.TaskReader;
import org.taskvectors.evaluation.data.Table;
import org.taskvectors.evaluation.data.Tables;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.ui.sandbox.SandboxModel;

/// What this place asks of the core.
public interface EvaluateCore {
    /// Reads a file of rows and finds its words; reads no weights.
    ///
    /// @param base whose own templates count
    TaskReader read(Located base, DataChoice choice) throws IOException;

    /// Reads a file's rows, whatever they are.
    default Table table(DataChoice choice) throws IOException {
        return Tables.read(choice.file());
    }

    /// Runs an evaluation, or goes on with the one that its file records.
    ///
    /// @param listener is handed the evaluation after each point, on the calling thread
    /// @throws CancelledException if it was cancelled; its file can be gone on with
    Study evaluate(
            SandboxModel model,
            EvaluationRequest request,
            Consumer<Study> listener,
            Progress progress,
            Cancellation cancellation)
            throws IOException, CancelledException;

    /// Opens an evaluation that was saved, without its models.
    Study open(Path record) throws IOException;
}
