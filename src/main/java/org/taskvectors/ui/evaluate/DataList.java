package org.taskvectors.ui.evaluate;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.evaluation.DataChoice;
import org.taskvectors.evaluation.DataChoiceJson;
import org.taskvectors.evaluation.TaskReader;
import org.taskvectors.evaluation.Trials;
import org.taskvectors.evaluation.data.DryRow;
import org.taskvectors.evaluation.data.Table;
import org.taskvectors.file.Failure;
import org.taskvectors.ui.common.FailureWords;
import org.taskvectors.ui.shell.AppContext;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.WorkspaceState;
import org.taskvectors.workspace.undo.Act;

/// The files of rows, and what a person said of them. Lives on the window's thread; files are read
/// beside it.
public final class DataList {
    static final String DATA = "evaluate.data";

    private final AppContext context;
    private final EvaluateCore core;
    private final ReadOnlyObjectProperty<Optional<FileItem>> base;
    private final ReadOnlyObjectWrapper<List<DataChoice>> choices =
            new ReadOnlyObjectWrapper<>(List.of());
    private final ReadOnlyObjectWrapper<Map<String, DataRead>> reads =
            new ReadOnlyObjectWrapper<>(Map.of());
    private final Map<String, Question> asked = new HashMap<>();

    /// What was read, and for which base.
    private record Question(Located base, DataChoice choice) {}

    DataList(
            AppContext context,
            EvaluateCore core,
            ReadOnlyObjectProperty<Optional<FileItem>> base) {
        this.context = context;
        this.core = core;
        this.base = base;
        context.state().addListener((_, _, now) -> follow(now));
        base.addListener((_, _, _) -> readAll());
        follow(context.state().get());
    }

    /// The files, in their order.
    public ReadOnlyObjectProperty<List<DataChoice>> choicesProperty() {
        return choices.getReadOnlyProperty();
    }

    /// What is known of them, by their keys.
    public ReadOnlyObjectProperty<Map<String, DataRead>> readsProperty() {
        return reads.getReadOnlyProperty();
    }

    /// Returns what is known of a file.
    public DataRead read(DataChoice choice) {
        return reads.get().getOrDefault(choice.key(), new DataRead.Reading());
    }

    /// Returns the files that are asked.
    public List<DataChoice> ticked() {
        return choices.get().stream().filter(DataChoice::isTicked).toList();
    }

    /// Returns what a file is called: as a person did, else as the file is.
    public static String name(DataChoice choice) {
        if (!choice.name().isBlank()) {
            return choice.name();
        }
        String file = String.valueOf(choice.file().getFileName());
        int dot = file.lastIndexOf('.');
        return dot > 0 ? file.substring(0, dot) : file;
    }

    /// Takes files of rows, in their order; one whose words are known is called as its task is.
    public void add(List<Path> paths) {
        List<DataChoice> plain =
                paths.stream()
                        .map(path -> DataChoice.of("", path.toAbsolutePath().normalize()))
                        .toList();
        Optional<Located> located = located();
        if (located.isEmpty()) {
            plain.forEach(this::add);
        } else if (!plain.isEmpty()) {
            context.background()
                    .brief(
                            "Reading " + name(plain.getFirst()),
                            (_, _) -> called(located.get(), plain),
                            all -> all.forEach(this::add));
        }
    }

    private List<DataChoice> called(Located located, List<DataChoice> plain) throws IOException {
        List<DataChoice> all = new ArrayList<>();
        for (DataChoice one : plain) {
            try {
                all.add(core.read(located, one).commonName().map(one::withName).orElse(one));
            } catch (Failure e) {
                // Its row says what is wrong with it.
                all.add(one);
            }
        }
        return all;
    }

    private void add(DataChoice choice) {
        act(
                "Add " + name(choice),
                "",
                now -> {
                    List<DataChoice> more = new ArrayList<>(now);
                    more.add(withKey(choice.withName(unlike(choice, now)), free(now)));
                    return more;
                });
    }

    private static DataChoice withKey(DataChoice one, String key) {
        return new DataChoice(
                key,
                one.file(),
                one.name(),
                one.isTicked(),
                one.task(),
                one.wording(),
                one.hints(),
                one.limit(),
                one.maxTokens(),
                one.window(),
                one.stride());
    }

    /// A name that no other one has.
    private static String unlike(DataChoice choice, List<DataChoice> now) {
        List<String> taken = now.stream().map(DataList::name).toList();
        String wanted = name(choice);
        if (!taken.contains(wanted)) {
            return choice.name();
        }
        int number = 2;
        while (taken.contains(wanted + " " + number)) {
            number++;
        }
        return wanted + " " + number;
    }

    private static String free(List<DataChoice> now) {
        List<String> taken = now.stream().map(DataChoice::key).toList();
        return Stream.iterate(1, n -> n + 1)
                .map(String::valueOf)
                .filter(key -> !taken.contains(key))
                .findFirst()
                .orElseThrow();
    }

    public void remove(String key) {
        act(
                "Remove " + name(key),
                "",
                now -> now.stream().filter(one -> !one.key().equals(key)).toList());
    }

    public void tick(String key, boolean isTicked) {
        change(key, isTicked ? "Tick" : "Untick", one -> one.withTicked(isTicked));
    }

    public void rename(String key, String name) {
        change(key, "Rename", one -> one.withName(name.strip()));
    }

    /// Changes the choices about a file.
    ///
    /// @param what is changed, for undo: `columns`
    public void change(String key, String what, UnaryOperator<DataChoice> change) {
        act(
                what + " of " + name(key),
                "evaluate.data." + what + "." + key,
                now ->
                        now.stream()
                                .map(one -> one.key().equals(key) ? change.apply(one) : one)
                                .toList());
    }

    /// Reads every file anew, which may have changed on disk.
    public void readAgain() {
        asked.clear();
        readAll();
    }

    private String name(String key) {
        return choices.get().stream()
                .filter(one -> one.key().equals(key))
                .findFirst()
                .map(DataList::name)
                .orElse("data");
    }

    private void act(String words, String merge, UnaryOperator<List<DataChoice>> change) {
        context.undo()
                .act(
                        Act.of(
                                        words,
                                        state ->
                                                state.withChoice(
                                                        DATA,
                                                        DataChoiceJson.write(
                                                                change.apply(of(state)))))
                                .mergingAs(merge));
    }

    private static List<DataChoice> of(WorkspaceState state) {
        return DataChoiceJson.read(state.choice(DATA, ""));
    }

    private void follow(WorkspaceState state) {
        List<DataChoice> now = List.copyOf(of(state));
        if (!now.equals(choices.get())) {
            choices.set(now);
            readAll();
        }
    }

    private Optional<Located> located() {
        return base.get().map(item -> context.state().get().located(item));
    }

    private void readAll() {
        Optional<Located> located = located();
        if (located.isEmpty()) {
            return;
        }
        List<String> keys = choices.get().stream().map(DataChoice::key).toList();
        asked.keySet().retainAll(keys);
        for (DataChoice choice : choices.get()) {
            Question question = new Question(located.get(), choice.withTicked(true).withName(""));
            if (!question.equals(asked.put(choice.key(), question))) {
                read(choice, question);
            }
        }
        Map<String, DataRead> left = new HashMap<>(reads.get());
        left.keySet().retainAll(keys);
        reads.set(Map.copyOf(left));
    }

    private void read(DataChoice choice, Question question) {
        if (reads.get().get(choice.key()) == null) {
            put(choice.key(), new DataRead.Reading());
        }
        context.background()
                .brief(
                        "Reading " + name(choice),
                        (_, _) -> read(question),
                        found -> {
                            if (question.equals(asked.get(choice.key()))) {
                                put(choice.key(), found);
                            }
                        },
                        failure ->
                                put(
                                        choice.key(),
                                        new DataRead.Wrong(
                                                FailureWords.of(failure), Optional.empty())));
    }

    private DataRead read(Question question) throws IOException {
        try {
            TaskReader reader = core.read(question.base(), question.choice());
            List<DryRow> dry = reader.dryRun();
            try {
                Trials.Chosen chosen = reader.chosen();
                return new DataRead.Ready(
                        reader,
                        chosen.data().examples().size(),
                        chosen.data().leftOut(),
                        dry,
                        chosen.data().notes());
            } catch (Failure e) {
                return new DataRead.Wrong(FailureWords.of(e), Optional.of(reader.table()));
            }
        } catch (Failure e) {
            return new DataRead.Wrong(FailureWords.of(e), table(question.choice()));
        }
    }

    private Optional<Table> table(DataChoice choice) throws IOException {
        try {
            return Optional.of(core.table(choice));
        } catch (Failure e) {
            // The row of the file names the failure already.
            return Optional.empty();
        }
    }

    private void put(String key, DataRead read) {
        Map<String, DataRead> now = new HashMap<>(reads.get());
        now.put(key, read);
        reads.set(Map.copyOf(now));
    }
}
