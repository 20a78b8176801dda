package org.taskvectors.training;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.taskvectors.evaluation.Asked;
import org.taskvectors.evaluation.Divergence;
import org.taskvectors.evaluation.ModelFrame;
import org.taskvectors.evaluation.Part;
import org.taskvectors.evaluation.Proportion;
import org.taskvectors.evaluation.Scores;
import org.taskvectors.evaluation.Scoring;
import org.taskvectors.evaluation.TaskResult;
import org.taskvectors.evaluation.Trial;
import org.taskvectors.evaluation.Trials;
import org.taskvectors.file.Failure;
import org.taskvectors.inference.Logits;
import org.taskvectors.inference.Packs;
import org.taskvectors.inference.Runner;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.training.data.TrainingText;

/// Looks at held-out rows: their loss, and their accuracy by Evaluate's own rule. Batches follow
/// from the rows and the model alone, so that rows that are asked again give the same bits.
final class HeldOutRows {
    private final ModelFrame frame;
    private final List<List<TrainingText>> batches;
    private final Optional<Trial> trial;

    private HeldOutRows(ModelFrame frame, List<List<TrainingText>> batches, Optional<Trial> trial) {
        this.frame = frame;
        this.batches = batches;
        this.trial = trial;
    }

    /// Obeys wishes between two batches.
    @FunctionalInterface
    interface Between {
        /// @throws CancelledException if the run was cancelled
        void obey() throws IOException, CancelledException;
    }

    /// @throws Failure if a question cannot be put into tokens
    static HeldOutRows of(ModelFrame frame, Rows rows, Cancellation cancellation)
            throws Failure, CancelledException {
        Optional<Trial> trial =
                rows.question().isPresent()
                        ? Optional.of(
                                Trials.of(
                                                frame,
                                                List.of(rows.question().get()),
                                                false,
                                                cancellation)
                                        .getFirst())
                        : Optional.empty();
        return new HeldOutRows(
                frame, batches(rows.heldOut(), Packs.tokens(frame.architecture())), trial);
    }

    private static List<List<TrainingText>> batches(List<TrainingText> texts, int budget) {
        List<TrainingText> sorted = new ArrayList<>(texts);
        sorted.sort(Comparator.comparingInt(TrainingText::length));
        List<List<TrainingText>> batches = new ArrayList<>();
        List<TrainingText> open = new ArrayList<>();
        int tokens = 0;
        for (TrainingText text : sorted) {
            if (!open.isEmpty() && tokens + text.length() > budget) {
                batches.add(List.copyOf(open));
                open.clear();
                tokens = 0;
            }
            open.add(text);
            tokens += text.length();
        }
        if (!open.isEmpty()) {
            batches.add(List.copyOf(open));
        }
        return batches;
    }

    /// Whether there are any.
    boolean isEmpty() {
        return batches.isEmpty() && trial.isEmpty();
    }

    /// Whether there are texts whose loss is looked at.
    boolean hasTexts() {
        return !batches.isEmpty();
    }

    /// Returns about how many tokens a model reads for them.
    long tokens() {
        return batches.stream().flatMap(List::stream).mapToLong(TrainingText::length).sum()
                + trial.map(one -> IntStream.range(0, one.batches()).mapToLong(one::tokens).sum())
                        .orElse(0L);
    }

    /// Asks them.
    ///
    /// @param step after which they are asked
    /// @param progress counts tokens
    /// @return with a loss that is NaN where the model's numbers left the range of float32, or
    ///   there are no texts
    TrainingCurve.HeldOut ask(
            int step, Runner runner, Between between, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException {
        double sum = 0;
        int answers = 0;
        for (List<TrainingText> batch : batches) {
            between.obey();
            Reading reading = new Reading(batch);
            runner.readTogether(reading.texts, reading.wanted(), reading::take, cancellation);
            sum += reading.sum;
            answers += reading.answers;
            progress.add(batch.stream().mapToLong(TrainingText::length).sum());
        }
        return new TrainingCurve.HeldOut(
                step, sum / answers, accuracy(runner, between, progress, cancellation));
    }

    private Optional<Proportion> accuracy(
            Runner runner, Between between, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException {
        if (trial.isEmpty()) {
            return Optional.empty();
        }
        Trial asking = trial.get();
        Asked asked = new Asked(runner, frame.tokenizer(), frame.context());
        List<Part> parts = new ArrayList<>();
        for (int batch = 0; batch < asking.batches(); batch++) {
            between.obey();
            parts.add(asking.ask(asked, batch, Divergence.NONE, cancellation));
            progress.add(asking.tokens(batch));
        }
        Scores scores = Scores.of(asking.task(), parts);
        return Optional.of(TaskResult.of(asking.task(), scores, Scoring.LOG_LIKELIHOOD).right());
    }

    /// One batch while it is read: Σ −log p of the texts' answers, each from the tokens before it.
    private static final class Reading {
        private final List<int[]> texts = new ArrayList<>();
        private final List<int[]> whole = new ArrayList<>();
        private final List<boolean[]> learned = new ArrayList<>();
        private final List<Integer> wanted = new ArrayList<>();
        private double sum;
        private int answers;

        Reading(List<TrainingText> batch) {
            for (TrainingText text : batch) {
                boolean[] mask = text.learned();
                int[] tokens = text.tokens();
                int last = tokens.length - 1;
                while (!mask[last]) {
                    last--;
                }
                int first = 1;
                while (!mask[first]) {
                    first++;
                }
                texts.add(Arrays.copyOf(tokens, last));
                wanted.add(last - first + 1);
                whole.add(tokens);
                learned.add(mask);
            }
        }

        int[] wanted() {
            return wanted.stream().mapToInt(Integer::intValue).toArray();
        }

        void take(int text, int token, float[] values) {
            if (!learned.get(text)[token + 1]) {
                return;
            }
            answers++;
            try {
                sum -= Logits.of(values).log(whole.get(text)[token + 1]);
            } catch (Failure e) {
                // What broke the model is said by whoever asks for the loss.
                sum = Double.NaN;
            }
        }
    }
}
