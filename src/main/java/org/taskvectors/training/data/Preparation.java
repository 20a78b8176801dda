package org.taskvectors.training.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.file.Failure;
import org.taskvectors.inference.Prompts;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.training.data.PreparedRow.State;

/// The way from files to texts: held-out rows are drawn first and by the seed alone, then training
/// rows from those that are left; whatever leaves a row out, no other takes its place.
final class Preparation {
    /// Tokens of a text where no limit is chosen.
    private static final int USUAL_TOKENS = 1024;

    private final DataSettings settings;
    private final RowSources sources;
    private final RowEncoder encoder;
    private final RowFit fit;
    private final int threads;
    private final Progress progress;
    private final Cancellation cancellation;
    private final List<String> notes = new ArrayList<>();

    /// @throws Failure [TrainingDataProblem#SETTING_WRONG] if a setting is none, or what
    ///   [Prompts#check] throws of the end token
    Preparation(
            DataSettings settings,
            RowSources sources,
            int context,
            int vocabulary,
            int threads,
            Progress progress,
            Cancellation cancellation)
            throws Failure {
        check(settings, context);
        this.settings = settings;
        this.sources = sources;
        this.threads = threads;
        this.progress = progress;
        this.cancellation = cancellation;
        int most = settings.mostTokens() > 0 ? settings.mostTokens() : USUAL_TOKENS;
        if (settings.mostTokens() > context) {
            notes.add(
                    "texts have at most the "
                            + Amounts.counted(context, "token")
                            + " of the context, not "
                            + Amounts.count(settings.mostTokens()));
        }
        fit = new RowFit(Math.min(most, context), settings.longRows());
        OptionalInt end =
                settings.endsAnswers()
                        ? RowEncoder.endOf(sources.tokenizer())
                        : OptionalInt.empty();
        if (end.isPresent()) {
            Prompts.check(List.of(end.getAsInt()), 1, vocabulary);
        } else if (settings.endsAnswers()) {
            notes.add("the tokenizer does not say which token ends a text; none follows answers");
        }
        encoder = new RowEncoder(sources.tokenizer(), vocabulary, context, end);
    }

    private static void check(DataSettings settings, int context) throws Failure {
        String wrong =
                settings.mostTokens() < 0 || settings.mostTokens() == 1
                        ? "texts of at most " + Amounts.counted(settings.mostTokens(), "token")
                        : settings.heldOutRows() < 0
                                ? settings.heldOutRows() + " held-out rows"
                                : settings.train().limit() < 0
                                        ? settings.train().limit() + " rows"
                                        : context < 2 ? "a context of " + context : "";
        if (!wrong.isEmpty()) {
            throw Failure.of(
                    TrainingDataProblem.SETTING_WRONG,
                    settings.train().file(),
                    "rows cannot be read with " + wrong,
                    "Choose 0 for the usual, or more");
        }
    }

    /// Reads, draws, words and encodes.
    ///
    /// @throws Failure if a file cannot be read, or nothing is left to train on
    TrainingData run() throws Failure, CancelledException {
        RowSource train = sources.open(settings.train());
        Optional<RowSource> other = Optional.empty();
        if (settings.heldOut().isPresent()) {
            other =
                    Optional.of(
                            sources.openHeldOut(settings.heldOut().get(), settings.train(), train));
            checkOther(train.table().fingerprint(), other.get());
        }
        int[] examples = examples(train);
        int[] drawn = other.isPresent() ? drawn(other.get()) : split(examples);
        int[] rest = other.isPresent() ? examples : without(examples, drawn);
        int limit = settings.train().limit();
        int[] chosen =
                limit == 0
                        ? rest
                        : new RowDraw(settings.seed(), RowDraw.Purpose.TRAINED).of(rest, limit);
        progress.begin((long) drawn.length + chosen.length, "rows");
        List<PreparedRow> heldOut =
                new RowPass(other.orElse(train), encoder, fit, State.HELD_OUT, Set.of())
                        .of(drawn, threads, progress, cancellation);
        List<PreparedRow> trained =
                new RowPass(train, encoder, fit, State.TRAINED, alike(heldOut))
                        .of(chosen, threads, progress, cancellation);
        RowStates states = new RowStates(train.table().rows().size());
        states.notDrawn(without(rest, chosen));
        if (other.isEmpty()) {
            states.take(heldOut);
        }
        states.take(trained);
        states.compare(trained);
        return new Prepared(settings, train, other, encoder, fit, states, trained, heldOut, notes)
                .data();
    }

    private void checkOther(String trained, RowSource other) throws Failure {
        if (other.table().fingerprint().equals(trained)) {
            throw Failure.of(
                    TrainingDataProblem.HELD_OUT_WRONG,
                    other.table().file(),
                    "the held-out rows are the training rows themselves",
                    "Choose another file, or none to hold out some of the training rows");
        }
    }

    private static int[] examples(RowSource source) {
        return IntStream.range(0, source.table().rows().size())
                .filter(row -> source.why(row).isEmpty())
                .toArray();
    }

    private int[] split(int[] examples) {
        int half = examples.length / 2;
        int most = Math.min(settings.heldOutRows(), half);
        if (most < settings.heldOutRows()) {
            notes.add(
                    "half of the rows are held out at most: "
                            + Amounts.count(most)
                            + ", not "
                            + Amounts.count(settings.heldOutRows()));
        }
        return new RowDraw(settings.seed(), RowDraw.Purpose.HELD_OUT).of(examples, most);
    }

    private int[] drawn(RowSource other) {
        int[] all = examples(other);
        int limit = settings.heldOut().orElseThrow().limit();
        int most = settings.heldOutRows() > 0 ? settings.heldOutRows() : all.length;
        int drawn = limit > 0 ? Math.min(limit, most) : most;
        return new RowDraw(settings.seed(), RowDraw.Purpose.HELD_OUT).of(all, drawn);
    }

    private static int[] without(int[] rows, int[] taken) {
        // Both are in order.
        return Arrays.stream(rows).filter(row -> Arrays.binarySearch(taken, row) < 0).toArray();
    }

    private static Set<TextHash> alike(List<PreparedRow> heldOut) {
        Set<TextHash> hashes = new HashSet<>();
        for (PreparedRow one : heldOut) {
            if (one.state() == State.HELD_OUT) {
                hashes.add(one.alike());
            }
        }
        return hashes;
    }
}
