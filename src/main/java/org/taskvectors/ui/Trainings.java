package org.taskvectors.ui;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.evaluation.DataChoice;
import org.taskvectors.evaluation.TaskReader;
import org.taskvectors.inference.Architecture;
import org.taskvectors.inference.Conversations;
import org.taskvectors.inference.WeightPlan;
import org.taskvectors.inference.gradient.TrainedPlan;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.prompt.TemplateRegistry;
import org.taskvectors.tokenizer.Tokenizer;
import org.taskvectors.tokenizer.Tokenizers;
import org.taskvectors.training.SavedRun;
import org.taskvectors.training.Trainer;
import org.taskvectors.training.TrainingControl;
import org.taskvectors.training.TrainingEstimate;
import org.taskvectors.training.TrainingRequest;
import org.taskvectors.training.TrainingResult;
import org.taskvectors.training.TrainingSnapshot;
import org.taskvectors.training.data.DataFacts;
import org.taskvectors.training.data.DataSettings;
import org.taskvectors.training.data.RowFilter;
import org.taskvectors.training.data.ShownRow;
import org.taskvectors.training.data.TrainingData;
import org.taskvectors.ui.train.BaseFacts;
import org.taskvectors.ui.train.PastRun;
import org.taskvectors.ui.train.PreparedRows;
import org.taskvectors.ui.train.TrainCore;

/// Trains what the window asks for.
///
/// @param trainer takes the steps
public record Trainings(Trainer trainer) implements TrainCore {
    @Override
    public BaseFacts trainable(Located base) throws IOException {
        try (Checkpoint model = base.open()) {
            WeightPlan plan = WeightPlan.of(model);
            Architecture architecture = plan.architecture();
            return new BaseFacts(
                    architecture.layers(),
                    plan.parameters(),
                    Conversations.context(architecture, 0),
                    TrainedPlan.targets(plan));
        }
    }

    @Override
    public TaskReader read(Located base, DataChoice choice) throws IOException {
        return TaskReader.read(TemplateRegistry.of(base.path()), choice);
    }

    @Override
    public PreparedRows prepare(
            Located base, DataSettings data, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException {
        try (Checkpoint model = base.open()) {
            Architecture architecture = WeightPlan.of(model).architecture();
            Tokenizer tokenizer = Tokenizers.of(model);
            boolean isDone = false;
            try {
                TrainingData rows =
                        TrainingData.of(
                                data,
                                TemplateRegistry.of(base.path()),
                                tokenizer,
                                Conversations.context(architecture, 0),
                                architecture.vocabulary(),
                                progress,
                                cancellation);
                isDone = true;
                return new Encoded(rows, tokenizer);
            } finally {
                if (!isDone) {
                    tokenizer.close();
                }
            }
        }
    }

    /// Rows with the tokenizer that shows them.
    private record Encoded(TrainingData data, Tokenizer tokenizer) implements PreparedRows {
        @Override
        public DataFacts facts() {
            return data.facts();
        }

        @Override
        public List<ShownRow> rows(int first, int count) {
            return data.rows(first, count);
        }

        @Override
        public List<ShownRow> rows(RowFilter kind, int most) {
            return data.rows(kind, most);
        }

        @Override
        public int count(RowFilter kind) {
            return data.count(kind);
        }

        @Override
        public void close() {
            tokenizer.close();
        }
    }

    @Override
    public TrainingEstimate estimate(
            TrainingRequest request, Optional<DataFacts> facts, Cancellation cancellation)
            throws IOException, CancelledException {
        return facts.isPresent()
                ? trainer.timed(
                        request, facts.get(), trainer.estimate(request, facts.get()), cancellation)
                : trainer.estimate(request);
    }

    @Override
    public TrainingResult train(
            TrainingRequest request,
            TrainingControl control,
            Consumer<TrainingSnapshot> listener,
            Progress progress,
            Cancellation cancellation)
            throws IOException, CancelledException {
        return trainer.train(request, control, listener, progress, cancellation);
    }

    @Override
    public PastRun past(Path folder) throws IOException {
        SavedRun run = SavedRun.read(folder);
        return new PastRun(run.step(), run.isDone(), run.curve(), run.checkpoints(), run.facts());
    }
}
