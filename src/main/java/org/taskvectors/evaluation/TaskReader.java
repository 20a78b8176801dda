package org.taskvectors.evaluation;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.taskvectors.evaluation.data.DataSet;
import org.taskvectors.evaluation.data.DataSets;
import org.taskvectors.evaluation.data.DryRow;
import org.taskvectors.evaluation.data.Kind;
import org.taskvectors.evaluation.data.Mapping;
import org.taskvectors.evaluation.data.Table;
import org.taskvectors.evaluation.data.Tables;
import org.taskvectors.file.Failure;
import org.taskvectors.prompt.BuiltInTemplates;
import org.taskvectors.prompt.PromptProblem;
import org.taskvectors.prompt.PromptTemplate;
import org.taskvectors.prompt.TemplateRegistry;

/// Reads a file of rows and finds the words that it is asked in.
///
/// @param choice what a person said
/// @param table the rows
/// @param template the words; empty where the rows bring their own
/// @param wording names them: `sst2, the model's own`
/// @param mapping which column is what
public record TaskReader(
        DataChoice choice,
        Table table,
        Optional<PromptTemplate> template,
        String wording,
        Mapping mapping) {
    /// The columns by which a task is guessed.
    private static final Map<String, List<Set<String>>> COLUMNS =
            Map.of(
                    "mnli",
                    List.of(
                            Set.of("premise", "hypothesis"),
                            Set.of("sentence1", "sentence2", "gold_label"),
                            Set.of("text_a", "text_b")),
                    "sst2",
                    List.of(Set.of("sentence", "label")));

    /// Reads a file.
    ///
    /// @param registry the templates for the model
    /// @throws Failure if the file cannot be read, there is no such template, or the columns do not
    ///   fit it
    public static TaskReader read(TemplateRegistry registry, DataChoice choice) throws Failure {
        return of(registry, choice, Tables.read(choice.file()));
    }

    /// Finds the words of a file that was read before.
    ///
    /// @param table the rows of the choice's file
    /// @throws Failure if there is no such template, or the columns do not fit it
    public static TaskReader of(TemplateRegistry registry, DataChoice choice, Table table)
            throws Failure {
        boolean asksLabels = choice.hints().kind().filter(kind -> kind != Kind.LABELS).isEmpty();
        String task = choice.task().isEmpty() && asksLabels ? guess(table) : choice.task();
        if (task.isEmpty()) {
            Optional<PromptTemplate> raw = Optional.empty();
            return of(choice, table, raw, "the rows' own words");
        }
        Found found = find(registry, task, choice.wording());
        return of(choice, table, Optional.of(found.template()), found.words());
    }

    private static TaskReader of(
            DataChoice choice, Table table, Optional<PromptTemplate> template, String wording)
            throws Failure {
        return new TaskReader(
                choice, table, template, wording, Mapping.guess(table, template, choice.hints()));
    }

    private static String guess(Table table) {
        for (Map.Entry<String, List<Set<String>>> task : COLUMNS.entrySet()) {
            if (task.getValue().stream().anyMatch(table.columns()::containsAll)) {
                return task.getKey();
            }
        }
        return "";
    }

    private record Found(PromptTemplate template, String words) {}

    private static Found find(TemplateRegistry registry, String task, String wording)
            throws Failure {
        Optional<Wording> known = Wording.of(wording);
        if (known.isEmpty()) {
            return ofFile(registry, task, wording);
        }
        return switch (known.get()) {
            case OWN -> {
                PromptTemplate template = registry.choose(task);
                boolean isOwn = registry.own().contains(template.id());
                boolean isBuiltIn = BuiltInTemplates.all().contains(template);
                yield new Found(
                        template,
                        template.id()
                                + (isOwn
                                        ? ", the model's own words"
                                        : isBuiltIn ? ", " + words(template) : ", of a file"));
            }
            case LM_EVAL -> builtIn(BuiltInTemplates.all().stream(), task, wording);
            case ALPACA -> builtIn(BuiltInTemplates.all().stream(), "alpaca-" + task, wording);
            case SAMPLE -> builtIn(BuiltInTemplates.sample().stream(), task, wording);
        };
    }

    private static Found builtIn(Stream<PromptTemplate> templates, String id, String wording)
            throws Failure {
        PromptTemplate template =
                templates
                        .filter(one -> one.id().equals(id))
                        .findFirst()
                        .orElseThrow(
                                () ->
                                        Failure.of(
                                                PromptProblem.UNKNOWN_TEMPLATE,
                                                null,
                                                "there is no wording '" + wording + "' of " + id,
                                                "Choose sst2 or mnli, or a file of templates"));
        String words =
                wording.equals(Wording.SAMPLE.word()) ? "the sample's words" : words(template);
        return new Found(template, template.id() + ", " + words);
    }

    private static String words(PromptTemplate template) {
        return template.id().startsWith("alpaca")
                ? "Alpaca's form"
                : "lm-evaluation-harness's words";
    }

    private static Found ofFile(TemplateRegistry registry, String task, String file)
            throws Failure {
        String named = file.endsWith(":" + task) ? file : file + ":" + task;
        PromptTemplate template;
        try {
            template = registry.choose(named);
        } catch (Failure e) {
            // A file of one template needs no id.
            template = registry.choose(file);
        }
        return new Found(template, template.id() + ", of " + file);
    }

    /// Returns what people call the task: `SST-2`; empty where it has no common name.
    public Optional<String> commonName() {
        return switch (template.map(PromptTemplate::id).orElse("").replace("alpaca-", "")) {
            case "sst2" -> Optional.of("SST-2");
            case "mnli" -> Optional.of("MNLI");
            default -> Optional.empty();
        };
    }

    /// Returns the same with a name for the data.
    public TaskReader named(String name) {
        return new TaskReader(choice.withName(name), table, template, wording, mapping);
    }

    /// Returns what the first ten rows would ask, without a model.
    ///
    /// @throws Failure if the columns do not fit
    public List<DryRow> dryRun() throws Failure {
        return DataSets.dryRun(table, mapping, template);
    }

    /// Returns the rows and how they are asked.
    ///
    /// @throws Failure if no row can be asked
    public Trials.Chosen chosen() throws Failure {
        OptionalInt limit =
                choice.limit() > 0 ? OptionalInt.of(choice.limit()) : OptionalInt.empty();
        DataSet data = DataSets.of(table, mapping, template, limit);
        DataSet named =
                choice.name().isBlank()
                        ? data
                        : new DataSet(
                                choice.name(),
                                data.file(),
                                data.fingerprint(),
                                data.kind(),
                                data.template(),
                                data.examples(),
                                data.leftOut(),
                                data.notes());
        TaskOptions usual = TaskOptions.usual(wording, table.rows().size());
        return new Trials.Chosen(
                named,
                new TaskOptions(
                        usual.wording(),
                        usual.available(),
                        choice.maxTokens() > 0 ? choice.maxTokens() : usual.maxTokens(),
                        usual.stops(),
                        usual.normaliser(),
                        usual.normaliserName(),
                        choice.window(),
                        choice.stride()));
    }
}
