package org.taskvectors.ui.shell;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;

/// What the command finder shows for what was typed: actions whose words begin with it first, then
/// actions that contain it, then tensors and vectors.
public final class CommandFinderViewModel {
    private static final int MOST = 14;

    private final Supplier<List<Command>> actions;
    private final Function<String, List<Command>> things;
    private final StringProperty query = new SimpleStringProperty(this, "query", "");
    private final ObservableList<Command> results = FXCollections.observableArrayList();
    private final IntegerProperty selected = new SimpleIntegerProperty(this, "selected", -1);

    /// @param actions everything that can be done now
    /// @param things tensors and vectors that a query names
    public CommandFinderViewModel(
            Supplier<List<Command>> actions, Function<String, List<Command>> things) {
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

    /// Looks again, as when the finder opens.
    public void refresh() {
        String text = query.get().trim();
        List<String> words = words(text);
        Stream<Command> found =
                actions.get().stream()
                        .filter(command -> rank(command, words) < Integer.MAX_VALUE)
                        .sorted(Comparator.comparingInt(command -> rank(command, words)));
        Stream<Command> named = text.length() < 2 ? Stream.of() : things.apply(text).stream();
        results.setAll(Stream.concat(found, named).limit(MOST).toList());
        selected.set(results.isEmpty() ? -1 : 0);
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

    private static List<String> words(String text) {
        return Arrays.stream(text.toLowerCase(Locale.ROOT).split("\\s+"))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    /// 0 where the label begins with the query, 1 where each word begins one of the label's, 2
    /// where each is contained; none of these: not found.
    private static int rank(Command command, List<String> words) {
        String label = command.label().toLowerCase(Locale.ROOT);
        if (label.startsWith(String.join(" ", words))) {
            return 0;
        }
        List<String> own = words(label);
        if (words.stream().allMatch(word -> own.stream().anyMatch(o -> o.startsWith(word)))) {
            return 1;
        }
        return words.stream().allMatch(label::contains) ? 2 : Integer.MAX_VALUE;
    }
}
