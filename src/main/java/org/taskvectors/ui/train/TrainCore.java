package org.taskvectors.ui.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.evaluation.DataChoice;
import org.taskvectors.evaluation.TaskReader;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.training.TrainingControl;
import org.taskvectors.training.TrainingEstimate;
import org.taskvectors.training.TrainingRequest;
import org.taskvectors.training.TrainingResult;
import org.taskvectors.training.TrainingSnapshot;
import org.taskvectors.training.data.DataFacts;
import org.taskvectors.training.data.DataSettings;

/// What this place asks of the core.
public interface TrainCore {
    /// Looks at a model that may be trained; reads headers only.
    ///
    /// @throws IOException a [org.taskvectors.file.Failure] if it cannot be trained
    BaseFacts trainable(Located base) throws IOException;

    /// Reads a file of rows and finds its words; reads no weights.
    ///
    /// @param base whose own templates count
    TaskReader read(Located base, DataChoice choice) throws IOException;

    /// Words and encodes all rows; reads no weights.
    PreparedRows prepare(
            Located base, DataSettings data, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException;

    /// Says what a run will take, from headers; and how long, where its rows are known.
    ///
    /// @param facts of its rows, where they are known
    TrainingEstimate estimate(
            TrainingRequest request, Optional<DataFacts> facts, Cancellation cancellation)
            throws IOException, CancelledException;

    /// Trains, or goes on with the run in the request's folder.
    ///
    /// @param control what a person asks of the run meanwhile
    /// @param listener is handed the run as it is, on the calling thread
    /// @throws CancelledException if it was cancelled; its folder can be gone on with
    TrainingResult train(
            TrainingRequest request,
            TrainingControl control,
            Consumer<TrainingSnapshot> listener,
            Progress progress,
            Cancellation cancellation)
            throws IOException, CancelledException;

    /// Opens a run that lies in a folder, without its models.
    PastRun past(Path folder) throws IOException;
}
