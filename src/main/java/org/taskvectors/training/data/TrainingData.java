package org.taskvectors.training.data;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.taskvectors.evaluation.Trials;
import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.prompt.TemplateRegistry;
import org.taskvectors.tokenizer.Tokenizer;

/// A training's rows in a model's tokens, and what a person should know of them.
///
/// Rows with labels or choices are read exactly as Evaluate asks them. An answer of its own follows
/// its prompt as it stands. In a chat every answer of an assistant is learned together with what
/// the model's template ends it with. Of a text every token but the first is learned.
public final class TrainingData {
    /// The task of rows that are chats, beside the ids of templates; where no task is said, a
    /// column of chats makes it.
    public static final String CHAT = "chat";

    private final RowSource source;
    private final List<TrainingText> train;
    private final List<TrainingText> heldOut;
    private final Optional<Trials.Chosen> question;
    private final DataFacts facts;
    private final RowStates states;
    private final RowPreview preview;

    TrainingData(
            RowSource source,
            List<TrainingText> train,
            List<TrainingText> heldOut,
            Optional<Trials.Chosen> question,
            DataFacts facts,
            RowStates states,
            RowPreview preview) {
        this.source = source;
        this.train = List.copyOf(train);
        this.heldOut = List.copyOf(heldOut);
        this.question = question;
        this.facts = facts;
        this.states = states;
        this.preview = preview;
    }

    /// Reads files of rows on as many threads as the machine has processors.
    ///
    /// @throws Failure as the other one does
    public static TrainingData of(
            DataSettings settings,
            TemplateRegistry registry,
            Tokenizer tokenizer,
            int context,
            int vocabulary,
            Progress progress,
            Cancellation cancellation)
            throws Failure, CancelledException {
        return of(
                settings,
                registry,
                tokenizer,
                context,
                vocabulary,
                Runtime.getRuntime().availableProcessors(),
                progress,
                cancellation);
    }

    /// Reads files of rows, words and encodes them, holds some out, and finds what stands there
    /// twice.
    ///
    /// @param registry the templates for the model
    /// @param tokenizer of the model; it has to stay open while rows are shown
    /// @param context the most tokens that the model reads
    /// @param vocabulary how many tokens the model knows
    /// @param threads how many encode; they change nothing of the result
    /// @param progress counts rows
    /// @throws Failure with a [TrainingDataProblem], or as [org.taskvectors.evaluation.TaskReader]
    ///   does of files and columns; [org.taskvectors.prompt.PromptProblem#NO_CHAT_TEMPLATE] if rows
    ///   are chats and the model words none;
    ///   [org.taskvectors.inference.GenerationProblem#TOKEN_OUTSIDE] if the model does not know a
    ///   token
    public static TrainingData of(
            DataSettings settings,
            TemplateRegistry registry,
            Tokenizer tokenizer,
            int context,
            int vocabulary,
            int threads,
            Progress progress,
            Cancellation cancellation)
            throws Failure, CancelledException {
        RowSources sources = new RowSources(registry, tokenizer, cancellation);
        return new Preparation(
                        settings, sources, context, vocabulary, threads, progress, cancellation)
                .run();
    }

    /// Returns the texts that are trained on, in the file's order.
    public List<TrainingText> train() {
        return train;
    }

    /// Returns the texts of the held-out rows, in their file's order.
    public List<TrainingText> heldOut() {
        return heldOut;
    }

    /// Returns the held-out rows as Evaluate asks them; empty where they have neither labels nor
    /// choices, or none is held out.
    public Optional<Trials.Chosen> question() {
        return question;
    }

    /// Returns what a person should know.
    public DataFacts facts() {
        return facts;
    }

    /// Returns the columns of the training file.
    public List<String> columns() {
        return source.table().columns();
    }

    /// Returns which column each field of the template is read from, in the template's order; the
    /// empty text for a field that has none.
    public Map<String, String> fields() {
        return source.fields();
    }

    /// Returns the column that holds the answers, or which choice is right; empty where rows are
    /// chats or texts.
    public String truth() {
        return source.truth();
    }

    /// Returns how many rows the training file has.
    public int size() {
        return source.table().rows().size();
    }

    /// Returns rows of the training file as the model sees them, in the file's order; behind them
    /// those that were not drawn.
    ///
    /// @param first from 0, in this order
    /// @param count the most rows
    public List<ShownRow> rows(int first, int count) {
        return states.drawnFirst()
                .skip(Math.max(0, first))
                .limit(count)
                .mapToObj(preview::of)
                .toList();
    }

    /// Returns the first rows of a kind, in the file's order.
    ///
    /// @param most how many at most
    public List<ShownRow> rows(RowFilter filter, int most) {
        return states.rows(filter).limit(most).mapToObj(preview::of).toList();
    }

    /// Returns how many rows of a kind there are.
    public int count(RowFilter filter) {
        return states.count(filter);
    }
}
