package org.taskvectors.ui.evaluate;

import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.taskvectors.evaluation.TaskFacts;
import org.taskvectors.evaluation.TaskReader;
import org.taskvectors.figure.study.ChangedRow;
import org.taskvectors.figure.study.Picture;
import org.taskvectors.figure.study.PointPicture;
import org.taskvectors.file.Failure;
import org.taskvectors.prompt.PromptTemplate;
import org.taskvectors.sandbox.PromptForm;
import org.taskvectors.sandbox.PromptInput;
import org.taskvectors.ui.common.FailureWords;
import org.taskvectors.ui.sandbox.SandboxViewModel;
import org.taskvectors.ui.shell.AppContext;

/// What vectors are worth on data: the data, how they are asked, what came of it. Lives on the
/// window's thread.
public final class EvaluateViewModel implements AutoCloseable {
    private static final String RAW = "raw";

    private final AppContext context;
    private final SandboxViewModel sandbox;
    private final DataList data;
    private final Options options;
    private final Findings findings;
    private final Runs runs;
    private final SavedList saved;
    private final ReadOnlyObjectWrapper<Optional<String>> columns =
            new ReadOnlyObjectWrapper<>(Optional.empty());
    private final ReadOnlyObjectWrapper<String> said = new ReadOnlyObjectWrapper<>("");

    /// @param sandbox whose base and vectors are asked
    /// @param folder where records are kept
    /// @param isSaved whether the workspace is saved, now; else nothing is asked, since a record
    ///   would lie there that no workspace knows
    public EvaluateViewModel(
            AppContext context,
            EvaluateCore core,
            SandboxViewModel sandbox,
            Path folder,
            BooleanSupplier isSaved) {
        this.context = context;
        this.sandbox = sandbox;
        this.data = new DataList(context, core, sandbox.setup().baseProperty());
        this.options = new Options(context);
        this.findings = new Findings(context, sandbox);
        this.runs =
                new Runs(
                        context,
                        core,
                        sandbox,
                        data,
                        options,
                        findings,
                        new Runs.Records(folder, isSaved),
                        Clock.systemUTC());
        this.saved = new SavedList(context, core, findings, runs);
        runs.runningProperty()
                .addListener(
                        (_, before, now) -> {
                            if (before.isEmpty() && now.isPresent()) {
                                showColumns(Optional.empty()); // The curve comes into view.
                            }
                        });
    }

    public SandboxViewModel sandbox() {
        return sandbox;
    }

    public DataList data() {
        return data;
    }

    public Options options() {
        return options;
    }

    public Findings findings() {
        return findings;
    }

    public Runs runs() {
        return runs;
    }

    public SavedList saved() {
        return saved;
    }

    /// The key of the file whose columns are looked at; empty while none are.
    public ReadOnlyObjectProperty<Optional<String>> columnsProperty() {
        return columns.getReadOnlyProperty();
    }

    public void showColumns(Optional<String> key) {
        columns.set(key);
    }

    /// A sentence about what was done last, or could not be done.
    public ReadOnlyObjectProperty<String> saidProperty() {
        return said.getReadOnlyProperty();
    }

    void say(String sentence) {
        said.set(sentence);
    }

    /// Called each time the place comes into view.
    public void shown() {
        saved.inSight();
    }

    /// Goes to Prompt with the vectors as the chosen point has them.
    public void takeToPrompt() {
        lay();
        sandbox.show("");
    }

    private void lay() {
        findings.laid()
                .ifPresent(laid -> sandbox.setup().lay("Take to Prompt", "", laid, state -> state));
    }

    /// Asks an example in Prompt, at the chosen point.
    public void ask(ChangedRow example) {
        Optional<Picture> picture = findings.pictureProperty().get();
        Optional<PointPicture> point = picture.flatMap(Picture::point);
        if (point.isEmpty()) {
            return;
        }
        TaskFacts task = picture.get().study().tasks().get(point.get().task()).facts();
        Optional<PromptInput> input = input(task, example);
        if (input.isEmpty()) {
            return;
        }
        lay();
        sandbox.prompting().restore(input.get());
        sandbox.show("");
        // Behind the workspace's own change, which comes on the window's thread as well.
        context.background().window().execute(sandbox::askSoon);
    }

    /// Returns an example as the form of its task, where Prompt words the task the same way; else
    /// its prompt as it was asked.
    private Optional<PromptInput> input(TaskFacts task, ChangedRow example) {
        Map<String, String> values = example.row().values();
        Optional<TaskReader> reader = reader(task);
        Optional<PromptTemplate> template = reader.flatMap(TaskReader::template);
        List<PromptForm> forms = sandbox.prompting().formsProperty().get();
        String id = template.map(PromptTemplate::id).orElse(task.wording().split(",", 2)[0]);
        Optional<PromptForm> form =
                forms.stream()
                        .filter(one -> one.id().equals(id))
                        .filter(
                                one ->
                                        template.isEmpty()
                                                || template.get().text().equals(one.pattern()))
                        .findFirst();
        if (form.isPresent()) {
            Map<String, String> fields = new LinkedHashMap<>();
            form.get().fields().forEach(field -> fields.put(field.name(), ""));
            fields.putAll(values);
            return Optional.of(new PromptInput(form.get().id(), fields, List.of()));
        }
        if (reader.isEmpty()) {
            say(task.name() + " is no longer among the data: add its file to ask its examples.");
            return Optional.empty();
        }
        try {
            String prompt =
                    template.isPresent()
                            ? template.get().render(values)
                            : String.join("\n", values.values());
            say("Prompt has no form with these words, so the prompt is asked as it is.");
            return forms.stream()
                    .filter(one -> one.id().equals(RAW) && !one.fields().isEmpty())
                    .findFirst()
                    .map(one -> one.fields().getFirst().name())
                    .map(field -> new PromptInput(RAW, Map.of(field, prompt), List.of()));
        } catch (Failure e) {
            say(FailureWords.of(e));
            return Optional.empty();
        }
    }

    private Optional<TaskReader> reader(TaskFacts task) {
        return data.choicesProperty().get().stream()
                .sorted(
                        java.util.Comparator.comparing(
                                one -> !DataList.name(one).equals(task.name())))
                .filter(one -> one.file().toString().equals(task.file()))
                .map(data::read)
                .filter(DataRead.Ready.class::isInstance)
                .map(read -> ((DataRead.Ready) read).reader())
                .findFirst();
    }

    @Override
    public void close() {
        runs.pause();
        findings.close();
    }
}
