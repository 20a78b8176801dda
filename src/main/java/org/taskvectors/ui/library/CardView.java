package org.taskvectors.ui.library;

import java.util.List;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import org.taskvectors.ui.shell.FinderWords;
import org.taskvectors.workspace.AdapterFacts;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.Workspace;
import org.taskvectors.workspace.WorkspaceState;

/// How the cards are shown: what is searched for, their order, their groups. Order and groups are
/// kept in the workspace; what was typed is not, so that no card is missing after a start.
public final class CardView {
    private static final String SORT = "library.sort";
    private static final String GROUPED = "library.grouped";

    private final StringProperty query = new SimpleStringProperty(this, "query", "");
    private final ObjectProperty<CardSort> sort =
            new SimpleObjectProperty<>(this, "sort", CardSort.ADDED);
    private final BooleanProperty grouped = new SimpleBooleanProperty(this, "grouped", false);

    /// @param changed called when cards are shown otherwise
    CardView(Workspace workspace, Runnable changed) {
        WorkspaceState state = workspace.state();
        for (CardSort each : CardSort.values()) {
            if (each.name().equals(state.choice(SORT, ""))) {
                sort.set(each);
            }
        }
        grouped.set(state.choice(GROUPED, "").equals("true"));
        query.addListener((_, _, _) -> changed.run());
        sort.addListener(
                (_, _, now) -> {
                    workspace.update(s -> s.withChoice(SORT, now.name()));
                    changed.run();
                });
        grouped.addListener(
                (_, _, now) -> {
                    workspace.update(s -> s.withChoice(GROUPED, String.valueOf(now)));
                    changed.run();
                });
    }

    /// The words that a card has to have, each of them.
    public StringProperty queryProperty() {
        return query;
    }

    public ObjectProperty<CardSort> sortProperty() {
        return sort;
    }

    /// Whether cards stand in groups by base.
    public BooleanProperty groupedProperty() {
        return grouped;
    }

    /// Whether an item has every word of the search in its name, path, architecture or kind, or in
    /// its base's name.
    boolean finds(FileItem item, WorkspaceState state) {
        FinderWords words = FinderWords.of(query.get());
        return words.isEmpty() || words.areIn(FinderWords.lower(text(item, state)));
    }

    private static String text(FileItem item, WorkspaceState state) {
        List<String> facts =
                item.facts()
                        .map(
                                f ->
                                        List.of(
                                                f.architecture(),
                                                f.format(),
                                                String.join(" ", f.dtypes()),
                                                f.of(),
                                                f.namedBase(),
                                                f.adapter().map(AdapterFacts::kind).orElse("")))
                        .orElse(List.of());
        String base = item.base().flatMap(state::file).map(FileItem::name).orElse("");
        return String.join(
                "\n",
                item.name(),
                item.path().toString(),
                item.role().label(),
                base,
                String.join("\n", facts));
    }
}
