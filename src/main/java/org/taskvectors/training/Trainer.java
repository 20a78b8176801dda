package org.taskvectors.training;

import java.io.IOException;
import java.util.function.Consumer;
import org.taskvectors.inference.gradient.GradientDevice;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.training.data.DataFacts;

/// Trains a model on rows, from its first step or from where a run was broken off.
public final class Trainer {
    private final GradientDevice device;
    private final String program;

    /// @param device computes gradients
    /// @param program name and version of this program, for the files
    public Trainer(GradientDevice device, String program) {
        this.device = device;
        this.program = program;
    }

    /// Says what a run will take, from the model's headers, with texts as long as the settings
    /// allow.
    ///
    /// @throws IOException a [org.taskvectors.file.Failure] if the model cannot be opened, or
    ///   cannot be trained so
    @SuppressWarnings("DoNotCallSuggester")
    public TrainingEstimate estimate(TrainingRequest request) throws IOException {
        throw new UnsupportedOperationException(device.label() + program + request);
    }

    /// Says what a run will take, from the model's headers and what is known of its rows.
    ///
    /// @throws IOException as the other does
    @SuppressWarnings("DoNotCallSuggester")
    public TrainingEstimate estimate(TrainingRequest request, DataFacts facts) throws IOException {
        throw new UnsupportedOperationException(device.label() + request + facts);
    }

    /// Trains, or goes on with the run in the request's folder.
    ///
    /// @param control what a person asks of the run meanwhile
    /// @param listener is handed the run after each step and each change of what it does, on the
    ///   calling thread
    /// @param progress counts tokens
    /// @throws IOException a [org.taskvectors.file.Failure] with a [TrainingProblem], or what
    ///   model, data, device and disk throw; what was kept can be gone on with
    /// @throws CancelledException if it was cancelled; it can be gone on with
    @SuppressWarnings("DoNotCallSuggester")
    public TrainingResult train(
            TrainingRequest request,
            TrainingControl control,
            Consumer<TrainingSnapshot> listener,
            Progress progress,
            Cancellation cancellation)
            throws IOException, CancelledException {
        cancellation.check();
        throw new UnsupportedOperationException(
                device.label() + request + control.wish() + listener + progress.total());
    }
}
