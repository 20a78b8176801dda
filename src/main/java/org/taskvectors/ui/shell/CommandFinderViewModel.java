package org.taskvectors.ui.shell;

import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.taskvectors.analysis.metric.Amounts;

/// What the command finder shows for the words that were typed: actions first, those whose words
/// begin with them before those that contain them, then checkpoints and tensors; and how many more
/// there are.
public final class CommandFinderViewModel {
    /// So many rows fit into the list.
    private static final int MOST = 14;

    /// So many of them are actions at most where there are checkpoints and tensors, too.
    private static final int MOST_ACTIONS = 7;

    /// A single letter names too much to be looked for among tensors.
    private static final int LEAST_LETTERS = 2;

    private final Supplier<List<Command>> actions;
    private final Function<FinderWords, Found> things;
    private final StringProperty query = new SimpleStringProperty(this, "query", "");
    private final ObservableList<Command> results = FXCollections.observableArrayList();
    private final IntegerProperty selected = new SimpleIntegerProperty(this, "selected", -1);
    private final ReadOnlyStringWrapper remark = new ReadOnlyStringWrapper(this, "remark", "");

    /// @param actions everything that can be done now
    /// @param things checkpoints and tensors that words name
    public CommandFinderViewModel(
            Supplier<List<Command>> actions, Function<FinderWords, Found> things) {
        this.actions = actions;
        this.things = things;
        query.addListener((_, _, _) -> refresh());
    }

    public StringProperty queryProperty() {
        return query;
    }

    public ObservableList<Command> results() {
        return results;
    }

    /// The result that Enter runs; −1 where there is none.
    public IntegerProperty selectedProperty() {
        return selected;
    }

    /// What stands below the results: how many more there are, that there are none, what could not
    /// be searched; empty mostly.
    public ReadOnlyStringProperty remarkProperty() {
        return remark.getReadOnlyProperty();
    }

    /// Looks again, as when the finder opens. What is chosen stays chosen where it is found again.
    public void refresh() {
        String text = query.get().strip();
        FinderWords words = FinderWords.of(text);
        List<Command> able =
                actions.get().stream()
                        .filter(command -> rank(command, words) < FinderWords.NONE)
                        .sorted(Comparator.comparingInt(command -> rank(command, words)))
                        .toList();
        Found named = text.length() < LEAST_LETTERS ? Found.NOTHING : things.apply(words);
        int mostActions = Math.max(MOST_ACTIONS, MOST - named.commands().size());
        List<Command> shown =
                Stream.concat(able.stream().limit(mostActions), named.commands().stream())
                        .limit(MOST)
                        .toList();
        int index = selected.get();
        String before = index >= 0 && index < results.size() ? label(results.get(index)) : "";
        results.setAll(shown);
        selected.set(
                shown.isEmpty()
                        ? -1
                        : Math.max(0, shown.stream().map(this::label).toList().indexOf(before)));
        int more = able.size() + named.count() - shown.size();
        remark.set(remark(text, more, named.note()));
    }

    private String label(Command command) {
        return command.label() + "\n" + command.hint();
    }

    private String remark(String text, int more, String note) {
        String count =
                results.isEmpty()
                        ? "Nothing is called “" + text + "”"
                        : more > 0 ? "and " + Amounts.count(more) + " more" : "";
        return Stream.of(count, note)
                .filter(part -> !part.isEmpty())
                .reduce((one, two) -> one + " · " + two)
                .orElse("");
    }

    /// Moves the choice, round the ends.
    public void move(int step) {
        if (!results.isEmpty()) {
            selected.set(Math.floorMod(selected.get() + step, results.size()));
        }
    }

    /// Does what is chosen and empties the query. False where nothing is chosen.
    public boolean run() {
        int index = selected.get();
        if (index < 0 || index >= results.size()) {
            return false;
        }
        Command command = results.get(index);
        query.set("");
        command.action().run();
        return true;
    }

    /// Where the label begins with what was typed it stands before all others.
    private static int rank(Command command, FinderWords words) {
        String label = FinderWords.lower(command.label());
        return label.startsWith(String.join(" ", words.words()))
                ? -1
                : Math.max(1, words.rank(label));
    }
}
