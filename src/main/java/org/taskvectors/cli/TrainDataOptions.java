package org.taskvectors.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.taskvectors.evaluation.DataChoice;
import org.taskvectors.evaluation.data.Kind;
import org.taskvectors.evaluation.data.Tables;
import org.taskvectors.training.data.DataSettings;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/// On which rows a model is trained.
final class TrainDataOptions {
    /// What `--template` calls the model's own words.
    private static final String OWN = "own";

    private static final int MOST_HELD_OUT = 500;
    private static final String LIMIT = "--limit";
    private static final String HELD_OUT_ROWS = "--held-out-rows";
    private static final String MAX_TOKENS = "--max-tokens";

    @Option(
            names = "--data",
            required = true,
            paramLabel = "FILE",
            description = "The rows: TSV, CSV, JSON lines, JSON, or plain text.")
    private Path data = Path.of("");

    @Option(
            names = "--task",
            paramLabel = "sst2|mnli|chat|alpaca|choice|generate|text|FILE",
            description =
                    "What is learned: the template of that id (the model's own, or the program's),"
                            + " a file of templates (FILE:ID where it holds several), chats,"
                            + " instructions, or the rows' own words as in evaluate. Guessed from"
                            + " the columns where it is left out.")
    private String task = "";

    @Option(
            names = "--template",
            paramLabel = "own|lm-eval|alpaca|sample|FILE",
            description =
                    "Whose words sst2 and mnli have: those of a templates.json in or beside the"
                            + " model's folder, else lm-evaluation-harness's (own, the default);"
                            + " lm-evaluation-harness's, Alpaca's form, the sample's, or a file"
                            + " of templates.")
    private String template = OWN;

    @Option(
            names = "--held-out",
            paramLabel = "FILE",
            description =
                    "Another file whose rows are asked and never learned; read as the training"
                            + " rows are. Without it some of the training rows are held out.")
    private @Nullable Path heldOut;

    @Option(
            names = HELD_OUT_ROWS,
            paramLabel = "N",
            description =
                    "The most rows that are held out, drawn by the seed: of the training rows a"
                            + " tenth and 500 at most by default, of another file all. 0 holds out"
                            + " none of the training rows.")
    private int heldOutRows;

    @Option(
            names = LIMIT,
            paramLabel = "N",
            description = "The most rows that are learned, drawn by the seed; all by default.")
    private int limit;

    @Option(
            names = MAX_TOKENS,
            paramLabel = "N",
            description = "The most tokens of a text; the context by default, at most 1,024.")
    private int maxTokens;

    @Option(
            names = "--long",
            paramLabel = "cut|leave-out",
            converter = Words.LongRowWords.class,
            description =
                    "What becomes of a longer row: the beginning of its prompt is cut (the"
                            + " default), or it is left out.")
    private DataSettings.LongRows longRows = DataSettings.LongRows.CUT;

    @Option(
            names = "--no-end",
            description = "No token that ends the text is learned behind an answer.")
    private boolean noEnd;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    TrainDataOptions() {}

    /// Returns which rows are used.
    ///
    /// @param seed of the run
    /// @throws ParameterException where a count is none
    /// @throws IOException if the rows cannot be counted
    DataSettings settings(long seed) throws IOException {
        requireCount(LIMIT, limit, 1);
        requireCount(MAX_TOKENS, maxTokens, 2);
        requireCount(HELD_OUT_ROWS, heldOutRows, heldOut == null ? 0 : 1);
        DataChoice train = choice("train", data).withLimit(limit);
        return new DataSettings(
                train,
                Optional.ofNullable(heldOut).map(file -> choice("held", file)),
                heldOutRows(),
                maxTokens,
                longRows,
                !noEnd,
                seed);
    }

    /// Refuses counts that are too small; an option that is left out is 0 here.
    private void requireCount(String option, int count, int least) {
        ParseResult given = spec.commandLine().getParseResult();
        if (given.hasMatchedOption(option) && count < least) {
            throw new ParameterException(spec.commandLine(), option + " takes at least " + least);
        }
    }

    private int heldOutRows() throws IOException {
        boolean isSaid = spec.commandLine().getParseResult().hasMatchedOption(HELD_OUT_ROWS);
        return isSaid || heldOut != null
                ? heldOutRows
                : Math.min(Tables.read(data).rows().size() / 10, MOST_HELD_OUT);
    }

    private DataChoice choice(String key, Path file) {
        Optional<Kind> kind = EvaluationOptions.kind(task);
        return DataChoice.of(key, file)
                .withTask(kind.isPresent() ? "" : task, template.equals(OWN) ? "" : template)
                .withKind(kind);
    }
}
