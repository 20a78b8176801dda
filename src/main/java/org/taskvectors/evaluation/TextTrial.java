package org.taskvectors.evaluation;

import java.util.ArrayList;
import java.util.List;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.file.Failure;
import org.taskvectors.inference.Logits;
import org.taskvectors.inference.Prompts;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;

/// How likely a model finds texts. A text is read in windows; each of its tokens but the first is
/// predicted once, from the tokens before it in its window. Windows follow each other by a stride;
/// the last one reaches back as far as it is long.
///
/// With a stride of one window it is lm-evaluation-harness' `loglikelihood_rolling`, where the
/// tokenizer puts a token before every text.
public final class TextTrial implements Trial {
    private final Task task;
    private final List<Window> windows;

    /// A piece of a text.
    ///
    /// @param tokens what is read, and behind it the last token that is predicted
    /// @param next how many of its last tokens are predicted
    /// @param firstPlace counts the predicted tokens of the windows before
    /// @param measured at how many of its first places the divergence is measured
    private record Window(List<Integer> tokens, int next, int firstPlace, int measured) {
        Window {
            tokens = List.copyOf(tokens);
        }

        int read() {
            return tokens.size() - 1;
        }

        int[] readTokens() {
            return tokens.subList(0, read()).stream().mapToInt(Integer::intValue).toArray();
        }
    }

    private TextTrial(Task task, List<Window> windows) {
        this.task = task;
        this.windows = List.copyOf(windows);
    }

    /// Cuts texts into windows.
    ///
    /// @param texts one query each, whose prompt is the text
    /// @param window the most tokens that are read at once; 0 for the model's context
    /// @param stride how many tokens each further window predicts; 0 for a whole window
    /// @param places of how many predicted tokens the divergence from the base is measured
    /// @throws Failure [EvaluationProblem#NOTHING_TO_SCORE] if no token can be predicted, or what
    ///   [Prompts#check] throws
    public static TextTrial of(
            ModelFrame model,
            TaskFacts facts,
            List<Query> texts,
            int window,
            int stride,
            int places)
            throws Failure {
        int most = window > 0 ? Math.min(window, model.context()) : model.context();
        int step = stride > 0 ? Math.min(stride, most) : most;
        List<TaskRow> rows = new ArrayList<>();
        List<Window> windows = new ArrayList<>();
        int predicted = 0;
        for (Query text : texts) {
            List<Integer> ids = model.tokenizer().prompt(text.prompt());
            Prompts.check(ids, Integer.MAX_VALUE, model.architecture().vocabulary());
            for (int first = 1; first < ids.size(); ) {
                int end = Math.min(ids.size(), first + (first == 1 ? most : step));
                int from = Math.max(0, end - 1 - most);
                int measured = Math.clamp((long) places - predicted, 0, end - first);
                rows.add(text.kept(end - first, measured));
                windows.add(new Window(ids.subList(from, end), end - first, predicted, measured));
                predicted += end - first;
                first = end;
            }
        }
        if (windows.isEmpty()) {
            throw Failure.of(
                    EvaluationProblem.NOTHING_TO_SCORE,
                    null,
                    facts.name() + " has no token that could be predicted",
                    "Choose a longer text");
        }
        List<String> notes = new ArrayList<>(facts.notes());
        notes.add(
                Amounts.counted(predicted, "token")
                        + " predicted in windows of "
                        + Amounts.counted(most, "token")
                        + ", stride "
                        + step);
        return new TextTrial(new Task(facts.withNotes(notes), rows), windows);
    }

    @Override
    public Task task() {
        return task;
    }

    @Override
    public int batches() {
        return windows.size();
    }

    @Override
    public long tokens(int batch) {
        return windows.get(batch).read();
    }

    @Override
    public List<Integer> rows(int batch) {
        return List.of(batch);
    }

    @Override
    public Part ask(Asked asked, int batch, Divergence divergence, Cancellation cancellation)
            throws CancelledException {
        Window window = windows.get(batch);
        Reading reading = new Reading(window, divergence);
        asked.runner()
                .readTogether(
                        List.of(window.readTokens()),
                        new int[] {window.next()},
                        reading::take,
                        cancellation);
        return new Part(List.of(reading.row(batch)));
    }

    /// One window while it is read.
    private static final class Reading {
        private final Window window;
        private final Divergence divergence;
        private double sum;
        private double far;

        Reading(Window window, Divergence divergence) {
            this.window = window;
            this.divergence = divergence;
        }

        void take(int text, int token, float[] values) {
            int index = token - (window.read() - window.next());
            try {
                Logits logits = Logits.of(values);
                sum += logits.log(window.tokens().get(token + 1));
                if (index < window.measured()) {
                    far += divergence.at(window.firstPlace() + index, values, logits);
                }
            } catch (Failure e) {
                // A coefficient that breaks the model is a finding: its text has no likelihood.
                sum = Double.NaN;
            }
        }

        Part.Row row(int row) {
            return new Part.Row(row, List.of(sum), far / window.measured(), "", false);
        }
    }
}
