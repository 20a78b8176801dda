package org.taskvectors.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.taskvectors.evaluation.DataChoice;
import org.taskvectors.evaluation.Scoring;
import org.taskvectors.evaluation.TaskReader;
import org.taskvectors.evaluation.data.Kind;
import org.taskvectors.evaluation.data.MappingHints;
import org.taskvectors.prompt.TemplateRegistry;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/// On what data a model is asked, and how.
final class EvaluationOptions {
    @Option(
            names = "--task",
            paramLabel = "sst2|mnli|choice|generate|text|FILE",
            description =
                    "What is asked: the template of that id (the model's own, or the program's), a"
                            + " file of templates (FILE:ID where it holds several), or the rows'"
                            + " own words: choice (among each row's answers), generate (exact"
                            + " match), text (perplexity). Guessed from the columns where it is"
                            + " left out. One for each --data.")
    private List<String> tasks = new ArrayList<>();

    @Option(
            names = "--template",
            paramLabel = "lm-eval|alpaca|sample|FILE",
            description =
                    "Whose words sst2 and mnli have: lm-evaluation-harness's, Alpaca's form, the"
                            + " sample's, or a file of templates. Without it those of a"
                            + " templates.json in or beside the model's folder, else"
                            + " lm-evaluation-harness's; the result names them.")
    private String template = "";

    @Option(
            names = "--data",
            required = true,
            paramLabel = "FILE",
            description =
                    "The rows: TSV, CSV, JSON lines, JSON, or plain text. May be repeated in"
                            + " sweep.")
    private List<Path> data = new ArrayList<>();

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "The most rows of each file, the first ones; all by default.")
    private int limit;

    @Option(
            names = "--column",
            paramLabel = "FIELD=COLUMN",
            description = "Which column a field of the template is. May be repeated.")
    private List<String> columns = new ArrayList<>();

    @Option(
            names = "--truth",
            paramLabel = "COLUMN",
            description = "The column with the right answers.")
    private @Nullable String truth;

    @Option(
            names = "--class",
            paramLabel = "VALUE=LABEL",
            description = "Which label a value of that column means. May be repeated.")
    private List<String> classes = new ArrayList<>();

    @Option(
            names = "--choice",
            paramLabel = "COLUMN",
            description =
                    "With --task choice: a column of choices, each, or one that holds a list.")
    private List<String> choices = new ArrayList<>();

    @Option(
            names = "--score",
            paramLabel = "log-likelihood|per-byte",
            converter = Words.Scorings.class,
            description =
                    "Which choice is the answer: that with the highest log-likelihood (the"
                            + " default), or divided by its bytes.")
    private Scoring scoring = Scoring.LOG_LIKELIHOOD;

    @Option(
            names = "--max-tokens",
            paramLabel = "N",
            description = "With --task generate: the most tokens of an answer (32).")
    private int maxTokens;

    @Option(
            names = "--window",
            paramLabel = "N",
            description = "With --task text: the most tokens read at once (the context).")
    private int window;

    @Option(
            names = "--stride",
            paramLabel = "N",
            description =
                    "With --task text: how many tokens each further window predicts (a whole"
                            + " window).")
    private int stride;

    @Mixin private LoadOptions loading = new LoadOptions();

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    EvaluationOptions() {}

    LoadOptions loading() {
        return loading;
    }

    Scoring scoring() {
        return scoring;
    }

    /// Returns the files with their words, before a model is loaded for them.
    ///
    /// @param most how many files there may be
    /// @throws ParameterException where the options do not fit together
    /// @throws IOException where a file cannot be read, or its columns do not fit
    List<TaskReader> readers(int most) throws IOException {
        if (data.size() > most) {
            throw wrong("--data: one file, please");
        }
        if (!tasks.isEmpty() && tasks.size() != data.size()) {
            throw wrong(
                    "there are "
                            + tasks.size()
                            + " --task for "
                            + data.size()
                            + " --data; give one"
                            + " for each, or none");
        }
        requireCounts();
        TemplateRegistry registry = TemplateRegistry.of(loading.model());
        List<TaskReader> readers = new ArrayList<>();
        for (int i = 0; i < data.size(); i++) {
            String task = tasks.isEmpty() ? "" : tasks.get(i);
            readers.add(TaskReader.read(registry, choice(Integer.toString(i), data.get(i), task)));
        }
        return named(readers);
    }

    /// Refuses counts below 1; an option that is left out is 0 here.
    private void requireCounts() {
        Map<String, Integer> counts =
                Map.of(
                        "--limit", limit,
                        "--max-tokens", maxTokens,
                        "--window", window,
                        "--stride", stride,
                        "--context", loading.context());
        ParseResult given = spec.commandLine().getParseResult();
        counts.forEach(
                (option, count) -> {
                    if (count < 0 || (count == 0 && given.hasMatchedOption(option))) {
                        throw wrong(option + " takes at least 1");
                    }
                });
    }

    /// Names data by its task where no other file has the same task.
    private static List<TaskReader> named(List<TaskReader> readers) {
        List<Optional<String>> names = readers.stream().map(TaskReader::commonName).toList();
        List<TaskReader> named = new ArrayList<>();
        for (int i = 0; i < readers.size(); i++) {
            TaskReader reader = readers.get(i);
            boolean isAlone = Collections.frequency(names, names.get(i)) == 1;
            named.add(names.get(i).filter(_ -> isAlone).map(reader::named).orElse(reader));
        }
        return named;
    }

    private DataChoice choice(String key, Path file, String task) {
        Optional<Kind> kind = kind(task);
        return new DataChoice(
                key,
                file,
                "",
                true,
                kind.isPresent() ? "" : task,
                template,
                new MappingHints(
                        kind,
                        pairs("--column", columns),
                        Optional.ofNullable(truth),
                        pairs("--class", classes),
                        choices),
                limit,
                maxTokens,
                window,
                stride);
    }

    /// Returns what a word of `--task` says of how rows are judged; empty where it names a
    /// template.
    static Optional<Kind> kind(String task) {
        return switch (task) {
            case "choice" -> Optional.of(Kind.CHOICES);
            case "generate" -> Optional.of(Kind.GENERATION);
            case "text" -> Optional.of(Kind.TEXT);
            default -> Optional.empty();
        };
    }

    private Map<String, String> pairs(String option, List<String> texts) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String text : texts) {
            int at = text.indexOf('=');
            if (at < 1) {
                throw wrong(option + " " + text + ": write NAME=VALUE");
            }
            if (pairs.put(text.substring(0, at), text.substring(at + 1)) != null) {
                throw wrong(option + " " + text.substring(0, at) + " is given twice");
            }
        }
        return pairs;
    }

    private ParameterException wrong(String what) {
        return new ParameterException(spec.commandLine(), what);
    }
}
